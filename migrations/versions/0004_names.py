"""What sources and parties are looked up by. Filled by whoever upgrades, as is all that is made from the facts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no recorded row is altered, and no digest."""
    for table, versions in (("source_names", "source_versions"), ("party_names", "party_versions")):
        op.create_table(
            table,
            sa.Column("key", sa.Text, nullable=False),
            sa.Column("version", int64(), autoincrement=False),
            sa.Column("rank", sa.Integer, nullable=False),
            sa.PrimaryKeyConstraint("key", "version", name=f"pk_{table}"),
            sa.ForeignKeyConstraint(["version"], [f"{versions}.id"], name=f"fk_{table}_version"),
            sqlite_with_rowid=False,
        )


def int64() -> TypeEngine[int]:
    """A 64-bit integer; on SQLite the plain kind."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
