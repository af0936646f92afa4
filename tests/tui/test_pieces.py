"""Keys, proposals of names, and lines laid out to a width."""

import pytest

from verifier.domain.errors import UsageError
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import Status
from verifier.domain.model.sources import Registry, Source
from verifier.reports.listing import ListedClaim
from verifier.reports.text.styled import plain, width
from verifier.tui.completing import completed, known_names, proposals
from verifier.tui.keys import KEYS, checked, shown
from verifier.tui.layout import Look, claim_lines, heading

REGISTRY = Registry(
    sources={
        1: Source(1, "Ukraine's General Staff", ("AFU Staff",), party="Ukraine", official=True),
        2: Source(2, "Staffan", party=None),
        3: Source(3, "staff officer", anonymous=True),
    }
)
NAMES = known_names(REGISTRY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("staf", ["Staffan", "AFU Staff", "Ukraine's General Staff"]),
        ("denied by eneral", ["Ukraine's General Staff"]),
        ("denied by general sta", ["Ukraine's General Staff"]),
        ("Staffan", []),
        ("Staffan ", []),
        ('Staffan says: "staf', []),
        ("Staffan says @ staf", []),
        ("x", []),
    ],
)
def test_names_are_proposed_for_what_stands_before_the_cursor(text: str, expected: list[str]) -> None:
    """Any part of a name will do; not in quotes, dates or behind a name that is complete; no anonymous ones."""
    assert [proposal.name for proposal in proposals(text, len(text), NAMES)] == expected


def test_a_proposal_takes_the_place_of_what_was_typed() -> None:
    """What stands around it stays."""
    [proposal] = proposals("denied by general sta, via X", 21, NAMES)
    assert completed("denied by general sta, via X", 21, proposal) == ("denied by Ukraine's General Staff, via X", 33)


def test_each_key_has_a_name_of_its_own() -> None:
    """Every binding can be mapped anew."""
    assert len({key.id for key in KEYS}) == len(KEYS)


@pytest.mark.parametrize(
    ("remapped", "told"),
    [
        ({"find.colour": "f5"}, "'find.colour' is not a key of the review screen"),
        ({"find.view": "a"}, "a is both log.say and find.view"),
        ({"find.view": " "}, "'find.view' needs a key"),
    ],
)
def test_keys_that_cannot_be_are_refused(remapped: dict[str, str], told: str) -> None:
    """A name that is not known, a key used twice, no key at all."""
    with pytest.raises(UsageError) as refused:
        checked(remapped)
    assert told in refused.value.message


def test_keys_are_shown_as_they_are_pressed() -> None:
    """Names of keys are for the config file; a reader sees the key."""
    assert [shown(key) for key in ("slash", "ctrl+p", "j,down", "f5")] == ["/", "^p", "j", "f5"]


def a_line(text: str) -> ListedClaim:
    """A disputed claim, since ten days."""
    state = ClaimState(7, Status.DISPUTED, Status.DISPUTED, 9, 2, 2, 0, affirmed=2, denied=1, still_disputed=True)
    return ListedClaim(7, None, text, state)


LONG = "Six missiles were fired at a depot by the river and five of them were shot down"


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (Look(0, 3, 50, 1), ["*c7  ⇄       today   2  1  .  Six missiles were …"]),
        (
            Look(0, 3, 50, 2, ascii_only=True),
            ["*c7  %       today   2  1  .  Six missiles were", " " * 30 + "fired at a depot..."],
        ),
    ],
)
def test_a_claim_fills_exactly_its_lines(look: Look, expected: list[str]) -> None:
    """What does not fit is cut, and the cut is marked."""
    drawn = [plain(line) for line in claim_lines(a_line(LONG), look, marked=True)]
    assert drawn == expected
    assert all(width(line) <= look.columns for line in drawn)


def test_the_heading_stands_over_its_columns() -> None:
    """The claim's words begin where the heading says so."""
    [drawn] = claim_lines(a_line("Words"), Look(0, 3, 80, 1), marked=False)
    assert plain(drawn).index("Words") == plain(heading(3)).index("claim")
