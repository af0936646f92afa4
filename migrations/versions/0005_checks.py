"""What may be recorded is checked by the database: a revision follows the newest one, and on a server much more."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEWEST = "(SELECT {} FROM revisions ORDER BY id DESC LIMIT 1)"


def upgrade() -> None:
    """Make the checks; no recorded row is altered, nor looked at: the audit does that."""
    if op.get_bind().dialect.name == "sqlite":
        follow_on_sqlite()
        return
    statements = Path(__file__).with_name("0005_server.sql").read_text(encoding="utf-8")
    for statement in statements.split(";;"):
        if statement.strip():
            # As it stands: what is written with colons and percent signs would be taken for parameters.
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def follow_on_sqlite() -> None:
    """Let a revision only follow the newest one; only one that sets the clock may be dated earlier."""
    number, digest, recorded = (NEWEST.format(name) for name in ("id", "digest", "recorded_at"))
    other = f"NEW.id <> coalesce({number}, 0) + 1 OR NEW.previous_digest <> coalesce({digest}, '{'0' * 64}')"
    earlier = f"NEW.recorded_at < {recorded} AND NEW.action <> 'set-clock'"
    refusal = "SELECT RAISE(ABORT, 'revisions: a revision follows from the newest one');"
    fresh = "NOT EXISTS (SELECT 1 FROM revisions WHERE id = NEW.id)"  # one that is there is refused as ever
    when = f"{fresh} AND ({other} OR {earlier})"
    op.execute(f"CREATE TRIGGER revisions_follow BEFORE INSERT ON revisions WHEN {when} BEGIN {refusal} END")
