"""Claim sheets: what they say, and all that is wrong with them."""

import json
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.intake.builders import DATASETS, NAMES, NOW, a_source, moment, named, phrase
from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.sources import Party, Registry
from verifier.domain.model.time import Moment, at
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import AttributionDraft
from verifier.intake.sheets.drafts import ClaimDraft, DocumentDraft, LinkDraft
from verifier.intake.sheets.sheet import Sheet, read_sheet
from verifier.intake.times.dates import DateReader

SHEET = """\
# Ukraine Strikes Russian Border Region With U.S.-Made Missiles, Moscow Says
url: https://example.org/article
outlet: The Moscow Times
published: 2024-11-19

## Ukrainian forces struck a target in the Bryansk region with ATACMS missiles
key: bryansk-strike
happened: 2024-11-19 03:25 MSK
Moscow says: "Overnight, at 03:25 a.m. Moscow time, …"
unconfirmed by Kyiv
// a comment
RBC Ukraine, citing an anonymous source in the Ukrainian military, reports

## c12
Kyiv confirms @ 2024-11-21
"""


def problems(text: str | bytes) -> list[str]:
    """The faults of a sheet, as lines."""
    _, found = read_sheet(text, NAMES, NOW)
    return [problem.render("s.md") for problem in found]


def read(text: str | bytes, said: Moment | None = None) -> Sheet:
    """A sheet without a fault."""
    sheet, found = read_sheet(text, NAMES, NOW, said=said)
    assert found == ()
    return sheet


def drafted(line: int, text: str, said: Moment, *, written: bool = False) -> AttributionDraft:
    """The draft of an attribution of the sheet above."""
    reader = DateReader(NOW, base=moment("2024-11-19"))
    return AttributionDraft(line, column=1, text=text, phrase=phrase(text, reader=reader), said=said, written=written)


def test_a_sheet_says_where_it_was_read_and_who_says_what() -> None:
    """The sheet of the guide is read as it stands."""
    published = moment("2024-11-19")
    assert read(SHEET) == Sheet(
        DocumentDraft(
            title="Ukraine Strikes Russian Border Region With U.S.-Made Missiles, Moscow Says",
            url="https://example.org/article",
            outlet=named("The Moscow Times", 7, column=9),
            published=published,
            line=1,
            outlet_line=3,
        ),
        (
            ClaimDraft(
                line=6,
                text="Ukrainian forces struck a target in the Bryansk region with ATACMS missiles",
                key="bryansk-strike",
                happened=moment("2024-11-19 03:25 MSK"),
                attributions=(
                    drafted(9, 'Moscow says: "Overnight, at 03:25 a.m. Moscow time, …"', published),
                    drafted(10, "unconfirmed by Kyiv", published),
                    drafted(
                        12, "RBC Ukraine, citing an anonymous source in the Ukrainian military, reports", published
                    ),
                ),
                where={
                    "key": (7, 6, "key: bryansk-strike"),
                    "happened": (8, 11, "happened: 2024-11-19 03:25 MSK"),
                },
            ),
            ClaimDraft(
                line=14,
                ref="c12",
                attributions=(drafted(15, "Kyiv confirms @ 2024-11-21", moment("2024-11-21"), written=True),),
                where={},
            ),
        ),
    )


def test_crlf_and_a_byte_order_mark_make_no_difference() -> None:
    """However an editor saves it, a sheet says the same."""
    assert read(b"\xef\xbb\xbf" + SHEET.replace("\n", "\r\n").encode()) == read(SHEET)


def test_every_field_of_a_claim_is_read() -> None:
    """Lists are split at commas, parties found by any name, fields may follow attributions."""
    sheet = read(
        "## A depot burned\nkey: depot\nkind: Prediction\nhappened: 2025\nplace: Bryansk\n"
        "MEASURE: depots\nMoscow says\n"
        "parties: Kyiv, russia, Ukraine\nagainst: the Kremlin\nfavours : Ukraine\ntags: fire, Fire , depots\n"
        "entails: c1, fire\ncontradicts: no-fire\n"
    )
    (claim,) = sheet.claims
    assert sheet.document is None
    assert replace(claim, attributions=(), where=None) == ClaimDraft(
        line=1,
        text="A depot burned",
        key="depot",
        kind=ClaimKind.PREDICTION,
        happened=moment("2025"),
        place="Bryansk",
        measure="depots",
        parties=("Ukraine", "Russia"),
        against=("Russia",),
        favours=("Ukraine",),
        tags=("fire", "depots"),
        entails=(LinkDraft("c1", 12, 10), LinkDraft("fire", 12, 14)),
        contradicts=(LinkDraft("no-fire", 13, 14),),
    )


def said_of(text: str, said: Moment | None = None) -> tuple[Moment, bool]:
    """When the first attribution of a sheet was said, and whether that was written."""
    attribution = read(text, said).claims[0].attributions[0]
    return attribution.said, attribution.written


def test_the_time_of_saying_has_an_order_of_precedence() -> None:
    """First `@`, then --said, then the sheet's date, then now."""
    option = moment("2024-11-20")
    sheet = "# T\npublished: 2024-11-19\n## A depot burned\nMoscow says"
    assert said_of(f"{sheet} @ 2024-11-18", option) == (moment("2024-11-18"), True)
    assert said_of(sheet, option) == (option, True)
    assert said_of(sheet) == (moment("2024-11-19"), False)
    assert said_of("## A depot burned\nMoscow says") == (at(NOW), False)


def test_the_zone_and_date_of_a_sheet_hold_wherever_they_stand() -> None:
    """`yesterday` counts from the date of publication, in the sheet's zone."""
    sheet = "# T\npublished: 2024-11-19\ntz: MSK\n## A depot burned\nMoscow says @ yesterday 14:00"
    said, _ = said_of(sheet)
    assert (said.earliest, said.offset) == (moment("2024-11-18 11:00").earliest, 180)


def test_a_slug_or_ref_opens_a_known_claim_and_anything_else_a_new_one() -> None:
    """One lower-case word is a key."""
    sheet = read("## strike\n## bryansk-strike\n## c7\n## Fire\n## a fire\n## c\n")
    assert [(claim.ref, claim.text) for claim in sheet.claims] == [
        ("strike", None),
        ("bryansk-strike", None),
        ("c7", None),
        (None, "Fire"),
        (None, "a fire"),
        ("c", None),
    ]


def test_only_line_feeds_end_a_line() -> None:
    """Other separators stay characters of a quotation."""
    text = 'Moscow says: "a\x85b\u2028c\x0bd\re"'
    (attribution,) = read(f"## A depot burned\n{text}\n").claims[0].attributions
    assert attribution.phrase.quote == "a\x85b\u2028c\x0bd\re"


def test_all_faults_are_told_at_once_in_order() -> None:
    """Each fault has its line and column, and what to do."""
    text = """\
Moscow says
# Title
published: 11/12/2024
retrieved: 2031-01-01
url: https://example.org/a b
tz: Mars/Olympus
key: early
# Second title
##no space
##
### Third level
## A claim\x1b
## A depot burned
key: Depot
kind: rumour
parties: Ukrane, Russia
entails: c1, What?
key: again
measure:
url: https://example.org
happend: 2024-11-19
Moscow says {x} @ 2031-01-01
## Another
key: depot-2
## A third
key: depot-2
## a12
Moscow says
## c0
"""
    assert problems(text) == [
        "s.md:1:1: 'Moscow says' stands before any claim. Open a claim above it: ## what is claimed.",
        "s.md:3:12: '11/12/2024' means 11 December 2024 or 12 November 2024. Write which, such as 2024-12-11.",
        "s.md:4:12: '2031-01-01' lies in the future. Write when it was said.",
        "s.md:5:6: the URL has a space in it. Write it without, or as %20.",
        "s.md:6:5: time zone 'Mars/Olympus' is not known. Write it like Europe/Moscow, MSK, UTC or +03:00.",
        "s.md:7:1: key is a field of a claim. Write it below the ## line of its claim.",
        (
            "s.md:8:1: a sheet is one document, and its title stands at the top. "
            "Put another document in a sheet of its own, or write ## for a claim."
        ),
        "s.md:9:3: a space is missing behind ##. Put one there.",
        "s.md:10:1: the claim is empty. Write the claim behind ##.",
        "s.md:11:1: a sheet has no third level of headings. Write # before its title, ## before a claim.",
        "s.md:12:11: there is an escape character. Remove it.",
        (
            "s.md:14:6: 'Depot' cannot be a key: it is not one lower-case word of letters, digits and hyphens. "
            "Write a key such as bryansk-strike."
        ),
        "s.md:15:7: 'rumour' is no kind of claim. Write one of fact, prediction, opinion.",
        (
            "s.md:16:10: party 'Ukrane' is not known. Closest: Ukraine. "
            "Correct it, or make the party with verifier source party."
        ),
        "s.md:17:14: 'What?' is no claim's ref or key. Write refs such as c12, or keys.",
        "s.md:18:1: key was given on line 14 already. Leave out one.",
        "s.md:19:1: measure is empty. Write a value behind the colon, or leave the line out.",
        "s.md:20:1: url is a field of the document. Write it above the first ## line.",
        (
            "s.md:21:8: 'happend' has no cue and no mark. "
            "Write who takes which stance, as in: Moscow says; unconfirmed by Kyiv; + Moscow. "
            "If a field is meant: happened."
        ),
        "s.md:22:13: '{x}' is no figure. Write {5}, {2..3}, {>=10}, {~300} or {at least 50}.",
        "s.md:22:19: '2031-01-01' lies in the future. Write when it was said.",
        "s.md:26:6: key 'depot-2' was given on line 24 already. Choose another key for one of the claims.",
        "s.md:27:4: 'a12' is not a claim. Write what is claimed, or a claim's ref or key.",
        "s.md:29:4: 'c0' names nothing. Refs are numbered from 1, as in c12.",
    ]


def test_a_party_that_is_not_known_is_marked_as_a_name() -> None:
    """Sheets whose only faults are names are told from others."""
    _, found = read_sheet("## A depot burned\nparties: Ukrane\n", NAMES, NOW)
    assert [(problem.unknown_name, problem.suggestions, problem.excerpt) for problem in found] == [
        (True, ("Ukraine",), "parties: Ukrane")
    ]


def test_a_name_of_a_source_that_is_not_known_is_no_fault_here() -> None:
    """Whoever records decides whether to accept it."""
    sheet = read("# T\noutlet: Daily Bugle\n## A depot burned\nPerry White says\n")
    assert sheet.document == DocumentDraft("T", outlet=named("Daily Bugle", column=9), outlet_line=2)
    assert sheet.claims[0].attributions[0].phrase.origin == named("Perry White")


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (
            "# Notes\n## Фото from Café\nKyiv says".encode() + "\né".encode("latin-1"),
            "s.md:4:1: byte 0xe9 is not UTF-8. Save the file as UTF-8 (it may be in Windows-1252 or UTF-16).",
        ),
        (
            "## Café".encode("latin-1"),
            "s.md:1:7: byte 0xe9 is not UTF-8. Save the file as UTF-8 (it may be in Windows-1252 or UTF-16).",
        ),
        (
            "## A".encode("utf-16"),
            "s.md:1: this is UTF-16 and not UTF-8. Save the file as UTF-8.",
        ),
        (
            b"## A depot burned\n" + b"x" * 10_000_000,
            "s.md:2:100001: the line has 10000000 characters. Keep lines under 100000 characters.",
        ),
        ("## A\x00 depot", "s.md:1:5: there is a NUL character. Remove it."),
        ("## A \udcff depot", "s.md:1:6: there is a byte that is not UTF-8. Remove it."),
        ("## \u200b\u202e", "s.md:1:1: the claim is empty. Write the claim behind ##."),
    ],
)
def test_what_is_no_text_for_a_sheet_is_one_clear_fault(data: str | bytes, wanted: str) -> None:
    """A wrong encoding, an endless line and control characters are told where they are."""
    assert problems(data) == [wanted]


LINES = st.sampled_from(
    [
        "# T",
        "## A claim",
        "## c1",
        "##",
        "key: k",
        "key: K",
        "tz: MSK",
        "tz: x",
        "published: yesterday",
        "outlet: Reuters",
        "parties: Kyiv,,x",
        "entails: c1, ?",
        "happened: 2024-13",
        "Moscow says",
        "Moscow",
        "// c",
        "",
        " # U",
        "\ufeff",
        "\r",
        "{",
        "kind: fact",
        "text: a.txt",
        "unconfirmed by Kyiv @ 2031",
        'Moscow says: "\x1b',
        "#\t",
        ": x",
        "url:",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(LINES, max_size=12).map("\n".join), st.text(), st.binary()))
def test_any_text_is_a_sheet_or_has_faults_with_lines(data: str | bytes) -> None:
    """No file is more than the reader can bear."""
    _, found = read_sheet(data, NAMES, NOW)
    assert all(problem.line and (problem.column or "and not UTF-8" in problem.what) for problem in found)


def test_naughty_strings_are_claims_or_faults() -> None:
    """As the text of a claim each is kept as it stands, or refused for its control characters or for being a ref."""
    path = DATASETS / "naughty" / "blns.json"
    if not path.exists():
        pytest.skip("the collection of naughty strings is not beside this checkout")
    for string in json.loads(path.read_text(encoding="utf-8")):
        sheet, found = read_sheet(f"## {string}\nMoscow says\n", NAMES, NOW)
        if not found:
            assert string.strip() in {sheet.claims[0].text, sheet.claims[0].ref}


def parties_of(sources: Mapping[str, Any]) -> dict[str, Party]:
    """The parties of a registry file by their names."""
    entries = sources.get("party", ())
    return {entry["name"]: Party(entry["name"], tuple(entry.get("adjectives", ()))) for entry in entries}


def test_every_sheet_of_the_conformance_scenarios_is_read() -> None:
    """With the registry each brings along, only sheets meant to fail have a fault."""
    folder = DATASETS.parent / "conformance"
    if not folder.exists():
        pytest.skip("the conformance scenarios are not beside this checkout")
    faulty, refused = set(), set()
    for path in sorted(folder.glob("*.toml")):
        scenario = tomllib.loads(path.read_text(encoding="utf-8"))
        sources = tomllib.loads(scenario.get("sources", ""))
        known = (
            a_source(number, entry["name"], *entry.get("aliases", ()), party=entry.get("party"))
            for number, entry in enumerate(sources.get("source", ()), 1)
        )
        names = Names(Registry(parties_of(sources), {source.id: source for source in known}))
        for step in scenario["step"]:
            if "sheet" in step and read_sheet(step["sheet"], names, NOW + 10**14)[1]:
                faulty.add(path.name)
            if "sheet" in step and step.get("exit", 0):
                refused.add(path.name)
    assert "25-errors-write-nothing.toml" in faulty
    assert faulty <= refused


def test_blank_lines_separate_nothing() -> None:
    """Without any, and with one between all lines, a sheet says the same."""

    def said(sheet: str) -> list[object]:
        found = read(sheet)
        claims = [(c.text, c.ref, [a.text for a in c.attributions]) for c in found.claims]
        assert found.document
        return [found.document.title, found.document.url, found.document.published, claims]

    assert said(SHEET.replace("\n\n", "\n")) == said(SHEET) == said(SHEET.replace("\n", "\n\n"))
