"""The parts that listed claims fall into: the terms a filter could be narrowed by, and how many claims each leaves.

What is offered is read off the first claims of the list; how many a term leaves is counted as the narrowed list is.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.claim_report import ClaimReport
from verifier.domain.explain.outcome import Flag
from verifier.domain.query import term
from verifier.services.review.asked import Asked, Matching
from verifier.services.review.claim_views import answers, answers_on, present
from verifier.services.review.pager import ClaimPager, PastPager, PresentPager
from verifier.services.workspace import Workspace
from verifier.storage.lists.conditions import Sorting
from verifier.storage.statements import queries

FACET_FIELDS: Final = ("status", "flag", "party", "tag", "who", "place")
OFFERED: Final = 8
"""How many values of a field are offered, those of most claims."""


class Facet(Struct, frozen=True):
    """A value of a field of queries, and how many of the listed claims have it."""

    field: str
    value: str
    claims: int

    @property
    def term(self) -> str:
        """The field with its value, as a query has it."""
        return term(self.field, self.value)


_READ: Final = 1_000
"""How many claims are read at most, in the order of the list."""


def facets(
    workspace: Workspace,
    pager: ClaimPager,
    asked: Asked,
    narrowed: Callable[[str], Asked | None],
    *,
    given_up: Callable[[], bool] = lambda: False,
    offered: int = OFFERED,
) -> list[Facet] | None:
    """What a list can be narrowed to, by field; None if it was given up meanwhile (DatabaseError).

    `narrowed` tells what is asked with one more term; terms that leave all claims, or none, are left out.
    """
    found: list[Facet] = []
    with workspace.read() as connection:
        asked = present(connection, workspace, asked)
    values = _values(workspace, pager, asked)
    for name in FACET_FIELDS:
        taken = 0
        for value, _ in values[name].most_common(2 * offered):
            if taken == offered:
                break
            if given_up():
                return None
            wanted = narrowed(term(name, value))
            left = 0 if wanted is None else _left(workspace, pager, replace(wanted, when=asked.when))
            if 0 < left < len(pager):
                found.append(Facet(name, value, left))
                taken += 1
    return sorted(found, key=lambda facet: (FACET_FIELDS.index(facet.field), -facet.claims))


def _values(workspace: Workspace, pager: ClaimPager, asked: Asked) -> Mapping[str, Counter[str]]:
    """By field, of how many of the first claims each value is told."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with workspace.read() as connection:
        sources = queries.registry(connection, asked.when.known).sources.values()
        parties = {source.name: source.party for source in sources if source.party}
        first: Iterable[ClaimReport]
        if isinstance(pager, PastPager):
            some = [line.number for line in pager.rows(0, _READ)]
            first = answers_on(connection, some, Asked(when=asked.when), pager.at)
        else:
            first = answers(connection, workspace, replace(asked, limit=_READ))
        for answer in first:
            for name, value in set(_parts(answer, parties)):
                if '"' not in value:  # which nothing in a query can hold
                    counts[name][value] += 1
    return counts


def _parts(answer: ClaimReport, parties: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    flags = answer.flags
    timed = ((Flag.STALE, flags.stale_days is not None), (Flag.SPLIT, flags.split), (Flag.REVIEW_DUE, flags.review_due))
    yield "status", answer.status.value
    if answer.claim.place:
        yield "place", answer.claim.place
    yield from (("flag", flag.value) for flag in flags.of_records)
    yield from (("flag", flag.value) for flag, raised in timed if raised)
    yield from (("tag", tag) for tag in answer.claim.tags)
    for who in (*answer.affirmed_by, *answer.denied_by):
        yield "who", who
        if who in parties:
            yield "party", parties[who]


def _left(workspace: Workspace, pager: ClaimPager, wanted: Asked) -> int:
    """How many claims of a list are asked for."""
    if not isinstance(pager, PastPager):
        return len(PresentPager(workspace, wanted, Sorting.NEWEST))
    if wanted.when.is_present:
        return len(PresentPager(workspace, wanted, Sorting.NEWEST).which(pager.numbers()))
    return _left_of_past(workspace, pager, wanted)


def _left_of_past(workspace: Workspace, pager: PastPager, wanted: Asked) -> int:
    with workspace.read() as connection:
        matching = Matching(connection, wanted.query, wanted.when.known)
    return sum(wanted.fits(matching, line.state, pager.at) for line in pager.rows(0, len(pager)))
