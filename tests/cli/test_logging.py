"""Logging from the command line: `log TEXT`, `say`, `assess`, `link`, and the refs they take."""

import pytest

from tests.cli.driving import CommandLine

BRYANSK = "Ukrainian forces struck the Bryansk region with ATACMS"


def test_an_affirmed_figure_of_nothing_is_refused(desk: CommandLine) -> None:
    """Whoever says that there were none denies the claim, and has to be logged so; a rejected zero is no concern."""
    words = ("log", "Tanks burned", "--measure", "tanks", "-a", "Kyiv denies {0}")
    done = desk.run(*words, "-a", "Moscow says {0}")
    told = "error: {0} says that there were none, and whoever says so denies the claim. Write: Russia denies.\n"
    assert (done.status, done.err) == (2, told)
    assert desk.ok("list", "--json").json == []
    desk.ok(*words, "-a", "Moscow denies")
    assert desk.show("c1")["denied_by"] == ["Russia"]


@pytest.mark.parametrize("figure", [">0", "more than 0", ">=0", "over 0"])
def test_a_rejection_of_every_number_is_refused(desk: CommandLine, figure: str) -> None:
    """Whoever rejects everything above zero denies the claim; one who leaves a number takes no side."""
    words = ("log", "Tanks burned", "--measure", "tanks", "-a", "Kyiv says {>0}")
    done = desk.run(*words, "-a", f"Moscow denies {{{figure}}}")
    told = "error: {>=0} is every number, and whoever rejects them all denies the claim. Write: Russia denies.\n"
    assert (done.status, done.err) == (2, told)
    desk.ok(*words, "-a", "Moscow denies {>1}")
    assert desk.show("c1")["denied_by"] == []
    table = desk.file("t.csv", f"claim,origin,stance,figure\nTanks burned,Russia,denies,{figure}\n")
    refused = desk.run("import", table)
    assert (refused.status, "is every number" in refused.err) == (4, True)


def test_the_main_job_is_one_line(any_desk: CommandLine) -> None:
    """A claim with three attributions is logged at once, and its outcome and what was understood are told."""
    done = any_desk.ok(
        "log", BRYANSK, "--said", "2024-11-19 03:25 MSK",
        "-a", "Moscow says", "-a", "unconfirmed by Kyiv",
        "-a", "RBC Ukraine, citing an anonymous source in the Ukrainian military, reports",
    )  # fmt: skip
    anonymous = "anonymous source in the Ukrainian military"
    assert done.out == ""
    assert done.err == (
        f"c1  » corroborated  {BRYANSK}\n"
        f"  why: Russia and {anonymous} (through RBC Ukraine) say so independently of each other.\n"
        "  a1 + Russia (official, Russia), 19 Nov 2024 03:25 MSK (00:25 UTC)\n"
        "  a2 ? Ukraine (official, Ukraine), 19 Nov 2024 03:25 MSK (00:25 UTC)\n"
        f"  a3 + {anonymous} (anonymous, Ukraine), via RBC Ukraine, 19 Nov 2024 03:25 MSK (00:25 UTC)\n"
        f"  new source {anonymous} (anonymous, Ukraine)\n"
        "recorded c1, a1, a2, a3 in r2  undo: verifier undo\n"
    )


def test_a_denial_tells_the_status_before_and_after(any_desk: CommandLine) -> None:
    """What changed is told with its reason, linked claims included."""
    any_desk.ok("log", "Missiles hit", "--key", "hit", "-a", "Moscow says @ 2024-11-19")
    any_desk.ok("log", "Six missiles hit", "--key", "six", "-a", "Moscow says @ 2024-11-19")
    any_desk.ok("link", "six", "entails", "hit")
    assert any_desk.ok("say", "hit", "Kyiv denies @ 2024-11-20").err == (
        "c1  › single-source → ⇄ disputed  Missiles hit\n"
        "  why: Russia affirms it; Ukraine denies it.\n"
        "c2  › single-source → ⇄ disputed  Six missiles hit\n"
        "  why: Russia affirms it; Ukraine denies it by way of c1.\n"
        "  a3 - Ukraine (official, Ukraine), 20 Nov 2024 UTC\n"
        "recorded a3 in r5  undo: verifier undo\n"
    )


def test_every_field_of_a_claim_is_an_option(desk: CommandLine) -> None:
    """What is given for a claim and its document is recorded and shown."""
    desk.ok(
        "log", "Losses near Pokrovsk", "-a", "Kyiv says {>=10} @ 2024-11-19", "--key", "losses", "--kind", "fact",
        "--happened", "2024-11-18", "--place", "Pokrovsk", "--parties", "Russia, Ukraine", "--against", "Russia",
        "--favours", "Ukraine", "--measure", "tanks", "--tag", "east", "--tag", "losses",
        "--url", "https://example.org/1", "--outlet", "Reuters", "--published", "2024-11-20",
    )  # fmt: skip
    shown = desk.show("losses")
    fields = ("key", "kind", "place", "parties", "against", "favours", "measure", "tags", "figure")
    assert {name: shown[name] for name in fields} == {
        "key": "losses",
        "kind": "fact",
        "place": "Pokrovsk",
        "parties": ["Russia", "Ukraine"],
        "against": ["Russia"],
        "favours": ["Ukraine"],
        "measure": "tanks",
        "tags": ["east", "losses"],
        "figure": {"low": 10, "high": None, "agreed": {"low": 10, "high": None}, "rejected": []},
    }
    assert shown["happened"]["text"] == "2024-11-18"
    document = shown["attributions"][0]["document"]
    assert (document["url"], document["outlet"]) == ("https://example.org/1", "Reuters")
    assert document["published"]["earliest"] == "2024-11-20T00:00:00+00:00"


def test_a_known_claim_is_added_to_however_it_is_named(desk: CommandLine) -> None:
    """`log` with the same words in another case, with the ref, or with the key means the claim that is there."""
    desk.ok("log", "The depot burned", "--key", "depot", "-a", "Moscow says")
    for name, phrase in (("THE  depot burned", "Kyiv denies"), ("c1", "Reuters reports"), ("depot", "TASS reports")):
        desk.ok("log", name, "-a", phrase)
    assert [a["phrase"] for a in desk.show("depot")["attributions"]] == [
        "Russia says",
        "Ukraine denies",
        "Reuters reports",
        "TASS reports",
    ]


def test_an_empty_field_is_filled_and_a_different_one_refused(desk: CommandLine) -> None:
    """A known claim takes what it lacks; what contradicts it is a conflict, and nothing is written."""
    desk.ok("log", "The depot burned", "-a", "Moscow says")
    desk.ok("log", "The depot burned", "--place", "Bryansk")
    refused = desk.run("log", "The depot burned", "--place", "Kursk", "--tag", "fire")
    assert (refused.status, refused.err) == (
        5,
        "error: place of c1 is recorded as 'Bryansk', not 'Kursk'. Leave it out, or give what is recorded.\n",
    )
    assert desk.show("c1")["place"] == "Bryansk"
    assert desk.show("c1")["tags"] == []


def test_logging_again_changes_nothing(any_desk: CommandLine) -> None:
    """The same words with the same time are the same attribution, and no revision is made."""
    words = ("log", "The depot burned", "-a", "Moscow says @ 2024-11-19", "--json")
    first, again = any_desk.ok(*words), any_desk.ok(*words)
    assert (first.json["revision"], first.json["recorded"], first.json["repeated"]) == ("r2", ["c1", "a1"], [])
    assert (again.json["revision"], again.json["recorded"], again.json["repeated"]) == (None, [], ["a1"])
    assert again.err.endswith(
        "nothing new: a1 known already. To record a new statement of the same words, give its time with @\n"
    )


def test_the_dot_is_the_claim_last_logged_or_shown(desk: CommandLine) -> None:
    """`.` follows what was logged, and what was shown."""
    assert desk.run("show", ".").status == 3
    desk.ok("log", "One depot burned", "-a", "Moscow says")
    desk.ok("log", "Another depot burned", "-a", "Moscow says")
    desk.ok("say", ".", "Kyiv denies")
    desk.ok("show", "c1")
    desk.ok("say", ".", "Kyiv confirms")
    statuses = [claim["status"] for claim in desk.ok("list", "--json").json]
    assert sorted(statuses) == ["confirmed", "disputed"]


def test_what_was_understood_is_told_of_every_attribution(desk: CommandLine) -> None:
    """Also of a sheet of many claims, and of what would be: who, standing, through whom, how sure, the figure, when."""
    sheet = "# Sheet\npublished: 2024-11-19\n" + "".join(
        f"## Claim number {number}\nmeasure: people\nthe Peruvian military says {{~300}}\n"
        "Iranian Foreign Minister Behrouz Nakhodian reportedly said in an interview with CNN\n"
        for number in range(1, 6)
    )
    told = desk.ok("log", "-f", "-", "-n", stdin=sheet).err.splitlines()
    assert told[3:6] == [
        told[3],
        "  a3 + Peru's military (new office, official, Peru), {270..330} (10 % either way), 19 Nov 2024 UTC",
        "  a4 ~ Behrouz Nakhodian (new, Iran, Iranian Foreign Minister), via CNN, possible, 19 Nov 2024 UTC",
    ]
    assert len([one for one in told if one.startswith("  a")]) == 10
    assert desk.ok("-q", "log", "-f", "-", "-n", stdin=sheet).err == ""


def test_a_fact_that_lies_ahead_is_warned_of(desk: CommandLine) -> None:
    """It is recorded, and the analyst is told that a prediction may be meant."""
    done = desk.ok("log", "The depot burns", "-a", "Moscow says", "--happened", "2199-01-01")
    assert "warning: c1 is a fact that happens on 1 Jan 2199 UTC, which lies ahead." in done.err
    ahead = desk.ok(
        "log", "The depot will burn", "-a", "Moscow says", "--happened", "2199-01-01", "--kind", "prediction"
    )
    assert "lies ahead" not in ahead.err


@pytest.mark.long
def test_a_dry_run_tells_and_records_nothing(any_desk: CommandLine) -> None:
    """`-n` shows what would be, new sources included, and the database stays as it was."""
    any_desk.ok("db", "init")
    head = any_desk.ok("db", "check").out
    done = any_desk.ok("log", "The depot burned", "-a", "Depo Monitor says @ 2024-11-19", "-n", "--new")
    assert done.err == (
        "c1  ? unverified  The depot burned\n"
        "  why: Only hedged, anonymous or unidentified support: Depo Monitor.\n"
        "  a1 + Depo Monitor (new, no party, no kind: counts as an outlet), 19 Nov 2024 UTC\n"
        "  new source Depo Monitor (no party)\n"
        "would record c1, a1; nothing was recorded\n"
    )
    assert any_desk.ok("db", "check").out == head


def test_a_first_dry_run_makes_no_claim_in_the_new_database(bare_desk: CommandLine) -> None:
    """Trying on a database that is not there leaves no claim behind."""
    bare_desk.ok("log", "The depot burned", "-a", "Moscow says", "--dry-run")
    assert bare_desk.ok("list").out == ""


def test_an_unknown_name_is_refused_or_taken_as_new(desk: CommandLine) -> None:
    """Off a terminal an unknown name is an error with the closest known; --new creates it and says so."""
    refused = desk.run("log", "The depot burned", "-a", "Ria Novosty says")
    assert (refused.status, refused.err) == (
        3,
        (
            "error: source 'Ria Novosty' is not known. Closest: RIA Novosti. "
            "Correct it, add it with verifier source add --kind KIND, or accept it as new with --new.\n"
        ),
    )
    done = desk.ok("log", "The depot burned", "-a", "Ria Novosty says @ 2024-11-19", "--new")
    assert "  new source Ria Novosty (no party)\n" in done.err
    assert desk.show("c1")["status"] == "unverified"


def test_several_unknown_names_are_told_at_once(desk: CommandLine) -> None:
    """Each unknown name has its line, and the error its suggestions."""
    refused = desk.run("log", "The depot burned", "-a", "Ria Novosty says", "-a", "Reutters denies", "--json")
    assert (refused.status, refused.out) == (3, "")
    assert refused.error["code"] == "not-found"
    assert refused.error["suggestions"][0] == "RIA Novosti"
    assert "Reuters" in refused.error["suggestions"]
    assert len(refused.error["faults"]) == 2


def test_quiet_leaves_only_data_and_errors(desk: CommandLine) -> None:
    """-q silences narration, on writes and on lists, and never an error."""
    assert desk.ok("log", "The depot burned", "-a", "Moscow says", "-q").err == ""
    listed = desk.ok("-q", "list")
    assert (len(listed.out.splitlines()), listed.err) == (2, "")
    assert desk.run("show", "c9", "-q").err.startswith("error: ")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["show", "c9"], 3),
        (["show", "a9"], 3),
        (["show", "r1"], 3),
        (["show", "no-such-key"], 3),
        (["show", "c0"], 2),
        (["say", "c9", "Moscow says"], 3),
        (["assess", "nobody", "refuted", "--why", "x"], 3),
        (["link", "c1", "entails", "c9"], 3),
        (["link", "c1", "entails", "c1"], 5),
        (["link", "c1", "implies", "c1"], 2),
        (["assess", "c1", "refuted"], 2),
        (["assess", "c1", "refuted", "--why", " "], 2),
        (["assess", "c1", "refuted", "--why", "x", "--credibility", "7"], 2),
        (["assess", "c1", "lifted", "--why", "x"], 5),
        (["assess", "c1", "perhaps", "--why", "x"], 2),
        (["say", "c1"], 2),
        (["log"], 2),
        (["log", "A claim", "-e"], 2),
        (["log", "A claim", "-f", "x.md"], 2),
        (["log", "-f", "x.md", "-a", "Moscow says"], 2),
        (["log", "A claim", "--nonsense"], 2),
        (["log", "A claim", "--kind", "guess"], 2),
        (["log", "A claim", "--key", "Not A Key"], 2),
        (["log", "A claim", "--key", "c7"], 2),
        (["log", "A claim", "--parties", "Narnia"], 3),
        (["lst"], 2),
        ([], 2),
        (["db"], 2),
        (["list", "--limit", "0"], 2),
        (["list", "colour:red"], 2),
        (["list", "status:nonsense"], 2),
        (["list", "--color", "purple"], 2),
        (["list", "--tz", "Mars"], 2),
        (["list", "--as-of", "11/12/2024"], 2),
        (["list", "--known-at", "r99"], 3),
        (["show", "c1", "--known-at", "r1"], 3),
        (["log", "A claim", "--as-of", "2024"], 2),
        (["say", "c1", "Moscow says", "--known-at", "r1"], 2),
        (["list", "--analyst", ""], 2),
        (["list", "--analyst", "\x1b[31mEve"], 2),
        (["list", "-Kursk"], 2),
        (["report", "weather"], 2),
        (["report", "claims", "--since", "2024"], 2),
        (["changes", "stale:2d"], 2),
        (["source", "show", "Nobody"], 3),
        (["source", "add", "Moscow"], 5),
        (["source", "edit", "Moscow", "--reliability", "Z"], 2),
        (["source", "edit", "Moscow", "--kind", "wizard"], 2),
        (["source", "edit", "Reuters", "--party", "Narnia"], 3),
        (["source", "import", "nowhere.toml"], 3),
    ],
)
def test_what_is_refused_is_one_line_with_its_exit_status(desk: CommandLine, words: list[str], status: int) -> None:
    """Each refusal has its documented status, one line on stderr, no data, and leaves the facts alone."""
    desk.ok("log", "The depot burned", "-a", "Moscow says")
    head = desk.ok("db", "check").out
    done = desk.run(*words)
    assert done.status == status, done.err
    if words not in ([], ["db"]):
        assert done.out == ""
        assert done.err.startswith("error: ")
        assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    assert desk.ok("db", "check").out == head


def test_without_a_command_the_help_is_shown(desk: CommandLine) -> None:
    """`verifier` alone shows its panels, and no error without words."""
    done = desk.run()
    assert all(panel in done.out for panel in ("LOG", "REVIEW", "SHARE", "SETUP"))
    assert done.err == ""


def test_a_verdict_and_lifting_it(any_desk: CommandLine) -> None:
    """A verdict is shown over what sources say, keeps it visible, and can be taken back."""
    any_desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    any_desk.ok(
        "assess", "c1", "refuted", "--why", "Seen [intact]", "--credibility", "2", "--evidence", "https://e.org"
    )
    shown = any_desk.show("c1")
    assert (shown["status"], shown["derived"]) == ("refuted", "single-source")
    assert [(a["verdict"], a["why"], a["analyst"], a["credibility"]) for a in shown["assessments"]] == [
        ("refuted", "Seen [intact]", "ann", 2)
    ]
    any_desk.ok("assess", "c1", "lifted", "--why", "Wrong depot")
    assert any_desk.show("c1")["status"] == "single-source"


def test_analysts_who_differ_split_the_claim(desk: CommandLine) -> None:
    """Two verdicts that disagree leave the derived status, flagged, and still disputed."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    desk.ok("assess", "c1", "confirmed", "--why", "Seen")
    desk.ok("assess", "c1", "refuted", "--why", "Not seen", "--analyst", "bea")
    shown = desk.show("c1")
    assert (shown["status"], shown["still_disputed"]) == ("single-source", True)
    assert shown["flags"]["split"] == [
        {"analyst": "ann", "verdict": "confirmed"},
        {"analyst": "bea", "verdict": "refuted"},
    ]
    assert desk.run("disputed", "--check").status == 1


def test_a_verdict_is_due_for_review_when_the_ground_moves(desk: CommandLine) -> None:
    """New words that change the derived status flag the verdict, also in words."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19")
    desk.ok("assess", "c1", "confirmed", "--why", "Seen")
    desk.ok("say", "c1", "Kyiv denies @ 2024-11-20")
    shown = desk.show("c1")
    assert (shown["status"], shown["derived"], shown["still_disputed"]) == ("confirmed", "disputed", True)
    assert shown["flags"]["review-due"] == [{"analyst": "ann", "verdict": "confirmed", "derived": "single-source"}]
    assert "review due: ann judged when it was single-source\n" in desk.ok("show", "c1").out


def test_links_bear_on_the_other_claim_at_once_and_only_once(desk: CommandLine) -> None:
    """A link changes the status of the claim it leads to; the same link again is nothing new."""
    desk.ok("log", "Six missiles hit", "--key", "six", "-a", "Moscow says @ 2024-11-19")
    desk.ok("log", "No missile hit", "--key", "none", "-a", "Kyiv says @ 2024-11-19")
    linked = desk.ok("link", "six", "contradicts", "none", "--json").json
    assert (linked["revision"], linked["recorded"]) == ("r4", ["c1 contradicts c2"])
    assert {c["ref"]: (c["before"], c["status"]) for c in linked["claims"]} == {
        "c1": ("single-source", "disputed"),
        "c2": ("single-source", "disputed"),
    }
    again = desk.ok("link", "six", "contradicts", "none", "--json").json
    assert (again["revision"], again["recorded"]) == (None, [])
    assert desk.show("six")["links"] == [
        {"claim": "c1", "kind": "contradicts", "other": "c2", "text": "No missile hit"}
    ]


def test_a_link_that_makes_a_claim_deny_itself_is_refused(desk: CommandLine) -> None:
    """Entailing and contradicting the same claim is a conflict that names both."""
    desk.ok("log", "Six missiles hit", "--key", "six")
    desk.ok("log", "Missiles hit", "--key", "hit")
    desk.ok("link", "six", "entails", "hit")
    refused = desk.run("link", "hit", "contradicts", "six")
    assert (refused.status, refused.err) == (
        5,
        "error: that c2 contradicts c1 would make a claim imply its own negation. Leave the link out.\n",
    )
