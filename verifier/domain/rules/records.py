"""What the engine is given: a group of linked claims with everything known of it.

A claim's literal is its number, its negation the number with the sign turned; so the opposite of a literal is its
negative, and links are edges between signed numbers.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.errors import ConflictError
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Attribution, Basis, Certainty, Figure, Stance
from verifier.domain.rules.policy import Policy

Literal = int


class Record(NamedTuple):
    """What the rules need of an attribution; times in microseconds UTC.

    `nearest` is the nearest carrier, or the document's outlet where no carrier is given.
    """

    id: int
    claim: int
    origin: int
    nearest: int | None
    stance: Stance
    certainty: Certainty
    basis: Basis
    figure: Figure | None
    earliest: int
    latest: int

    @classmethod
    def of(cls, attribution: Attribution) -> Self:
        """The record of an attribution."""
        return cls(
            attribution.id,
            attribution.claim,
            attribution.origin,
            attribution.carriers[0] if attribution.carriers else attribution.outlet,
            attribution.stance,
            attribution.certainty,
            attribution.basis,
            attribution.figure,
            attribution.said.earliest,
            attribution.said.latest,
        )


class Implications:
    """Which literals follow from which, along links."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._edges: dict[Literal, set[Literal]] = {}
        self._known: dict[Literal, frozenset[Literal]] = {}
        for link in links:
            other = link.other if link.kind == LinkKind.ENTAILS else -link.other
            self._edges.setdefault(link.claim, set()).add(other)
            self._edges.setdefault(-other, set()).add(-link.claim)

    def of(self, literal: Literal) -> frozenset[Literal]:
        """The literal and all that follow from it."""
        if literal not in self._known:
            self._known[literal] = self._reach(literal)
        return self._known[literal]

    def _reach(self, literal: Literal) -> frozenset[Literal]:
        found = {literal}
        waiting = [literal]
        while waiting:
            new = self._edges.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return frozenset(found)

    def self_denying(self) -> Literal | None:
        """A claim that would imply its own negation, if there is one."""
        return next((literal for literal in sorted(self._edges, key=abs) if -literal in self.of(literal)), None)


def connected(links: Iterable[Link]) -> list[tuple[tuple[int, ...], tuple[Link, ...]]]:
    """The claims in groups that links connect, by number, with the links inside each."""
    head: dict[int, int] = {}

    def find(number: int) -> int:
        while (above := head.setdefault(number, number)) != number:
            head[number] = head.setdefault(above, above)
            number = above
        return number

    known = tuple(links)
    for link in known:
        head[find(link.claim)] = find(link.other)
    groups: dict[int, tuple[list[int], list[Link]]] = {}
    for number in sorted(head):
        groups.setdefault(find(number), ([], []))[0].append(number)
    for link in known:
        groups[find(link.claim)][1].append(link)
    return [(tuple(numbers), tuple(inside)) for numbers, inside in groups.values()]


def check_links(links: Iterable[Link]) -> None:
    """Refuse links by which a claim would imply its own negation (ConflictError)."""
    if (literal := Implications(links).self_denying()) is not None:
        claim = f"c{abs(literal)}"
        raise ConflictError(f"{claim} would imply its own negation. Leave the link out, or correct another one.")


class Case(Struct, frozen=True):
    """Linked claims by number, their links and records (in any order), and the registry and policy they are read by."""

    claims: Mapping[int, Claim]
    links: tuple[Link, ...] = ()
    records: tuple[Record, ...] = ()
    registry: Registry = field(default_factory=Registry)
    policy: Policy = field(default_factory=Policy)

    @property
    def effective_links(self) -> tuple[Link, ...]:
        """The links along which something follows: an opinion neither gives nor takes."""
        opinions = {number for number, claim in self.claims.items() if claim.kind is ClaimKind.OPINION}
        if not opinions or not self.links:
            return self.links
        return tuple(link for link in self.links if opinions.isdisjoint((link.claim, link.other)))

    def said_by(self, instant: int) -> Self:
        """Only what had been said by an instant (microseconds UTC)."""
        return replace(self, records=tuple(record for record in self.records if record.earliest <= instant))
