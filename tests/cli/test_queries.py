"""Queries at the command line: alternatives wherever a query is taken, and what is noted of them beside a report."""

import json
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine

ASKED = "(place:kursk OR quote:launch) -truce OR kind:opinion"


@pytest.fixture
def case(any_desk: CommandLine) -> CommandLine:
    """Four claims, of which the query finds three."""
    any_desk.ok("log", "A depot burned", "--place", "the Kursk Region", "-a", "Moscow says @ 2024-11-19")
    any_desk.ok("log", "Nothing flew", "-a", 'Kyiv says: "no launch was seen" @ 2024-11-19', "-a", "Moscow denies")
    any_desk.ok("log", "A truce will hold", "--place", "Kursk", "--kind", "prediction", "--happened", "2024-11-20")
    any_desk.ok("log", "A truce is a mistake", "--kind", "opinion")
    return any_desk


def refs(desk: CommandLine, *words: str) -> list[str]:
    """The claims a command lists as JSON."""
    return sorted(entry["ref"] for entry in desk.ok(*words, "--json").json)


@pytest.mark.long
def test_a_query_with_alternatives_is_taken_everywhere(case: CommandLine) -> None:
    """Lists, the past, reports, changes, a dossier and a site find the same claims."""
    assert refs(case, "list", ASKED) == ["c1", "c2", "c4"]
    assert refs(case, "list", ASKED, "--known-at", "r2") == ["c1"]
    assert refs(case, "list", ASKED, "--known-at", "r5") == ["c1", "c2", "c4"]
    assert refs(case, "list", ASKED, "--as-of", "2024-11-19") == ["c1", "c2"]
    assert refs(case, "disputed", ASKED) == ["c2"]
    assert {change["ref"] for change in case.ok("changes", ASKED, "--json").json} == {"c1", "c2", "c4"}
    assert [line[:3] for line in case.ok("report", "claims", ASKED).out.splitlines()[1:]] == ["c4,", "c2,", "c1,"]
    assert sorted(line[:3] for line in case.ok("report", "attributions", ASKED).out.splitlines()[1:]) == [
        "a1,", "a2,", "a3,",
    ]  # fmt: skip
    page = case.ok("report", "dossier", ASKED).out
    assert [text in page for text in ("depot", "Nothing flew", "will hold", "a mistake")] == [True, True, False, True]
    case.ok("publish", str(case.home / "site"), ASKED)
    assert sorted(path.stem for path in (case.home / "site").rglob("c[0-9]*.html")) == ["c1", "c2", "c4"]


def test_when_a_claim_happened_is_asked_for(case: CommandLine) -> None:
    """A day, a span, or one that is open at an end."""
    assert refs(case, "list", "happened:2024-11-20") == ["c3"]
    assert refs(case, "list", "happened:2024-11-21.. OR happened:..2024-11-19") == []
    assert case.run("list", "happened:soon").status == 2


def test_a_report_with_alternatives_is_made_again_from_its_side_car(case: CommandLine) -> None:
    """What was noted of the query finds the rows that are no longer true, and new ones; older side-cars are read."""
    file = case.home / "claims.csv"
    case.ok("report", "claims", ASKED, "-o", str(file))
    beside = Path(f"{file}.datapackage.json")
    noted = json.loads(beside.read_text("utf-8"))["verifier"]["conditions"]
    assert (noted["places"], noted["others"][0]["quotes"], noted["others"][1]["kinds"]) == (
        ["kursk"], ["launch"], ["opinion"],
    )  # fmt: skip
    case.ok("say", "c1", "Kyiv denies")
    case.ok("log", "It is just", "--kind", "opinion")
    told = case.ok("changes", "--since-report", str(file)).out
    assert "c1" in told
    assert "It is just" in told
    assert "c3" not in told
