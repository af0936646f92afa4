"""What the engine is given: a group of linked claims with everything known of it, and what each record weighs.

A claim's literal is its number, its negation the number with the sign turned; so the opposite of a literal is its
negative, and links are edges between signed numbers.

All named sources of one party that are official when they speak are one voice. A named origin's word is public; an
anonymous one is known only through its nearest carrier, so both vouch for it.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple, Self

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.errors import ConflictError
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Registry, Source, SourceKind
from verifier.domain.model.statements import Attribution, Basis, Certainty, Figure, Stance
from verifier.domain.rules.policy import Policy

Literal = int
Voucher = str | int
"""A party by name, or a source of no party by number."""
Voice = str | int | tuple[str | int, int | None]
"""A party's official voice, a named source, or an anonymous one with its nearest carrier."""

_MOST_KEPT: Final = 100_000
FIRST_HAND: Final = frozenset({Basis.WITNESSED, Basis.DOCUMENTS})


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


class Weight(NamedTuple):
    """All that the levels and the table see of a record.

    `vouchers` is None where it counts towards no pair; `party` is the one whose interest is the origin's.
    """

    firm: bool
    anonymous: bool
    official: str | None
    vouchers: frozenset[Voucher] | None
    weak: bool
    party: str | None


class Profile(NamedTuple):
    """What the registry makes of a record's origin. `vouchers` is None where the lineage is unknown.

    `post` tells whether it is an unsourced word of somebody on social media.
    """

    voice: Voice
    anonymous: bool
    official: str | None
    identified: bool
    vouchers: frozenset[Voucher] | None
    speaker: str | int
    gatekeeper: str | int | None
    party: str | None
    post: bool

    def weight(self, certainty: Certainty) -> Weight:
        """What a record of this origin weighs: a hedged one is not firm, and counts towards no pair."""
        certain = certainty is Certainty.CERTAIN
        return Weight(
            firm=certain and self.identified,
            anonymous=self.anonymous,
            official=self.official,
            vouchers=self.vouchers if certain else None,
            weak=not certain or not self.identified or self.post,
            party=self.party,
        )


class WeightedRecord(NamedTuple):
    """A record with its origin's profile, the literals it supports, and what it weighs."""

    record: Record
    profile: Profile
    supports: frozenset[Literal]
    weight: Weight

    @property
    def certain(self) -> bool:
        """Whether it is said without a hedge."""
        return self.record.certainty is Certainty.CERTAIN


class Profiles:
    """The profiles of one registry, and what its records weigh, made once for each kind of record."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known = lru_cache(_MOST_KEPT)(self._profile_and_weight)

    def of(self, record: Record) -> tuple[Profile, Weight]:
        """The profile of a record's origin, and what the record weighs."""
        origin, sources = record.origin, self._registry.sources
        nearest = record.nearest if sources[origin].anonymous else None
        dated = sources[origin].terms or (nearest is not None and sources[nearest].terms)
        span = (record.earliest, record.latest) if dated else (0, 0)
        return self._known(origin, nearest, record.basis, record.certainty, span)

    def _profile_and_weight(
        self, origin: int, nearest: int | None, basis: Basis, certainty: Certainty, span: tuple[int, int]
    ) -> tuple[Profile, Weight]:
        source = self._registry.sources[origin]
        profile = self._anonymous(source, nearest, span) if source.anonymous else self._named(source, basis, span)
        return profile, profile.weight(certainty)

    def _anonymous(self, source: Source, nearest: int | None, span: tuple[int, int]) -> Profile:
        carrier = None if nearest is None else self._registry.sources[nearest]
        return Profile(
            voice=(source.id, nearest),
            anonymous=True,
            official=None,
            identified=False,
            vouchers=self._anonymous_vouchers(source, carrier),
            speaker=source.id,
            gatekeeper=None if carrier is None else speaker(carrier, span),
            party=self._interest(source),
            post=False,
        )

    def _named(self, source: Source, basis: Basis, span: tuple[int, int]) -> Profile:
        first_hand = basis in FIRST_HAND
        identified = first_hand or source.kind not in {None, SourceKind.MEDIA}
        voice = speaker(source, span)
        is_post = source.kind is SourceKind.SOCIAL_MEDIA and not first_hand and not source.is_official(*span)
        return Profile(
            voice=voice,
            anonymous=False,
            official=voice if isinstance(voice, str) else None,
            identified=identified,
            vouchers=self._named_vouchers(source, basis) if identified else None,
            speaker=voice,
            gatekeeper=None,
            party=self._interest(source),
            post=is_post,
        )

    def _interest(self, source: Source) -> str | None:
        return self._registry.independence_party(source.party) if source.party else None

    def _named_vouchers(self, source: Source, basis: Basis) -> frozenset[Voucher] | None:
        if source.party:
            return frozenset({self._registry.independence_party(source.party)})
        saw_it = source.kind is SourceKind.WITNESS and basis is Basis.WITNESSED
        return frozenset({source.id}) if source.independent or saw_it else None

    def _anonymous_vouchers(self, source: Source, carrier: Source | None) -> frozenset[Voucher] | None:
        if not source.party or carrier is None:
            return None
        through: Voucher = self._registry.independence_party(carrier.party) if carrier.party else carrier.id
        return frozenset({self._registry.independence_party(source.party), through})


def speaker(source: Source, span: tuple[int, int]) -> str | int:
    """Who speaks when a source does, at a time: a party by its official voice, or else the source."""
    if source.party and not source.anonymous and source.kind is not SourceKind.MEDIA and source.is_official(*span):
        return source.party
    return source.id
