"""What is quoted in another language is told with its meaning beside it, wherever it is told."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine

PHRASE = 'Moscow says: "сбиты <все> ракеты" [ru] = "=all the <missiles> were shot down" @ 2024-11-19'
QUOTE = "сбиты <все> ракеты"
MEANING = "=all the <missiles> were shot down"


@pytest.fixture
def desk(any_desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A desk at which one is, with a claim that is upheld in Russian."""
    monkeypatch.chdir(any_desk.home)
    any_desk.ok("log", "All missiles were shot down", "-a", PHRASE)
    return any_desk


def test_show_has_both_side_by_side(desk: CommandLine) -> None:
    """The words with their language, and beneath them what they mean."""
    shown = desk.ok("show", "c1").out
    assert f'"{QUOTE}" [ru]' in shown or f"“{QUOTE}” [ru]" in shown
    assert f'= "{MEANING}"' in shown or f"= “{MEANING}”" in shown
    [one] = desk.ok("show", "c1", "--json").json["attributions"]
    assert (one["quote"], one["quote_language"], one["quote_translation"]) == (QUOTE, "ru", MEANING)
    assert one["phrase"] == f'Russia says: "{QUOTE}" [ru] = "{MEANING}" @ 2024-11-19'


def test_reports_and_pages_have_both(desk: CommandLine) -> None:
    """Columns at the end, no formula among them; on a page, escaped, in the language that it is."""
    desk.ok("report", "attributions", "-o", "said.csv")
    [row] = csv.DictReader(io.StringIO(Path("said.csv").read_text("utf-8-sig")))
    assert list(row)[-2:] == ["quote_language", "quote_translation"]
    assert (row["quote_language"], row["quote_translation"]) == ("ru", f"'{MEANING}")
    desk.ok("report", "dossier", "-o", "dossier.html")
    page = Path("dossier.html").read_text("utf-8")
    assert '<q lang="ru">сбиты &lt;все&gt; ракеты</q>' in page
    assert "= =all the &lt;missiles&gt; were shot down" in page


def test_tables_take_them_along(desk: CommandLine) -> None:
    """Into CSV and JSON Lines and back; a quotation that is not there has no language."""
    for name in ("table.csv", "table.jsonl"):
        desk.ok("export", name)
        assert "nothing new; 1 attribution known already" in desk.ok("import", name).err
    row = json.loads(Path("table.jsonl").read_text("utf-8"))
    assert (row["quote_language"], row["quote_translation"]) == ("ru", MEANING)
    spelled = {name: value for name, value in row.items() if value} | {"said": "2024-11-21"}
    Path("more.jsonl").write_text(json.dumps(spelled), "utf-8")
    desk.ok("import", "more.jsonl")
    assert desk.ok("show", "c1", "--json").json["attributions"][1]["quote_translation"] == MEANING
    Path("bad.csv").write_text("claim,phrase,quote_language\nX,Moscow says,Russian I think\n", "utf-8")
    refused = desk.run("import", "bad.csv").err
    assert "'Russian I think' is no language tag" in refused
    assert "quote_language is given without a quote" in refused


def test_a_translation_is_corrected_and_never_lost_in_silence(desk: CommandLine) -> None:
    """What is logged again with another one is told how to correct it; a correction says it anew."""
    other = PHRASE.replace("=all the <missiles>", "all the rockets")
    again = desk.ok("say", "c1", other)
    assert "left out: the language or translation of what a1 quotes" in again.err
    desk.ok("correct", "a1", other, "--why", "better so")
    [one] = desk.ok("show", "c1", "--json").json["attributions"]
    assert one["quote_translation"] == "all the rockets were shot down"
    assert desk.run("correct", one["ref"], other, "--why", "again").status == 5


@pytest.mark.long
def test_neither_is_told_of_a_confidential_source(desk: CommandLine) -> None:
    """The meaning of its words is its words."""
    desk.ok("source", "add", "Ivan Petrov", "--kind", "official", "--party", "Ukraine", "--confidential")
    desk.ok("say", "c1", 'Ivan Petrov denies: "ні" [uk] = "not so, he said" @ 2024-11-20')
    for what in (["report", "attributions"], ["export"], ["report", "dossier", "-o", "dossier.html"]):
        out = desk.ok(*what).out
        assert "not so, he said" not in out
    assert "not so, he said" not in Path("dossier.html").read_text("utf-8")
