"""What must hold among existing facts, whichever revisions are undone: refused here before it is committed.

Each check raises ConflictError with its reason; what did not hold before is nobody's fault now.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from verifier.domain.errors import ConflictError
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Registry, name_key
from verifier.domain.query import Query
from verifier.domain.rules.records import check_links
from verifier.services.registry_changes import check_speakers
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.statements import queries, revision_log
from verifier.storage.statements.claims import claims_meant, merged_by_key, merges_of

if TYPE_CHECKING:
    from verifier.storage.undoing import Contents

_CHANGE_ONE: Final = "Change one of them first: verifier correct CLAIM"


def check_consistent(connection: Transaction, before: Registry, after: Registry, recorded: "Contents") -> None:
    """Refuse what a revision's coming or going would break (ConflictError)."""
    _check_names(before, after)
    _check_parties(connection, before, after)
    _check_merged(connection, recorded.claims)
    merged = {end for merge in recorded.merged for end in (merge.claim, merge.target)}
    _check_keys(connection, recorded.versions["claims"] | merged)
    _check_texts(connection, recorded.versions["claims"] | merged)
    _check_figures(connection, recorded.claims, {*recorded.attributions, *recorded.corrected})
    _, links = queries.linked(connection, {link.claim for link in (*recorded.links, *recorded.unlinked)})
    check_links(links)


def check_claims(connection: Transaction, claims: Collection[int]) -> None:
    """Refuse what an amendment of these claims would break (ConflictError)."""
    _check_keys(connection, claims)
    _check_texts(connection, claims)
    _check_figures(connection, claims)


def _check_names(before: Registry, after: Registry) -> None:
    shared = _shared_names(before)
    for name, owners in _shared_names(after).items():
        if owners != shared.get(name):
            called = " and ".join(f"{after.sources[number].name} (source {number})" for number in sorted(owners))
            raise ConflictError(f"{called} would go by one name, '{name}'. Change that first: verifier source edit")


def _shared_names(registry: Registry) -> dict[str, frozenset[int]]:
    owners: defaultdict[str, set[int]] = defaultdict(set)
    for source in registry.sources.values():
        for name in (source.name, *source.aliases):
            owners[name_key(name)].add(source.id)
    return {name: frozenset(numbers) for name, numbers in owners.items() if len(numbers) > 1}


def _check_parties(connection: Transaction, before: Registry, after: Registry) -> None:
    check_speakers(after.parties)
    for name in before.parties.keys() - after.parties.keys():
        users = [f"party {p.name}" for p in after.parties.values() if name in (*p.adverse_to, p.speaks_with)]
        users += [f"source {source.name}" for source in after.sources.values() if source.party == name]
        users += [f"c{claim}" for claim in lists.matching_claims(connection, Query(party=(name,)))]
        if users:
            raise ConflictError(f"party {name} would no longer exist, and {users[0]} names it. Change that first")


def _check_merged(connection: Transaction, claims: Collection[int]) -> None:
    """Refuse anything said of a claim that is merged into another, or linked with it."""
    for claim, merged in merges_of(connection, claims).items():
        said = [f"a{attribution.id}" for attribution in queries.attributions(connection, [claim])]
        _, links = queries.linked(connection, [claim])
        said += [f"'c{link.claim} {link.kind} c{link.other}'" for link in links if claim in {link.claim, link.other}]
        if said:
            raise ConflictError(
                f"c{claim} is merged into c{merged.target} in r{merged.revision}, and {said[0]} would be of c{claim}. "
                f"Undo one of them first: verifier undo r{merged.revision}"
            )


def _check_keys(connection: Transaction, claims: Collection[int]) -> None:
    keys = {claim.key for claim in queries.claims(connection, claims) if claim.key is not None}
    if not keys:
        return
    owners: dict[str | None, int] = {}
    for claim in queries.claims(connection, lists.matching_claims(connection, Query(keys=tuple(keys)))):
        other = owners.setdefault(claim.key, claim.id)
        if other != claim.id:
            raise ConflictError(f"c{other} and c{claim.id} would both have the key '{claim.key}'. {_CHANGE_ONE}")
    for key, meant in claims_meant(connection, merged_by_key(connection, keys)).items():
        if owners.get(key, meant.id) != meant.id:
            first, second = sorted((owners[key], meant.id))
            raise ConflictError(f"c{first} and c{second} would both go by the key '{key}'. {_CHANGE_ONE}")


def _check_texts(connection: Transaction, claims: Collection[int]) -> None:
    """Refuse two claims of one text, unless they had it before: earlier versions told fewer texts to be one."""
    head = revision_log.head(connection)
    for claim in queries.claims(connection, claims):
        for other in queries.claims_called(connection, claim.text):
            if other != claim.id and not (head and _were_apart(connection, claim, other, head.id)):
                raise ConflictError(f"c{other} and c{claim.id} would both say '{claim.text}'. {_CHANGE_ONE}")


def _were_apart(connection: Transaction, claim: Claim, other: int, head: int) -> bool:
    """Whether two claims had one text at a revision already, or before one of them was merged into another."""
    numbers = {claim.id, other}
    merges = merges_of(connection, numbers, head).values()
    moments = (head, *(merge.revision - 1 for merge in merges))
    return any(numbers.issubset(queries.claims_called(connection, claim.text, moment)) for moment in moments)


def _check_figures(connection: Transaction, claims: Collection[int], moved: Collection[int] = ()) -> None:
    """Refuse figures of what is no number; `moved` are the attributions that came, or came back."""
    uncounted = [claim.id for claim in queries.claims(connection, claims) if not claim.measure]
    for attribution in queries.attributions(connection, uncounted):
        if attribution.figure is not None:
            claim, ref = f"c{attribution.claim}", f"a{attribution.id}"
            measured = f"Give the claim a measure first: verifier correct {claim} --measure"
            fix = measured if attribution.id in moved else f"Correct {ref} first: verifier correct {ref}"
            raise ConflictError(f"{claim} would have no measure, and {ref} gives a figure for it. {fix}")
