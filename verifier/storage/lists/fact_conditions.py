"""What a query asks of facts, for any revision: of claims, of their words and of what was said of them, as conditions.

The index of words holds present ones; those of then are read from the facts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from verifier.domain.model.claims import ClaimKind, folded
from verifier.domain.query import Query, Span
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Bound, CountRow, Given, Row, Snapshot, statement
from verifier.storage.lists import search
from verifier.storage.lists.search import Phrase, cut, index_questions, words_of
from verifier.storage.statements.claims import ClaimRow, claim_of
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.sources import party_of, select_parties, select_sources
from verifier.storage.statements.values import PARTY_TERM, TAG_TERM, from_json


class Asking(NamedTuple):
    """What was known, and which claims are asked: those kept for lists, met in order or not, or all recorded."""

    connection: Connection
    known_at: int | None
    listed: bool
    in_order: bool


class QuoteRow(Row):
    """A quotation of an attribution."""

    claim: int
    origin: int
    nearest: int | None
    quote: str


class TermRow(Row):
    """What a claim is filed under."""

    term: str


class AnalystRow(Row):
    """Somebody who recorded something."""

    analyst: str


class PlaceRow(Row):
    """A place that a claim has or had."""

    place: str


def number_of(*, listed: bool) -> "sql.ColumnElement[int]":
    """The number of the claim that is asked about."""
    return tables.claim_states.c.claim if listed else tables.claims.c.id


@statement(Row)
def is_found(
    snapshot: Snapshot, words: str, *, wanted: bool, listed: bool, in_order: bool
) -> "sql.ColumnElement[bool]":
    """Whether the index finds a claim by some words, or does not.

    The number of claims that are met in order is looked up in no index, being worked out.
    """
    number = number_of(listed=listed) + 0 if in_order else number_of(listed=listed)
    found = search.found_by(snapshot, words)
    return number.in_(found) if wanted else number.not_in(found)


@statement(Row)
def was_found(snapshot: Snapshot, words: str, claims: Given, *, wanted: bool) -> "sql.ColumnElement[bool]":
    """Whether the index finds a claim, or did not; of those that were written otherwise then, some are given."""
    number, rewritten = tables.claims.c.id, search.rewritten(snapshot.known_at)
    as_now = sql.and_(number.in_(search.found_by(snapshot, words)), number.not_in(rewritten))
    found = sql.or_(selection.among(snapshot, number, claims), as_now)
    return found if wanted else sql.not_(found)


@statement(Row)
def never(_snapshot: Snapshot) -> "sql.ColumnElement[bool]":
    """What no claim meets."""
    return sql.false()


@statement(ClaimRow)
def select_rewritten(snapshot: Snapshot) -> "sql.Select[Any]":
    """The claims that have been written otherwise since."""
    since = search.rewritten(snapshot.known_at)
    return selection.claims_known(snapshot.known_at).where(tables.claims.c.id.in_(since))


@statement(CountRow)
def count_found(snapshot: Snapshot, *, words: str, most: int) -> "sql.Select[Any]":
    """How many claims the index finds by some words, counted no further than to a number."""
    return search.counted_up_to(search.found_by(snapshot, words), most)


@statement(Row)
def is_said_by(snapshot: Snapshot, origins: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether some sources are the origin of an attribution on a claim."""
    return number_of(listed=listed).in_(_said(snapshot, _among(snapshot, "origin", origins)))


@statement(Row)
def is_of_party(snapshot: Snapshot, parties: Given, names: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether a source of some parties is the origin of an attribution on a claim, or it names one of them."""
    versions = tables.source_versions.c
    theirs = selection.among(snapshot, versions.party, parties, sql.Text())
    speakers = selection.sources_known(snapshot.known_at).where(theirs).with_only_columns(versions.source)
    said = _said(snapshot, tables.attributions.c.origin.in_(speakers))
    number = number_of(listed=listed)
    return sql.or_(number.in_(said), number.in_(_filed_under(snapshot, PARTY_TERM, names)))


@statement(Row)
def is_carried_by(snapshot: Snapshot, sources: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether some sources carried an attribution on a claim, or are the outlet of its document."""
    carriers, documents = tables.attribution_carriers, tables.document_versions
    carried = _said(snapshot, selection.among(snapshot, carriers.c.source, sources))
    published = _said(snapshot, selection.among(snapshot, documents.c.outlet, sources))
    own = selection.newest_version(documents, "document", snapshot.known_at)
    number = number_of(listed=listed)
    return sql.or_(
        number.in_(carried.join(carriers, carriers.c.attribution == tables.attributions.c.id)),
        number.in_(published.join(documents, documents.c.document == tables.attributions.c.document).where(own)),
    )


@statement(Row)
def is_tagged(snapshot: Snapshot, tags: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether a claim has one of some tags, folded."""
    return number_of(listed=listed).in_(_filed_under(snapshot, TAG_TERM, tags))


@statement(Row)
def has_key(snapshot: Snapshot, keys: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether a claim has one of some keys."""
    return number_of(listed=listed).in_(_written(snapshot, _version_among(snapshot, "key", keys)))


@statement(Row)
def is_of_kind(snapshot: Snapshot, kinds: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether a claim is of one of some kinds."""
    return number_of(listed=listed).in_(_written(snapshot, _version_among(snapshot, "kind", kinds)))


@statement(Row)
def is_placed(snapshot: Snapshot, places: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether a claim has one of some places, as they are written."""
    return number_of(listed=listed).in_(_written(snapshot, _version_among(snapshot, "place", places)))


@statement(Row)
def has_happened(
    snapshot: Snapshot, start: int | None = None, end: int | None = None, *, listed: bool
) -> "sql.ColumnElement[bool]":
    """Whether a claim's own span meets one."""
    columns = tables.claim_versions.c
    found = _written(snapshot, columns.happened_earliest.is_not(None))
    if start is not None:
        found = found.where(columns.happened_latest >= start)
    if end is not None:
        found = found.where(columns.happened_earliest <= end)
    return number_of(listed=listed).in_(found)


@statement(Row)
def is_recorded_by(snapshot: Snapshot, analysts: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether some analysts recorded a claim, an attribution on it or an assessment of it."""
    claims, assessments = tables.claims, tables.assessments
    recorder = selection.among(snapshot, tables.revisions.c.analyst, analysts, sql.Text())
    theirs = sql.select(tables.revisions.c.id).where(recorder)
    logged = sql.select(claims.c.id).where(claims.c.revision.in_(theirs), selection.known(claims, snapshot.known_at))
    said = _said(snapshot, tables.attributions.c.revision.in_(theirs))
    assessor = selection.among(snapshot, assessments.c.analyst, analysts, sql.Text())
    judged = sql.select(assessments.c.claim).where(assessor, selection.known(assessments, snapshot.known_at))
    number = number_of(listed=listed)
    return sql.or_(number.in_(logged), number.in_(said), number.in_(judged))


@statement(Row)
def is_one_of(snapshot: Snapshot, claims: Given, *, listed: bool) -> "sql.ColumnElement[bool]":
    """Whether a claim is one of some."""
    return selection.among(snapshot, number_of(listed=listed), claims)


@statement(QuoteRow)
def select_quotes(snapshot: Snapshot) -> "sql.Select[Any]":
    """The attributions that have a quotation: claim, origin and nearest carrier."""
    columns = tables.attributions.c
    quotes = sql.select(columns.claim, columns.origin, columns.nearest, columns.quote)
    return quotes.where(columns.quote.is_not(None), selection.known(tables.attributions, snapshot.known_at))


@statement(TermRow)
def select_tags(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The tags that claims have now, folded."""
    newest = selection.newest_version(tables.claim_versions, "claim", None)
    versions, columns = sql.select(tables.claim_versions.c.id).where(newest), tables.claim_terms.c
    return sql.select(columns.term).where(columns.field == TAG_TERM, columns.version.in_(versions)).distinct()


@statement(AnalystRow)
def select_analysts(_snapshot: Snapshot) -> "sql.Select[Any]":
    """Everybody who recorded anything."""
    return sql.select(tables.revisions.c.analyst).distinct()


@statement(PlaceRow)
def select_places(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The places that claims have now."""
    return _places().where(selection.newest_version(tables.claim_versions, "claim", None))


@statement(PlaceRow)
def select_places_ever(_snapshot: Snapshot) -> "sql.Select[Any]":
    """The places that versions of claims ever had."""
    return _places()


def _places() -> "sql.Select[Any]":
    place = tables.claim_versions.c.place
    return sql.select(place).where(place.is_not(None)).distinct()


def _among(snapshot: Snapshot, name: str, sources: Given) -> "sql.ColumnElement[bool]":
    return selection.among(snapshot, tables.attributions.c[name], sources)


def _said(snapshot: Snapshot, condition: "sql.ColumnElement[bool]") -> "sql.Select[Any]":
    """The claims with an attribution that meets a condition."""
    known = selection.known(tables.attributions, snapshot.known_at)
    return sql.select(tables.attributions.c.claim).where(condition, known)


def _version_among(snapshot: Snapshot, name: str, values: Given) -> "sql.ColumnElement[bool]":
    return selection.among(snapshot, tables.claim_versions.c[name], values, sql.Text())


def _written(snapshot: Snapshot, *conditions: "sql.ColumnElement[bool]") -> "sql.Select[Any]":
    """The claims of which what is written meets conditions."""
    newest = selection.newest_version(tables.claim_versions, "claim", snapshot.known_at)
    return sql.select(tables.claim_versions.c.claim).where(newest, *conditions)


def _filed_under(snapshot: Snapshot, field: str, terms: Given) -> "sql.Select[Any]":
    columns = tables.claim_terms.c
    found = (columns.field == field, selection.among(snapshot, columns.term, terms, sql.Text()))
    return _written(snapshot, *found).join(tables.claim_terms, columns.version == tables.claim_versions.c.id)


def asked_of_facts(asking: Asking, query: Query) -> Iterator[Bound[Row]]:
    """What one alternative asks of facts."""
    yield from _of_words(asking, query)
    for name, asked in _ASKED.items():
        if value := getattr(query, name):
            yield asked(asking, value)


def _of_words(asking: Asking, query: Query) -> Iterator[Bound[Row]]:
    """What one alternative asks of the words of claims."""
    connection, known_at, listed, in_order = asking
    if not all(map(cut, query.words)):  # there is no word in it, so nothing has it
        yield never()
    elif known_at is None:
        for words, wanted in index_questions(query.words, query.without, sqlite=connection.sqlite):
            yield is_found(words, wanted=wanted, listed=listed, in_order=in_order)
    else:
        for phrases, wanted in ((query.words, True), (query.without, False)):
            for phrase in filter(cut, phrases):
                [(words, _)] = index_questions([phrase], (), sqlite=connection.sqlite)
                yield was_found(words, _had(connection, phrase, known_at), wanted=wanted)


def _had(connection: Connection, phrase: str, known_at: int) -> list[int]:
    """The claims that have been written otherwise since, and had a phrase."""
    sought = Phrase(phrase)
    then = map(claim_of, connection.stream(select_rewritten(), known_at))
    return [claim.id for claim in then if sought.is_among(words_of(claim))]


def finds_few(connection: Connection, phrases: Sequence[str], few: int) -> bool:
    """Whether the index finds fewer claims than so many by phrases that a claim must have; not if there are none."""
    asked = index_questions(list(filter(cut, phrases)), (), sqlite=connection.sqlite)
    return any(connection.ask(count_found(words=words, most=few))[0].claims < few for words, _ in asked)


def _said_by(asking: Asking, names: Iterable[str]) -> Bound[Row]:
    return is_said_by(_origins_named(asking, names), listed=asking.listed)


def _of_party(asking: Asking, names: Iterable[str]) -> Bound[Row]:
    wanted = {folded(name) for name in names}
    parties = map(party_of, asking.connection.ask(select_parties(), asking.known_at))
    meant = [party.name for party in parties if wanted & set(map(folded, (party.name, *party.adjectives)))]
    return is_of_party(meant, sorted({*wanted, *map(folded, meant)}), listed=asking.listed)


def _carried_by(asking: Asking, names: Iterable[str]) -> Bound[Row]:
    return is_carried_by(_holding(_sources(asking), names), listed=asking.listed)


def _tagged(asking: Asking, tags: Iterable[str]) -> Bound[Row]:
    return is_tagged(sorted({folded(tag) for tag in tags}), listed=asking.listed)


def _with_key(asking: Asking, keys: Iterable[str]) -> Bound[Row]:
    return has_key(list(keys), listed=asking.listed)


def _of_kind(asking: Asking, kinds: Iterable[ClaimKind]) -> Bound[Row]:
    return is_of_kind(sorted(kind.value for kind in kinds), listed=asking.listed)


def _placed(asking: Asking, parts: Iterable[str]) -> Bound[Row]:
    """Whether the place of a claim has one of these in its name."""
    wanted = [folded(part) for part in parts]
    places = places_ever(asking.connection)
    named = [place for place in places if any(part in folded(place) for part in wanted)]
    return is_placed(named, listed=asking.listed)


def _happened(asking: Asking, span: Span) -> Bound[Row]:
    return has_happened(*span, listed=asking.listed)


def _recorded_by(asking: Asking, names: Iterable[str]) -> Bound[Row]:
    wanted = {folded(name) for name in names}
    analysts = [name for name in known_analysts(asking.connection) if folded(name) in wanted]
    return is_recorded_by(analysts, listed=asking.listed)


def _quoted(asking: Asking, phrases: Iterable[str]) -> Bound[Row]:
    """Whether a quotation on a claim has one of these words or phrases: quotations are in no index."""
    found = quoting(asking.connection, phrases, asking.known_at)
    return is_one_of(sorted({row.claim for row in found}), listed=asking.listed)


def quoting(connection: Connection, phrases: Iterable[str], known_at: int | None) -> Iterator[QuoteRow]:
    """The attributions with a quotation that has one of these words or phrases."""
    sought = [Phrase(phrase) for phrase in phrases]
    quotes = connection.stream(select_quotes(), known_at)
    return (row for row in quotes if any(phrase.is_in(row.quote) for phrase in sought))


class _Source(NamedTuple):
    """How a source is written, folded, and the party it speaks for as one of its official named voices."""

    number: int
    writings: tuple[str, ...]
    party: str | None


def _sources(asking: Asking) -> list[_Source]:
    return [
        _Source(
            row.source,
            tuple(map(folded, (row.name, *from_json(row.aliases)))),
            row.party if row.official and not row.anonymous else None,
        )
        for row in asking.connection.ask(select_sources(), asking.known_at)
    ]


def _holding(sources: Iterable[_Source], names: Iterable[str]) -> list[int]:
    """The sources in whose writings any of these names stands."""
    wanted = [folded(name) for name in names]
    return [one.number for one in sources if any(part in writing for part in wanted for writing in one.writings)]


def _origins_named(asking: Asking, names: Iterable[str]) -> list[int]:
    """The sources of these names; where one that speaks for its party has such a name, all that speak for it."""
    wanted, sources = frozenset(map(folded, names)), _sources(asking)
    parties = {one.party for one in sources if one.party is not None and not wanted.isdisjoint(one.writings)}
    voice = [one.number for one in sources if one.party in parties]
    return sorted({*_holding(sources, wanted), *voice})


def known_tags(connection: Connection) -> list[str]:
    """The tags that claims have now, folded, in order."""
    return sorted(row.term for row in connection.ask(select_tags()))


def known_analysts(connection: Connection) -> list[str]:
    """Everybody who recorded anything, in order."""
    return sorted(row.analyst for row in connection.ask(select_analysts()))


def known_places(connection: Connection) -> list[str]:
    """The places that claims have now, in order."""
    return sorted(row.place for row in connection.ask(select_places()))


def places_ever(connection: Connection) -> list[str]:
    """The places that claims have or had, as they were written, in order."""
    return sorted(row.place for row in connection.ask(select_places_ever()))


_ASKED: Final[dict[str, Callable[[Asking, Any], Bound[Row]]]] = {
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
