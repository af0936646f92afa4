"""The report from the Bryansk region, as the rules were first thought through on it."""

import pytest

from tests.domain.builders import (
    a_case,
    a_claim,
    a_record,
    a_registry,
    a_source,
    affirms,
    denies,
    hedges,
)
from tests.domain.engines import Engine, answer_of
from tests.domain.oracle import Expected
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.sources import Party, SourceKind
from verifier.domain.model.statements import Stance
from verifier.domain.rules.records import Record

MOSCOW, KYIV, LAVROV, RBC_UKRAINE, UKRAINIAN_SOURCE, US_OFFICIAL, VIDEOS = range(1, 8)

REGISTRY = a_registry(
    (Party("Russia"), Party("Ukraine", adverse_to=("Russia",)), Party("United States")),
    (
        a_source(MOSCOW, SourceKind.GOVERNMENT, party="Russia", official=True),
        a_source(KYIV, SourceKind.GOVERNMENT, party="Ukraine", official=True),
        a_source(LAVROV, SourceKind.OFFICIAL, party="Russia", official=True),
        a_source(RBC_UKRAINE, SourceKind.MEDIA),
        a_source(UKRAINIAN_SOURCE, party="Ukraine", anonymous=True),
        a_source(US_OFFICIAL, party="United States", anonymous=True),
        a_source(VIDEOS, SourceKind.SOCIAL_MEDIA),
    ),
)

MOSCOW_SAYS = affirms(MOSCOW, 1)
UNCONFIRMED_BY_KYIV = a_record(KYIV, Stance.WITHHOLDS, 1)
RBC_CITES_AN_OFFICER = affirms(UKRAINIAN_SOURCE, 1, via=RBC_UKRAINE)
LAVROV_SAYS = affirms(LAVROV, 1)
ARTICLE = (MOSCOW_SAYS, UNCONFIRMED_BY_KYIV, RBC_CITES_AN_OFFICER, LAVROV_SAYS)


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        ((MOSCOW_SAYS,), Expected(Status.SINGLE_SOURCE, 5, 2, 0)),
        ((MOSCOW_SAYS, UNCONFIRMED_BY_KYIV), Expected(Status.SINGLE_SOURCE, 5, 2, 0)),
        ((MOSCOW_SAYS, UNCONFIRMED_BY_KYIV, RBC_CITES_AN_OFFICER), Expected(Status.CORROBORATED, 5, 3, 0)),
        (ARTICLE, Expected(Status.CORROBORATED, 5, 3, 0)),
        ((*ARTICLE, affirms(KYIV, 2)), Expected(Status.CONFIRMED, 5, 4, 0)),
        ((*ARTICLE, denies(KYIV, 2)), Expected(Status.DISPUTED, 9, 3, 2, "existence")),
        ((hedges(VIDEOS),), Expected(Status.UNVERIFIED, 5, 1, 0)),
    ],
)
def test_the_strike(engine: Engine, records: tuple[Record, ...], answer: Expected) -> None:
    """Each further statement has the effect it was meant to have."""
    assert answer_of(engine, a_case(*records, registry=REGISTRY)) == answer


def test_how_many_were_intercepted(engine: Engine) -> None:
    """Five of six, says Moscow; two of about eight, says an American official: a dispute of figures."""
    case = a_case(
        affirms(MOSCOW, figure=(5, 5)),
        affirms(US_OFFICIAL, via=RBC_UKRAINE, figure=(2, 2)),
        claims=[a_claim(1, measure="missiles intercepted")],
        registry=REGISTRY,
    )
    assert answer_of(engine, case) == Expected(Status.DISPUTED, 2, 3, 0, "figure")


def test_what_the_west_wants(engine: Engine) -> None:
    """That the West wants escalation is an opinion."""
    case = a_case(affirms(LAVROV), claims=[a_claim(1, kind=ClaimKind.OPINION)], registry=REGISTRY)
    assert answer_of(engine, case) == Expected(Status.NOT_CHECKABLE, 1, 2, 0)
