"""What changed from the command line: the log of everything, two moments compared, statuses along what was said."""

import re

import pytest

from tests.cli.driving import CommandLine

WHEN = re.compile(r"[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2} ?(?=  |$)")


def logged(desk: CommandLine) -> CommandLine:
    """A claim that was disputed, amended, judged, linked, and no longer disputed: r2 to r9."""
    desk.ok(
        *("log", "The depot burned", "--key", "depot", "--against", "Russia"),
        *("--url", "https://example.org/1", "--outlet", "The Moscow Times", "--published", "2024-11-20"),
        *("-a", "Moscow says @ 2024-11-19", "-a", "Kyiv has not commented"),
    )
    desk.ok("say", "depot", "Kyiv denies @ 2024-11-21")
    desk.ok("assess", "depot", "refuted", "--why", "Seen intact")
    desk.ok("log", "The depot exists", "--key", "exists")
    desk.ok("link", "depot", "entails", "exists")
    desk.ok("undo", "-y")
    desk.ok("correct", "a3", "--void", "--why", "Wrong [day]")
    desk.ok("source", "edit", "Kyiv", "--reliability", "B")
    return desk


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """The claim on SQLite."""
    return logged(desk)


def undated(text: str) -> str:
    """The text with every time of recording left out."""
    return WHEN.sub("WHEN", text)


STARTER = """\
r1    WHEN  ann  policy 1  adopted: version 1; stale days 14; row 7 yes; row 8 yes; adverse parties confirm yes; \
weak voices dispute no
r1    WHEN  ann  party Russia  registered: adjectives Russian; adverse to Ukraine
r1    WHEN  ann  party Ukraine  registered: adjectives Ukrainian; adverse to Russia
r1    WHEN  ann  source Russia  registered: name Russia; aliases Moscow, Russian Federation, Russian government, \
Россия, Росія, Москва, РФ; kind government; party Russia; official yes
r1    WHEN  ann  source Ukraine  registered: name Ukraine; aliases Kyiv, Kiev, Bankova, Ukrainian government, \
Україна, Украина, Київ, Киев; kind government; party Ukraine; official yes
r1    WHEN  ann  source The Moscow Times  registered: name “The Moscow Times”; kind media
"""
OF_DEPOT = """\
r2    WHEN  ann  document https://example.org/1  first read: url https://example.org/1; outlet “The Moscow Times”; \
published 2024-11-20
r2    WHEN  ann  c1  opened: text “The depot burned”; key depot; kind fact; against Russia
r2    WHEN  ann  a1  on c1: Russia says @ 2024-11-19; document https://example.org/1
r2    WHEN  ann  a2  on c1: Ukraine has not commented; said 2024-11-20; document https://example.org/1
r2    WHEN  ann  c1  new → › single-source  row 5, because a1, policy 1
r3    WHEN  ann  a3  on c1: Ukraine denies @ 2024-11-21
r3    WHEN  ann  c1  › single-source → ⇄ disputed  row 9, because a1, a3, policy 1
r4    WHEN  ann  c1  judged refuted: “Seen intact”
r4    WHEN  ann  c1  ⇄ disputed → ✗ refuted  row 9, because r4, a1, a3, policy 1
r6    WHEN  ann  c1  entails c2  (undone in r7)
r7    WHEN  ann  r6  undone
r8    WHEN  ann  a3  voided “Ukraine denies @ 2024-11-21”: “Wrong [day]”
r8    WHEN  ann  c1  derived ⇄ disputed → › single-source  row 5, because r4, a1, policy 1
r9    WHEN  ann  source Ukraine  reliability none → B
"""


@pytest.mark.long
def test_the_log_of_a_claim_tells_every_record_and_its_cause(any_desk: CommandLine) -> None:
    """Who, when, old and new, and why, of all kinds, oldest first; the page of the claim comes before it."""
    case = logged(any_desk)
    wanted = (STARTER + OF_DEPOT).splitlines()
    assert undated(case.ok("changes", "--log", "key:depot").out).splitlines() == wanted
    page, _, told = case.ok("show", "depot", "--log").out.partition("\nRECORDED\n")
    assert page.startswith("✗ REFUTED for 0 minutes   c1 · depot\nThe depot burned\n")
    assert " ".join(undated(told).split()) == " ".join(" ".join(wanted).split())


def test_the_log_of_everything_begins_with_the_registry_and_ends_with_the_last_record(case: CommandLine) -> None:
    """Claims that are asked for by no query are in it, and it is bounded by recorded times."""
    lines = undated(case.ok("changes", "--log").out).splitlines()
    assert "r5    WHEN  ann  c2  opened: text “The depot exists”; key exists; kind fact" in lines
    assert lines[-1] == "r9    WHEN  ann  source Ukraine  reliability none → B"
    assert case.ok("changes", "--log").err == f"{len(lines)} records\n"
    assert case.ok("changes", "--log", "--until", "2024-01-01").out == ""
    assert undated(case.ok("changes", "--log", "--since", "2024-01-01", "--ascii").out).count(" -> ") == 8
    assert undated(case.ok("changes", "--log", "--known-at", "r2").out).splitlines()[-1].endswith("policy 1")


def test_the_log_for_programs_has_an_object_for_each_field(case: CommandLine) -> None:
    """What `show --log --json` has of a claim is what `changes --log --json` has; without --log it is null."""
    told = case.show("depot", "--log")["log"]
    assert case.show("depot")["log"] is None
    assert case.ok("changes", "--log", "--json", "key:depot").json == told
    assert case.ok("changes", "--log", "--json", "key:none").json == []
    found = [{**each, "at": None} for each in told if each["revision"] in {"r4", "r6", "r8"}]
    common = {"at": None, "analyst": "ann", "undone_in": None, "because": None, "row": None, "policy": None}
    assessed = {**common, "revision": "r4", "action": "assess", "reason": "Seen intact", "kind": "assessment"}
    voided = {**common, "revision": "r8", "action": "correct", "reason": "Wrong [day]"}
    status = {"kind": "status", "ref": "c1", "policy": "1"}
    assert found == [
        {**assessed, "ref": "c1", "field": "verdict", "old": None, "new": "refuted"},
        {**assessed, **status, "reason": None, "field": "status", "old": "disputed", "new": "refuted",
         "because": ["r4", "a1", "a3"], "row": 9},
        {**common, "revision": "r6", "action": "link", "reason": None, "kind": "link", "ref": "c1", "field": None,
         "old": None, "new": "entails c2", "undone_in": "r7"},
        {**voided, "kind": "attribution", "ref": "a3", "field": None, "old": "Ukraine denies @ 2024-11-21",
         "new": None},
        {**voided, **status, "field": "derived", "old": "disputed", "new": "single-source",
         "because": ["r4", "a1"], "row": 5},
    ]  # fmt: skip


def test_the_log_tells_amendments_and_replacements_field_by_field(case: CommandLine) -> None:
    """A claim's text and place, and an attribution that was replaced by another, each with the reason."""
    case.ok("correct", "depot", "--text", "The oil depot burned", "--place", "Oryol", "--why", "Which depot")
    case.ok("correct", "a1", "Moscow says @ 2024-11-18", "--why", "Wrong day")
    case.ok("undo", "-y", "r10")
    lines = undated(case.ok("changes", "--log", "key:depot").out).splitlines()
    assert [line for line in lines if line[:3] in {"r10", "r11", "r12"}] == [
        "r10   WHEN  ann  c1  text “The depot burned” → “The oil depot burned”: “Which depot”  (undone in r12)",
        "r10   WHEN  ann  c1  place none → Oryol: “Which depot”  (undone in r12)",
        "r11   WHEN  ann  a4  on c1: Russia says @ 2024-11-18; document https://example.org/1: “Wrong day”",
        "r11   WHEN  ann  a1  replaced by a4: “Wrong day”",
        "r12   WHEN  ann  r10  undone",
    ]


def test_hostile_words_are_shown_and_not_obeyed(desk: CommandLine) -> None:
    """Markup and what controls a terminal stay what they are, in reasons as in texts."""
    desk.ok("log", "they [in the West] want [/] escalation", "-a", "Moscow says @ 2024-11-19")
    desk.ok("assess", "c1", "refuted", "--why", "See [red]this[/red] \u202e")
    for words in (("changes",), ("changes", "--log"), ("show", "c1", "--known-at", "r2", "--compare", "r3")):
        for color in ("never", "always"):
            out = desk.ok(*words, "--color", color).out
            assert "they [in the West] want [/] escalation" in out
            assert "See [red]this[/red] \\u202e" in out


def test_a_source_has_its_log(case: CommandLine) -> None:
    """Its registration and what was changed, with its party's, as lines and for programs."""
    lines = undated(case.ok("source", "show", "Kyiv", "--log").out).splitlines()
    assert lines[lines.index("RECORDED") + 1 :] == [
        "r1    WHEN  nobody  party Ukraine  registered: adjectives Ukrainian; adverse to Russia",
        STARTER.splitlines()[4].replace("ann", "nobody", 1),
        "r9    WHEN  ann  source Ukraine  reliability none → B",
    ]
    last = case.ok("source", "show", "Kyiv", "--log", "--json").json["log"][-1]
    assert (last["field"], last["old"], last["new"]) == ("reliability", None, "B")
    assert case.ok("source", "show", "Kyiv", "--json").json["log"] is None


def test_status_changes_tell_their_cause(case: CommandLine) -> None:
    """By which command and why; of a verdict, its rationale; alike for programs and in the report."""
    told = [(change["revision"], change["action"], change["reason"]) for change in case.ok("changes", "--json").json]
    assert told == [
        ("r2", "log", None), ("r3", "say", None), ("r4", "assess", "Seen intact"), ("r5", "log", None),
        ("r6", "link", None), ("r7", "undo", None), ("r8", "correct", "Wrong [day]"),
    ]  # fmt: skip
    rows = [line.split(",") for line in case.ok("report", "changes").out.splitlines()]
    assert rows[0][-3:] == ["policy", "action", "reason"]
    assert [(row[1], row[-2], row[-1] or None) for row in rows[1:]] == told
    assert "r8 correct, r4, a1: “Wrong [day]”" in case.ok("changes").out


@pytest.mark.long
def test_two_moments_of_what_was_said_are_compared(any_desk: CommandLine) -> None:
    """What changed, and the record without which alone it would not have; the earlier moment is before."""
    case = logged(any_desk)
    words = ("show", "depot", "--known-at", "r3")
    wanted = """\
c1  said by 20 Nov 2024 23:59, and by 22 Nov 2024 23:59
The depot burned

status              › single-source → ⇄ disputed
derived             › single-source → ⇄ disputed
row                 5 → 9
opposition          0 → 2
since               2024-11-19T00:00:00+00:00 → 2024-11-21T00:00:00+00:00
still disputed      no → yes
awaiting            Ukraine → none
denied by           none → Ukraine
withheld by         Ukraine → none
dispute             none → existence
why                 Claimed by Russia; Russia admits it, against its own interest. → Russia affirms
                    it; Ukraine denies it; Russia admits it, against its own interest.
because             a1 → a1, a3

SAID BETWEEN 1
● 21 Nov 2024 00:00  r3  ann  a3  Ukraine denies @ 2024-11-21  decides
"""
    assert case.ok(*words, "--as-of", "2024-11-20", "--compare", "2024-11-22").out == wanted
    assert case.ok(*words, "--as-of", "2024-11-22", "--compare", "2024-11-20").out == wanted
    found = case.ok(*words, "--as-of", "2024-11-20", "--compare", "2024-11-22", "--json").json
    for at, side in (("2024-11-20", "before"), ("2024-11-22", "after")):
        shown = case.show("depot", "--known-at", "r3", "--as-of", at)
        assert found[side] == {name: shown[name] for name in found[side]}
    assert (found["clock"], found["from"], found["to"]) == (
        "said", "2024-11-20T23:59:59.999999+00:00", "2024-11-22T23:59:59.999999+00:00",
    )  # fmt: skip


@pytest.mark.long
def test_two_revisions_are_compared(any_desk: CommandLine) -> None:
    """Along the time of recording: who recorded what between, and which of it decides."""
    case = logged(any_desk)
    out = case.ok("show", "depot", "--known-at", "r3", "--compare", "r9").out
    assert undated(out.partition("RECORDED BETWEEN")[2]).splitlines() == [
        " 5",
        "● WHEN  r4  ann  c1  judged refuted: “Seen intact”  decides",
        "  WHEN  r6  ann  c1  entails c2",
        "  WHEN  r7  ann  r6  undone",
        "  WHEN  r8  ann  a3  voided “Ukraine denies @ 2024-11-21”: “Wrong [day]”",
        "  WHEN  r9  ann  source Ukraine  reliability none → B",
    ]
    found = case.ok("show", "depot", "--known-at", "r3", "--compare", "r9", "--json").json
    assert (found["clock"], found["from"], found["to"]) == ("recorded", "r3", "r9")
    assert [record["ref"] for record in found["through"] if record["decides"]] == ["c1"]
    assert (found["before"]["status"], found["after"]["status"]) == ("disputed", "refuted")
    assert {"status", "derived", "row", "assessments", "flags"} <= set(found["changed"])


@pytest.mark.parametrize(
    ("ref", "moments", "deciding"),
    [
        ("exists", ("r5", "r6"), ["r6 c1"]),
        ("exists", ("r6", "r7"), ["r7 r6"]),
        ("exists", ("r5", "r7"), []),
        ("depot", ("r2", "r3"), ["r3 a3"]),
        ("depot", ("r3", "r3"), []),
        ("depot", ("r1", "r4"), ["r2 c1"]),
    ],
)
def test_the_record_that_decides_is_found(
    case: CommandLine, ref: str, moments: tuple[str, str], deciding: list[str]
) -> None:
    """A link, the undoing of one, an attribution, the opening of the claim; nothing where the status is the same."""
    found = case.ok("show", ref, "--known-at", moments[0], "--compare", moments[1], "--json").json
    assert [f"{record['revision']} {record['ref']}" for record in found["through"] if record["decides"]] == deciding


def test_a_change_of_the_registry_decides(desk: CommandLine) -> None:
    """A source that becomes independent makes a second one count."""
    desk.ok("source", "add", "Watch", "--kind", "organisation")
    desk.ok("log", "It fell", "-a", "Moscow says @ 2024-11-19", "-a", "Watch says @ 2024-11-20")
    desk.ok("source", "edit", "Watch", "--independent", "--note", "Own staff there")
    found = desk.ok("show", "c1", "--known-at", "r3", "--compare", "r4", "--json").json
    assert (found["before"]["status"], found["after"]["status"]) == ("single-source", "corroborated")
    assert [(record["ref"], record["decides"]) for record in found["through"]] == [("Watch", True)]


def test_where_no_record_alone_decides_those_at_the_turn_do(desk: CommandLine) -> None:
    """Two denials, either of which would do: the last change of the status tells, along either clock."""
    desk.ok("log", "It fell", "-a", "Moscow says @ 2024-11-19")
    desk.ok("say", "c1", "Kyiv denies @ 2024-11-20")
    desk.ok("say", "c1", "Washington denies @ 2024-11-21")
    recorded = desk.ok("show", "c1", "--known-at", "r2", "--compare", "r4", "--json").json["through"]
    assert [(record["ref"], record["decides"]) for record in recorded] == [("a2", True), ("a3", False)]
    said = desk.ok("show", "c1", "--as-of", "2024-11-19", "--compare", "2024-11-22", "--json").json["through"]
    assert [(record["ref"], record["decides"]) for record in said] == [("a2", True), ("a3", False)]


def test_a_prediction_that_fell_due_changed_by_time_alone(desk: CommandLine) -> None:
    """Compared across its time, and among the steps of what was said; no forecast upholds the outcome."""
    desk.ok(
        *("log", "It will fall", "--kind", "prediction", "--happened", "2024-11-25"),
        *("-a", "Moscow says @ 2024-11-19"),
    )
    found = desk.ok("show", "c1", "--as-of", "2024-11-20", "--compare", "2024-11-26", "--json").json
    told = [(record["ref"], record["at"], record["description"], record["decides"]) for record in found["through"]]
    assert told == [("c1", "2024-11-26T00:00:00+00:00", "fell due", True)]
    assert desk.ok("changes", "--said").out == (
        "19 Nov 2024 00:00  c1  new → o not-checkable               It will fall  a1\n"
        "26 Nov 2024 00:00  c1  o not-checkable → _ unattributed    It will fall  fell due\n"
    )


@pytest.mark.long
def test_steps_of_what_was_said_run_in_the_order_of_saying(any_desk: CommandLine) -> None:
    """Whenever it was recorded; steps that changed nothing are left out, and known-at takes back what is known."""
    any_desk.ok("log", "It fell", "--key", "fall", "-a", "Kyiv denies @ 2024-11-21")
    any_desk.ok("log", "It burned", "-a", "Kyiv says @ 2024-11-20")
    any_desk.ok("say", "fall", "Moscow says @ 2024-11-19", "Sergei Lavrov says @ 2024-11-20")
    assert any_desk.ok("changes", "--said").out == (
        "19 Nov 2024 00:00  c1  new → › single-source               It fell  a3\n"
        "20 Nov 2024 00:00  c2  new → › single-source               It burned  a2\n"
        "21 Nov 2024 00:00  c1  › single-source → ⇄ disputed        It fell  a1\n"
    )

    def steps(*words: str) -> list[tuple[str, str | None, str]]:
        found = any_desk.ok("changes", "--said", "--json", *words).json
        return [(step["ref"], step["from"], step["to"]) for step in found]

    assert steps("--known-at", "r2") == [("c1", None, "denied")]
    assert steps("fell", "--since", "2024-11-20") == [("c1", "single-source", "disputed")]
    assert steps("status:disputed") == [("c1", "single-source", "disputed")]
    assert steps("--as-of", "2024-11-19") == steps("--until", "2024-11-19") == [("c1", None, "single-source")]
    assert any_desk.ok("changes", "--said", "--json", "fell", "--until", "2024-11-19").json == [{
        "at": "2024-11-19T00:00:00+00:00", "ref": "c1", "key": "fall", "claim": "It fell", "from": None,
        "to": "single-source", "because": ["a3"],
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("changes", "--as-of", "2024-11-19"), "status changes run along the time of recording"),
        (("changes", "--log", "--as-of", "2024-11-19"), "what was recorded runs along the time of recording"),
        (("report", "changes", "--as-of", "2024-11-19"), "status changes run along the time of recording"),
        (("source", "list", "--as-of", "2024-11-19"), "sources are known by when they were recorded"),
        (("source", "show", "Kyiv", "--as-of", "2024-11-19"), "sources are known by when they were recorded"),
        (("document", "list", "--as-of", "2024-11-19"), "documents are known by when they were recorded"),
        (("document", "show", "x", "--as-of", "2024-11-19"), "documents are known by when they were recorded"),
        (("policy", "show", "--as-of", "2024-11-19"), "policies are known by when they were recorded"),
        (("policy", "check", "x", "--as-of", "2024-11-19"), "policies are known by when they were recorded"),
        (("key", "list", "--as-of", "2024-11-19"), "keys are known by when they were recorded"),
        (("audit", "--as-of", "2024-11-19"), "audit reads all that is recorded. Leave --as-of out"),
        (("db", "check", "--known-at", "r2"), "db check reads all that is recorded. Leave --known-at out"),
        (("changes", "--log", "--said"), "ask for different things"),
        (("changes", "--log", "status:disputed"), "ask where claims stand, not what was recorded"),
        (("changes", "--said", "stale:48h"), "stale: asks about the present"),
        (("show", "depot", "--compare", "2024-11-19"), "--compare needs the other moment"),
        (("show", "depot", "--log", "--as-of", "2024", "--compare", "2024-11-19"), "Give one of them"),
        (("show", "depot", "--known-at", "r2", "--compare", "soon"), "--compare: 'soon' is no date"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(
    case: CommandLine, words: tuple[str, ...], message: str
) -> None:
    """A clock that does not run there, and questions that exclude each other."""
    done = case.run(*words)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_a_revision_to_compare_with_has_to_exist(case: CommandLine) -> None:
    """And the claim has to have been known at one of the two."""
    assert case.run("show", "depot", "--known-at", "r2", "--compare", "r99").status == 3
    assert case.run("show", "depot", "--known-at", "r1", "--compare", "r1").status == 3


@pytest.mark.long
def test_words_are_those_of_the_time(any_desk: CommandLine) -> None:
    """At a revision a claim is found by the words it had then, and not by those it was given later."""
    any_desk.ok("log", "The depot burned", "--key", "depot", "--tag", "fire", "-a", "Moscow says @ 2024-11-19")
    any_desk.ok("log", "The bridge fell", "-a", "Moscow says @ 2024-11-19")
    any_desk.ok("correct", "c1", "--text", "The oil store is intact", "--key", "store", "--why", "Read again")
    any_desk.ok("undo", "-y", "r3")

    def found(query: str, *words: str) -> list[str]:
        return [claim["ref"] for claim in any_desk.ok("list", query, "--json", *words).json]

    for query, then, now in (
        ("burned", ["c1"], []), ('"depot burned"', ["c1"], []), ("dep", ["c1"], []), ("store", [], ["c1"]),
        ('"oil store"', [], ["c1"]), ("fire", ["c1"], ["c1"]), ("fell", ["c2"], []), ("the -burned", ["c2"], ["c1"]),
        ("the -intact", ["c1", "c2"], []),
    ):  # fmt: skip
        assert sorted(found(query, "--known-at", "r3")) == then, query
        assert sorted(found(query, "--known-at", "r3", "--as-of", "2024-12-01")) == then, query
        assert found(query) == found(query, "--known-at", "r5") == now, query
    assert found("fell", "--known-at", "r4") == ["c2"]
    assert found("burned", "--known-at", "r1") == []
