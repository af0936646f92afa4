"""What would change a status: many whose word would do the same are told together."""

from verifier.domain.explain.prospects import NEW_INDEPENDENT_SOURCE, Prospect
from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Stance
from verifier.reports.text.prospects import outlooks


def denying(*names: str) -> list[Prospect]:
    """Each of these denying, which would dispute the claim."""
    return [Prospect(name, Stance.DENIES, Status.DISPUTED) for name in names]


def test_a_few_are_told_one_by_one() -> None:
    """Up to three, in their order."""
    assert [found.who for found in outlooks(denying("Russia", "Ukraine", "Georgia"))] == [
        "Russia",
        "Ukraine",
        "Georgia",
    ]


def test_many_are_told_together_and_nobody_is_lost() -> None:
    """Where the first of them stands; the new independent source and other outcomes stay apart."""
    others = [Prospect("Ukraine", Stance.RETRACTS, Status.WITHDRAWN)]
    found = outlooks([*denying("Russia", "Ukraine", "Georgia", "Iran", NEW_INDEPENDENT_SOURCE), *others])
    assert [(one.who, one.stance) for one in found] == [
        ("Russia, Ukraine, Georgia or 1 more", Stance.DENIES),
        (NEW_INDEPENDENT_SOURCE, Stance.DENIES),
        ("Ukraine", Stance.RETRACTS),
    ]
