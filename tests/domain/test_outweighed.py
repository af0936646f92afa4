"""Rows 7 and 8 of the status table: independent sources outweigh weak words, and those of interested parties."""

import pytest

from tests.domain.builders import Who, a_case, a_claim, affirms, contradicts, denies, hedges
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import Expected
from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Basis, Stance
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Record

INDEPENDENT_PAIR = (affirms(Who.MEDIATOR), affirms(Who.RELIEF_AGENCY))
INDEPENDENT_DENIALS = (denies(Who.MEDIATOR), denies(Who.RELIEF_AGENCY))
HURTS_NORTH = a_claim(1, against=("North",))
HELPS_NORTH = a_claim(1, favours=("North",))
EXISTENCE_3_2 = Expected(Status.DISPUTED, 9, 3, 2, "existence")
EXISTENCE_2_3 = Expected(Status.DISPUTED, 9, 2, 3, "existence")


def test_row_7_the_denial_of_an_interested_party_is_noted(engine: Engine) -> None:
    """Independent sources outweigh the official word of the party that is hurt."""
    case = a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_MINISTRY), claims=[HURTS_NORTH])
    assert answer_of(engine, case) == Expected(Status.CORROBORATED, 7, 3, 2, denied_by=("North",))


def test_row_7_keeps_what_is_confirmed(engine: Engine) -> None:
    """One party hurt owns up, another one hurt denies."""
    claim = a_claim(1, against=("North", "Mediator"))
    case = a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_MINISTRY), claims=[claim])
    assert answer_of(engine, case) == Expected(Status.CONFIRMED, 7, 4, 2, denied_by=("North",))


def test_row_7_names_every_denier(engine: Engine) -> None:
    """The party for its official voice, anybody else by name; whoever is weak only challenges, interested or not."""
    claim = a_claim(1, against=("North", "South"))
    case = a_case(
        *INDEPENDENT_PAIR,
        hedges(Who.SOUTH_STAFF)._replace(stance=Stance.DENIES),
        denies(Who.NORTH_SPOKESMAN),
        denies(Who.NORTH_MINISTRY),
        denies(Who.NORTH_EXPERT),
        claims=[claim],
    )
    assert answer_of(engine, case) == Expected(
        Status.CORROBORATED, 7, 3, 2, denied_by=("North", "source 7"), challenged=(("South", "denies"),)
    )


def outweighed(n: int, *denied_by: str, challenged: str | None = None) -> Expected:
    """Independent sources uphold it against a denial of this level."""
    weak = () if challenged is None else ((challenged, "denies"),)
    return Expected(Status.CORROBORATED, 7, 3, n, denied_by=denied_by, challenged=weak)


@pytest.mark.parametrize(
    ("denial", "answer"),
    [
        ((denies(Who.SOUTH_STAFF),), EXISTENCE_3_2),
        ((denies(Who.NORTH_EXPERT),), outweighed(2, "source 7")),
        ((denies(Who.PROVINCE_GOVERNOR),), outweighed(2, "Province")),
        ((denies(Who.NORTH_OFFICER, via=Who.PAPER),), outweighed(1, challenged="source 17")),
        ((denies(Who.SOUTH_OFFICER, via=Who.PAPER),), outweighed(1, challenged="source 16")),
        ((denies(Who.NORTH_MINISTRY), denies(Who.BLOGGER)), outweighed(2, "North", challenged="source 15")),
        ((denies(Who.SOUTH_POSTER),), outweighed(2, challenged="source 26")),
        ((denies(Who.SOUTH_POSTER, basis=Basis.WITNESSED),), EXISTENCE_3_2),
        ((denies(Who.POSTER, basis=Basis.TOLD),), outweighed(2, challenged="source 24")),
        ((denies(Who.NORTH_MINISTRY), denies(Who.STRAY_OFFICIAL)), EXISTENCE_3_2),
        (
            (denies(Who.NORTH_MINISTRY), denies(Who.SOUTH_OFFICER, via=Who.GAZETTE)),
            Expected(Status.DISPUTED, 9, 3, 3, "existence"),
        ),
        ((denies(Who.NORTH_MINISTRY), denies(Who.SOUTH_STAFF)), Expected(Status.DISPUTED, 9, 3, 4, "existence")),
        ((denies(Who.NORTH_MINISTRY), denies(Who.OBSERVATORY)), Expected(Status.DISPUTED, 9, 3, 3, "existence")),
    ],
)
def test_row_7_needs_every_opponent_to_be_weak_or_interested(
    engine: Engine, denial: tuple[Record, ...], answer: Expected
) -> None:
    """A firm denial of anybody else is a dispute."""
    assert answer_of(engine, a_case(*INDEPENDENT_PAIR, *denial, claims=[HURTS_NORTH])) == answer


def test_an_official_channel_is_no_post(engine: Engine) -> None:
    """What a state says on social media is its official word."""
    case = a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_CHANNEL))
    assert answer_of(engine, case) == EXISTENCE_3_2


def test_on_the_word_of_one_side_any_denial_disputes(engine: Engine) -> None:
    """However weak it is."""
    case = a_case(affirms(Who.MEDIATOR), denies(Who.RESIDENT))
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 2, 1, "existence")


def test_a_policy_can_let_weak_voices_dispute(engine: Engine) -> None:
    """Whoever is interested is outweighed all the same, weak or not."""
    policy = Policy(weak_voices_dispute=True)
    case = a_case(*INDEPENDENT_PAIR, denies(Who.BLOGGER), claims=[HURTS_NORTH], policy=policy)
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 3, 1, "existence")
    case = a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_BLOGGER), claims=[HURTS_NORTH], policy=policy)
    assert answer_of(engine, case) == outweighed(1, challenged="source 8")


def test_row_7_needs_the_party_to_be_hurt(engine: Engine) -> None:
    """The denial of a party the claim is not against is a dispute."""
    assert answer_of(engine, a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_MINISTRY))) == EXISTENCE_3_2


def test_row_7_does_not_apply_to_a_voice_that_also_affirms(engine: Engine) -> None:
    """A party that says both, at unordered times, is not simply the one that denies."""
    case = a_case(
        affirms(Who.MEDIATOR),
        affirms(Who.RELIEF_AGENCY),
        hedges(Who.NORTH_SPOKESMAN, 1),
        denies(Who.NORTH_MINISTRY, 1),
        claims=[HURTS_NORTH],
    )
    assert answer_of(engine, case) == EXISTENCE_3_2


def test_row_7_can_be_switched_off(engine: Engine) -> None:
    """Without it the denial makes a dispute."""
    case = a_case(*INDEPENDENT_PAIR, denies(Who.NORTH_MINISTRY), claims=[HURTS_NORTH], policy=Policy(row_7=False))
    assert answer_of(engine, case) == EXISTENCE_3_2


def test_row_8_the_insistence_of_an_interested_party_is_noted(engine: Engine) -> None:
    """Independent denials outweigh the official word of the party that is served."""
    case = a_case(*INDEPENDENT_DENIALS, affirms(Who.NORTH_MINISTRY), claims=[HELPS_NORTH])
    assert answer_of(engine, case) == insisted(2, "North")


def insisted(p: int, *insisted_by: str, challenged: str | None = None) -> Expected:
    """Independent sources rebut it against support of this level."""
    weak = () if challenged is None else ((challenged, "affirms"),)
    return Expected(Status.REBUTTED, 8, p, 3, insisted_by=insisted_by, challenged=weak)


def test_row_8_keeps_what_is_refuted(engine: Engine) -> None:
    """Two adverse official voices deny, and a blogger insists."""
    case = a_case(denies(Who.NORTH_MINISTRY), denies(Who.SOUTH_STAFF), affirms(Who.BLOGGER))
    assert answer_of(engine, case) == Expected(Status.REFUTED, 8, 1, 4, challenged=(("source 15", "affirms"),))


@pytest.mark.parametrize(
    ("support", "answer"),
    [
        ((affirms(Who.SOUTH_STAFF),), EXISTENCE_2_3),
        ((affirms(Who.NORTH_EXPERT),), insisted(2, "source 7")),
        ((affirms(Who.NORTH_MINISTRY), hedges(Who.BLOGGER)), insisted(2, "North", challenged="source 15")),
        ((affirms(Who.NORTH_MINISTRY), affirms(Who.OBSERVATORY)), Expected(Status.DISPUTED, 9, 3, 3, "existence")),
    ],
)
def test_row_8_needs_every_supporter_to_be_weak_or_interested(
    engine: Engine, support: tuple[Record, ...], answer: Expected
) -> None:
    """The firm support of anybody else is a dispute."""
    assert answer_of(engine, a_case(*INDEPENDENT_DENIALS, *support, claims=[HELPS_NORTH])) == answer


def test_row_8_does_not_apply_to_a_voice_that_also_denies(engine: Engine) -> None:
    """A party that says both, at unordered times, does not simply insist."""
    perhaps_not = hedges(Who.NORTH_SPOKESMAN)._replace(stance=Stance.DENIES)
    case = a_case(*INDEPENDENT_DENIALS, affirms(Who.NORTH_MINISTRY), perhaps_not, claims=[HELPS_NORTH])
    assert answer_of(engine, case) == EXISTENCE_2_3


def test_row_8_can_be_switched_off(engine: Engine) -> None:
    """Without it the insistence makes a dispute."""
    case = a_case(*INDEPENDENT_DENIALS, affirms(Who.NORTH_MINISTRY), claims=[HELPS_NORTH], policy=Policy(row_8=False))
    assert answer_of(engine, case) == EXISTENCE_2_3


def test_rows_7_and_8_weigh_what_arrives_along_links(engine: Engine) -> None:
    """The hurt party affirms a rival claim: that is its denial, and it is noted."""
    case = a_case(
        *INDEPENDENT_PAIR, affirms(Who.NORTH_MINISTRY, claim=2), claims=[HURTS_NORTH], links=[contradicts(2, 1)]
    )
    assert answer_of(engine, case) == Expected(Status.CORROBORATED, 7, 3, 2, denied_by=("North",))
    assert answer_of(engine, case, claim=2) == Expected(Status.DISPUTED, 9, 2, 3, "rival")


def test_those_whom_it_hurts_deny_as_one(engine: Engine) -> None:
    """Two accused who both deny are not independent of each other."""
    claim = a_claim(1, against=("North", "Mediator"))
    denials = denies(Who.NORTH_MINISTRY), denies(Who.MEDIATOR)
    assert answer_of(engine, a_case(*denials, claims=[claim])) == Expected(Status.DENIED, 6, 0, 2)
    pair = affirms(Who.RELIEF_AGENCY), affirms(Who.OBSERVATORY)
    assert answer_of(engine, a_case(*pair, *denials, claims=[claim])) == outweighed(2, "Mediator", "North")


def test_those_whom_it_serves_boast_as_one(engine: Engine) -> None:
    """Two victors who both insist are not independent of each other."""
    claim = a_claim(1, favours=("North", "Mediator"))
    boasts = affirms(Who.NORTH_MINISTRY), affirms(Who.MEDIATOR)
    assert answer_of(engine, a_case(*boasts, claims=[claim])) == Expected(Status.SINGLE_SOURCE, 5, 2, 0)
    pair = denies(Who.RELIEF_AGENCY), denies(Who.OBSERVATORY)
    assert answer_of(engine, a_case(*pair, *boasts, claims=[claim])) == insisted(2, "Mediator", "North")


def test_allies_of_those_served_vouch_with_them(engine: Engine) -> None:
    """The Province speaks with the North: where that is served beside the Mediator, all three are one."""
    claim = a_claim(1, favours=("North", "Mediator"))
    case = a_case(affirms(Who.PROVINCE_GOVERNOR), affirms(Who.MEDIATOR), claims=[claim])
    assert answer_of(engine, case) == Expected(Status.SINGLE_SOURCE, 5, 2, 0)
    claim = a_claim(1, favours=("Province", "Mediator"))
    case = a_case(affirms(Who.NORTH_MINISTRY), affirms(Who.MEDIATOR), claims=[claim])
    assert answer_of(engine, case) == Expected(Status.SINGLE_SOURCE, 5, 2, 0)


def test_the_accused_never_complete_a_rebuttal(engine: Engine) -> None:
    """Their denial is heard, and counts for the level, but independent denials must do without it."""
    case = a_case(denies(Who.NORTH_MINISTRY), denies(Who.MEDIATOR), claims=[HURTS_NORTH])
    assert answer_of(engine, case) == Expected(Status.DENIED, 6, 0, 3)
    case = a_case(denies(Who.PROVINCE_GOVERNOR), denies(Who.MEDIATOR), claims=[HURTS_NORTH])
    assert answer_of(engine, case) == Expected(Status.DENIED, 6, 0, 3)
    case = a_case(denies(Who.NORTH_MINISTRY), denies(Who.MEDIATOR), affirms(Who.BLOGGER), claims=[HURTS_NORTH])
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 9, 1, 3, "existence")
    case = a_case(denies(Who.NORTH_MINISTRY), *INDEPENDENT_DENIALS, claims=[HURTS_NORTH])
    assert answer_of(engine, case) == Expected(Status.REBUTTED, 6, 0, 3)


def test_adverse_voices_refute_though_one_is_accused(engine: Engine) -> None:
    """The enemy denies it as well: that is more than an independent pair."""
    case = a_case(denies(Who.NORTH_MINISTRY), denies(Who.SOUTH_STAFF), claims=[HURTS_NORTH])
    assert answer_of(engine, case) == Expected(Status.REFUTED, 6, 0, 4)
