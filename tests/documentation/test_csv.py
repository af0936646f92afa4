"""The CSV reference names every column, in order."""

import csv
import io
import json
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


def test_the_reference_names_every_property_of_the_side_car(worked_case: Path) -> None:
    """Those under `verifier`, all of them and no other, and every report there is."""
    place = worked_case.with_name("claims.csv")
    assert run(["-q", "report", "claims", "-o", str(place)]) == 0
    noted = json.loads(place.with_name("claims.csv.datapackage.json").read_text("utf-8"))["verifier"]
    (section,) = [text for text in REFERENCE.split("\n## ") if text.startswith("The side-car")]
    first = [row.split(" | ")[0] for row in section.splitlines() if row.startswith("| `")]
    assert sorted(name for cell in first for name in re.findall(r"`(\w+)`", cell)) == sorted(noted)
    (reports,) = [row for row in section.splitlines() if row.startswith("| `report`")]
    assert sorted(re.findall(r"`(\w+)`", reports)[1:]) == sorted(map(str, Report))
