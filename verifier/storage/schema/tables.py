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

from verifier.domain.explain.outcome import BEGINNING, FOREVER

# SQLite makes only a plain INTEGER key the row's own number, and its integers have 64 bits anyway.
Int64: Final = BigInteger().with_variant(Integer, "sqlite")


def _own_number() -> Column[int]:
    """The column of a row's own number, given by the ledger."""
    return Column("id", Int64, primary_key=True, autoincrement=False)


def _revision_column() -> Column[int]:
    """The column of the revision that added a row, whose own row comes last.

    Indexed, as SQLite looks for the rows that wait for a revision when that is written, and undoing asks for them.
    """
    checked_at_commit = ForeignKey("revisions.id", deferrable=True, initially="DEFERRED")
    return Column("revision", Int64, checked_at_commit, nullable=False, index=True)


def _needed(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]] = Text, *constraints: ForeignKey) -> Column[Any]:
    """A column that always has a value."""
    return Column(name, kind, *constraints, nullable=False)


def _all_needed(names: str, kind: type[TypeEngine[Any]] = Text) -> list[Column[Any]]:
    """Columns that always have a value."""
    return [_needed(name, kind) for name in names.split()]


def _texts(names: str) -> list[Column[Any]]:
    """Columns of text that may be missing."""
    return [Column(name, Text) for name in names.split()]


def _moment(name: str) -> list[Column[Any]]:
    """The columns of a span of time."""
    return [
        Column(f"{name}_earliest", Int64),
        Column(f"{name}_latest", Int64),
        Column(f"{name}_text", Text),
        Column(f"{name}_offset", Integer),
    ]


metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

revisions: Final = Table(
    "revisions",
    metadata,
    _own_number(),
    _needed("recorded_at", Int64),
    *_all_needed("analyst action detail rules_version policy_version previous_digest digest"),
    *_texts("reason signature"),
    Index(None, "recorded_at"),
    Index(None, "analyst"),
)

party_versions: Final = Table(
    "party_versions",
    metadata,
    _own_number(),
    _revision_column(),
    *_all_needed("name adjectives adverse_to"),
    Column("speaks_with", Text),
    Index(None, "name", "id"),
)

sources: Final = Table("sources", metadata, _own_number(), _revision_column())

source_versions: Final = Table(
    "source_versions",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("source", Int64, ForeignKey("sources.id")),
    *_all_needed("name aliases"),
    *_texts("kind party reliability note"),
    *_all_needed("official anonymous independent", Boolean),
    Column("confidential", Boolean),
    Column("terms", Text),
    Index(None, "source", "id"),
)

documents: Final = Table(
    "documents", metadata, _own_number(), _revision_column(), _needed("identity"), Index(None, "identity")
)

document_versions: Final = Table(
    "document_versions",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("document", Int64, ForeignKey("documents.id")),
    *_texts("url title text sha256"),
    Column("outlet", Int64, ForeignKey("sources.id")),
    *_moment("published"),
    *_moment("retrieved"),
    *_moment("retracted"),
    *_texts("archived archived_hash author language media_type location"),
    *_moment("captured"),
    Index(None, "document", "id"),
    Index(None, "outlet"),
)

claims: Final = Table(
    "claims", metadata, _own_number(), _revision_column(), _needed("text"), _needed("identity"), Index(None, "identity")
)

claim_versions: Final = Table(
    "claim_versions",
    metadata,
    _own_number(),
    _revision_column(),
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
    _own_number(),
    _revision_column(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    _needed("kind"),
    _needed("other", Int64, ForeignKey("claims.id")),
    Index(None, "claim", "kind", "other"),
    Index(None, "other"),
)

attributions: Final = Table(
    "attributions",
    metadata,
    _own_number(),
    _revision_column(),
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
    *_texts("quote_language quote_translation"),
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
    _revision_column(),
    _needed("source", Int64, ForeignKey("sources.id")),
    Index(None, "source", "attribution"),
)

assessments: Final = Table(
    "assessments",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    *_all_needed("verdict rationale analyst derived evidence"),
    _needed("at", Int64),
    Column("credibility", Integer),
    Index(None, "claim", "id"),
)

status_changes: Final = Table(
    "status_changes",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    *_texts("from_status from_derived"),
    *_all_needed("to_status to_derived because policy_version"),
    *_all_needed("rule support opposition", Integer),
    Index(None, "claim", "id"),
)

corrections: Final = Table(
    "corrections",
    metadata,
    _own_number(),
    _revision_column(),
    Column("attribution", Int64, ForeignKey("attributions.id")),
    Column("link", Int64, ForeignKey("links.id")),
    Column("replacement", Int64, ForeignKey("attributions.id")),
    Index(None, "attribution"),
    Index(None, "link"),
)
"""From its revision on, the attribution or link named here does not exist."""

merges: Final = Table(
    "merges",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("claim", Int64, ForeignKey("claims.id")),
    _needed("target", Int64, ForeignKey("claims.id")),
    Index(None, "claim"),
    Index(None, "target"),
)
"""From its revision on, the claim named here does not exist: whoever names it means the target."""

policies: Final = Table("policies", metadata, _own_number(), _revision_column(), *_all_needed("version figures"))

analyst_keys: Final = Table(
    "analyst_keys",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("analyst"),
    Column("public_key", Text),
    Index(None, "analyst", "id"),
)
"""From the revision after its own on, an analyst's revisions are signed with this key; with none, unsigned again."""

purges: Final = Table(
    "purges",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("document", Int64, ForeignKey("documents.id")),
    _needed("target", Int64, ForeignKey("revisions.id")),
    *_all_needed("text_sha256 rows_before rows_after"),
    Index(None, "document"),
    Index(None, "target"),
)
"""That the text of a document was removed from what the revision `target` recorded.

The digests are those of the text, and of all that revision's rows of `document_versions` before and after.
"""

document_files: Final = Table(
    "document_files",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("document", Int64, ForeignKey("documents.id")),
    _needed("sha256"),
    _needed("size", Int64),
    _needed("name"),
    Column("media_type", Text),
    Index(None, "document"),
    Index(None, "sha256"),
)
"""The files that were kept of documents. Their contents are in the store, beside the file or in `file_pieces`."""

file_purges: Final = Table(
    "file_purges",
    metadata,
    _own_number(),
    _revision_column(),
    _needed("document", Int64, ForeignKey("documents.id")),
    _needed("sha256"),
    Index(None, "document"),
    Index(None, "sha256"),
)
"""From its revision on, the content of this digest is kept no more."""

undos: Final = Table(
    "undos",
    metadata,
    _own_number(),
    _revision_column(),
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
    purges,
    document_files,
    file_purges,
    merges,
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
    Column("flags", Integer),
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

claim_accounts: Final = Table(
    "claim_accounts",
    metadata,
    Column("claim", Int64, ForeignKey("claims.id"), primary_key=True, autoincrement=False),
    Column("valid_from", Int64, primary_key=True, autoincrement=False),
    _needed("why"),
    *_texts("because affirmed_by denied_by withheld_by awaiting awaiting_since"),
    *_all_needed("documents outlets origins independent_origins", Integer),
    *_texts("figures dispute sides denied_by_interested insisted_by_interested anonymous hedged one_gatekeeper"),
    *_texts("self_contradictory reversed against_interest challenged revised"),
)
"""What is told of a claim beside where it stands: kept apart, so that lists stay narrow."""

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

source_names: Final = Table(
    "source_names",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", Int64, ForeignKey("source_versions.id"), primary_key=True, autoincrement=False),
    _needed("rank", Integer),
    sqlite_with_rowid=False,
)
"""What versions of sources are looked up by, folded: 0 is a name, 1 an alias, 2 either without its article."""

party_names: Final = Table(
    "party_names",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", Int64, ForeignKey("party_versions.id"), primary_key=True, autoincrement=False),
    _needed("rank", Integer),
    sqlite_with_rowid=False,
)
"""What versions of parties are looked up by, folded: 0 is a name, 1 an adjective."""
