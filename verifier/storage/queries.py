"""Reading facts: each function gives what was known at a revision, or is known now.

Streams are read as they are consumed, within the transaction that asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, func, select

from verifier.domain.model import Assessment, Attribution, Claim, Document, Link, Registry, Source
from verifier.domain.policy import Policy
from verifier.storage import selection
from verifier.storage.entity_rows import claim_identity, claim_of, document_of, link_of, party_of, source_of
from verifier.storage.record_rows import assessment_of, attribution_of, policy_of
from verifier.storage.selection import (
    among,
    assessments_known,
    attributions_known,
    carriers_known,
    claims_called,
    claims_known,
    documents_known,
    known,
    links_known,
    parties_known,
    policy_known,
    sources_known,
    spoken_by,
    streamed,
)
from verifier.storage.tables import assessments as assessment_table
from verifier.storage.tables import attributions as attribution_table
from verifier.storage.tables import (
    claim_versions,
    document_versions,
    party_versions,
    source_versions,
    undos,
)
from verifier.storage.tables import claims as claim_table
from verifier.storage.tables import links as link_table


def registry(connection: Connection, known_at: int | None = None) -> Registry:
    """The parties and sources."""
    parties = map(party_of, connection.execute(parties_known(known_at)))
    sources = map(source_of, connection.execute(sources_known(known_at)))
    return Registry({party.name: party for party in parties}, {source.id: source for source in sources})


def registry_stamp(connection: Connection) -> tuple[int, ...]:
    """What differs whenever the registry may: how many of the facts are recorded of which it is made."""
    newest = (select(func.max(table.c.id)).scalar_subquery() for table in (party_versions, source_versions, undos))
    return tuple(number or 0 for number in connection.execute(select(*newest)).one())


def policy(connection: Connection, known_at: int | None = None) -> Policy:
    """The figures in the status rules; a ledger in which none were recorded began with the first ones."""
    row = connection.execute(policy_known(known_at)).first()
    return Policy() if row is None else policy_of(row)


def claim(connection: Connection, number: int, known_at: int | None = None) -> Claim | None:
    """The claim of a number."""
    found = claims(connection, [number], known_at)
    return found[0] if found else None


def claim_by_key(connection: Connection, key: str, known_at: int | None = None) -> Claim | None:
    """The claim that has a key."""
    row = connection.execute(claims_known(known_at).where(claim_versions.c.key == key)).first()
    return None if row is None else claim_of(row)


def claim_by_text(connection: Connection, text: str, known_at: int | None = None) -> Claim | None:
    """The claim of a text, differences of case and white space aside."""
    row = connection.execute(claims_called(connection, [claim_identity(text)], known_at)).first()
    return None if row is None else claim_of(row)


def claims(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[Claim]:
    """The claims of these numbers, by number."""
    if not numbers:
        return []
    statement = claims_known(known_at).where(among(connection, claim_table.c.id, numbers))
    return [claim_of(row) for row in connection.execute(statement.order_by(claim_table.c.id))]


def claims_ever(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[Claim]:
    """The claims of these numbers, by number, those that were undone in the last version there was."""
    statement = selection.claims_ever(known_at).where(among(connection, claim_table.c.id, numbers))
    return [claim_of(row) for row in connection.execute(statement.order_by(claim_table.c.id))]


def all_claims(connection: Connection, known_at: int | None = None) -> Iterator[Claim]:
    """Every claim, by number, streamed."""
    statement = claims_known(known_at).order_by(claim_table.c.id)
    yield from map(claim_of, streamed(connection, statement))


def links(connection: Connection, known_at: int | None = None) -> list[Link]:
    """Every link."""
    return [link_of(row) for row in connection.execute(links_known(known_at).order_by(link_table.c.id))]


def linked(
    connection: Connection, numbers: Iterable[int], known_at: int | None = None
) -> tuple[frozenset[int], list[Link]]:
    """These claims and all that links reach from them, either way, with those links."""
    reached = set(numbers)
    found: dict[int, Link] = {}
    frontier = set(reached)
    while frontier:
        either = among(connection, link_table.c.claim, frontier) | among(connection, link_table.c.other, frontier)
        rows = connection.execute(links_known(known_at).where(either)).all()
        found |= {row.id: link_of(row) for row in rows}
        frontier = {number for row in rows for number in (row.claim, row.other)} - reached
        reached |= frontier
    return frozenset(reached), [found[number] for number in sorted(found)]


def attributions(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[Attribution]:
    """The attributions of these claims: by claim, earliest instant, number."""
    if not numbers:
        return []
    own = among(connection, attribution_table.c.claim, numbers)
    columns = attribution_table.c
    statement = attributions_known(known_at).where(own).order_by(columns.claim, columns.said_earliest, columns.id)
    rows = connection.execute(statement).all()
    carriers: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    if any(row.nearest is not None for row in rows):
        for number, source in connection.execute(carriers_known(known_at).where(own)):
            carriers[number] += (source,)
    return [attribution_of(row, carriers[row.id]) for row in rows]


def claims_of_document(connection: Connection, number: int) -> list[int]:
    """The claims with an attribution read in this document, by number."""
    columns = attribution_table.c
    read_there = (columns.document == number, known(attribution_table, None))
    return list(connection.scalars(select(columns.claim).distinct().where(*read_there).order_by(columns.claim)))


def claims_of_sources(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[int]:
    """The claims on which the word of these sources bears: as origin, carrier or outlet; by number."""
    if not numbers:
        return []
    columns = attribution_table.c
    touched = spoken_by(connection, numbers)
    statement = select(columns.claim).distinct().where(touched, known(attribution_table, known_at))
    return list(connection.scalars(statement.order_by(columns.claim)))


def assessments(
    connection: Connection, numbers: Collection[int] | None = None, known_at: int | None = None
) -> list[Assessment]:
    """The assessments of these claims, or all of them, in the order of recording."""
    statement = assessments_known(known_at)
    if numbers is not None:
        if not numbers:
            return []
        statement = statement.where(among(connection, assessment_table.c.claim, numbers))
    return [assessment_of(row) for row in connection.execute(statement)]


def documents(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, Document]:
    """The documents of these numbers."""
    if not numbers:
        return {}
    statement = documents_known(known_at).where(among(connection, document_versions.c.document, numbers))
    return {row.document: document_of(row) for row in connection.execute(statement)}


def sources_with_counts(connection: Connection, known_at: int | None = None) -> list[tuple[Source, int]]:
    """Every source, by name and number, with how many attributions it is the origin of."""
    columns = attribution_table.c
    counted = select(columns.origin, func.count()).where(known(attribution_table, known_at)).group_by(columns.origin)
    counts = dict(map(tuple, connection.execute(counted)))
    sources = sorted(registry(connection, known_at).sources.values(), key=lambda source: (source.name, source.id))
    return [(source, counts.get(source.id, 0)) for source in sources]
