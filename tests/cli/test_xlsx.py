"""`report --format xlsx`: a workbook for Excel and LibreOffice."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.driving import COMMAND, CommandLine


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """A claim that looks like a formula, with a figure, and one that is disputed."""
    desk.ok("log", "=1+1 tanks were lost", "--measure", "tanks", "-a", "Moscow says {2..3} @ 2024-11-19 03:25")
    desk.ok("log", "The depot burned", "-a", "Moscow says", "-a", "Kyiv denies")
    return desk


def rows(path: Path, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet by its header."""
    header, *found = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in found]


def test_numbers_and_times_are_numbers_and_times(case: CommandLine, tmp_path: Path) -> None:
    """A level is a number, a figure too, the beginning of a status a date, a flag a truth value."""
    place = tmp_path / "claims.xlsx"
    case.ok("report", "claims", "--format", "xlsx", "-o", str(place))
    row = next(row for row in rows(place, "claims") if row["ref"] == "c1")
    assert row["claim"] == "=1+1 tanks were lost"
    assert (row["support"], row["figure_low"], row["figure_high"]) == (2, 2, 3)
    assert row["since"] == datetime(2024, 11, 19, 3, 25)  # noqa: DTZ001 - Excel has no zones
    assert row["still_disputed"] is False


def test_a_workbook_says_of_which_ledger_it_tells(case: CommandLine, tmp_path: Path) -> None:
    """The sheet `about` has revision, digest, rules and policy; the side-car has the first two."""
    place = tmp_path / "a.xlsx"
    case.ok("report", "attributions", "--format", "xlsx", "-o", str(place))
    about = {str(row["what"]): row["value"] for row in rows(place, "about")}
    assert about["revision"] == "r3"
    assert case.run("audit", "--head", str(about["digest"])).status == 0
    beside = json.loads(place.with_name("a.xlsx.datapackage.json").read_text("utf-8"))["verifier"]
    assert (beside["revision"], beside["digest"]) == ("r3", about["digest"])


def test_the_same_facts_give_the_same_bytes(case: CommandLine, tmp_path: Path) -> None:
    """Nothing of the clock is in a workbook but what the facts say."""
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for place in (first, second):
        case.ok("report", "attributions", "--format", "xlsx", "-o", str(place))
    assert first.read_bytes() == second.read_bytes()


def test_a_workbook_goes_to_stdout_too(case: CommandLine) -> None:
    """`-o -` is stdout, and no file of that name."""
    command = [str(COMMAND), "report", "claims", "--format", "xlsx", "-o", "-"]
    done = subprocess.run(command, env=case.environment, cwd=case.home, capture_output=True, check=True, timeout=60)
    assert done.stdout.startswith(b"PK")
    assert case.ok("report", "claims", "-o", "-").out.startswith("ref,")
    assert not (case.home / "-").exists()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_libreoffice_opens_it_and_runs_nothing(case: CommandLine, tmp_path: Path) -> None:
    """Converted to CSV by LibreOffice the claim is the text it was."""
    place = tmp_path / "claims.xlsx"
    case.ok("report", "claims", "--format", "xlsx", "-o", str(place))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "csv"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(place)], check=True, capture_output=True, timeout=120)
    assert "=1+1 tanks were lost" in (tmp_path / "claims.csv").read_text("utf-8")
