"""Reading facts: each function gives what was known at a revision, or is known now.

Streams are read as they are consumed, within the transaction that asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from verifier.domain.model.claims import Assessment, Claim, Link
from verifier.domain.model.sources import Registry, Source
from verifier.domain.model.statements import Attribution, Document
from verifier.domain.rules.policy import Policy
from verifier.storage.db.connection import Connection
from verifier.storage.statements import merging
from verifier.storage.statements.attributions import (
    assessment_of,
    attribution_of,
    select_assessments,
    select_attribution_counts,
    select_attributions,
    select_carriers,
    select_claims_of_document,
    select_claims_of_sources,
)
from verifier.storage.statements.claims import (
    ClaimRow,
    claim_identity,
    claim_of,
    link_of,
    select_all_claims,
    select_claim_by_key,
    select_claim_keys,
    select_claims,
    select_claims_ever,
    select_claims_of_text,
    select_links,
    select_links_of,
)
from verifier.storage.statements.document_rows import document_of, select_all_documents, select_documents
from verifier.storage.statements.policies import policy_of, select_policy
from verifier.storage.statements.sources import party_of, select_parties, select_sources, source_of


def registry(connection: Connection, known_at: int | None = None, numbers: Collection[int] | None = None) -> Registry:
    """The parties and sources; if numbers are given, of sources only these."""
    parties = map(party_of, connection.ask(select_parties(), known_at))
    sources = map(source_of, connection.ask(select_sources(numbers), known_at))
    return Registry({party.name: party for party in parties}, {source.id: source for source in sources})


def policy(connection: Connection, known_at: int | None = None) -> Policy:
    """The figures in the status rules; a ledger in which none were recorded began with the first ones."""
    found = connection.ask(select_policy(), known_at)
    return policy_of(found[0]) if found else Policy()


def claim(connection: Connection, number: int, known_at: int | None = None) -> Claim | None:
    """The claim of a number."""
    found = claims(connection, [number], known_at)
    return found[0] if found else None


def claim_by_key(connection: Connection, key: str, known_at: int | None = None) -> Claim | None:
    """The claim that has a key, or that one which had it was merged into."""
    found = _one(connection.ask(select_claim_by_key(key=key), known_at))
    return found or merging.meant(connection, merging.keyed(connection, [key], known_at), known_at).get(key)


def claim_keys(connection: Connection, known_at: int | None = None) -> list[str]:
    """The keys that claims have."""
    return [row.key for row in connection.ask(select_claim_keys(), known_at)]


def claim_by_text(connection: Connection, text: str, known_at: int | None = None) -> Claim | None:
    """The claim of a text, however that is written: see `text_key`; of several the one of the lowest number."""
    return next(iter(claims_by_text(connection, text, known_at)), None)


def claims_by_text(connection: Connection, text: str, known_at: int | None = None) -> list[Claim]:
    """Every claim of a text, by number; only earlier versions recorded more than one.

    Of a text that only a merged claim had, it is the one that was merged into.
    """
    found = list(map(claim_of, connection.ask(select_claims_of_text(identities=[claim_identity(text)]), known_at)))
    return found or [*merging.meant(connection, merging.called(connection, [text], known_at), known_at).values()]


def _one(rows: list[ClaimRow]) -> Claim | None:
    return claim_of(rows[0]) if rows else None


def claims(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[Claim]:
    """The claims of these numbers, by number."""
    if not numbers:
        return []
    return [claim_of(row) for row in connection.ask(select_claims(numbers=numbers), known_at)]


def claims_ever(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[Claim]:
    """The claims of these numbers, by number, those that were undone in the last version there was."""
    return [claim_of(row) for row in connection.ask(select_claims_ever(numbers=numbers), known_at)]


def all_claims(connection: Connection, known_at: int | None = None) -> Iterator[Claim]:
    """Every claim, by number, streamed."""
    return map(claim_of, connection.stream(select_all_claims(), known_at))


def links(connection: Connection, known_at: int | None = None) -> list[Link]:
    """Every link."""
    return [link_of(row) for row in connection.ask(select_links(), known_at)]


def linked(
    connection: Connection, numbers: Iterable[int], known_at: int | None = None
) -> tuple[frozenset[int], list[Link]]:
    """These claims and all that links reach from them, either way, with those links."""
    reached = set(numbers)
    found: dict[int, Link] = {}
    frontier = set(reached)
    while frontier:
        rows = connection.ask(select_links_of(numbers=frontier), known_at)
        found |= {row.id: link_of(row) for row in rows}
        frontier = {number for row in rows for number in (row.claim, row.other)} - reached
        reached |= frontier
    return frozenset(reached), [found[number] for number in sorted(found)]


def attributions(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[Attribution]:
    """The attributions of these claims: by claim, earliest instant, number."""
    if not numbers:
        return []
    rows = connection.ask(select_attributions(numbers=numbers), known_at)
    carriers: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    if any(row.nearest is not None for row in rows):
        for number, source in connection.ask(select_carriers(numbers=numbers), known_at):
            carriers[number] += (source,)
    return [attribution_of(row, carriers[row.id]) for row in rows]


def claims_of_document(connection: Connection, number: int, known_at: int | None = None) -> list[int]:
    """The claims with an attribution read in this document, by number."""
    return [claim for (claim,) in connection.ask(select_claims_of_document(number=number), known_at)]


def claims_of_sources(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> list[int]:
    """The claims on which the word of these sources bears: as origin, carrier or outlet; by number."""
    if not numbers:
        return []
    return [claim for (claim,) in connection.ask(select_claims_of_sources(numbers=numbers), known_at)]


def assessments(
    connection: Connection, numbers: Collection[int] | None = None, known_at: int | None = None
) -> list[Assessment]:
    """The assessments of these claims, or all of them, in the order of recording."""
    return [assessment_of(row) for row in connection.ask(select_assessments(numbers), known_at)]


def documents(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, Document]:
    """The documents of these numbers."""
    if not numbers:
        return {}
    return {row.document: document_of(row) for row in connection.ask(select_documents(numbers=numbers), known_at)}


def documents_of_outlet(connection: Connection, outlet: int) -> list[Document]:
    """The documents an outlet published, by number."""
    found = map(document_of, connection.ask(select_all_documents()))
    return [document for document in found if document.outlet == outlet]


def sources_changed_by_hand(connection: Connection, actions: Collection[str]) -> frozenset[int]:
    """The sources of which some revision made a version otherwise than by one of these actions."""
    marks = ", ".join("?" * len(actions))
    rows = connection.run(
        "SELECT DISTINCT v.source FROM source_versions v JOIN revisions r ON r.id = v.revision "  # noqa: S608 - marks only
        f"WHERE r.action NOT IN ({marks})",
        *actions,
    )
    return frozenset(number for (number,) in rows)


def sources_with_counts(connection: Connection, known_at: int | None = None) -> list[tuple[Source, int]]:
    """Every source, by name and number, with how many attributions it is the origin of."""
    counts = dict(map(tuple, connection.ask(select_attribution_counts(), known_at)))
    sources = sorted(registry(connection, known_at).sources.values(), key=lambda source: (source.name, source.id))
    return [(source, counts.get(source.id, 0)) for source in sources]
