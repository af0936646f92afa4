"""Reading facts: each function gives what was known at a revision, or is known now.

Streams are read as they are consumed, within the transaction that asked. The rows of policies and what is asked of them
are here too; those of other facts are in modules of their own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from msgspec.json import decode
from msgspec.structs import asdict

from verifier.domain.model.claims import Assessment, Claim, Link, text_key
from verifier.domain.model.sources import Registry, Source
from verifier.domain.model.statements import Attribution, Document
from verifier.domain.revisions import Revision
from verifier.domain.rules.policy import Policy
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import NumberRow, Row, Snapshot, statement
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
    claims_meant,
    link_of,
    merged_by_key,
    merged_by_text,
    select_all_claims,
    select_claim_by_key,
    select_claim_keys,
    select_claims,
    select_claims_by_key,
    select_claims_ever,
    select_claims_of_text,
    select_links,
    select_links_of,
    select_twins,
)
from verifier.storage.statements.documents import (
    document_identity,
    document_of,
    select_all_documents,
    select_document_counts,
    select_document_numbers,
    select_documents,
    select_documents_by_identity,
    select_retractions,
)
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.revision_log import revision, revision_of
from verifier.storage.statements.sources import party_of, select_parties, select_sources, source_of
from verifier.storage.statements.values import Columns, canonical


class ReadDocument(NamedTuple):
    """A document, and how many attributions were read there."""

    document: Document
    attributions: int


class PolicyRow(Row):
    """A policy that was adopted."""

    id: int
    revision: int
    version: str
    figures: str


def policy_row(policy: Policy) -> Columns:
    """The row of a policy."""
    return {"version": policy.version, "figures": canonical(asdict(policy)).decode()}


def policy_of(row: PolicyRow) -> Policy:
    """The policy of a row."""
    return Policy(**decode(row.figures))


@statement(PolicyRow)
def select_policy(snapshot: Snapshot) -> "sql.Select[Any]":
    """The policy adopted last."""
    return selection.policy_known(snapshot.known_at)


@statement(NumberRow)
def select_policies_of(_snapshot: Snapshot, revision: int) -> "sql.Select[Any]":
    """The policies a revision adopted."""
    return sql.select(tables.policies.c.id).where(tables.policies.c.revision == revision)


def registry(connection: Connection, known_at: int | None = None, numbers: Collection[int] | None = None) -> Registry:
    """The parties and sources; if numbers are given, of sources only these."""
    parties = map(party_of, connection.ask(select_parties(), known_at))
    sources = map(source_of, connection.ask(select_sources(numbers), known_at))
    return Registry({party.name: party for party in parties}, {source.id: source for source in sources})


def policy(connection: Connection, known_at: int | None = None) -> Policy:
    """The figures in the status rules; a ledger in which none were recorded began with the first ones."""
    found = connection.ask(select_policy(), known_at)
    return policy_of(found[0]) if found else Policy()


def policy_adopted(connection: Connection, known_at: int | None = None) -> Revision | None:
    """The revision that recorded the policy in force; None if none was ever recorded."""
    found = connection.ask(select_policy(), known_at)
    return revision(connection, found[0].revision) if found else None


def policy_of_version(connection: Connection, version: str) -> Policy:
    """The figures a version of the policy stood for when it was used, undone or not; those every ledger began with."""
    rows = (
        sql.select(tables.policies).where(tables.policies.c.version == version).order_by(tables.policies.c.id).limit(1)
    )
    return next(map(policy_of, connection.rows(PolicyRow, rows)), Policy())


def claim(connection: Connection, number: int, known_at: int | None = None) -> Claim | None:
    """The claim of a number."""
    found = claims(connection, [number], known_at)
    return found[0] if found else None


def claim_by_key(connection: Connection, key: str, known_at: int | None = None) -> Claim | None:
    """The claim that has a key, or that one which had it was merged into."""
    found = _one(connection.ask(select_claim_by_key(key=key), known_at))
    return found or claims_meant(connection, merged_by_key(connection, [key], known_at), known_at).get(key)


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
    return found or [*claims_meant(connection, merged_by_text(connection, [text], known_at), known_at).values()]


def claims_of_texts(connection: Connection, texts: Collection[str]) -> dict[str, Claim]:
    """The claims of these texts, by the text that makes them one; of several of one text that of the lowest number.

    Where a text was that of a merged claim, that is the one it was merged into.
    """
    if not texts:
        return {}
    identities = [claim_identity(text) for text in texts]
    rows = connection.ask(select_claims_of_text(identities=identities))
    found = {text_key(claim.text): claim for claim in map(claim_of, reversed(rows))}
    others = {text for text in texts if text_key(text) not in found}
    return claims_meant(connection, merged_by_text(connection, others)) | found


def claims_called(connection: Connection, text: str, known_at: int | None = None) -> list[int]:
    """The numbers of all claims that a text means; only earlier versions recorded several of one text."""
    own = [row.claim for row in connection.ask(select_claims_of_text(identities=[claim_identity(text)]), known_at)]
    others = claims_meant(connection, merged_by_text(connection, [text], known_at), known_at)
    return [*own, *(claim.id for claim in others.values() if claim.id not in own)]


def twins(connection: Connection) -> list[list[Claim]]:
    """The claims of which several have one text, together, by number; none were recorded by this version."""
    groups: defaultdict[str, list[Claim]] = defaultdict(list)
    for row in connection.stream(select_twins()):
        claim = claim_of(row)
        groups[text_key(claim.text)].append(claim)
    return [group for group in groups.values() if len(group) > 1]


def claims_of_keys(connection: Connection, keys: Collection[str]) -> dict[str, Claim]:
    """The claims that have these keys, or that claims which had them were merged into."""
    if not keys:
        return {}
    found = {claim.key: claim for claim in map(claim_of, connection.ask(select_claims_by_key(keys=keys))) if claim.key}
    return claims_meant(connection, merged_by_key(connection, set(keys) - found.keys())) | found


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


def documents_at(connection: Connection, urls: Collection[str]) -> dict[str, Document]:
    """The documents at these addresses."""
    if not urls:
        return {}
    identities = [document_identity(Document(0, url=url)) for url in urls]
    found = map(document_of, connection.ask(select_documents_by_identity(identities=identities)))
    return {document.url: document for document in found if document.url}


def all_documents(connection: Connection, known_at: int | None = None) -> list[ReadDocument]:
    """Every document, by number."""
    counts = dict(map(tuple, connection.ask(select_document_counts(), known_at)))
    rows = connection.ask(select_all_documents(), known_at)
    return [ReadDocument(document_of(row), counts.get(row.document, 0)) for row in rows]


def document_numbers(connection: Connection, known_at: int | None = None) -> list[int]:
    """The numbers of all documents, in order."""
    return [row.id for row in connection.ask(select_document_numbers(), known_at)]


def attributions_in(connection: Connection, number: int, known_at: int | None = None) -> list[Attribution]:
    """The attributions read in a document, by number."""
    claims = claims_of_document(connection, number, known_at)
    found = attributions(connection, claims, known_at)
    return sorted((one for one in found if one.document == number), key=lambda one: one.id)


def retractions(connection: Connection, numbers: Collection[int], known_at: int | None = None) -> dict[int, Revision]:
    """For each of these documents that was retracted, the revision that says so."""
    if not numbers:
        return {}
    # The first version that says so is taken last; a later one only filled in what was empty.
    return {row.document: revision_of(row) for row in connection.ask(select_retractions(numbers=numbers), known_at)}


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
