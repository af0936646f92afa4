"""What a query asks of facts, as SQL: of the claims themselves, and of what was said of them, for any revision."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, false, not_, or_, select

from verifier.domain.model.claims import ClaimKind, folded
from verifier.domain.query import Query, Span
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Row
from verifier.storage.lists.search import has_words
from verifier.storage.lists.words import Phrase
from verifier.storage.schema.tables import (
    assessments,
    attribution_carriers,
    attributions,
    claim_terms,
    claim_versions,
    claims,
    document_versions,
    revisions,
    source_versions,
)
from verifier.storage.statements.selection import among, known, newest_version, parties_known, sources_known
from verifier.storage.statements.sources import PartyRow, party_of
from verifier.storage.statements.values import PARTY_TERM, TAG_TERM, from_json


class Asking(NamedTuple):
    """Which column has the number of the claim, and what was known; `met` has it where words are looked for."""

    connection: Connection
    claim: ColumnElement[int]
    known_at: int | None
    met: ColumnElement[int]


def asked_of_facts(asking: Asking, query: Query) -> Iterator[ColumnElement[bool]]:
    """What one alternative asks of facts."""
    for words, wanted in ((query.words, True), (query.without, False)):
        for phrase in words:
            found = has_words(asking.connection, phrase, asking.met, asking.known_at)
            if found is None:  # there is no word in it, so nothing has it
                found = false()
            yield found if wanted else not_(found)
    for name, asked in _ASKED.items():
        if value := getattr(query, name):
            yield asked(asking, value)


def _said_by(asking: Asking, names: Iterable[str]) -> ColumnElement[bool]:
    connection, claim, known_at, _ = asking
    origin = among(connection, attributions.c.origin, _origins_named(connection, names, known_at))
    return claim.in_(select(attributions.c.claim).where(origin, known(attributions, known_at)))


def _tagged(asking: Asking, tags: Iterable[str]) -> ColumnElement[bool]:
    return asking.claim.in_(_filed_under(TAG_TERM, tags, asking.known_at))


def _written(asking: Asking, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether what is written of a claim meets conditions."""
    return asking.claim.in_(_versions(asking.known_at).where(*conditions))


def _with_key(asking: Asking, keys: Iterable[str]) -> ColumnElement[bool]:
    return _written(asking, claim_versions.c.key.in_(keys))


def _of_kind(asking: Asking, kinds: Iterable[ClaimKind]) -> ColumnElement[bool]:
    return _written(asking, claim_versions.c.kind.in_(sorted(kind.value for kind in kinds)))


def _placed(asking: Asking, parts: Iterable[str]) -> ColumnElement[bool]:
    return _written(asking, claim_versions.c.place.in_(_places_named(asking.connection, parts)))


def _places_named(connection: Connection, parts: Iterable[str]) -> list[str]:
    """The places, as they were ever written, that have one of these in their name."""
    wanted = [folded(part) for part in parts]
    written = connection.scalars(select(claim_versions.c.place).where(claim_versions.c.place.is_not(None)).distinct())
    return [place for place in written if any(part in folded(place) for part in wanted)]


def _happened(asking: Asking, span: Span) -> ColumnElement[bool]:
    """Whether a claim's own span meets this one."""
    start, end = span
    columns = claim_versions.c
    asked: list[ColumnElement[bool]] = [columns.happened_earliest.is_not(None)]
    if start is not None:
        asked.append(columns.happened_latest >= start)
    if end is not None:
        asked.append(columns.happened_earliest <= end)
    return _written(asking, *asked)


def _quoted(asking: Asking, phrases: Iterable[str]) -> ColumnElement[bool]:
    """Whether a quotation on a claim has one of these words or phrases: quotations are in no index."""
    connection, claim, known_at, _ = asking
    return among(connection, claim, sorted({row.claim for row in quoting(connection, phrases, known_at)}))


class QuoteRow(Row):
    """A quotation of an attribution."""

    claim: int
    origin: int
    nearest: int | None
    quote: str


def quoting(connection: Connection, phrases: Iterable[str], known_at: int | None) -> Iterator[QuoteRow]:
    """The attributions with a quotation that has one of these words or phrases: claim, origin and nearest carrier."""
    sought = [Phrase(phrase) for phrase in phrases]
    columns = (attributions.c.claim, attributions.c.origin, attributions.c.nearest, attributions.c.quote)
    quotes = select(*columns).where(attributions.c.quote.is_not(None), known(attributions, known_at))
    return (row for row in connection.streamed(quotes) if any(phrase.is_in(row.quote) for phrase in sought))


class _Source(NamedTuple):
    """How a source is written, folded, and the party it speaks for as one of its official named voices."""

    number: int
    writings: tuple[str, ...]
    party: str | None


def _sources(connection: Connection, known_at: int | None) -> list[_Source]:
    columns = source_versions.c
    read = (columns.source, columns.name, columns.aliases, columns.party, columns.official, columns.anonymous)
    return [
        _Source(number, tuple(map(folded, (name, *from_json(aliases)))), party if official and not anonymous else None)
        for number, name, aliases, party, official, anonymous in connection.execute(
            sources_known(known_at).with_only_columns(*read)
        )
    ]


def _holding(sources: Iterable[_Source], names: Iterable[str]) -> list[int]:
    """The sources in whose writings any of these names stands."""
    wanted = [folded(name) for name in names]
    return [one.number for one in sources if any(part in writing for part in wanted for writing in one.writings)]


def _sources_named(connection: Connection, names: Iterable[str], known_at: int | None) -> list[int]:
    return _holding(_sources(connection, known_at), names)


def _origins_named(connection: Connection, names: Iterable[str], known_at: int | None) -> list[int]:
    """The sources of these names; where one that speaks for its party has such a name, all that speak for it."""
    wanted, sources = frozenset(map(folded, names)), _sources(connection, known_at)
    parties = {one.party for one in sources if one.party is not None and not wanted.isdisjoint(one.writings)}
    voice = [one.number for one in sources if one.party in parties]
    return sorted({*_holding(sources, wanted), *voice})


def _of_party(asking: Asking, names: Iterable[str]) -> ColumnElement[bool]:
    connection, claim, known_at, _ = asking
    wanted = {folded(name) for name in names}
    parties = list(map(party_of, connection.rows(PartyRow, parties_known(known_at))))
    meant = [party.name for party in parties if wanted & set(map(folded, (party.name, *party.adjectives)))]
    speakers = (
        sources_known(known_at).where(source_versions.c.party.in_(meant)).with_only_columns(source_versions.c.source)
    )
    spoken = select(attributions.c.claim).where(attributions.c.origin.in_(speakers), known(attributions, known_at))
    named = _filed_under(PARTY_TERM, [*wanted, *meant], known_at)
    return or_(claim.in_(spoken), claim.in_(named))


def _carried_by(asking: Asking, names: Iterable[str]) -> ColumnElement[bool]:
    connection, claim, known_at, _ = asking
    sources = _sources_named(connection, names, known_at)
    if not sources:
        return false()
    carried = (
        select(attributions.c.claim)
        .join(attribution_carriers, attribution_carriers.c.attribution == attributions.c.id)
        .where(among(connection, attribution_carriers.c.source, sources), known(attributions, known_at))
    )
    published = (
        select(attributions.c.claim)
        .join(document_versions, document_versions.c.document == attributions.c.document)
        .where(among(connection, document_versions.c.outlet, sources), known(attributions, known_at))
        .where(newest_version(document_versions, "document", known_at))
    )
    return or_(claim.in_(carried), claim.in_(published))


def _versions(known_at: int | None) -> Select[Any]:
    return select(claim_versions.c.claim).where(newest_version(claim_versions, "claim", known_at))


def _filed_under(field: str, terms: Iterable[str], known_at: int | None) -> Select[Any]:
    found = (claim_terms.c.field == field) & claim_terms.c.term.in_(sorted({folded(term) for term in terms}))
    return _versions(known_at).join(claim_terms, claim_terms.c.version == claim_versions.c.id).where(found)


def _recorded_by(asking: Asking, names: Iterable[str]) -> ColumnElement[bool]:
    connection, claim, known_at, _ = asking
    wanted = {folded(name) for name in names}
    analysts = [name for name in connection.scalars(select(revisions.c.analyst).distinct()) if folded(name) in wanted]
    theirs = select(revisions.c.id).where(revisions.c.analyst.in_(analysts))
    logged = select(claims.c.id).where(claims.c.revision.in_(theirs), known(claims, known_at))
    said = select(attributions.c.claim).where(attributions.c.revision.in_(theirs), known(attributions, known_at))
    judged = select(assessments.c.claim).where(assessments.c.analyst.in_(analysts), known(assessments, known_at))
    return or_(claim.in_(logged), claim.in_(said), claim.in_(judged))


_ASKED: Final[dict[str, Callable[[Asking, Any], ColumnElement[bool]]]] = {
    "who": _said_by,
    "party": _of_party,
    "via": _carried_by,
    "tags": _tagged,
    "keys": _with_key,
    "by": _recorded_by,
    "kinds": _of_kind,
    "places": _placed,
    "happened": _happened,
    "quotes": _quoted,
}
"""What a field of a query asks of facts, beside words."""
