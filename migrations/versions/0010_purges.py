"""Texts of documents can be removed for good, by a revision that tells of it; nothing else can be changed still."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DIGESTS = ("text_sha256", "rows_before", "rows_after")
KEPT = """
    id revision document url title sha256 outlet
    published_earliest published_latest published_text published_offset
    retrieved_earliest retrieved_latest retrieved_text retrieved_offset
    retracted_earliest retracted_latest retracted_text retracted_offset
"""
"""The columns of a version of a document that stay as they are; the audit compares the trigger with the table's own."""

REFUSED = "recorded facts are never altered or deleted"
TOLD = (
    "SELECT 1 FROM purges WHERE document = OLD.document AND target = OLD.revision "
    "AND revision > (SELECT max(id) FROM revisions)"
)


def upgrade() -> None:
    """Make room for what tells of a purge, and let that and only that through; no recorded row is altered."""
    create_purges()
    if op.get_bind().dialect.name == "sqlite":
        let_through_in_file()
    else:
        let_through_on_server()


def int64() -> TypeEngine[int]:
    """A 64-bit integer; on SQLite the plain kind, which alone can be a row's own number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def create_purges() -> None:
    """The table of facts, numbered by the ledger."""
    op.create_table(
        "purges",
        sa.Column("id", int64(), autoincrement=False),
        sa.Column("revision", int64(), nullable=False),
        *(sa.Column(name, int64(), nullable=False) for name in ("document", "target")),
        *(sa.Column(name, sa.Text, nullable=False) for name in DIGESTS),
        sa.PrimaryKeyConstraint("id", name="pk_purges"),
        sa.ForeignKeyConstraint(
            ["revision"], ["revisions.id"], name="fk_purges_revision", deferrable=True, initially="DEFERRED"
        ),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_purges_document"),
        sa.ForeignKeyConstraint(["target"], ["revisions.id"], name="fk_purges_target"),
    )
    for column in ("revision", "document", "target"):
        op.create_index(f"ix_purges_{column}", "purges", [column])


def let_through_in_file() -> None:
    """Triggers of the new table, and another one on documents."""
    for event, condition in (
        ("UPDATE", ""),
        ("DELETE", ""),
        ("INSERT", "WHEN EXISTS (SELECT 1 FROM purges WHERE id = NEW.id)"),
    ):
        refuse("purges", event, condition)
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT.split())
    op.execute("DROP TRIGGER document_versions_refuses_update")
    refuse("document_versions", "UPDATE", f"WHEN NOT (NEW.text IS NULL AND {same} AND EXISTS ({TOLD}))")


def refuse(table: str, event: str, condition: str) -> None:
    """Keep facts as recorded."""
    refusal = f"SELECT RAISE(ABORT, '{table}: {REFUSED}');"
    name = f"{table}_refuses_{event.lower()}"
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition} BEGIN {refusal} END")


def let_through_on_server() -> None:
    """The same on a server, which also sees to it that a purge is of the revision being written."""
    function = f"""
        CREATE FUNCTION verifier_purges() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            emptied document_versions%ROWTYPE := OLD;
        BEGIN
            emptied.text := NULL;
            IF NEW IS NOT DISTINCT FROM emptied AND EXISTS ({TOLD}) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '%: {REFUSED}', TG_TABLE_NAME;
        END $$"""
    digests = " AND ".join(f"{name} ~ '^[0-9a-f]{{64}}$'" for name in DIGESTS)
    for statement in (
        function,
        "DROP TRIGGER document_versions_refuses ON document_versions",
        (
            "CREATE TRIGGER document_versions_refuses BEFORE DELETE OR TRUNCATE ON document_versions "
            "FOR EACH STATEMENT EXECUTE FUNCTION verifier_refuse()"
        ),
        (
            "CREATE TRIGGER document_versions_purges BEFORE UPDATE ON document_versions "
            "FOR EACH ROW EXECUTE FUNCTION verifier_purges()"
        ),
        (
            "CREATE TRIGGER purges_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON purges "
            "FOR EACH STATEMENT EXECUTE FUNCTION verifier_refuse()"
        ),
        (
            "CREATE TRIGGER purges_follow AFTER INSERT ON purges REFERENCING NEW TABLE AS added "
            "FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds()"
        ),
        f"ALTER TABLE purges ADD CONSTRAINT ck_purges_shape CHECK ({digests})",
    ):
        # As it stands: what is written with colons and percent signs would be taken for parameters.
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})
