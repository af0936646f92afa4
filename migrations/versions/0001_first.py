"""Everything: the facts, the projection, full text, views for other programs, and what keeps facts as recorded."""

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LATEST = 2**63 - 1
STATUSES = """
    not-checkable unattributed unverified single-source corroborated confirmed disputed denied refuted withdrawn
    unverifiable
"""

# Each fact table with the key that tells its rows apart.
FACTS: dict[str, str] = {
    "revisions": "id",
    "party_versions": "id",
    "sources": "id",
    "source_versions": "id",
    "documents": "id",
    "document_versions": "id",
    "claims": "id",
    "claim_versions": "id",
    "links": "id",
    "attributions": "id",
    "attribution_carriers": "attribution position",
    "assessments": "id",
    "status_changes": "id",
    "undos": "id",
}


def upgrade() -> None:
    """Make everything in an empty database."""
    create_revisions()
    create_registry()
    create_documents()
    create_claims()
    create_attributions()
    create_judgements()
    create_projection()
    if op.get_bind().dialect.name == "sqlite":
        on_sqlite()
    else:
        on_postgresql()


def int64() -> TypeEngine[int]:
    """A 64-bit integer; on SQLite the plain kind, which alone can be a row's own number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def needed(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]] = sa.Text) -> sa.Column[Any]:
    """A column that always has a value."""
    return sa.Column(name, kind, nullable=False)


def all_needed(names: str, kind: TypeEngine[Any] | type[TypeEngine[Any]] = sa.Text) -> list[sa.Column[Any]]:
    """Columns that always have a value."""
    return [needed(name, kind) for name in names.split()]


def texts(names: str) -> list[sa.Column[Any]]:
    """Columns of text that may be missing."""
    return [sa.Column(name, sa.Text) for name in names.split()]


def moment(name: str) -> list[sa.Column[Any]]:
    """The columns of a span of time."""
    return [
        sa.Column(f"{name}_earliest", int64()),
        sa.Column(f"{name}_latest", int64()),
        sa.Column(f"{name}_text", sa.Text),
        sa.Column(f"{name}_offset", sa.Integer),
    ]


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """A reference, checked when the row is written."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def create_fact(table: str, *parts: SchemaItem, key: tuple[str, ...] = ("id",), **references: str) -> None:
    """A table of facts, numbered by the ledger unless it has another key; references name column and table."""
    numbers = [sa.Column("id", int64(), autoincrement=False)] if key == ("id",) else []
    at_commit = sa.ForeignKeyConstraint(
        ["revision"], ["revisions.id"], name=f"fk_{table}_revision", deferrable=True, initially="DEFERRED"
    )
    op.create_table(
        table,
        *numbers,
        *parts,
        needed("revision", int64()),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        at_commit,
        *(refers(table, column, to) for column, to in references.items()),
    )


def index(table: str, *columns: str) -> None:
    """An index named after its columns."""
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def create_revisions() -> None:
    """The chain of revisions, and the row that writers lock."""
    op.create_table(
        "revisions",
        sa.Column("id", int64(), autoincrement=False),
        needed("recorded_at", int64()),
        *all_needed("analyst action detail rules_version policy_version previous_digest digest"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
    )
    index("revisions", "recorded_at")
    index("revisions", "analyst")
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_head"),
        sa.CheckConstraint("id = 1", name="ck_ledger_head_single"),
    )
    op.execute("INSERT INTO ledger_head (id) VALUES (1)")


def create_registry() -> None:
    """Parties and sources."""
    create_fact("party_versions", *all_needed("name adjectives adverse_to"), *texts("speaks_with"))
    index("party_versions", "name", "id")
    create_fact("sources")
    create_fact(
        "source_versions",
        needed("source", int64()),
        *all_needed("name aliases"),
        *texts("kind party reliability note"),
        *all_needed("official anonymous independent", sa.Boolean),
        source="sources",
    )
    index("source_versions", "source", "id")


def create_documents() -> None:
    """Where analysts read things."""
    create_fact("documents", needed("identity"))
    index("documents", "identity")
    create_fact(
        "document_versions",
        needed("document", int64()),
        sa.Column("outlet", int64()),
        *texts("url title text sha256"),
        *moment("published"),
        *moment("retrieved"),
        document="documents",
        outlet="sources",
    )
    index("document_versions", "document", "id")
    index("document_versions", "outlet")


def create_claims() -> None:
    """Claims, what they are filed under, and the links between them."""
    create_fact("claims", needed("text"), needed("identity"))
    index("claims", "identity")
    create_fact(
        "claim_versions",
        needed("claim", int64()),
        *texts("key place measure"),
        *all_needed("kind parties against favours tags"),
        *moment("happened"),
        claim="claims",
    )
    index("claim_versions", "claim", "id")
    index("claim_versions", "key")
    op.create_table(
        "claim_terms",
        *all_needed("field term"),
        sa.Column("version", int64(), autoincrement=False),
        sa.PrimaryKeyConstraint("field", "term", "version", name="pk_claim_terms"),
        refers("claim_terms", "version", "claim_versions"),
        sqlite_with_rowid=False,
    )
    create_fact(
        "links",
        *all_needed("claim other", int64()),
        needed("kind"),
        claim="claims",
        other="claims",
    )
    index("links", "claim", "kind", "other")
    index("links", "other")


def create_attributions() -> None:
    """Who said what, through whom."""
    create_fact(
        "attributions",
        *all_needed("claim origin said_earliest said_latest", int64()),
        sa.Column("nearest", int64()),
        sa.Column("document", int64()),
        *all_needed("stance certainty basis said_text identity"),
        *texts("figure cue quote note"),
        needed("said_offset", sa.Integer),
        needed("written", sa.Boolean),
        claim="claims",
        origin="sources",
        nearest="sources",
        document="documents",
    )
    index("attributions", "identity")
    index("attributions", "origin", "claim")
    index("attributions", "document", "claim")
    folded = "claim said_earliest id origin nearest document stance certainty basis figure said_latest revision"
    op.create_index("ix_attributions_fold", "attributions", folded.split())
    create_fact(
        "attribution_carriers",
        sa.Column("attribution", int64(), autoincrement=False),
        sa.Column("position", sa.Integer, autoincrement=False),
        needed("source", int64()),
        key=("attribution", "position"),
        attribution="attributions",
        source="sources",
    )
    index("attribution_carriers", "source", "attribution")


def create_judgements() -> None:
    """What analysts and the rules concluded, and which revisions were taken back or brought back."""
    create_fact(
        "assessments",
        *all_needed("claim at", int64()),
        *all_needed("verdict rationale analyst derived evidence"),
        sa.Column("credibility", sa.Integer),
        claim="claims",
    )
    index("assessments", "claim", "id")
    create_fact(
        "status_changes",
        needed("claim", int64()),
        *texts("from_status from_derived"),
        *all_needed("to_status to_derived because policy_version"),
        *all_needed("rule support opposition", sa.Integer),
        claim="claims",
    )
    index("status_changes", "claim", "id")
    index("status_changes", "revision")
    create_fact("undos", needed("target", int64()), needed("what"), target="revisions")
    index("undos", "target", "id")


def create_projection() -> None:
    """Where each claim stands, for lists."""
    op.create_table(
        "claim_states",
        sa.Column("claim", int64(), autoincrement=False),
        sa.Column("valid_from", int64(), autoincrement=False),
        *all_needed("valid_until since", int64()),
        *all_needed("status derived"),
        *all_needed("rule support opposition affirmed denied withheld", sa.Integer),
        *all_needed("still_disputed split review_due", sa.Boolean),
        sa.Column("last_said", int64()),
        sa.PrimaryKeyConstraint("claim", "valid_from", name="pk_claim_states"),
        refers("claim_states", "claim", "claims"),
    )
    newest_first = sa.text("since DESC")
    op.create_index("ix_claim_states_status", "claim_states", ["status", newest_first, "claim"])
    op.create_index("ix_claim_states_disputed", "claim_states", ["still_disputed", newest_first, "claim"])
    op.create_index("ix_claim_states_since", "claim_states", [newest_first, "claim"])
    for column, bounded in (("valid_from", f"valid_from > -{LATEST}"), ("valid_until", f"valid_until < {LATEST}")):
        part = sa.text(bounded)
        name = f"ix_claim_states_timed_{column}"
        op.create_index(name, "claim_states", [column], sqlite_where=part, postgresql_where=part)
    totals = op.create_table(
        "status_totals",
        needed("status"),
        needed("still_disputed", sa.Boolean),
        needed("claims", int64()),
        sa.PrimaryKeyConstraint("status", "still_disputed", name="pk_status_totals"),
    )
    none_yet = [{"status": s, "still_disputed": d, "claims": 0} for s in STATUSES.split() for d in (False, True)]
    op.bulk_insert(totals, none_yet)


def on_sqlite() -> None:
    """Refusals, full text and views in SQLite's words."""
    for table, key in FACTS.items():
        refusal = f"SELECT RAISE(ABORT, '{table}: recorded facts are never altered or deleted');"
        # INSERT OR REPLACE deletes without asking the trigger on DELETE.
        same = " AND ".join(f"{column} = NEW.{column}" for column in key.split())
        taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
        for event, condition in (("UPDATE", ""), ("DELETE", ""), ("INSERT", taken)):
            name = f"{table}_refuses_{event.lower()}"
            op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition} BEGIN {refusal} END")
    op.execute("CREATE VIRTUAL TABLE claim_words USING fts5 (words, tokenize = 'ascii')")
    create_views(
        now="(CAST(strftime('%s', 'now') AS INTEGER) * 1000000)",
        iso="strftime('%Y-%m-%dT%H:%M:%SZ', {} / 1000000, 'unixepoch')",
    )


def on_postgresql() -> None:
    """Refusals, full text and views in PostgreSQL's words."""
    op.execute(
        "CREATE FUNCTION verifier_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%: recorded facts are never altered or deleted', TG_TABLE_NAME; END $$"
    )
    for table in FACTS:
        op.execute(
            f"CREATE TRIGGER {table}_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION verifier_refuse()"
        )
    op.execute("CREATE TABLE claim_words (claim bigint PRIMARY KEY REFERENCES claims (id), words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_claim_words ON claim_words USING gin (words)")
    create_views(
        now="CAST(extract(epoch FROM now()) * 1000000 AS bigint)",
        iso="to_char(timestamp '1970-01-01' + {} * interval '1 microsecond', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
    )


def create_views(now: str, iso: str) -> None:
    """Make the views, in this database's words for the present instant and for an instant as ISO 8601."""
    views = Path(__file__).with_name("0001_views.sql").read_text(encoding="utf-8").replace("now()", now)
    for view in re.sub(r"iso\((.*?)\)", lambda found: iso.format(found[1]), views).split(";"):
        if view.strip():
            op.execute(view)
