"""What changed about a claim between two moments, and which single record made the difference, by trying.

Both claim groups hold what was known, and said, by their moment; how they differ is told record by record.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.history import Kind, Part, part_of
from verifier.domain.model.claims import Status
from verifier.domain.model.sources import Registry
from verifier.domain.rules.status import Step, conclude, hear_all, verdicts

_Any = TypeVar("_Any")
_Key = TypeVar("_Key", int, str)


class Known(Struct, frozen=True):
    """What was known and said by an instant (microseconds UTC)."""

    group: ClaimGroup
    instant: int


def decisive(claim: int, before: Known, after: Known) -> frozenset[Part]:
    """The records without whose change alone the status would be what it was; none if it is."""
    status = shown(before.group, claim, before.instant)
    if status == shown(after.group, claim, after.instant):
        return frozenset()
    found = {part for part, trial in _trials(before, after) if shown(trial, claim, after.instant) == status}
    if shown(after.group, claim, before.instant) == status:
        found.add(Part(Kind.CLAIM, claim))  # as nothing but the time passed: a prediction fell due
    return frozenset(found)


def shown(group: ClaimGroup, claim: int, instant: int) -> Status:
    """The status shown of a claim, from all there is in a claim group, at an instant (microseconds UTC)."""
    agreed = verdicts(a for a in group.assessments if a.claim == claim).agreed
    case = group.case
    return agreed or conclude(case, hear_all(case), claim, instant).status


def turning(steps: Sequence[Step], since: int) -> frozenset[Part]:
    """The records said at the last step after an instant at which the derived status changed."""
    turned = frozenset[Part]()
    for earlier, step in zip((None, *steps), steps, strict=False):
        if step.at > since and (earlier is None or earlier.status != step.status):
            turned = frozenset(Part(Kind.ATTRIBUTION, number) for number in step.because)
    return turned


def _trials(before: Known, after: Known) -> Iterator[tuple[Part, ClaimGroup]]:
    """Each record that differs, with all that is known after but for its change."""
    old, new = before.group, after.group
    for found in (_attributions, _assessments, _links, _documents):
        yield from found(old, new)
    for number, claim in _differing(old.claims, new.claims):
        yield Part(Kind.CLAIM, number), replace(new, claims={**new.claims, number: claim})
    yield from _registries(old.registry, new)
    if old.policy != new.policy:
        yield Part(Kind.POLICY, new.policy.version), replace(new, policy=old.policy)


def _attributions(old: ClaimGroup, new: ClaimGroup) -> Iterator[tuple[Part, ClaimGroup]]:
    then, now = ({a.id: a for a in group.attributions} for group in (old, new))
    of_claims = {number: attribution for number, attribution in then.items() if attribution.claim in new.claims}
    for number, others in _came_or_went(of_claims, now):
        yield Part(Kind.ATTRIBUTION, number), replace(new, attributions=others)


def _assessments(old: ClaimGroup, new: ClaimGroup) -> Iterator[tuple[Part, ClaimGroup]]:
    then, now = ({a.id: a for a in group.assessments} for group in (old, new))
    for number, others in _came_or_went(then, now):
        yield Part(Kind.ASSESSMENT, number), replace(new, assessments=others)


def _came_or_went(then: Mapping[int, _Any], now: Mapping[int, _Any]) -> Iterator[tuple[int, tuple[_Any, ...]]]:
    """What is there but for one record that came, or with one that went."""
    for number in now.keys() - then.keys():
        yield number, tuple(record for key, record in now.items() if key != number)
    for number in then.keys() - now.keys():
        yield number, (*now.values(), then[number])


def _links(old: ClaimGroup, new: ClaimGroup) -> Iterator[tuple[Part, ClaimGroup]]:
    for link in set(new.links) - set(old.links):
        yield part_of(link), replace(new, links=tuple(other for other in new.links if other != link))
    for link in set(old.links) - set(new.links):
        if {link.claim, link.other} <= new.claims.keys():
            yield part_of(link), replace(new, links=(*new.links, link))


def _documents(old: ClaimGroup, new: ClaimGroup) -> Iterator[tuple[Part, ClaimGroup]]:
    """Documents of which something else is known that counts for what was read in them."""
    then = {a.id: a for a in old.attributions}
    amended = {a.document for a in new.attributions if a.document is not None and then.get(a.id, a) != a}
    for document in amended:
        given = tuple(then.get(a.id, a) if a.document == document else a for a in new.attributions)
        yield Part(Kind.DOCUMENT, document), replace(new, attributions=given)


def _registries(old: Registry, new: ClaimGroup) -> Iterator[tuple[Part, ClaimGroup]]:
    registry = new.registry
    for number, source in _differing(old.sources, registry.sources):
        sources = {**registry.sources, number: source}
        yield Part(Kind.SOURCE, number), replace(new, registry=replace(registry, sources=sources))
    for name, party in _differing(old.parties, registry.parties):
        parties = {**registry.parties, name: party}
        yield Part(Kind.PARTY, name), replace(new, registry=replace(registry, parties=parties))


def _differing(old: Mapping[_Key, _Any], new: Mapping[_Key, _Any]) -> Iterator[tuple[_Key, _Any]]:
    """What was otherwise before, of that which was there already."""
    return ((key, old[key]) for key in new if key in old and old[key] != new[key])
