"""What is told of each claim, kept for reports. Filled by whoever upgrades, since it takes the rules to make it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LISTS = """
    because affirmed_by denied_by withheld_by awaiting awaiting_since figures dispute sides denied_by_interested
    insisted_by_interested anonymous hedged one_gatekeeper self_contradictory reversed against_interest
"""


def upgrade() -> None:
    """Make the table; no recorded row is altered, and no digest."""
    op.create_table(
        "claim_accounts",
        sa.Column("claim", int64(), autoincrement=False),
        sa.Column("valid_from", int64(), autoincrement=False),
        sa.Column("why", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in LISTS.split()),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("documents", "outlets", "origins", "independent_origins")
        ),
        sa.PrimaryKeyConstraint("claim", "valid_from", name="pk_claim_accounts"),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name="fk_claim_accounts_claim"),
    )


def int64() -> TypeEngine[int]:
    """A 64-bit integer; on SQLite the plain kind."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
