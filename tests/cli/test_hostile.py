"""Text that would rather be obeyed than read, from what is typed to screen, CSV and JSON."""

import csv
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Final

import pytest

from tests.cli.driving import CommandLine
from verifier.intake.text import bad_character, deceptive, is_blank

BLNS: Final = Path(__file__).parents[2].parent / "shared" / "datasets" / "naughty" / "blns.json"
SEEN: Final = "\n\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u08e2\U000110bd"
"""Line ends, the joiners that spelling and emoji need, and Arabic and Kaithi signs that only look like hidden ones."""
OURS: Final = re.compile(r"\x1b\[[0-9;]*m")
RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
TEXTS: Final = (
    "they [in the West] want escalation",
    "[/]",
    "[bold red]not bold[/bold red] [link=https://evil.example]x[/link]",
    "\\[escaped] \\",
    ":smile: :boom:",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "Минобороны «России»",
    "\"quoted\" 'twice'",
    "comma, semicolon; pipe | tab\there",
    "café e\u0301 日本語 👩\u200d👩 👨🏿\u200d🦰",
)
HIDDEN: Final = (
    ("abc\u202egpj.exe", "U+202E"),
    ("\u2066isolated\u2069 \u200bzero \ufeff width", "U+2066"),
    ("tag\U000e0041\U000e0042s", "U+E0041"),
)
"""Text with characters that nobody sees, and the first of them."""

IN_QUOTES: Final = ("\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "bell\x07", "\x9b31m", "\rover", "\t=1", "\x7f")


def escaped(text: str) -> list[str]:
    """The characters of an output that a terminal might obey."""
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [c for c in text if c not in SEEN and unicodedata.category(c) in bad]


def quoted(text: str) -> str:
    """The text as a quotation in a phrase."""
    return '"{}"'.format(text.replace('"', '""'))


def table(text: str) -> list[dict[str, str]]:
    """A CSV report as its rows."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def neutral(text: str) -> str:
    """The text as a report has it."""
    return f"'{text}" if text.startswith(RISKY) else text


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_shown_and_never_obeyed(desk: CommandLine, text: str) -> None:
    """As claim, quote, note, place and rationale it survives exactly, and no screen obeys it."""
    kept_and_harmless(desk, text, f"{text} said so", text)


@pytest.mark.parametrize(("text", "character"), HIDDEN)
def test_hidden_characters_make_no_claim_and_are_kept_elsewhere(desk: CommandLine, text: str, character: str) -> None:
    """In claim, place and source one is refused by its code point; in quote, note and rationale all are kept."""
    for words in (
        ["log", f"{text} said so"],
        ["log", "A claim", "--place", text],
        ["source", "add", text, "--kind", "media"],
    ):
        done = desk.run(*words)
        assert (done.status, done.out, character in done.err) == (2, "", True), words
        assert escaped(done.err) == []
    kept_and_harmless(desk, text, "They said so", "Bryansk")


def kept_and_harmless(desk: CommandLine, text: str, claim: str, place: str) -> None:
    """Log a claim with a text in every field that takes any text; see that it comes back, and that no screen obeys."""
    note = text.replace("(", "").replace(")", "")
    desk.ok(
        "log", "--key", "it", "--place", place, "--tag", "first",
        "-a", f"Moscow says: {quoted(text)} @ 2024-11-19 (see {note} there)", "--", claim,
    )  # fmt: skip
    desk.ok("assess", "it", "refuted", "--why", text)
    shown = desk.show("it")
    attribution = shown["attributions"][0]
    assert (shown["claim"], shown["place"], shown["assessments"][0]["why"]) == (claim, place, text)
    assert (attribution["quote"], attribution["note"]) == (text, f"see {note} there")
    for words in (["list"], ["show", "it"], ["changes"], ["disputed"]):
        for color in ("never", "always"):
            done = desk.ok(*words, "--color", color)
            assert escaped(OURS.sub("", done.out + done.err)) == [], words
    if text.isprintable():
        assert claim in desk.ok("list").out
    row = table(desk.ok("report", "attributions").out)[0]
    assert (row["claim"], row["quote"]) == (neutral(claim), neutral(text))
    raw = table(desk.ok("report", "attributions", "--raw").out)[0]
    assert (raw["claim"], raw["quote"], raw["note"]) == (claim, text, f"see {note} there")


@pytest.mark.parametrize("text", IN_QUOTES)
def test_control_characters_live_in_quotes_alone(desk: CommandLine, text: str) -> None:
    """A quotation is kept character for character and shown harmless; elsewhere control characters are refused."""
    desk.ok("log", "A claim", "-a", f"Moscow says: {quoted(text)} @ 2024-11-19")
    assert desk.show("c1")["attributions"][0]["quote"] == text
    for color in ("never", "always"):
        done = desk.ok("show", "c1", "--color", color)
        assert escaped(OURS.sub("", done.out)) == []
    assert table(desk.ok("report", "attributions").out)[0]["quote"] == neutral(text)
    assert table(desk.ok("report", "attributions", "--raw").out)[0]["quote"] == text
    if "\t" in text:
        return
    for words in (
        ["log", f"Claim {text}x"],
        ["log", "Another claim", "--place", f"a{text}b"],
        ["log", "Another claim", "--tag", f"a{text}b"],
        ["log", "Another claim", "--url", f"a{text}b"],
        ["assess", "c1", "refuted", "--why", f"a{text}b"],
        ["say", "c1", f"Mos{text}cow says"],
        ["source", "add", f"a{text}b"],
        ["list", f"a{text}b"],
    ):
        done = desk.run(*words)
        assert (done.status, done.out) == (2, ""), words
        assert escaped(done.err) == []


@pytest.mark.long
def test_the_list_of_naughty_strings_survives(desk: CommandLine) -> None:
    """Every one is a quotation, and a claim if it hides nothing, that comes back exactly, and no screen obeys it."""
    if not BLNS.exists():
        pytest.skip("the list of naughty strings is not here")
    texts = [text for text in json.loads(BLNS.read_text(encoding="utf-8")) if text and not set("\n\x00") & set(text)]
    lines = ["# Naughty", "outlet: Reuters", "published: 2024-11-19", ""]
    for number, text in enumerate(texts):
        lines += [f"## Claim number {number}", f"Moscow says: {quoted(text)}", ""]
    written = [f"{text} (number {n})".strip() for n, text in enumerate(texts) if not bad_character(text)]
    claims = [claim for claim in written if not deceptive(claim)]
    for claim in claims:
        lines += [f"## {claim}", "Kyiv says", ""]
    desk.ok("log", "-f", "-", stdin="\n".join(lines))
    rows = table(desk.ok("report", "attributions", "--raw").out)
    assert [row["quote"] for row in rows[: len(texts)]] == texts
    assert [row["claim"] for row in rows[len(texts) :]] == claims
    safe = table(desk.ok("report", "attributions").out)
    assert [row["quote"] for row in safe[: len(texts)]] == [neutral(text) for text in texts]
    assert {claim["claim"] for claim in desk.ok("list", "--json").json} >= set(claims)
    for words in (["list"], ["changes"], ["list", "--color", "always"]):
        assert escaped(OURS.sub("", desk.ok(*words).out)) == []
    for number in range(0, len(texts), 25):
        assert escaped(desk.ok("show", f"c{number + 1}").out) == []


def test_naughty_strings_that_hide_something_are_refused_as_claims(desk: CommandLine) -> None:
    """Each by the code point that hides, in a line that no screen obeys, and nothing is recorded."""
    if not BLNS.exists():
        pytest.skip("the list of naughty strings is not here")
    texts = [text for text in json.loads(BLNS.read_text(encoding="utf-8")) if not set("\n\x00") & set(text)]
    hiding = [text for text in texts if not bad_character(text) and deceptive(f"{text} (number)")]
    done = desk.run("log", "-f", "-", stdin="\n".join(f"## {text} (number {n})" for n, text in enumerate(hiding)))
    *told, last = done.err.splitlines()
    assert (done.status, len(told) >= 10, escaped(done.err)) == (4, True, [])
    assert len(told) == len(hiding)
    assert all("U+" in line for line in told)
    assert "nothing was recorded" in last
    assert desk.ok("list", "--json").json == []


@pytest.mark.long
def test_naughty_names_are_new_sources_or_clear_errors(desk: CommandLine) -> None:
    """As the name of a new source each is taken exactly or refused in one harmless line."""
    if not BLNS.exists():
        pytest.skip("the list of naughty strings is not here")
    for text in json.loads(BLNS.read_text(encoding="utf-8"))[::9]:
        if "\x00" in text:
            continue
        done = desk.run("source", "add", "--", text)
        assert done.status in {0, 2, 5}, (text, done.err)
        assert done.status == 0 or is_blank(text) or done.err.startswith("error: ")
        assert escaped(done.err) == []


def test_only_what_is_somebodys_own_is_outside_ascii(desk: CommandLine) -> None:
    """With --ascii lists, pages and changes are pure ASCII, if what was logged is."""
    desk.ok("log", "Six missiles hit", "-a", 'Moscow says: "six" @ 2024-11-19', "--key", "six", "--place", "Bryansk")
    desk.ok("log", "None hit", "-a", "Kyiv says @ 2024-11-20")
    desk.ok("link", "six", "contradicts", "c2")
    desk.ok("assess", "c2", "unverifiable", "--why", "No access")
    for words in (["list"], ["show", "six"], ["show", "c2"], ["changes"], ["disputed"]):
        assert desk.ok(*words, "--ascii").out.isascii(), words
    said = desk.ok("say", "six", "Kyiv denies @ 2024-11-21", "--ascii")
    assert said.err.isascii()
