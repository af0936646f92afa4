"""The CSV reference names every column, in order."""

import csv
import io
import re
from pathlib import Path

import pytest

from tests.documentation.consoles import ROOT
from verifier.cli.app import run
from verifier.services.reporting.reports import Report

REFERENCE = (ROOT / "docs" / "reference" / "csv.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("report", list(Report))
def test_the_reference_lists_the_columns_of_each_report_in_order(
    report: Report, worked_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The header a report prints is the list of columns in its section."""
    assert worked_case.exists()
    assert run(["report", report]) == 0
    header = next(csv.reader(io.StringIO(capsys.readouterr().out)))
    (section,) = [text for text in REFERENCE.split("\n## ") if f"`report {report}`" in text.partition("\n")[0]]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == header
