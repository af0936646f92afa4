"""Documents from the command line: which were read, and an outlet that takes its story back."""

import re

import pytest

from tests.cli.driving import CommandLine

URL = "https://example.org/1"
OTHER = "https://example.org/2"


def story(desk: CommandLine) -> None:
    """A claim that rests on an outlet's word in two documents, and on a named origin."""
    unnamed = "RBC Ukraine, citing a source in the Ukrainian military, reports"
    phrases = ("-a", "Moscow says @ 2024-11-19", "-a", f"{unnamed} @ 2024-11-20")
    read = ("--outlet", "RBC Ukraine", "--published", "2024-11-20")
    desk.ok("log", "Bryansk was struck", "--key", "strike", *phrases, "--url", URL, *read)
    desk.ok("say", "strike", f"{unnamed} @ 2024-11-21", "--url", OTHER, *read)


@pytest.mark.long
def test_a_retraction_is_told_with_what_it_changes(any_desk: CommandLine) -> None:
    """What fell, what fell elsewhere, what stands; each status before and after; the page marks the document."""
    story(any_desk)
    done = any_desk.ok("document", "retract", URL, "--said", "2024-11-22", "--why", "Pulled by its editors")
    assert done.err == (
        "taken back, as it rested on the word of RBC Ukraine: a2 source in the Ukrainian military (c1)\n"
        "taken back too, though read elsewhere, as RBC Ukraine stands behind it: "
        "a3 source in the Ukrainian military (c1)\n"
        "left standing, as it does not rest on the word of RBC Ukraine: a1 Russia (c1)\n"
        "c1  » corroborated → › single-source  Bryansk was struck\n"
        "  why: Claimed by Russia; nothing independent of it supports it.\n"
        "  a4 x RBC Ukraine (no party), 22 Nov 2024 UTC\n"
        f"recorded retraction of {URL}, a4 in r4  undo: verifier undo\n"
    )
    page = any_desk.ok("show", "strike").out
    assert page.count("read in a document that its outlet took back, 22 Nov 2024") == 2
    found = {a["ref"]: a["document"]["retracted"] for a in any_desk.show("strike")["attributions"]}
    assert [ref for ref, when in found.items() if when is None] == ["a3"]
    any_desk.ok("undo", "-y")
    assert any_desk.show("strike")["status"] == "corroborated"


def test_a_retraction_is_marked_from_when_it_was_said(desk: CommandLine) -> None:
    """As of the day before nothing was taken back, neither on the page nor in JSON."""
    story(desk)
    desk.ok("document", "retract", URL, "--said", "2024-11-22", "--why", "Pulled")
    for day, marks in (("2024-11-21", 0), ("2024-11-22", 2)):
        assert desk.ok("show", "strike", "--as-of", day).out.count("its outlet took back") == marks
        found = [a["document"]["retracted"] for a in desk.show("strike", "--as-of", day)["attributions"]]
        assert any(found) == bool(marks)


def test_an_outlet_given_later_is_told_as_recorded(desk: CommandLine) -> None:
    """The phrase is known already; what was recorded is the document's outlet, which can then retract it."""
    desk.ok("log", "It fell", "--key", "fell", "-a", "Moscow says @ 2024-11-19", "--url", URL)
    done = desk.ok("say", "fell", "Moscow says @ 2024-11-19", "--url", URL, "--outlet", "RBC Ukraine")
    told = "recorded what had been left out of a known document in r3; known already: a1  undo: verifier undo\n"
    assert done.err.endswith(told)
    desk.ok("document", "retract", URL, "--why", "Pulled")


def test_documents_are_listed_and_shown(desk: CommandLine) -> None:
    """With their outlet, what was read there, and that they were taken back."""
    story(desk)
    desk.ok("document", "retract", OTHER, "--said", "2024-11-22", "--why", "Pulled")
    lines = desk.ok("document", "list").out.splitlines()
    assert [line.split() for line in lines] == [
        ["d1", "2", "RBC", "Ukraine", "20", "Nov", "2024", URL],
        ["d2", "2", "RBC", "Ukraine", "20", "Nov", "2024", OTHER, "retracted", "22", "Nov", "2024"],
    ]
    assert [(d["url"], d["why"], d["attributions"]) for d in desk.ok("document", "list", "--json").json] == [
        (URL, None, 2),
        (OTHER, "Pulled", 2),
    ]
    assert desk.ok("document", "show", URL).out == (
        f"{URL}  d1\n"
        "outlet      RBC Ukraine\n"
        "published   20 Nov 2024\n"
        "read there  2 attributions\n"
        "  a1  c1  Russia says @ 2024-11-19\n"
        "  a2  c1  RBC Ukraine, citing a source in the Ukrainian military, reports @ 2024-11-20\n"
    )
    assert "retracted   22 Nov 2024\nbecause     Pulled\n" in desk.ok("document", "show", OTHER).out
    assert "retracted" not in desk.ok("document", "show", OTHER, "--known-at", "r3").out


def test_the_outcome_as_json(desk: CommandLine) -> None:
    """A program gets what `say` gives, the document, and what fell and stands."""
    story(desk)
    done = desk.ok("document", "retract", URL, "--why", "Pulled", "--json").json
    assert [done[name] for name in ("revision", "taken_back", "taken_back_elsewhere", "standing")] == [
        "r4", ["a2"], ["a3"], ["a1"],
    ]  # fmt: skip
    assert (done["document"]["url"], done["claims"][0]["status"]) == (URL, "single-source")
    assert desk.ok("document", "retract", URL, "--why", "Pulled", "--json").json["revision"] is None


def test_a_second_retraction_is_nothing_new(desk: CommandLine) -> None:
    """It says where the first is."""
    story(desk)
    desk.ok("document", "retract", URL, "--said", "2024-11-22", "--why", "Pulled")
    done = desk.ok("document", "retract", URL, "--why", "Pulled again")
    assert done.err == "nothing new: it was retracted 22 Nov 2024 already, recorded in r4 (Pulled)\n"


def test_recording_from_a_retracted_document_warns(desk: CommandLine) -> None:
    """On stderr, by say and by import; what was said is recorded all the same."""
    story(desk)
    desk.ok("document", "retract", URL, "--said", "2024-11-22", "--why", "Pulled [by] editors")
    warning = f"warning: {URL} was retracted 22 Nov 2024 by its outlet, RBC Ukraine: Pulled [by] editors\n"
    said = desk.ok("say", "strike", "Kyiv says @ 2024-11-23", "--url", URL)
    table = desk.file("more.csv", f"claim,phrase,url\nBryansk was struck,Reuters reports,{URL}\n")
    imported = desk.ok("import", table)
    assert [warning in done.err for done in (said, imported)] == [True, True]
    assert re.search(r"^recorded a5 in r5", said.err, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("https://example.org/11", "--why", "x"), 3, f"Closest: {URL}"),
        ((URL,), 2, "missing option '--why'"),
        ((URL, "--why", " "), 2, "the reason is empty"),
        ((URL, "--why", "x", "--said", "2099-01-01"), 2, "--said: '2099-01-01' lies in the future"),
        (("https://example.org/3", "--why", "x"), 5, "whose document https://example.org/3 is was not recorded"),
    ],
)
def test_what_cannot_be_retracted_says_why(
    desk: CommandLine, words: tuple[str, ...], status: int, message: str
) -> None:
    """Each refusal has its exit status and its reason, and records nothing."""
    story(desk)
    desk.ok("log", "Kursk was struck", "-a", "Kyiv says", "--url", "https://example.org/3")
    done = desk.run("document", "retract", *words)
    assert (done.status, message in done.err) == (status, True), done.err
    assert desk.ok("audit").out.startswith("sound: 2 claims, r4")


def test_what_is_written_of_a_document_is_shown_and_not_obeyed(desk: CommandLine) -> None:
    """Signs that turn text round are written out, in addresses and in reasons."""
    url, why = "https://example.org/\u202egpj", "Pulled \u202eby [/] editors"
    desk.ok("log", "Bryansk was struck", "-a", "RBC Ukraine reports", "--url", url, "--outlet", "RBC Ukraine")
    told = [
        desk.ok("document", "retract", url, "--why", why, "-n").err,
        desk.ok("document", "retract", url, "--why", why).err,
        desk.ok("document", "retract", url, "--why", why).err,
        desk.ok("say", "c1", "Kyiv says", "--url", url).err,
        *(desk.ok("document", *words).out for words in (("list",), ("show", url))),
        desk.ok("show", "c1").out,
        desk.run("document", "show", "https://example.org").err,
    ]
    assert [text for text in told if "\u202e" in text] == []
    assert "Pulled \\u202eby [/] editors" in told[2]


def test_what_is_known_of_a_document_is_corrected(desk: CommandLine) -> None:
    """Field by field, with a reason; an empty text clears one, what cannot be is told, and the log has it."""
    picture = desk.file("picture.jpg", b"\xff\xd8\xff")
    desk.ok("document", "add", picture, "--url", "https://example.org/p", "--author", "An Doe", "--location", "Kyiv")
    fields = (
        "--author",
        "Ann Doe",
        "--location",
        "",
        "--captured",
        "2024-11-18",
        "--language",
        "uk",
        "--title",
        "A fire",
    )
    more = (
        "--archived-url",
        "https://archive.example.org/p",
        "--media-type",
        "image/jpeg",
        "--retrieved",
        "2024-11-20",
    )
    desk.ok("document", "correct", "d1", *fields, *more, "--published", "2024-11-19", "--why", "checked")
    shown = desk.ok("document", "show", "d1").out
    for words in ("Ann Doe", "18 Nov 2024", "uk", "A fire", "archive.example.org", "image/jpeg", "19 Nov", "20 Nov"):
        assert words in shown
    assert "Kyiv" not in shown
    assert "An Doe" in desk.ok("document", "show", "d1", "--known-at", "r2").out
    assert desk.ok("document", "correct", "d1", "--author", "Ann Doe", "--why", "again").err.startswith("nothing new")
    for wrong, told in (
        (["--language", "Ukrainian, I think"], "no language tag"),
        (["--captured", "2999-01-01"], "future"),
        (["--title", "a\x1bb"], "an escape character"),
        ([], "it is not said what to correct"),
    ):
        refused = desk.run("document", "correct", "d1", *wrong, "--why", "x")
        assert (refused.status, told in refused.err) == (2, True), refused.err
    desk.ok("undo", "-y")
    assert "An Doe" in desk.ok("document", "show", "d1").out


def test_a_document_keeps_something_to_be_called_by(desk: CommandLine) -> None:
    """One without an address and an outlet is not left without a title."""
    desk.ok("document", "add", desk.file("memo.txt", "Memo"))
    assert desk.run("document", "correct", "d1", "--title", "", "--why", "x").status == 5


def test_a_file_can_be_the_first_thing_that_is_kept(bare_desk: CommandLine) -> None:
    """The database, and the directory it is in, are made for it."""
    bare_desk.ok("document", "add", bare_desk.file("memo.txt", "Memo"))
    assert bare_desk.ok("document", "text", "d1").out == "Memo\n"
