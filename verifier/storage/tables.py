"""The tables: append-only facts, and the projection that can be rebuilt from them.

Instants are microseconds UTC in integers, enums their text, lists JSON text. The newest version of an entity (highest
id, hence highest revision) is the current one. Every fact names the revision that added it; the row in `revisions`
comes last in its transaction, when its digest is known, so that reference is checked at commit. What a revision that is
undone added does not exist; so identities are unique only among what exists, which the ledger sees to.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    desc,
    literal_column,
    or_,
)
from sqlalchemy.types import TypeEngine

from verifier.domain.standing import BEGINNING, FOREVER

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes only a plain INTEGER key the row's own number, and its integers have 64 bits anyway.
Int64: Final = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", Int64, primary_key=True, autoincrement=False)


def _revision() -> Column[int]:
    checked_at_commit = ForeignKey("revisions.id", deferrable=True, initially="DEFERRED")
    return Column("revision", Int64, checked_at_commit, nullable=False)


def _needed(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]] = Text, *constraints: ForeignKey) -> Column[Any]:
    return Column(name, kind, *constraints, nullable=False)


def _all_needed(names: str, kind: type[TypeEngine[Any]] = Text) -> list[Column[Any]]:
    return [_needed(name, kind) for name in names.split()]


def _texts(names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names.split()]


def _moment(name: str) -> list[Column[Any]]:
    return [
        Column(f"{name}_earliest", Int64),
        Column(f"{name}_latest", Int64),
        Column(f"{name}_text", Text),
        Column(f"{name}_offset", Integer),
    ]


revisions: Final = Table(
    "revisions",
    metadata,
    _id(),
    _needed("recorded_at", Int64),
    *_all_needed("analyst action detail rules_version policy_version previous_digest digest"),
    *_texts("reason signature"),
    Index(None, "recorded_at"),
    Index(None, "analyst"),
)

party_versions: Final = Table(
    "party_versions",
    metadata,
    _id(),
    _revision(),
    *_all_needed("name adjectives adverse_to"),
    Column("speaks_with", Text),
    Index(None, "name", "id"),
)

sources: Final = Table("sources", metadata, _id(), _revision())

source_versions: Final = Table(
    "source_versions",
    metadata,
    _id(),
    _revision(),
    _needed("source", Int64, ForeignKey("sources.id")),
    *_all_needed("name aliases"),
    *_texts("kind party reliability note"),
    *_all_needed("official anonymous independent", Boolean),
    Index(None, "source", "id"),
)

documents: Final = Table("documents", metadata, _id(), _revision(), _needed("identity"), Index(None, "identity"))

document_versions: Final = Table(
    "document_versions",
    metadata,
    _id(),
    _revision(),
    _needed("document", Int64, ForeignKey("documents.id")),
    *_texts("url title text sha256"),
    Column("outlet", Int64, ForeignKey("sources.id")),
    *_moment("published"),
    *_moment("retrieved"),
    *_moment("retracted"),
    Index(None, "document", "id"),
    Index(None, "outlet"),
)

claims: Final = Table(
    "claims", metadata, _id(), _revision(), _needed("text"), _needed("identity"), Index(None, "identity")
)

claim_versions: Final = Table(
    "claim_versions",
    metadata,
    _id(),
    _revision(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    *_texts("key place measure text identity"),
    *_all_needed("kind parties against favours tags"),
    *_moment("happened"),
    Index(None, "claim", "id"),
    Index(None, "key"),
    Index(None, "identity"),
)
"""`text` and `identity` are those of the claim itself unless the text was amended."""

links: Final = Table(
    "links",
    metadata,
    _id(),
    _revision(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    _needed("kind"),
    _needed("other", Int64, ForeignKey("claims.id")),
    Index(None, "claim", "kind", "other"),
    Index(None, "other"),
)

attributions: Final = Table(
    "attributions",
    metadata,
    _id(),
    _revision(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    _needed("origin", Int64, ForeignKey("sources.id")),
    Column("nearest", Int64, ForeignKey("sources.id")),
    *_all_needed("stance certainty basis"),
    *_texts("figure cue quote note"),
    _needed("said_earliest", Int64),
    _needed("said_latest", Int64),
    _needed("said_text"),
    _needed("said_offset", Integer),
    _needed("written", Boolean),
    Column("document", Int64, ForeignKey("documents.id")),
    _needed("identity"),
    Index(None, "identity"),
    Index(None, "origin", "claim"),
    Index(None, "document", "claim"),
    # Holds all that folding needs, in the order of the fold, so that the whole base is read from the index alone.
    Index(
        "ix_attributions_fold",
        *("claim", "said_earliest", "id"),
        *("origin", "nearest", "document", "stance", "certainty", "basis", "figure", "said_latest", "revision"),
    ),
)

attribution_carriers: Final = Table(
    "attribution_carriers",
    metadata,
    Column("attribution", Int64, ForeignKey("attributions.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _revision(),
    _needed("source", Int64, ForeignKey("sources.id")),
    Index(None, "source", "attribution"),
)

assessments: Final = Table(
    "assessments",
    metadata,
    _id(),
    _revision(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    *_all_needed("verdict rationale analyst derived evidence"),
    _needed("at", Int64),
    Column("credibility", Integer),
    Index(None, "claim", "id"),
)

status_changes: Final = Table(
    "status_changes",
    metadata,
    _id(),
    _revision(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    *_texts("from_status from_derived"),
    *_all_needed("to_status to_derived because policy_version"),
    *_all_needed("rule support opposition", Integer),
    Index(None, "claim", "id"),
    Index(None, "revision"),
)

corrections: Final = Table(
    "corrections",
    metadata,
    _id(),
    _revision(),
    Column("attribution", Int64, ForeignKey("attributions.id")),
    Column("link", Int64, ForeignKey("links.id")),
    Column("replacement", Int64, ForeignKey("attributions.id")),
    Index(None, "attribution"),
    Index(None, "link"),
)
"""From its revision on, the attribution or link named here does not exist."""

policies: Final = Table("policies", metadata, _id(), _revision(), *_all_needed("version figures"))

analyst_keys: Final = Table(
    "analyst_keys",
    metadata,
    _id(),
    _revision(),
    _needed("analyst"),
    Column("public_key", Text),
    Index(None, "analyst", "id"),
)
"""From the revision after its own on, an analyst's revisions are signed with this key; with none, unsigned again."""

undos: Final = Table(
    "undos",
    metadata,
    _id(),
    _revision(),
    _needed("target", Int64, ForeignKey("revisions.id")),
    _needed("what"),
    Index(None, "target", "id"),
)

# Those referred to before those that refer to them.
FACTS: Final = (
    party_versions,
    sources,
    source_versions,
    documents,
    document_versions,
    claims,
    claim_versions,
    links,
    attributions,
    attribution_carriers,
    assessments,
    status_changes,
    undos,
    corrections,
    policies,
    analyst_keys,
)

ledger_head: Final = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    CheckConstraint("id = 1", name="ck_ledger_head_single"),
)

claim_states: Final = Table(
    "claim_states",
    metadata,
    Column("claim", Int64, ForeignKey("claims.id"), primary_key=True, autoincrement=False),
    Column("valid_from", Int64, primary_key=True, autoincrement=False),
    _needed("valid_until", Int64),
    _needed("since", Int64),
    *_all_needed("status derived"),
    *_all_needed("rule support opposition affirmed denied withheld", Integer),
    *_all_needed("still_disputed split review_due", Boolean),
    Column("last_said", Int64),
)
Index("ix_claim_states_status", claim_states.c.status, desc(claim_states.c.since), claim_states.c.claim)
Index("ix_claim_states_disputed", claim_states.c.still_disputed, desc(claim_states.c.since), claim_states.c.claim)
Index("ix_claim_states_since", desc(claim_states.c.since), claim_states.c.claim)

# In literals, as the indexes on just these are used only for the very same conditions; their migration alone
# describes them, since describing them here would import PostgreSQL's dialect on every start.
TIMED: Final = or_(
    claim_states.c.valid_from > literal_column(str(BEGINNING)),
    claim_states.c.valid_until < literal_column(str(FOREVER)),
)
"""Of a claim that is due to change its status without a write."""

status_totals: Final = Table(
    "status_totals",
    metadata,
    Column("status", Text, primary_key=True),
    Column("still_disputed", Boolean, primary_key=True),
    _needed("claims", Int64),
)

claim_terms: Final = Table(
    "claim_terms",
    metadata,
    Column("field", Text, primary_key=True),
    Column("term", Text, primary_key=True),
    Column("version", Int64, ForeignKey("claim_versions.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
