"""What the second edition of the rules tells: times in office, who challenges, who gave another figure, `rebutted`."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen what is there; no recorded row is altered, and no digest."""
    op.add_column("source_versions", sa.Column("terms", sa.Text()))
    op.add_column("claim_states", sa.Column("flags", sa.Integer()))
    for name in ("challenged", "revised"):
        op.add_column("claim_accounts", sa.Column(name, sa.Text()))
    if op.get_bind().dialect.name != "sqlite":
        allow_rebutted()
    totals = sa.table(
        "status_totals", sa.column("status"), sa.column("still_disputed", sa.Boolean), sa.column("claims", sa.Integer)
    )
    op.bulk_insert(totals, [{"status": "rebutted", "still_disputed": d, "claims": 0} for d in (False, True)])


def allow_rebutted() -> None:
    """Let `rebutted` be a status wherever a server checks that a text is one."""
    checks = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'c' AND connamespace = current_schema()::regnamespace"
    )
    found = op.get_bind().exec_driver_sql(checks).fetchall()
    for table, name, definition in found:
        if "'denied'::text" not in definition:
            continue
        widened = definition.replace("'denied'::text", "'denied'::text, 'rebutted'::text")
        for statement in (f"DROP CONSTRAINT {name}", f"ADD CONSTRAINT {name} {widened}"):
            op.get_bind().exec_driver_sql(f"ALTER TABLE {table} {statement}", execution_options={"no_parameters": True})
