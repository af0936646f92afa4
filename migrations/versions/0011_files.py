"""What was read is kept with its document: files by their digest, and more of what is known of a document and a quote.

On a server the contents are rows, a few hundred KiB each, so that a dump has them; beside a SQLite file they are files.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DOCUMENT_TEXTS = ("archived", "archived_hash", "author", "language", "media_type", "location")
CAPTURED = ("captured_earliest", "captured_latest", "captured_text", "captured_offset")
QUOTE_TEXTS = ("quote_language", "quote_translation")
KEPT = f"""
    id revision document url title sha256 outlet
    published_earliest published_latest published_text published_offset
    retrieved_earliest retrieved_latest retrieved_text retrieved_offset
    retracted_earliest retracted_latest retracted_text retracted_offset
    {" ".join((*DOCUMENT_TEXTS, *CAPTURED))}
"""
"""The columns of a version of a document that stay as they are when its text goes, as in the migration of purges."""

REFUSED = "recorded facts are never altered or deleted"
TOLD = (
    "SELECT 1 FROM purges WHERE document = OLD.document AND target = OLD.revision "
    "AND revision > (SELECT max(id) FROM revisions)"
)
NEW_FACTS = ("document_files", "file_purges")
EARLIEST, LATEST = -62135596800000000, 253402300799999999


def upgrade() -> None:
    """Widen what is there, and make room for files; no recorded row is altered, and no digest."""
    widen()
    create_files()
    create_file_purges()
    if op.get_bind().dialect.name == "sqlite":
        guard_in_file()
    else:
        guard_on_server()


def int64() -> TypeEngine[int]:
    """A 64-bit integer; on SQLite the plain kind, which alone can be a row's own number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def widen() -> None:
    """Columns of documents and of quotes, all of which may be empty."""
    for name in DOCUMENT_TEXTS:
        op.add_column("document_versions", sa.Column(name, sa.Text()))
    for name in ("captured_earliest", "captured_latest"):
        op.add_column("document_versions", sa.Column(name, int64()))
    op.add_column("document_versions", sa.Column("captured_text", sa.Text()))
    op.add_column("document_versions", sa.Column("captured_offset", sa.Integer()))
    for name in QUOTE_TEXTS:
        op.add_column("attributions", sa.Column(name, sa.Text()))


def facts(table: str, *columns: "sa.Column[object]") -> None:
    """A table of facts about documents, numbered by the ledger, in which a digest is looked up."""
    op.create_table(
        table,
        sa.Column("id", int64(), autoincrement=False),
        sa.Column("revision", int64(), nullable=False),
        sa.Column("document", int64(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["revision"], ["revisions.id"], name=f"fk_{table}_revision", deferrable=True, initially="DEFERRED"
        ),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=f"fk_{table}_document"),
    )
    for column in ("revision", "document", "sha256"):
        op.create_index(f"ix_{table}_{column}", table, [column])


def create_files() -> None:
    """The files that were kept of documents."""
    facts(
        "document_files",
        sa.Column("size", int64(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text()),
    )


def create_file_purges() -> None:
    """The contents that are kept no more."""
    facts("file_purges")


def guard_in_file() -> None:
    """Triggers of the new tables, and of documents, which have more columns now."""
    for table in NEW_FACTS:
        for event, condition in (
            ("UPDATE", ""),
            ("DELETE", ""),
            ("INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"),
        ):
            refuse(table, event, condition)
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT.split())
    op.execute("DROP TRIGGER document_versions_refuses_update")
    refuse("document_versions", "UPDATE", f"WHEN NOT (NEW.text IS NULL AND {same} AND EXISTS ({TOLD}))")


def refuse(table: str, event: str, condition: str) -> None:
    """Keep facts as recorded."""
    refusal = f"SELECT RAISE(ABORT, '{table}: {REFUSED}');"
    name = f"{table}_refuses_{event.lower()}"
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition} BEGIN {refusal} END")


def guard_on_server() -> None:
    """The same on a server, and the contents, of which only those go that a purge tells of."""
    digest = "sha256 ~ '^[0-9a-f]{64}$'"
    shapes = {"document_files": f"{digest} AND size >= 0", "file_purges": digest}
    for table, shape in shapes.items():
        execute(
            f"CREATE TRIGGER {table}_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION verifier_refuse()",
            f"CREATE TRIGGER {table}_follow AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            "FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds()",
            f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_shape CHECK ({shape})",
        )
    bounds = " AND ".join(moment_bounds(name) for name in ("published", "retrieved", "retracted", "captured"))
    execute(
        "ALTER TABLE document_versions DROP CONSTRAINT ck_document_versions_shape",
        f"ALTER TABLE document_versions ADD CONSTRAINT ck_document_versions_shape CHECK ({bounds}) NOT VALID",
    )
    create_pieces()


def moment_bounds(name: str) -> str:
    """What holds of the columns of a span of time."""
    return (
        f"({name}_earliest BETWEEN {EARLIEST} AND {LATEST}) "
        f"AND ({name}_latest BETWEEN {name}_earliest AND {LATEST}) AND ({name}_offset BETWEEN -1440 AND 1440)"
    )


def create_pieces() -> None:
    """Contents, in pieces, as they are: most are compressed already."""
    execute(
        "CREATE TABLE file_pieces (sha256 text NOT NULL, position integer NOT NULL, content bytea NOT NULL, "
        "CONSTRAINT pk_file_pieces PRIMARY KEY (sha256, position))",
        "ALTER TABLE file_pieces ALTER COLUMN content SET STORAGE EXTERNAL",
        "ALTER TABLE file_pieces ADD CONSTRAINT ck_file_pieces_shape "
        "CHECK (sha256 ~ '^[0-9a-f]{64}$' AND position >= 0)",
        f"""
        CREATE FUNCTION verifier_removes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM file_purges WHERE sha256 = OLD.sha256) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '%: {REFUSED}', TG_TABLE_NAME;
        END $$""",
        "CREATE TRIGGER file_pieces_refuses BEFORE UPDATE OR TRUNCATE ON file_pieces "
        "FOR EACH STATEMENT EXECUTE FUNCTION verifier_refuse()",
        "CREATE TRIGGER file_pieces_removes BEFORE DELETE ON file_pieces "
        "FOR EACH ROW EXECUTE FUNCTION verifier_removes()",
    )


def execute(*statements: str) -> None:
    """Run statements as they stand: what is written with colons and percent signs would be taken for parameters."""
    for statement in statements:
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})
