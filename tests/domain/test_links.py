"""What a record supports along links, and what reversals and retractions do there."""

import pytest

from tests.domain.builders import Who, a_case, affirms, contradicts, denies, entails, retracts
from tests.domain.engines import Engine, answer_of, levels_of
from tests.domain.oracle import Expected
from verifier.domain.errors import ConflictError
from verifier.domain.model.claims import Link, Status
from verifier.domain.rules.records import Record, check_links

WITHDRAWN = Expected(Status.WITHDRAWN, 3, 0, 0)
SINGLE = Expected(Status.SINGLE_SOURCE, 5, 2, 0)
DENIED = Expected(Status.DENIED, 6, 0, 2)


@pytest.mark.parametrize(
    ("link", "record", "levels"),
    [
        (entails(1, 2), affirms(Who.MEDIATOR, claim=1), (2, 0)),
        (entails(1, 2), denies(Who.MEDIATOR, claim=1), (0, 0)),
        (entails(2, 1), affirms(Who.MEDIATOR, claim=1), (0, 0)),
        (entails(2, 1), denies(Who.MEDIATOR, claim=1), (0, 2)),
        (contradicts(1, 2), affirms(Who.MEDIATOR, claim=1), (0, 2)),
        (contradicts(2, 1), affirms(Who.MEDIATOR, claim=1), (0, 2)),
        (contradicts(1, 2), denies(Who.MEDIATOR, claim=1), (0, 0)),
        (contradicts(2, 1), denies(Who.MEDIATOR, claim=1), (0, 0)),
    ],
)
def test_a_record_supports_what_follows(engine: Engine, link: Link, record: Record, levels: tuple[int, int]) -> None:
    """Along each kind of link, in each direction, only what follows logically."""
    assert levels_of(engine, a_case(record, links=[link]), claim=2) == levels


def test_support_runs_along_chains(engine: Engine) -> None:
    """Claim 1 entails 2, 2 contradicts 3, 4 entails 3: who affirms 1 supports 2 and the negations of 3 and 4."""
    links = [entails(1, 2), contradicts(2, 3), entails(4, 3)]
    case = a_case(affirms(Who.MEDIATOR), links=links)
    assert [levels_of(engine, case, claim) for claim in (1, 2, 3, 4)] == [(2, 0), (2, 0), (0, 2), (0, 2)]


def test_a_denial_runs_back_along_chains(engine: Engine) -> None:
    """Claim 1 entails 2, 2 entails 3: who denies 3 denies them all."""
    case = a_case(denies(Who.MEDIATOR, claim=3), links=[entails(1, 2), entails(2, 3)])
    assert [levels_of(engine, case, claim) for claim in (1, 2, 3)] == [(0, 2), (0, 2), (0, 2)]


@pytest.mark.parametrize(
    "links",
    [
        (contradicts(1, 1),),
        (entails(1, 2), contradicts(1, 2)),
        (entails(1, 2), contradicts(2, 1)),
        (entails(1, 2), entails(1, 3), contradicts(2, 3)),
        (entails(1, 2), entails(2, 3), contradicts(3, 1)),
    ],
)
def test_links_that_make_a_claim_deny_itself_are_refused(links: tuple[Link, ...]) -> None:
    """A claim may not imply its own negation, along any chain."""
    with pytest.raises(ConflictError):
        check_links(links)


@pytest.mark.parametrize(
    "links",
    [
        (),
        (entails(1, 2), entails(2, 1)),
        (contradicts(1, 2), contradicts(2, 1)),
        (contradicts(1, 2), contradicts(2, 3), contradicts(1, 3)),
        (entails(1, 3), entails(2, 3), contradicts(1, 2)),
    ],
)
def test_consistent_links_are_accepted(links: tuple[Link, ...]) -> None:
    """Circles of entailment and mutual rivals are no contradiction."""
    check_links(links)


def test_a_reversal_works_along_links(engine: Engine) -> None:
    """Who affirms a claim and later its rival has given up the first."""
    case = a_case(affirms(Who.MEDIATOR, 1), affirms(Who.MEDIATOR, 2, claim=2), links=[contradicts(1, 2)])
    assert [answer_of(engine, case, claim) for claim in (1, 2)] == [DENIED, SINGLE]


def test_a_reversal_far_off_counts(engine: Engine) -> None:
    """Claim 3 falls with claim 2 that entails it, when its voice turns to claim 4, the rival of 2 only."""
    case = a_case(
        affirms(Who.MEDIATOR, 1, claim=2),
        affirms(Who.MEDIATOR, 2, claim=4),
        links=[entails(2, 3), contradicts(4, 2)],
    )
    assert answer_of(engine, case, claim=3) == WITHDRAWN


def test_a_retraction_touches_its_own_claim_only(engine: Engine) -> None:
    """Taking back the lesser claim leaves the greater one, and with it what follows."""
    case = a_case(affirms(Who.MEDIATOR, 1), retracts(Who.MEDIATOR, 2, claim=2), links=[entails(1, 2)])
    assert [answer_of(engine, case, claim) for claim in (1, 2)] == [SINGLE, SINGLE]


def test_a_retraction_is_felt_along_links(engine: Engine) -> None:
    """What is taken back no longer supports what followed from it."""
    case = a_case(affirms(Who.MEDIATOR, 1), retracts(Who.MEDIATOR, 2), links=[entails(1, 2)])
    assert answer_of(engine, case, claim=2) == WITHDRAWN


def test_what_was_superseded_stays_superseded(engine: Engine) -> None:
    """Taking back what reversed it, on another claim, does not bring the first word back."""
    case = a_case(
        affirms(Who.MEDIATOR, 1),
        affirms(Who.MEDIATOR, 2, claim=2),
        retracts(Who.MEDIATOR, 3, claim=2),
        links=[contradicts(1, 2)],
    )
    assert [answer_of(engine, case, claim) for claim in (1, 2)] == [WITHDRAWN, WITHDRAWN]
