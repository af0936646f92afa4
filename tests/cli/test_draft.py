"""From an article to a sheet to decide on, and into the ledger."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.cli.driving import CommandLine
from verifier.storage.db.location import Location

pytest.importorskip("spacy")
SEED: Final = Path(__file__).parents[3] / "shared/datasets/seed-article/moscow-times-2024-11-19.txt"
seeded: Final = pytest.mark.skipif(not SEED.exists(), reason="the seed article is not here")
ARTICLE: Final = """\
# Depot Burns Near Bryansk

A fuel depot burned near Bryansk overnight, the regional governor said on Tuesday.

"Six drones were shot down. Nobody was hurt," Dmitry Peskov told reporters. Ukraine has not commented.

Reuters, citing a Ukrainian security official, reported that drones had hit the depot.
"""
KEY: Final = re.compile(r"// @([0-9.]+) \"")
PUBLISHED: Final = ("--published", "2024-11-19")


def test_an_article_becomes_a_sheet_of_undecided_lines(desk: CommandLine) -> None:
    """Each claim and attribution is proposed, in the order of the article, and none is recorded."""
    sheet = desk.ok("draft", desk.file("a.md", ARTICLE), *PUBLISHED).out
    assert [row for row in sheet.split("\n") if row.startswith(("#", "??", "published"))] == [
        "# Depot Burns Near Bryansk",
        "published: 2024-11-19",
        "?? ## A fuel depot burned near Bryansk overnight",
        "?? regional governor says",
        "?? ## Six drones were shot down",
        '?? Dmitry Peskov says: "Six drones were shot down."',
        "?? ## Nobody was hurt",
        '?? Dmitry Peskov says: "Nobody was hurt"',
        "?? Ukraine has not commented",
        "?? ## Drones had hit the depot",
        "?? Reuters, citing a Ukrainian security official, reports",
    ]
    assert desk.ok("list", "--json").json == []


def test_a_sheet_is_refused_until_it_is_decided_on(desk: CommandLine) -> None:
    """One error tells how many are left; with all accepted and one claim rejected the rest is recorded."""
    sheet = desk.file("a.claims.md", "")
    Path(sheet).unlink()
    desk.ok("draft", desk.file("a.md", ARTICLE), "-o", sheet, *PUBLISHED)
    refused = desk.run("log", "-f", sheet)
    assert refused.status == 4
    assert refused.err.count("undecided") == 1
    text = Path(sheet).read_text(encoding="utf-8")
    decided = text.replace("?? ## Drones", "// ## Drones").replace("\n?? ", "\n")
    Path(sheet).write_text(decided, encoding="utf-8")
    recorded = desk.ok("log", "-f", sheet, "--new", "--json").json
    assert recorded["recorded"] == ["c1", "a1", "c2", "a2", "c3", "a3", "a4"]
    (document,) = desk.ok("document", "list", "--json").json
    assert document["title"] == "Depot Burns Near Bryansk"


def test_drafting_again_adds_only_what_is_new(desk: CommandLine) -> None:
    """What was edited, rejected or deleted stays so; only what was never offered is added."""
    sheet, article = Path(desk.file("a.claims.md", "")), desk.file("a.md", ARTICLE)
    sheet.unlink()
    desk.ok("draft", article, "-o", str(sheet))
    offered = sheet.read_text(encoding="utf-8")
    edited = offered.replace("?? ## Nobody was hurt", "// ## Nobody was hurt").replace(
        "?? regional governor says\n", ""
    )
    sheet.write_text(edited, encoding="utf-8")
    assert "nothing new" in desk.ok("draft", article, "-o", str(sheet)).err
    assert sheet.read_text(encoding="utf-8") == edited
    forgotten = edited.replace(f" {KEY.findall(offered)[-1]}", "")
    sheet.write_text(forgotten, encoding="utf-8")
    assert "1 proposal to decide on" in desk.ok("draft", article, "-o", str(sheet)).err
    added = sheet.read_text(encoding="utf-8").splitlines()[-3:]
    assert added[:2] == ["?? ## Drones had hit the depot", "?? Reuters, citing a Ukrainian security official, reports"]


def test_a_draft_never_replaces_another_file(desk: CommandLine) -> None:
    """Neither the article, nor a sheet that was typed, nor one of another text, nor the database is written over."""
    article, typed = desk.file("a.md", ARTICLE), desk.file("typed.claims.md", "## A claim\nMoscow says\n")
    other = Path(desk.file("other.claims.md", ""))
    other.unlink()
    desk.ok("draft", desk.file("b.md", ARTICLE.replace("Six", "Nine")), "-o", str(other))
    for target in (article, typed, str(other), str(desk.location)):
        before = Path(target).read_bytes()
        assert desk.run("draft", article, "-o", target).status in {2, 4, 5}
        assert Path(target).read_bytes() == before


def test_json_gives_offsets_into_the_text_unchanged(desk: CommandLine) -> None:
    """Plain text comes back as it was, and every span is a piece of it."""
    text = ARTICLE.replace("Bryansk", "Bryánsk \U0001f525")
    drafted = desk.ok("draft", desk.file("a.txt", text), "--json").json
    assert drafted["text"] == text
    assert drafted["document"] == {
        "title": "Depot Burns Near Bryánsk \U0001f525",
        "outlet": None,
        "published": None,
        "url": None,
    }
    one = drafted["proposals"][-1]
    assert [text[start:end] for start, end in one["content"]] == ["drones had hit the depot"]
    assert [text[start:end] for start, end in one["cue"]] == ["reported"]
    assert (one["origin"], one["via"], one["stance"]) == ("Ukrainian security official", ["Reuters"], "affirms")


def test_a_page_is_read_for_its_article(desk: CommandLine) -> None:
    """Of HTML the main text is taken, with title, outlet and date; the text is written beside the sheet."""
    body = "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n\n")[1:])
    page = (
        "<!doctype html><html><head><title>Depot Burns</title><meta property='og:site_name' content='Example Wire'>"
        "<meta property='article:published_time' content='2024-11-19T10:00:00Z'></head><body><nav>Home</nav>"
        f"<article><h1>Depot Burns</h1>{body}</article><footer>Cookies</footer></body></html>"
    )
    sheet = Path(desk.file("a.claims.md", ""))
    sheet.unlink()
    desk.ok("draft", desk.file("a.html", page), "-o", str(sheet))
    written = sheet.read_text(encoding="utf-8")
    assert "?? outlet: Example Wire\npublished: 2024-11-19\ntext: a.txt\n" in written
    assert "Cookies" not in sheet.with_name("a.txt").read_text(encoding="utf-8")
    assert "Reuters, citing a Ukrainian security official, reports" in written


def test_without_the_extra_one_line_says_how_to_install_it(desk: CommandLine, tmp_path: Path) -> None:
    """An analyst who has not installed it is told how, and nothing else fails."""
    blocked = tmp_path / "blocked"
    (blocked / "spacy").mkdir(parents=True)
    (blocked / "spacy/__init__.py").write_text("raise ImportError('not here')")
    run = subprocess.run(
        [sys.executable, "-c", "from verifier.cli.start import main; main()", "draft", desk.file("a.txt", ARTICLE)],
        env=desk.environment | {"PYTHONPATH": str(blocked)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "pip install 'verifier-ledger[draft]'" in run.stderr


def test_an_unknown_model_is_told(desk: CommandLine) -> None:
    """A model that spaCy does not have is named."""
    refused = desk.run("draft", desk.file("a.txt", ARTICLE), "--model", "xx_none")
    assert (refused.status, "xx_none" in refused.err) == (2, True)


@seeded
def test_the_seed_article_is_drafted_whole(desk: CommandLine) -> None:
    """Its thirteen attributions, fifteen phrases as two quotations have two sentences, each by the right source."""
    drafted = desk.ok("draft", str(SEED), "--json").json
    assert [one["phrase"].partition(":")[0] for one in drafted["proposals"]] == [
        "Russia's Defense Ministry says",
        "Ukraine has not confirmed",
        "U.S. media report",
        "Russia's Defense Ministry says",
        "Russia's Defense Ministry says",
        "Russia's Defense Ministry says",
        "Russia's Defense Ministry says",
        "Russia's Defense Ministry did not report",
        "RBC Ukraine, citing an anonymous source in the Ukrainian military, reports",
        "unverified videos on social media purportedly show",
        "Sergei Lavrov says",
        "Sergei Lavrov says",
        "Sergei Lavrov says",
        "according to U.S. media",
        "The Moscow Times reportedly says",
    ]
    assert drafted["document"]["outlet"] == "The Moscow Times"


KNOWN: Final = ARTICLE.replace("the regional governor", "the governor of the Bryansk region")
EDITOR: Final = r"""#!/bin/sh
# The first time one proposal is left undecided, the second time none.
if [ -e edited ]; then
    sed -i 's/^[?][?] //' "$1"
else
    sed -i -e '/^[?][?] Reuters/b' -e 's/^[?][?] ## Nobody/X ## Nobody/' -e 's/^[?][?] //' -e 's/^X /\/\/ /' "$1"
    touch edited
fi
"""


def with_editor(desk: CommandLine) -> CommandLine:
    """The desk of somebody who decides on all but one proposal, and on that when asked once more."""
    editor = Path(desk.file("editor.sh", EDITOR))
    editor.chmod(0o700)
    return desk.with_environment(EDITOR=str(editor))


@pytest.mark.long
def test_a_draft_is_decided_on_in_the_editor_and_logged(desk: CommandLine) -> None:
    """At a terminal: what is left undecided is told and the editor opened again; what was accepted is recorded."""
    desk.file("a.md", KNOWN)
    done = with_editor(desk).terminal("draft", "a.md", "-e", *PUBLISHED, answers=[("open the editor again", "y")])
    assert done.status == 0, done.out
    assert "1 proposal undecided" in done.out
    assert "recorded c1" in done.out
    claims = [one["claim"] for one in desk.ok("list", "--json").json]
    assert "A fuel depot burned near Bryansk overnight" in claims
    assert "Nobody was hurt" not in claims
    assert desk.ok("document", "list", "--json").json[0]["title"] == "Depot Burns Near Bryansk"
    assert desk.ok("document", "text", "d1").out == KNOWN
    assert not list((desk.home / "state").rglob("*.claims.md"))


def test_what_is_left_undecided_is_told_and_the_sheet_is_kept(desk: CommandLine) -> None:
    """Whoever does not go on finds the sheet as it was left, and can log it once it is decided on."""
    desk.file("a.md", KNOWN)
    done = with_editor(desk).terminal("draft", "a.md", "-e", *PUBLISHED, answers=[("open the editor again", "n")])
    assert done.status == 130, done.out
    assert "1 proposal undecided" in done.out
    kept = re.search(r"What you wrote is kept in (\S+\.md)", done.out)
    assert kept is not None, done.out
    assert desk.ok("list", "--json").json == []
    sheet = Path(kept[1])
    assert sheet.read_text("utf-8").count("\n?? ") == 1
    sheet.write_text(sheet.read_text("utf-8").replace("\n?? ", "\n"), "utf-8")
    assert f"Log it with: verifier log -f {sheet} --allow-outside" in done.out
    desk.ok("log", "-f", str(sheet), "--allow-outside")
    assert desk.ok("document", "text", "d1").out == KNOWN


@pytest.mark.long
def test_a_draft_in_a_file_stays_there_while_it_is_undecided(desk: CommandLine) -> None:
    """With -o the sheet is the analyst's own file; drafting again opens it as it was left, and then it is logged."""
    desk.file("a.md", KNOWN)
    at_work = with_editor(desk)
    done = at_work.terminal("draft", "a.md", "-o", "a.claims.md", "-e", *PUBLISHED)
    assert done.status == 4, done.out
    assert "1 proposal undecided" in done.out
    assert (desk.home / "a.claims.md").read_text("utf-8").count("\n?? ") == 1
    done = at_work.terminal("draft", "a.md", "-o", "a.claims.md", "-e", *PUBLISHED)
    assert done.status == 0, done.out
    assert "nothing new for a.claims.md" in done.out
    assert len(desk.ok("list", "--json").json) == 3


@pytest.mark.long
def test_an_article_from_elsewhere_is_archived_with_what_was_accepted(desk: CommandLine, tmp_path: Path) -> None:
    """Wherever it is, and also as what was taken from a page; on a database that is not there yet."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    paragraphs = "</p><p>".join(KNOWN.split("\n\n")[1:])
    page = f"<html><body><article><h1>Depot</h1><p>{paragraphs}</p></article></body></html>"
    (place / "a.html").write_text(page, "utf-8")
    made = Location(path=tmp_path / "made" / "verifier.db")
    new = CommandLine(desk.home, made, {"EDITOR": "sed -i 's/^[?][?] //'"})
    done = new.terminal("draft", str(place / "a.html"), "-e", "--title", "Depot", *PUBLISHED)
    assert done.status == 0, done.out
    assert "the governor of the Bryansk region said" in new.ok("document", "text", "d1").out
