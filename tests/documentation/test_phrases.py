"""The table of phrases that are read, and of those that are refused, holds."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.data.reading import NOW, registry
from tests.documentation.consoles import ROOT
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import Phrase, read_phrase
from verifier.intake.times.dates import DateReader

DOCUMENT: Final = ROOT / "docs" / "reference" / "phrases.md"
NAMES: Final = Names(registry())


def rows(columns: int) -> Iterator[list[str]]:
    """The rows of the tables with so many columns whose first cell is code."""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" |")]
        if len(cells) == columns and re.fullmatch(r"`.*`", cells[0]) and "{" not in cells[0] and "@" not in cells[0]:
            yield [cells[0].strip("`"), *cells[1:]]


@pytest.mark.parametrize("row", list(rows(6)), ids=lambda row: row[0])
def test_what_the_table_says_is_read(row: list[str]) -> None:
    """Origin, carriers, party, stance and certainty."""
    text, *wanted = row
    phrase = read_phrase(text, NAMES, DateReader(NOW))
    assert isinstance(phrase, Phrase), phrase
    through = ", ".join(carrier.name for carrier in phrase.carriers)
    assert [phrase.origin.name, through, phrase.origin.party or "", phrase.stance, phrase.certainty] == wanted


def test_what_the_table_says_is_refused() -> None:
    """With what it says to write."""
    refused = [row for row in rows(2) if row[0] not in {"phrase", "written"}]
    assert len(refused) > 10
    for text, wanted in refused:
        found = read_phrase(text, NAMES, DateReader(NOW))
        assert isinstance(found, tuple), text
        assert found[0].fix == wanted
