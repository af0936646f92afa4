"""The wording of why, where somebody speaks against its own interest without the status resting on it."""

import pytest

from tests.domain.builders import Who, a_case, a_claim, a_reading, affirms, denies, hedges
from verifier.domain.explain.why import why
from verifier.domain.model.claims import Claim
from verifier.domain.rules.records import Record
from verifier.domain.rules.status import NOBODY_JUDGED

HURTS_NORTH = a_claim(1, against=("North",))
HELPS_NORTH = a_claim(1, favours=("North",))
ADMITTED = "North admits it, against its own interest"
ADMITS = affirms(Who.NORTH_MINISTRY)


@pytest.mark.parametrize(
    ("claim", "records", "told"),
    [
        (
            HURTS_NORTH,
            (affirms(Who.STRAY_OFFICIAL), ADMITS),
            f"Claimed by source 9; {ADMITTED}; source 9's lineage is unknown, so they make no independent pair.",
        ),
        (HURTS_NORTH, (ADMITS,), f"Claimed by source 1; {ADMITTED}."),
        (
            HURTS_NORTH,
            (ADMITS, hedges(Who.MEDIATOR)),
            f"Claimed by source 1; {ADMITTED}; source 5 hedges, so they make no independent pair.",
        ),
        (
            HURTS_NORTH,
            (ADMITS, hedges(Who.MEDIATOR), hedges(Who.RELIEF_AGENCY)),
            f"Claimed by source 1; {ADMITTED}; source 5 and source 10 hedge, so they make no independent pair.",
        ),
        (
            HURTS_NORTH,
            (ADMITS, affirms(Who.NORTH_EXPERT)),
            f"Claimed by source 1; {ADMITTED}; they are not independent of each other.",
        ),
        (
            HURTS_NORTH,
            (ADMITS, denies(Who.MEDIATOR)),
            f"source 1 affirms it; source 5 denies it; {ADMITTED}.",
        ),
        (
            HELPS_NORTH,
            (denies(Who.NORTH_MINISTRY),),
            "Denied by source 1; no source affirms it; North denies it, against its own interest.",
        ),
        (
            HURTS_NORTH,
            (ADMITS, affirms(Who.MEDIATOR)),
            "source 1 and source 5 say so independently; North speaks against its own interest.",
        ),
        (HURTS_NORTH, (affirms(Who.NORTH_EXPERT),), "Claimed by source 7; nothing independent of it supports it."),
    ],
)
def test_an_admission_is_told_whether_or_not_it_decides(claim: Claim, records: tuple[Record, ...], told: str) -> None:
    """Who admits it, and why that makes no independent pair with whoever else says so; not of a mere member."""
    assert why(a_reading(a_case(*records, claims=[claim])), NOBODY_JUDGED) == told
