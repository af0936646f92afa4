"""Claims can be merged: that one claim is another from a revision on is a fact of its own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REFUSED = "recorded facts are never altered or deleted"


def upgrade() -> None:
    """Make the table, which refuses changes as the others do; no recorded row is altered."""
    op.create_table(
        "merges",
        sa.Column("id", int64(), autoincrement=False),
        *(sa.Column(name, int64(), nullable=False) for name in ("revision", "claim", "target")),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        sa.ForeignKeyConstraint(
            ["revision"], ["revisions.id"], name="fk_merges_revision", deferrable=True, initially="DEFERRED"
        ),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name="fk_merges_claim"),
        sa.ForeignKeyConstraint(["target"], ["claims.id"], name="fk_merges_target"),
    )
    for column in ("revision", "claim", "target"):
        op.create_index(f"ix_merges_{column}", "merges", [column])
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_SERVER:
        op.execute(statement)


def int64() -> TypeEngine[int]:
    """A 64-bit integer; on SQLite the plain kind, which alone can be a row's own number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


ON_SQLITE = tuple(
    f"CREATE TRIGGER merges_refuses_{event.lower()} BEFORE {event} ON merges{condition} "
    f"BEGIN SELECT RAISE(ABORT, 'merges: {REFUSED}'); END"
    for event, condition in (
        ("UPDATE", ""),
        ("DELETE", ""),
        ("INSERT", " WHEN EXISTS (SELECT 1 FROM merges WHERE id = NEW.id)"),
    )
)
TRIGGER = "CREATE TRIGGER merges_{} ON merges {}FOR EACH STATEMENT EXECUTE FUNCTION verifier_{}()"
ON_SERVER = (
    TRIGGER.format("refuses BEFORE UPDATE OR DELETE OR TRUNCATE", "", "refuse"),
    TRIGGER.format("follow AFTER INSERT", "REFERENCING NEW TABLE AS added ", "adds"),
)
