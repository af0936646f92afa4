"""What the second edition of the rules tells: times in office, who challenges, who gave another figure, `rebutted`."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen what is there; no recorded row is altered, and no digest."""
    op.add_column("source_versions", sa.Column("terms", sa.Text()))
    op.add_column("claim_states", sa.Column("flags", sa.Integer()))
    for name in ("challenged", "revised"):
        op.add_column("claim_accounts", sa.Column(name, sa.Text()))
    totals = sa.table(
        "status_totals", sa.column("status"), sa.column("still_disputed", sa.Boolean), sa.column("claims", sa.Integer)
    )
    op.bulk_insert(totals, [{"status": "rebutted", "still_disputed": d, "claims": 0} for d in (False, True)])
