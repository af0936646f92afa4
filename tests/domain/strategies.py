"""Dense cases: six voices, two or three linked claims, four instants whose spans overlap, many ties.

What can be combined is laid out in tables, so that a case costs few draws and shrinks towards the head of each.
"""

from itertools import combinations, product
from typing import Final

from hypothesis import strategies as st

from tests.domain.builders import (
    CAST,
    THE_CAST,
    Who,
    a_claim,
    a_figure,
    a_registry,
    affirms,
    denies,
    hedges,
)
from tests.domain.rules import Rules
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Party, Registry
from verifier.domain.model.statements import Basis, Certainty, Figure, Stance
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Case, Record

INSTANTS: Final = (0, 1, 2, 3)

VOICES: Final = tuple(
    product(
        (Who.NORTH_MINISTRY, Who.NORTH_PRESIDENT),
        (Who.NORTH_SPOKESMAN, Who.NORTH_EXPERT, Who.NORTH_AGENCY, Who.NORTH_BLOGGER, Who.NORTH_CHANNEL),
        (Who.SOUTH_STAFF, Who.SOUTH_RETURNER),
        (Who.MEDIATOR, Who.PROVINCE_GOVERNOR, Who.STRAY_OFFICIAL, Who.PAST_MEDIATOR),
        (Who.SOUTH_OFFICER, Who.SOMEBODY, Who.RESIDENT, Who.SOUTH_POSTER),
        (Who.NORTH_OFFICER, Who.PROVINCE_OFFICER, Who.POSTER),
        (Who.RELIEF_AGENCY, Who.PAPER, Who.GAZETTE, Who.OBSERVATORY, Who.BLOGGER, Who.EYEWITNESS, Who.EYEWITNESS),
    )
)
"""Who speaks in a case: an official and somebody near, the enemy, an outsider, two shadows, a bystander.

An eyewitness twice as often as the others: what it witnessed matters in few cases."""

CARRIERS: Final = (
    None,
    Who.PAPER,
    Who.GAZETTE,
    Who.SOUTH_PAPER,
    Who.NORTH_AGENCY,
    Who.NORTH_MINISTRY,
    Who.SOMEBODY,
    Who.NORTH_PRESIDENT,
)
SPANS: Final = tuple((earliest, earliest + length) for length in (0, 0, 0, 1, 2) for earliest in INSTANTS)
"""Earliest and latest."""

WORDS: Final = tuple(
    product(
        (Stance.AFFIRMS, Stance.DENIES) * 3 + (Stance.RETRACTS, Stance.RETRACTS, Stance.WITHHOLDS, Stance.QUESTIONS),
        (Certainty.CERTAIN,) * 3 + (Certainty.PROBABLE, Certainty.POSSIBLE),
        (Basis.UNKNOWN, Basis.WITNESSED, Basis.DOCUMENTS, Basis.TOLD, Basis.INFERRED),
    )
)
"""Stance, certainty and basis."""

RANGES: Final = ((1, 1), (2, 2), (1, 2), (2, 3), (3, None), (None, 1), (1, None), (0, 2), (0, 0), (0, None))
FIGURES: Final[tuple[Figure | None, ...]] = (*[None] * 4, *(a_figure(*ends) for ends in RANGES))

INTERESTS: Final = ((), ("North",), ("South",), ("North", "Mediator"), ("Province",), ("South", "Province"))
TOUCHED: Final = tuple(product(INTERESTS, INTERESTS))
"""Whom a claim is against, and whom it favours."""

FACTS: Final = (ClaimKind.FACT,)
KINDS: Final = (*FACTS * 6, ClaimKind.PREDICTION, ClaimKind.PREDICTION, ClaimKind.OPINION)
DUE: Final = (None, (1, 1), (0, 2), (2, 2))

PARTY_SETS: Final = tuple(
    (
        Party("North", adverse_to=norths_enemies),
        Party("South", adverse_to=souths_enemies),
        Party("Province", speaks_with=province),
        Party("Mediator", speaks_with=mediator),
    )
    for norths_enemies, souths_enemies, province, mediator in product(
        ((), ("South",), ("Mediator",)), ((), ("North",), ("Province",)), (None, "Mediator", "South"), (None, "North")
    )
)
REGISTRIES: Final[tuple[Registry, ...]] = (
    *[THE_CAST] * (3 * len(PARTY_SETS)),
    *(a_registry(parties, CAST) for parties in PARTY_SETS),
)
SWITCHES: Final = tuple(product((True, False), repeat=3))
POLICIES: Final = (
    *[Policy()] * (3 * len(SWITCHES)),
    *(Policy(row_7=row_7, row_8=row_8, adverse_parties_confirm=enemies) for row_7, row_8, enemies in SWITCHES),
    *[Policy(weak_voices_dispute=True)] * len(SWITCHES),
)

OPENINGS: Final[tuple[tuple[Record, ...], ...]] = (
    (),
    (),
    (affirms(Who.MEDIATOR, 1), affirms(Who.RELIEF_AGENCY, 0), denies(Who.NORTH_MINISTRY, 1)),
    (denies(Who.MEDIATOR, 0), denies(Who.OBSERVATORY, 1), affirms(Who.NORTH_SPOKESMAN, 0)),
    (*map(affirms, (Who.RELIEF_AGENCY, Who.OBSERVATORY)), *map(denies, (Who.NORTH_MINISTRY, Who.MEDIATOR))),
    (affirms(Who.MEDIATOR, 0, figure=(1, 1)), hedges(Who.MEDIATOR, 1, figure=(2, None))),
    (affirms(Who.NORTH_OFFICER, 0, via=Who.PAPER), denies(Who.NORTH_OFFICER, 1, via=Who.PAPER)),
    (affirms(Who.SOUTH_OFFICER, 0, via=Who.GAZETTE), affirms(Who.NORTH_OFFICER, 0, via=Who.PAPER)),
    (affirms(Who.SOUTH_OFFICER, 0, via=Who.NORTH_AGENCY), affirms(Who.NORTH_EXPERT, 1)),
    (affirms(Who.RELIEF_AGENCY, 0, figure=(2, 2)), affirms(Who.MEDIATOR, 1), hedges(Who.SOMEBODY, 1, figure=(3, None))),
    (affirms(Who.SOUTH_STAFF, 0, figure=(2, 2)), denies(Who.NORTH_MINISTRY, 0, figure=(1, 2))),
    (affirms(Who.RELIEF_AGENCY, 0), affirms(Who.SOUTH_STAFF, 1), denies(Who.POSTER, 1), denies(Who.NORTH_EXPERT, 1)),
    (denies(Who.RELIEF_AGENCY, 0), denies(Who.MEDIATOR, 1), denies(Who.NORTH_MINISTRY, 0), affirms(Who.POSTER, 2)),
    (affirms(Who.NORTH_PRESIDENT, 0), denies(Who.NORTH_PRESIDENT, 1), affirms(Who.NORTH_MINISTRY, 1)),
)
"""What is said before chance speaks: nothing, or the beginning of something that seldom comes about by chance."""


def are_consistent(links: tuple[Link, ...]) -> bool:
    """Whether no claim implies its own negation."""
    rules = Rules(Case({}, links), 0)
    ends = {end for link in links for end in (link.claim, link.other)}
    return not any((end, False) in rules.follows((end, True)) for end in ends)


def link_sets(numbers: tuple[int, ...]) -> tuple[tuple[Link, ...], ...]:
    """Every consistent choice of up to three links between different claims."""
    links = [Link(one, kind, other) for one in numbers for other in numbers if one != other for kind in LinkKind]
    return tuple(some for size in range(4) for some in combinations(links, size) if are_consistent(some))


LINK_SETS: Final = {numbers: link_sets(numbers) for numbers in ((1, 2), (1, 2, 3))}
PLACES: Final[dict[tuple[int, ...], tuple[tuple[int, Who | None], ...]]] = {
    numbers: tuple(product(numbers, CARRIERS)) for numbers in LINK_SETS
}
"""Claim and nearest carrier."""


@st.composite
def claims(draw: st.DrawFn, number: int, kinds: tuple[ClaimKind, ...]) -> Claim:
    """A claim, mostly of fact, with the interests it touches."""
    due = draw(st.sampled_from(DUE))
    kind = draw(st.sampled_from(kinds))
    against, favours = draw(st.sampled_from(TOUCHED))
    return a_claim(number, kind=kind, due=due, against=against, favours=favours)


@st.composite
def records(draw: st.DrawFn, cast: tuple[Who, ...], numbers: tuple[int, ...]) -> Record:
    """A record by one of the cast, on one of the claims; its number is still to be given."""
    claim, nearest = draw(st.sampled_from(PLACES[numbers]))
    origin = draw(st.sampled_from(cast))
    earliest, latest = draw(st.sampled_from(SPANS))
    stance, certainty, basis = draw(st.sampled_from(WORDS))
    figure = draw(st.sampled_from(FIGURES))
    return Record(0, claim, origin, nearest, stance, certainty, basis, figure, earliest, latest)


def numbered(some: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records as recorded in this order."""
    return tuple(record._replace(id=number) for number, record in enumerate(some, start=1))


@st.composite
def cases(draw: st.DrawFn, *, kinds: tuple[ClaimKind, ...] = KINDS, linked: bool = True, figures: bool = True) -> Case:
    """Two or three claims, mostly linked, and what six voices say of them."""
    numbers = draw(st.sampled_from(tuple(LINK_SETS)))
    cast = draw(st.sampled_from(VOICES))
    chance = draw(st.lists(records(cast, numbers), min_size=draw(st.integers(0, 4)), max_size=8))
    said = (*draw(st.sampled_from(OPENINGS)), *chance)
    return Case(
        {number: draw(claims(number, kinds)) for number in numbers},
        draw(st.sampled_from(LINK_SETS[numbers])) if linked else (),
        numbered(said if figures else tuple(record._replace(figure=None) for record in said)),
        draw(st.sampled_from(REGISTRIES)),
        draw(st.sampled_from(POLICIES)),
    )
