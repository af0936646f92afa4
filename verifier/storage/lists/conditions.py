"""A Query as SQL: what it asks of the projection for now, and of the facts for any revision."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select

from verifier.domain.explain.state import BITS, OPEN, Flag
from verifier.domain.model.claims import folded
from verifier.domain.model.sources import Source
from verifier.domain.query import Query
from verifier.storage.db.connection import Connection
from verifier.storage.lists.search import has_words
from verifier.storage.schema.tables import (
    TIMED,
    assessments,
    attribution_carriers,
    attributions,
    claim_states,
    claim_terms,
    claim_versions,
    claims,
    document_versions,
    revisions,
    source_versions,
)
from verifier.storage.statements.entity_rows import PARTY_TERM, TAG_TERM, party_of, source_of
from verifier.storage.statements.selection import among, known, newest_version, parties_known, sources_known
from verifier.storage.statements.values import from_json

_STILL_DISPUTED: Final = func.coalesce(claim_states.c.still_disputed, false())


def state_conditions(
    connection: Connection, query: Query, now: int, *, in_order: bool = False
) -> list[ColumnElement[bool]]:
    """What a query asks of the projection at an instant (microseconds UTC).

    If `in_order`, claims are met in the order of the list and each is asked for its words; else those that have them
    may be looked up.
    """
    own = of_states(query, now, still_disputed=False)
    return [*own, *of_facts(connection, query, claim_states.c.claim, None, in_order=in_order)]


def is_disputed(*, by_index: bool) -> ColumnElement[bool]:
    """Whether a claim is still disputed.

    If not `by_index`, not as a plain column: the index on it would have every such claim read, where others lead to a
    few.
    """
    return claim_states.c.still_disputed if by_index else _STILL_DISPUTED


def met(claim: ColumnElement[int], *, in_order: bool) -> ColumnElement[int]:
    """The number of a claim; if claims are met in order, as what is looked up in no index, being worked out."""
    return claim + 0 if in_order else claim


def of_states(query: Query, now: int, *, still_disputed: bool) -> Iterator[ColumnElement[bool]]:
    """What a query asks of where claims stand at an instant (microseconds UTC)."""
    columns = claim_states.c
    # Which claims change with time is asked first, and answered from an index: of others no row need be looked up.
    timed = select(columns.claim).where(TIMED).correlate(None)
    yield or_(columns.claim.not_in(timed), and_(columns.valid_from <= now, columns.valid_until > now))
    if still_disputed:
        yield columns.still_disputed
    if query.statuses:
        yield columns.status.in_(sorted(status.value for status in query.statuses))
    if query.since is not None:
        yield columns.since >= query.since
    if query.until is not None:
        yield columns.since <= query.until
    if query.stale is not None:
        yield columns.status.in_([status.value for status in sorted(OPEN)])
        yield columns.last_said <= now - query.stale
    if query.review_due:
        yield columns.review_due
    if query.flags:
        yield or_(*(_flagged(flag, now - (query.stale_after or 0)) for flag in sorted(query.flags)))


def _flagged(flag: Flag, silent_since: int) -> ColumnElement[bool]:
    """Whether a flag is raised; news of `silent_since` or before is too old for a claim not to be stale."""
    columns = claim_states.c
    match flag:
        case Flag.STALE:
            return and_(
                columns.status.in_([status.value for status in sorted(OPEN)]), columns.last_said <= silent_since
            )
        case Flag.SPLIT:
            return columns.split
        case Flag.REVIEW_DUE:
            return columns.review_due
        case _:
            return columns.flags.bitwise_and(BITS[flag]) != 0


def of_facts(
    connection: Connection,
    query: Query,
    claim: ColumnElement[int],
    known_at: int | None,
    *,
    in_order: bool = False,
) -> Iterator[ColumnElement[bool]]:
    """What a query asks of facts."""
    for words, wanted in ((query.words, True), (query.without, False)):
        for phrase in words:
            found = has_words(connection, phrase, met(claim, in_order=in_order), known_at)
            if found is None:  # there is no word in it, so nothing has it
                found = false()
            yield found if wanted else not_(found)
    if query.who:
        yield claim.in_(_said_by(connection, _origins_named(connection, query.who, known_at), known_at))
    if query.party:
        yield _of_party(connection, query.party, claim, known_at)
    if query.via:
        yield _carried_by(connection, _sources_named(connection, query.via, known_at), claim, known_at)
    if query.tags:
        yield claim.in_(_filed_under(TAG_TERM, query.tags, known_at))
    if query.keys:
        yield claim.in_(_versions(known_at).where(claim_versions.c.key.in_(query.keys)))
    if query.by:
        yield _recorded_by(connection, query.by, claim, known_at)


def _sources_named(connection: Connection, names: Iterable[str], known_at: int | None) -> list[int]:
    wanted = [folded(name) for name in names]
    columns = (source_versions.c.source, source_versions.c.name, source_versions.c.aliases)
    found = []
    for source, name, aliases in connection.execute(sources_known(known_at).with_only_columns(*columns)):
        writings = [folded(writing) for writing in (name, *from_json(aliases))]
        if any(part in writing for part in wanted for writing in writings):
            found.append(source)
    return found


def _origins_named(connection: Connection, names: Iterable[str], known_at: int | None) -> list[int]:
    """The sources of these names; where one that speaks for its party has such a name, all that speak for it."""
    wanted = [folded(name) for name in names]
    sources = map(source_of, connection.execute(sources_known(known_at)))
    official = [source for source in sources if source.official and not source.anonymous]
    parties = {source.party for source in official if _is_named(source, wanted)}
    voice = [source.id for source in official if source.party in parties]
    return sorted({*_sources_named(connection, names, known_at), *voice})


def _is_named(source: Source, wanted: Iterable[str]) -> bool:
    return any(folded(name) in wanted for name in (source.name, *source.aliases))


def _said_by(connection: Connection, sources: list[int], known_at: int | None) -> Select[Any]:
    origin = among(connection, attributions.c.origin, sources)
    return select(attributions.c.claim).where(origin, known(attributions, known_at))


def _of_party(
    connection: Connection, names: Iterable[str], claim: ColumnElement[int], known_at: int | None
) -> ColumnElement[bool]:
    wanted = {folded(name) for name in names}
    parties = list(map(party_of, connection.execute(parties_known(known_at))))
    meant = [party.name for party in parties if wanted & set(map(folded, (party.name, *party.adjectives)))]
    speakers = (
        sources_known(known_at).where(source_versions.c.party.in_(meant)).with_only_columns(source_versions.c.source)
    )
    spoken = select(attributions.c.claim).where(attributions.c.origin.in_(speakers), known(attributions, known_at))
    named = _filed_under(PARTY_TERM, [*wanted, *meant], known_at)
    return or_(claim.in_(spoken), claim.in_(named))


def _carried_by(
    connection: Connection, sources: list[int], claim: ColumnElement[int], known_at: int | None
) -> ColumnElement[bool]:
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


def _recorded_by(
    connection: Connection, names: Iterable[str], claim: ColumnElement[int], known_at: int | None
) -> ColumnElement[bool]:
    wanted = {folded(name) for name in names}
    analysts = [name for name in connection.scalars(select(revisions.c.analyst).distinct()) if folded(name) in wanted]
    theirs = select(revisions.c.id).where(revisions.c.analyst.in_(analysts))
    logged = select(claims.c.id).where(claims.c.revision.in_(theirs), known(claims, known_at))
    said = select(attributions.c.claim).where(attributions.c.revision.in_(theirs), known(attributions, known_at))
    judged = select(assessments.c.claim).where(assessments.c.analyst.in_(analysts), known(assessments, known_at))
    return or_(claim.in_(logged), claim.in_(said), claim.in_(judged))
