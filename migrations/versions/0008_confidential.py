"""Sources that are named in the ledger alone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen what is there; no recorded row is altered, and no digest."""
    op.add_column("source_versions", sa.Column("confidential", sa.Boolean()))
