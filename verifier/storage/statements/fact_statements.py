"""Named statements that ask for facts, see `statements`."""

from typing import Any

from sqlalchemy import Select, Text, func, select

from verifier.storage.db.snapshot import Snapshot, Values
from verifier.storage.schema import tables
from verifier.storage.statements import selection
from verifier.storage.statements.selection import among, known


def parties(snapshot: Snapshot) -> Select[Any]:
    """Parties."""
    return selection.parties_known(snapshot.known_at)


def party(snapshot: Snapshot, name: str) -> Select[Any]:
    """The party of a name."""
    return parties(snapshot).where(tables.party_versions.c.name == name)


def sources(snapshot: Snapshot, numbers: Values | None = None) -> Select[Any]:
    """Sources: some, or all."""
    found = selection.sources_known(snapshot.known_at)
    return found if numbers is None else found.where(among(snapshot, tables.source_versions.c.source, numbers))


def source(snapshot: Snapshot, number: int) -> Select[Any]:
    """The source of a number."""
    return sources(snapshot).where(tables.source_versions.c.source == number)


def sources_named(snapshot: Snapshot, keys: Values) -> Select[Any]:
    """The sources that some keys may mean: the key, how well it fits, the number."""
    columns = tables.source_names.c
    return (
        select(columns.key, columns.rank, tables.source_versions.c.source)
        .join(tables.source_versions, tables.source_versions.c.id == columns.version)
        .where(among(snapshot, columns.key, keys, Text()))
        .where(selection.newest_version(tables.source_versions, "source", snapshot.known_at))
    )


def parties_named(snapshot: Snapshot, keys: Values) -> Select[Any]:
    """The parties that some keys may mean: the key, how well it fits, the name."""
    columns = tables.party_names.c
    return (
        select(columns.key, columns.rank, tables.party_versions.c.name)
        .join(tables.party_versions, tables.party_versions.c.id == columns.version)
        .where(among(snapshot, columns.key, keys, Text()))
        .where(selection.newest_version(tables.party_versions, "name", snapshot.known_at))
    )


def names_spoken(snapshot: Snapshot) -> Select[Any]:
    """What every source that is not anonymous is looked up by: the key, how well it fits, the source's name."""
    columns = tables.source_names.c
    return (
        select(columns.key, columns.rank, tables.source_versions.c.source, tables.source_versions.c.name)
        .join(tables.source_versions, tables.source_versions.c.id == columns.version)
        .where(tables.source_versions.c.anonymous.is_(False))
        .where(selection.newest_version(tables.source_versions, "source", snapshot.known_at))
    )


def policy(snapshot: Snapshot) -> Select[Any]:
    """The policy adopted last."""
    return selection.policy_known(snapshot.known_at)


def policies_of(_snapshot: Snapshot, revision: int) -> Select[Any]:
    """The policies a revision adopted."""
    return select(tables.policies.c.id).where(tables.policies.c.revision == revision)


def claims(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The claims of some numbers, by number."""
    return all_claims(snapshot).where(among(snapshot, tables.claims.c.id, numbers))


def all_claims(snapshot: Snapshot) -> Select[Any]:
    """Every claim, by number."""
    return selection.claims_known(snapshot.known_at).order_by(tables.claims.c.id)


def claims_ever(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The claims of some numbers, by number, those that were undone in the last version there was."""
    own = among(snapshot, tables.claims.c.id, numbers)
    return selection.claims_ever(snapshot.known_at).where(own).order_by(tables.claims.c.id)


def every_claim_ever(snapshot: Snapshot) -> Select[Any]:
    """Every claim, likewise."""
    return selection.claims_ever(snapshot.known_at)


def claim_by_key(snapshot: Snapshot, key: str) -> Select[Any]:
    """The claim that has a key."""
    return selection.claims_known(snapshot.known_at).where(tables.claim_versions.c.key == key)


def claim_keys(snapshot: Snapshot) -> Select[Any]:
    """The keys that claims have."""
    key = tables.claim_versions.c.key
    return selection.claims_known(snapshot.known_at).with_only_columns(key).where(key.is_not(None)).order_by(key)


def claims_by_key(snapshot: Snapshot, keys: Values) -> Select[Any]:
    """The claims that have some keys."""
    return selection.claims_known(snapshot.known_at).where(among(snapshot, tables.claim_versions.c.key, keys, Text()))


def claims_called(snapshot: Snapshot, identities: Values) -> Select[Any]:
    """The claims of some texts, by their identities."""
    return selection.claims_called(snapshot, identities, snapshot.known_at)


def every_twin(snapshot: Snapshot) -> Select[Any]:
    """The claims whose text some other version of a claim has too, by number."""
    return selection.claims_of_shared_text(snapshot.known_at)


def links(snapshot: Snapshot) -> Select[Any]:
    """Every link."""
    return selection.links_known(snapshot.known_at).order_by(tables.links.c.id)


def links_of(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The links of some claims, from either side."""
    either = among(snapshot, tables.links.c.claim, numbers) | among(snapshot, tables.links.c.other, numbers)
    return selection.links_known(snapshot.known_at).where(either)


def link(snapshot: Snapshot, claim: int, kind: str, other: int) -> Select[Any]:
    """The number of the link that says the same."""
    same = (tables.links.c.claim == claim, tables.links.c.kind == kind, tables.links.c.other == other)
    return select(tables.links.c.id).where(*same, known(tables.links, snapshot.known_at))


def attributions(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The attributions of some claims: by claim, earliest instant, number."""
    columns = tables.attributions.c
    found = selection.attributions_known(snapshot.known_at).where(among(snapshot, columns.claim, numbers))
    return found.order_by(columns.claim, columns.said_earliest, columns.id)


def carriers(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The carriers of attributions of some claims."""
    return selection.carriers_known(snapshot.known_at).where(among(snapshot, tables.attributions.c.claim, numbers))


def claims_of_document(snapshot: Snapshot, number: int) -> Select[Any]:
    """The claims with an attribution read in a document."""
    columns = tables.attributions.c
    read_there = (columns.document == number, known(tables.attributions, snapshot.known_at))
    return select(columns.claim).distinct().where(*read_there).order_by(columns.claim)


def claims_of_sources(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The claims on which the word of some sources bears."""
    columns = tables.attributions.c
    touched = (selection.spoken_by(snapshot, numbers), known(tables.attributions, snapshot.known_at))
    return select(columns.claim).distinct().where(*touched).order_by(columns.claim)


def attribution_counts(snapshot: Snapshot) -> Select[Any]:
    """Of how many attributions each source is the origin."""
    columns = tables.attributions.c
    return (
        select(columns.origin, func.count().label("attributions"))
        .where(known(tables.attributions, snapshot.known_at))
        .group_by(columns.origin)
    )


def assessments(snapshot: Snapshot, numbers: Values | None = None) -> Select[Any]:
    """The assessments of some claims, or all, in the order of recording."""
    found = selection.assessments_known(snapshot.known_at)
    return found if numbers is None else found.where(among(snapshot, tables.assessments.c.claim, numbers))


def documents(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The documents of some numbers."""
    return selection.documents_known(snapshot.known_at).where(
        among(snapshot, tables.document_versions.c.document, numbers)
    )


def all_documents(snapshot: Snapshot) -> Select[Any]:
    """Every document, by number."""
    return selection.documents_known(snapshot.known_at).order_by(tables.document_versions.c.document)


def documents_called(snapshot: Snapshot, identities: Values) -> Select[Any]:
    """The documents that have some identities."""
    named = among(snapshot, tables.documents.c.identity, identities, Text())
    numbers = select(tables.documents.c.id).where(named, known(tables.documents, snapshot.known_at))
    return selection.documents_known(snapshot.known_at).where(tables.document_versions.c.document.in_(numbers))


def document_counts(snapshot: Snapshot) -> Select[Any]:
    """How many attributions were read in each document."""
    columns = tables.attributions.c
    read_there = (columns.document.is_not(None), known(tables.attributions, snapshot.known_at))
    return select(columns.document, func.count().label("attributions")).where(*read_there).group_by(columns.document)


def retractions(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """The revisions that say of some documents that they were retracted, newest first."""
    columns = tables.document_versions.c
    return (
        select(columns.document, tables.revisions)
        .join(tables.revisions, tables.revisions.c.id == columns.revision)
        .where(among(snapshot, columns.document, numbers), columns.retracted_earliest.is_not(None))
        .where(known(tables.document_versions, snapshot.known_at))
        .order_by(columns.id.desc())
    )


def claims_identified(snapshot: Snapshot, identities: Values) -> Select[Any]:
    """The claims that have some identities, with those."""
    return selection.identified(snapshot, tables.claims, identities)


def documents_identified(snapshot: Snapshot, identities: Values) -> Select[Any]:
    """The documents that have some identities, with those."""
    return selection.identified(snapshot, tables.documents, identities)


def attributions_identified(snapshot: Snapshot, identities: Values) -> Select[Any]:
    """The attributions that have some identities, with those."""
    return selection.identified(snapshot, tables.attributions, identities)
