"""Corrections with a reason, policies as facts, retracted documents, amended texts, and signatures of revisions."""

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VIEWS = ("status_changes_log", "attributions_now", "disputed_now", "claims_now", "undone_now")
FACTS = ("corrections", "policies", "analyst_keys")
# The fact tables of before, but for the log, which has an index on it.
UNINDEXED = """
    party_versions sources source_versions documents document_versions claims claim_versions links attributions
    attribution_carriers assessments undos
"""


def upgrade() -> None:
    """Widen what is there; no recorded row is altered, and no digest."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for view in VIEWS:
        op.execute(f"DROP VIEW {view}")
    widen()
    create_facts()
    for table in (*UNINDEXED.split(), *FACTS):
        op.create_index(f"ix_{table}_revision", table, ["revision"])
    refuse_changes(on_sqlite=on_sqlite)
    if on_sqlite:
        create_views(
            now="(CAST(strftime('%s', 'now') AS INTEGER) * 1000000)",
            iso="strftime('%Y-%m-%dT%H:%M:%SZ', {} / 1000000, 'unixepoch')",
        )
    else:
        create_views(
            now="CAST(extract(epoch FROM now()) * 1000000 AS bigint)",
            iso="to_char(timestamp '1970-01-01' + {} * interval '1 microsecond', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
        )


def int64() -> TypeEngine[int]:
    """A 64-bit integer; on SQLite the plain kind, which alone can be a row's own number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def widen() -> None:
    """New columns, empty in every row there is."""
    add("revisions", reason=sa.Text(), signature=sa.Text())
    add("claim_versions", text=sa.Text(), identity=sa.Text())
    op.create_index("ix_claim_versions_identity", "claim_versions", ["identity"])
    add("document_versions", retracted_earliest=int64(), retracted_latest=int64())
    add("document_versions", retracted_text=sa.Text(), retracted_offset=sa.Integer())


def add(table: str, **columns: TypeEngine[Any]) -> None:
    """Columns that may be empty."""
    for name, kind in columns.items():
        op.add_column(table, sa.Column(name, kind))


def create_facts() -> None:
    """What takes attributions and links out of the case; the figures in the rules; who signs."""
    create_fact(
        "corrections",
        *(sa.Column(name, int64()) for name in ("attribution", "link", "replacement")),
        attribution="attributions",
        link="links",
        replacement="attributions",
    )
    op.create_index("ix_corrections_attribution", "corrections", ["attribution"])
    op.create_index("ix_corrections_link", "corrections", ["link"])
    create_fact(
        "policies", sa.Column("version", sa.Text, nullable=False), sa.Column("figures", sa.Text, nullable=False)
    )
    create_fact("analyst_keys", sa.Column("analyst", sa.Text, nullable=False), sa.Column("public_key", sa.Text))
    op.create_index("ix_analyst_keys_analyst_id", "analyst_keys", ["analyst", "id"])


def create_fact(table: str, *parts: SchemaItem, **references: str) -> None:
    """A table of facts, numbered by the ledger; references name column and table."""
    op.create_table(
        table,
        sa.Column("id", int64(), autoincrement=False),
        *parts,
        sa.Column("revision", int64(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["revision"], ["revisions.id"], name=f"fk_{table}_revision", deferrable=True, initially="DEFERRED"
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")
            for column, to in references.items()
        ),
    )


def refuse_changes(*, on_sqlite: bool) -> None:
    """Keep facts as recorded."""
    for table in FACTS:
        if not on_sqlite:
            op.execute(
                f"CREATE TRIGGER {table}_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION verifier_refuse()"
            )
            continue
        refusal = f"SELECT RAISE(ABORT, '{table}: recorded facts are never altered or deleted');"
        taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        for event, condition in (("UPDATE", ""), ("DELETE", ""), ("INSERT", taken)):
            name = f"{table}_refuses_{event.lower()}"
            op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition} BEGIN {refusal} END")


def create_views(now: str, iso: str) -> None:
    """Make the views, in this database's words for the present instant and for an instant as ISO 8601."""
    views = Path(__file__).with_name("0002_views.sql").read_text(encoding="utf-8").replace("now()", now)
    for view in re.sub(r"iso\((.*?)\)", lambda found: iso.format(found[1]), views).split(";"):
        if view.strip():
            op.execute(view)
