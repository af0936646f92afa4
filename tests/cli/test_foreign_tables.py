"""`import --map`: tables of other tools."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli.driving import CommandLine

ACLED = """\
event_id_cnty,event_date,event_type,country,admin1,location,source,notes,fatalities
RUS1,19 November 2024,Shelling,Russia,Bryansk,Karachev,Reuters; BBC News,"An arsenal in Karachev was struck.",0
"""
CHECK = """\
Claim,Item page URL,Status,Created by,Submitted at,Number of media,Tags
The depot burned,https://example.org/check/1,False,ann,2024-11-19,1,"bryansk, fire"
"""
CASES = """\
Date,Title,Outlet,Keywords,Link
19.11.2024,The harbour was sold,"Example Radio, Example Daily",harbour,https://example.org/case/1
"""
NEWSROOM = """\
Claim,Who,Says,When,Quote,Link,Outlet,Note,Where
The depot burned,Moscow,yes,2024-11-19,It burned,https://example.org/1,Reuters,,Bryansk
The depot burned,Kyiv,no comment,2024-11-20,,,,called twice,
"""
REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "The depot burned",
    "author": {"@type": "Organization", "name": "Example Facts"},
    "reviewRating": {"@type": "Rating", "ratingValue": 1, "alternateName": "FALSE"},
    "url": "https://example.org/review",
    "datePublished": "2024-11-21",
}


def said(desk: CommandLine, ref: str = "c1") -> list[tuple[str, str, str]]:
    """Who takes which stance on a claim, with which certainty."""
    return [(a["origin"], a["stance"], a["certainty"]) for a in desk.show(ref)["attributions"]]


def test_an_event_table_gives_a_claim_with_a_row_for_each_source(desk: CommandLine) -> None:
    """As ACLED has them: notes are the claim, its date and place are read, every source named says so."""
    desk.ok("import", desk.file("acled.csv", ACLED), "--map", "acled", "--new")
    claim = desk.show("c1")
    assert claim["claim"] == "An arsenal in Karachev was struck."
    assert claim["place"] == "Karachev, Bryansk, Russia"
    assert claim["happened"]["earliest"] == "2024-11-19T00:00:00+00:00"
    assert said(desk) == [("Reuters", "affirms", "certain"), ("BBC", "affirms", "certain")]


def test_an_export_of_check_gives_its_items_with_their_status(desk: CommandLine) -> None:
    """The status of an item is the workspace's stance, its page the document."""
    desk.ok("import", desk.file("check.csv", CHECK), "--map", "check", "--new")
    assert said(desk) == [("Check workspace", "denies", "certain")]
    assert desk.show("c1")["attributions"][0]["document"]["url"] == "https://example.org/check/1"
    assert desk.show("c1")["tags"] == ["bryansk", "fire"]


def test_a_list_of_cases_gives_who_spread_a_claim(desk: CommandLine) -> None:
    """Its dates are day before month, as the map says."""
    desk.ok("import", desk.file("cases.csv", CASES), "--map", "disinformation", "--new")
    assert [who for who, _, _ in said(desk)] == ["Example Radio", "Example Daily"]
    assert desk.show("c1")["attributions"][0]["said"]["earliest"] == "2024-11-19T00:00:00+00:00"


def test_a_newsroom_sheet_gives_its_stances(desk: CommandLine) -> None:
    """Words of stances are those of the map; quotation, note and place are kept."""
    desk.ok("import", desk.file("sheet.csv", NEWSROOM), "--map", "newsroom")
    assert said(desk) == [("Russia", "affirms", "certain"), ("Ukraine", "withholds", "certain")]
    claim = desk.show("c1")
    assert (claim["place"], claim["attributions"][0]["quote"]) == ("Bryansk", "It burned")
    assert claim["attributions"][1]["note"] == "called twice"


@pytest.mark.parametrize(
    "document",
    [
        REVIEW,
        [REVIEW],
        {"@context": "https://schema.org", "@graph": [REVIEW]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}]},
    ],
    ids=["single", "list", "graph", "feed"],
)
def test_a_claim_review_is_what_its_author_says(desk: CommandLine, document: object) -> None:
    """In each form: an attribution of its author, dated, with its page; no verdict of ours."""
    desk.ok("import", desk.file("reviews.json", json.dumps(document)), "--new")
    claim = desk.show("c1")
    assert said(desk) == [("Example Facts", "denies", "certain")]
    assert claim["attributions"][0]["document"]["url"] == "https://example.org/review"
    assert claim["attributions"][0]["said"]["earliest"] == "2024-11-21T00:00:00+00:00"
    assert claim["assessments"] == []


def test_a_rating_that_no_map_knows_is_a_reject(desk: CommandLine) -> None:
    """It is told, nothing is recorded; with --keep-going the rest is, and the reject says which word it was."""
    odd = REVIEW | {"claimReviewed": "The bridge fell", "reviewRating": {"alternateName": "Three geese"}}
    file = desk.file("reviews.json", json.dumps([REVIEW, odd]))
    refused = desk.run("import", file, "--new")
    assert refused.status == 4
    assert "Three geese" in refused.err
    assert desk.ok("list", "--json").json == []
    assert desk.run("import", file, "--new", "--keep-going").status == 4
    assert [claim["claim"] for claim in desk.ok("list", "--json").json] == ["The depot burned"]
    assert "Three geese" in Path(f"{file}.rejects.csv").read_text("utf-8")


def workbook(rows: list[list[object]]) -> bytes:
    """A workbook of one sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def test_a_workbook_with_our_columns_is_read(desk: CommandLine) -> None:
    """Names as in a table of ours, numbers and dates as Excel keeps them."""
    rows: list[list[object]] = [
        ["claim", "measure", "origin", "stance", "figure", "said"],
        ["Tanks were lost", "tanks", "Moscow", "affirms", 3, date(2024, 11, 19)],
    ]
    desk.ok("import", desk.file("tanks.xlsx", workbook(rows)))
    [attribution] = desk.show("c1")["attributions"]
    assert attribution["figure"] == {"low": 3, "high": 3}
    assert attribution["said"]["earliest"] == "2024-11-19T00:00:00+00:00"


def test_a_workbook_of_another_tool_is_read_by_a_map(desk: CommandLine) -> None:
    """A map of one's own, in a file."""
    rows: list[list[object]] = [["Headline", "Speaker", "Verdict"], ["The depot burned", "Moscow", "ja"]]
    desk.file(
        "map.toml", '[columns]\nclaim = "Headline"\norigin = "Speaker"\nstance = "Verdict"\n[stances]\nja = "affirms"\n'
    )
    desk.ok("import", desk.file("a.xlsx", workbook(rows)), "--map", str(desk.home / "map.toml"))
    assert said(desk) == [("Russia", "affirms", "certain")]


def test_what_is_no_workbook_says_so(desk: CommandLine) -> None:
    """And what to do; nothing crashes."""
    done = desk.run("import", desk.file("a.xlsx", b"PK\x03\x04broken"))
    assert done.status == 4
    assert "Save it as XLSX or CSV" in done.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[columns]\norigin = 'x'\n", "no column is the claim"),
        ("[columns]\nclaim = 'x'\norigin = 'y'\n", "origin and stance go together"),
        ("[columns]\nclaim = 'x'\norigim = 'y'\n", "Did you mean origin"),
        ("[columns]\nclaim = 'x'\n[stances]\nno = 'nope'\n", "is no stance"),
        ("colums = 1\n[columns]\nclaim = 'x'\n", "Did you mean columns"),
        ("[columns\n", "this is not TOML"),
    ],
)
def test_a_map_with_a_fault_says_which(desk: CommandLine, text: str, told: str) -> None:
    """All faults of a map are told before anything is read by it."""
    done = desk.run("import", desk.file("a.csv", "x\n1\n"), "--map", desk.file("map.toml", text))
    assert done.status == 4
    assert told in done.err


def test_a_map_that_is_not_there_says_which_are(desk: CommandLine) -> None:
    """With the nearest."""
    done = desk.run("import", desk.file("a.csv", "x\n1\n"), "--map", "aclde")
    assert done.status == 3
    assert "Did you mean acled?" in done.err


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (("19/11/2024", "05/06/2024"), 'date_format = "%d/%m/%Y"'),
        (("05/06/2024", "01/02/2024"), '# date_format = "%d/%m/%Y"\n# date_format = "%m/%d/%Y"'),
        (("2024-11-19", "2024-06-05"), ""),
        (("19/11/2024", "yesterday"), ""),
    ],
)
def test_a_proposed_map_has_the_format_of_dates(desk: CommandLine, dates: tuple[str, str], told: str) -> None:
    """One that fits all of them is proposed; where several do, somebody has to decide."""
    table = "Claim,Who says so,Position,When\n" + "".join(f"It burned,Kyiv,yes,{date}\n" for date in dates)
    done = desk.ok("import", desk.file("a.csv", table), "--guess")
    assert "\n".join(line for line in done.out.splitlines() if "date_format" in line) == told
    assert 'origin = "Who says so"' in done.out
    assert 'stance = "Position"' in done.out
    if told.startswith("date"):
        assert "said: 2024-11-19" in done.err
        words = done.out.replace('# "yes" = ""', '"yes" = "affirms"')
        desk.ok("import", desk.file("a.csv", table), "--map", desk.file("a.toml", words))


@pytest.mark.parametrize("option", [["--guess"], ["--map", "newsroom"]])
@pytest.mark.parametrize(("mark", "told"), [(";", "--delimiter ';'"), ("\t", "--delimiter tab")])
def test_a_table_parted_by_something_else_says_what_to_give(
    desk: CommandLine, option: list[str], mark: str, told: str
) -> None:
    """Rather than finding none of its columns."""
    table = desk.file("a.csv", "Claim;Who;Says\nIt burned;Kyiv;yes\n".replace(";", mark))
    refused = desk.run("import", table, *option)
    assert (refused.status, told in refused.err) == (4, True)
    assert desk.ok("import", table, *option, "--delimiter", "tab" if mark == "\t" else mark).status == 0


def test_a_map_is_proposed_from_the_header(desk: CommandLine) -> None:
    """It is printed as a file to edit, its words of stances listed; rows by it are told; nothing is recorded."""
    table = "Headline,Speaker,Rating,Link\nThe depot burned,Moscow,Wahr,https://example.org/1\n"
    done = desk.ok("import", desk.file("a.csv", table), "--guess")
    assert 'claim = "Headline"' in done.out
    assert 'stance = "Rating"' in done.out
    assert '# "Wahr" = ""' in done.out
    assert "claim: The depot burned" in done.err
    assert desk.ok("list", "--json").json == []
