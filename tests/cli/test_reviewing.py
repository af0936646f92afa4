"""Reading from the command line: lists, one claim, changes, and the moment they are asked about."""

from typing import Final

import pytest

from tests.cli.driving import CommandLine

QUOTE = "a signal that they [in the West] want escalation"


def logged(desk: CommandLine) -> CommandLine:
    """Three claims: one disputed on the 21st, one from a single source, one not checkable."""
    desk.ok("log", "The depot burned", "--key", "depot", "--tag", "fire", "-a", "Moscow says @ 2024-11-19")
    desk.ok("log", "The bridge fell", "-a", "TASS, citing Moscow, says @ 2024-11-20", "-a", "unconfirmed by Kyiv")
    desk.ok("log", "It is a signal", "--kind", "opinion", "-a", f'Sergei Lavrov says: "{QUOTE}" @ 2024-11-18')
    desk.ok("say", "depot", "Kyiv denies @ 2024-11-21 10:00")
    return desk


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """The three claims."""
    return logged(desk)


def refs(desk: CommandLine, *words: str) -> list[str]:
    """The refs that a list gives, in order."""
    return [claim["ref"] for claim in desk.ok(*words, "--json").json]


def test_what_is_disputed_is_listed_with_its_counts(case: CommandLine) -> None:
    """A heading, a line a claim, and a footer on stderr that says what to do next."""
    done = case.ok("disputed", "--as-of", "2024-11-24 10:00")
    assert done.out == "id      for   +  -  ?  claim\nc1 ⇄ 3 days   1  1  .  The depot burned\n"
    assert done.err == "1 claim still disputed  verifier show c1\n"


def test_nothing_listed_is_no_error(case: CommandLine) -> None:
    """An empty list has no heading and exit status 0."""
    done = case.ok("list", "tag:nothing")
    assert (done.out, done.err) == ("", "0 of 3 claims  verifier log --help\n")
    assert case.ok("list", "tag:nothing", "--json").json == []


@pytest.mark.parametrize(("command", "query", "status"), [
    ("disputed", "depot", 1), ("disputed", "bridge", 0), ("list", "bridge", 1), ("list", "tag:none", 0),
])  # fmt: skip
def test_check_turns_what_is_listed_into_an_exit_status(
    case: CommandLine, command: str, query: str, status: int
) -> None:
    """--check is for scripts: 1 if anything is listed, as lines and as JSON."""
    assert case.run(command, query, "--check").status == status
    assert case.run(command, query, "--check", "--json").status == status


QUERIES: Final[tuple[tuple[str, set[str]], ...]] = (
    ("depot", {"c1"}),
    ("DEPOT burned", {"c1"}),
    ('"depot burned"', {"c1"}),
    ("the -depot", {"c2"}),
    ("status:disputed", {"c1"}),
    ("status:unconfirmed", {"c2"}),
    ("status:unconfirmed status:disputed", {"c1", "c2"}),
    ("who:Kyiv", {"c1", "c2"}),
    ("party:Russia", {"c1", "c2", "c3"}),
    ("via:TASS", {"c2"}),
    ("tag:fire", {"c1"}),
    ("key:depot", {"c1"}),
    ("by:ann", {"c1", "c2", "c3"}),
    ("by:bea", set()),
    ("since:2024-11-21 until:2024-11-21", {"c1"}),
    ("until:2024-11-20", {"c2", "c3"}),
    ("stale:48h status:disputed", {"c1"}),
)


@pytest.mark.long
def test_queries_choose_claims(any_desk: CommandLine) -> None:
    """Each field of a query, now and as of a later date, which is worked out another way."""
    case = logged(any_desk)
    for query, wanted in QUERIES:
        assert set(refs(case, "list", query)) == wanted, query
    for query, wanted in QUERIES[1:]:
        assert set(refs(case, "list", query, "--as-of", "2099-01-01")) == wanted, query


def test_lists_are_newest_first_and_can_be_limited(case: CommandLine) -> None:
    """By when a claim entered its status; --limit keeps the first."""
    assert refs(case, "list", "--as-of", "2024-11-25") == ["c1", "c2", "c3"]
    assert refs(case, "list", "--as-of", "2024-11-25", "--limit", "2") == ["c1", "c2"]
    assert case.ok("list", "--limit", "1").err.startswith("1 of 3 claims")


@pytest.mark.parametrize(
    ("moment", "zone", "status"),
    [
        ("2024-11-18", "UTC", None),
        ("2024-11-19", "UTC", "single-source"),
        ("2024-11-21 09:00", "UTC", "single-source"),
        ("2024-11-21 10:00", "UTC", "disputed"),
        ("2024-11-21", "UTC", "disputed"),
        ("2024-11-20", "Pacific/Kiritimati", "single-source"),
        ("2024-11-21 13:00 MSK", "UTC", "disputed"),
        ("2024-11-21 12:00 MSK", "UTC", "single-source"),
    ],
)
def test_as_of_hears_only_what_had_been_said(case: CommandLine, moment: str, zone: str, status: str | None) -> None:
    """A date means the end of that day in the zone of display; every reading command obeys."""
    asked = ("--as-of", moment, "--tz", zone)
    listed = {claim["ref"]: claim["status"] for claim in case.ok("list", "--json", *asked).json}
    assert listed.get("c1") == status
    assert case.show("depot", *asked)["status"] == (status or "unattributed")
    assert [c["ref"] for c in case.ok("disputed", "--json", *asked).json] == (["c1"] if status == "disputed" else [])
    said = case.ok("report", "attributions", "key:depot", *asked).out.splitlines()[1:]
    assert len(said) == {None: 0, "single-source": 1, "disputed": 2}[status]


@pytest.mark.long
def test_known_at_gives_back_what_was_shown_then(any_desk: CommandLine) -> None:
    """Lists, pages, changes and reports at a revision are those seen right after it."""
    steps = [
        ("log", "The depot burned", "--key", "depot", "-a", "Moscow says @ 2024-11-19"),
        ("say", "depot", "Kyiv denies @ 2024-11-20"),
        ("source", "edit", "Kyiv", "--reliability", "B"),
        ("assess", "depot", "refuted", "--why", "Seen intact"),
    ]
    readings = [
        ("list", "--as-of", "2024-12-01", "--json"),
        ("disputed", "--as-of", "2024-12-01", "--json"),
        ("show", "depot", "--as-of", "2024-12-01", "--json"),
        ("changes", "--json"),
        ("report", "claims", "--as-of", "2024-12-01"),
        ("report", "attributions", "--as-of", "2024-12-01"),
        ("report", "changes"),
        ("source", "show", "Kyiv"),
    ]
    shown = {}
    for number, step in enumerate(steps, 2):
        any_desk.ok(*step)
        shown[f"r{number}"] = [any_desk.ok(*words).out for words in readings]
    for revision, then in shown.items():
        assert [any_desk.ok(*words, "--known-at", revision).out for words in readings] == then


def test_known_at_a_date_is_the_last_revision_of_that_day(case: CommandLine) -> None:
    """Before anything was recorded nothing is known; today all is."""
    assert refs(case, "list", "--known-at", "2020-01-01") == []
    assert case.run("show", "depot", "--known-at", "2020-01-01").status == 3
    today = case.ok("changes", "--json").json[-1]["at"][:10]
    assert set(refs(case, "list", "--known-at", today)) == {"c1", "c2", "c3"}
    assert len(case.ok("changes", "--json", "--known-at", "r2").json) == 1


def test_changes_are_the_log_oldest_first(case: CommandLine) -> None:
    """Each line has the time, the claim, from what to what, who recorded it, and by what because of whom."""
    lines = [line[19:] for line in case.ok("changes").out.splitlines()]
    assert lines == [
        "c1  new → › single-source               ann  The depot burned  r2 log, a1",
        "c2  new → › single-source               ann  The bridge fell  r3 log, a2",
        "c3  new → o not-checkable               ann  It is a signal  r4 log, a4",
        "c1  › single-source → ⇄ disputed        ann  The depot burned  r5 say, a1, a5",
    ]
    assert case.ok("changes").err == "4 changes  verifier report changes -o changes.csv\n"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["key:depot"], ["single-source", "disputed"]),
        (["status:disputed"], ["disputed"]),
        (["--since", "2024-01-01"], ["single-source", "single-source", "not-checkable", "disputed"]),
        (["--until", "2024-01-01"], []),
        (["until:2024-01-01"], []),
    ],
)
def test_changes_are_chosen_alike_on_screen_and_in_the_report(
    case: CommandLine, words: list[str], wanted: list[str]
) -> None:
    """Query and period choose the same lines for `changes` and `report changes`."""
    assert [change["to"] for change in case.ok("changes", "--json", *words).json] == wanted
    rows = case.ok("report", "changes", *words).out.splitlines()[1:]
    assert [row.split(",")[7] for row in rows] == wanted


def test_a_claim_is_shown_in_full(desk: CommandLine) -> None:
    """Status, why, counts, every side with party, way, time and quote, who is awaited, course, prospects."""
    desk.ok("log", "-f", "-", stdin=(
        "# T\nurl: https://example.org/1\noutlet: The Moscow Times\npublished: 2024-11-19\n"
        "## Ukrainian forces struck the Bryansk region\nkey: strike\nhappened: 2024-11-19 03:25 MSK\nplace: Bryansk\n"
        "parties: Russia, Ukraine\n"
        f'Sergei Lavrov says: "{QUOTE}" (at the G20)\nunconfirmed by Kyiv\n'
    ))  # fmt: skip
    assert desk.ok("show", "strike", "--as-of", "2024-11-25").out == (
        "› single-source for 6 days   c1 · strike · happened 2024-11-19 03:25 MSK · Bryansk\n"
        "Ukrainian forces struck the Bryansk region\n"
        "Why: Claimed by Sergei Lavrov; nothing independent of it supports it.\n"
        "1 document, 1 outlet, 1 origin, 1 independent origin; support 2, opposition 0, row 5\n"
        "\n"
        "AFFIRMED BY 1\n"
        "+ Sergei Lavrov  Russia  19 Nov 2024  via The Moscow Times  a1\n"
        f"    “{QUOTE}”\n"
        "    (at the G20)\n"
        "\n"
        "WITHHELD BY 1\n"
        "? Ukraine  Ukraine  19 Nov 2024  via The Moscow Times  a2\n"
        "    adds nothing: takes no side\n"
        "\n"
        "AWAITING\n"
        "? Ukraine: silent 6 days\n"
        "\n"
        "STATUS OVER TIME\n"
        "19 Nov 2024  › single-source   + Sergei Lavrov (a1), ? Ukraine (a2)\n"
        "\n"
        "WOULD CHANGE\n"
        "- Russia denying → - denied\n"
        "+ Ukraine affirming → ✓ confirmed\n"
        "- Ukraine denying → ⇄ disputed\n"
        "+ a new independent source affirming → » corroborated\n"
        "- a new independent source denying → ⇄ disputed\n"
        "x Russia taking it back → ↺ withdrawn\n"
    )


def test_a_claim_that_nobody_has_spoken_of_is_shown(desk: CommandLine) -> None:
    """Without any record, or before the first, the page has no course and no error."""
    desk.ok("log", "The depot burned")
    assert desk.ok("show", "c1").out.startswith("_ unattributed for 0 minutes   c1\nThe depot burned\n")
    desk.ok("say", "c1", "Moscow says @ 2024-11-19")
    assert desk.ok("show", "c1", "--as-of", "2000-01-01").out.startswith("_ unattributed")
