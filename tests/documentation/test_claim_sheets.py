"""The reference of claim sheets names every field of a sheet and every key of a registry."""

import re
from collections.abc import Iterable

import pytest

from tests.documentation.consoles import ROOT
from verifier.intake.registry.rules import KEYS
from verifier.intake.sheets.lines import CLAIM_FIELDS, DOCUMENT_FIELDS

REFERENCE = (ROOT / "docs" / "reference" / "claim-sheets.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("field of the document", DOCUMENT_FIELDS),
        ("field of a claim", CLAIM_FIELDS),
        ("key of a party", KEYS["party"]),
        ("key of a source", KEYS["source"]),
    ],
)
def test_the_reference_names_all_that_is_read(heading: str, known: Iterable[str]) -> None:
    """In the table of that heading: each field or key, and no other."""
    table = REFERENCE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    assert sorted(name for row in rows for name in re.findall(r"`(\w+)`", row)) == sorted(known)
