"""A sheet drafted from an article on the screen: decided on in the editor, and recorded as any sheet is."""

import contextlib
import sys
from pathlib import Path
from typing import Final

import pytest
from textual.widgets import Input

from tests.tui.driving import Driver, drive
from tests.tui.test_trouble import an_editor, done_editing
from verifier.cli.editing import open_editor
from verifier.services.review.claim_views import show
from verifier.services.review.document_contents import text_of
from verifier.services.review.pager import head_revision
from verifier.services.workspace import Workspace
from verifier.tui.app import ReviewApp
from verifier.tui.screens.confirm import Confirm
from verifier.tui.screens.draft import DraftBox
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.screens.unknown import UnknownName
from verifier.tui.state import CurrentDocument, Review

pytest.importorskip("spacy")
ARTICLE: Final = """\
# Depot Burns Near Bryansk

A fuel depot burned near Bryansk overnight, the regional governor said on Tuesday.

"Six drones were shot down. Nobody was hurt," Dmitry Peskov told reporters. Ukraine has not commented.

Reuters, citing a Ukrainian security official, reported that drones had hit the depot.
"""
ACCEPT: Final = "sed -i 's/^?? //' \"$1\""
URL: Final = "https://example.org/depot"


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that is lent to the editor: there is none under a pilot. A real one is in test_terminal."""
    monkeypatch.setattr(ReviewApp, "suspend", lambda _: contextlib.nullcontext())


@pytest.fixture
def reading(workspace: Workspace) -> Review:
    """A review whose analyst reads an article of the Moscow Times."""
    review = Review(workspace)
    review.read_document(CurrentDocument(URL, "The Moscow Times", "2024-11-19"))
    return review


async def answered_as_new(driver: Driver) -> None:
    """Have every name that is asked about be a new source, until something is told."""
    while not driver.notices:
        await driver.pilot.pause(0.05)
        if driver.shows(UnknownName):
            await driver.press("end", "up", "enter")
    await driver.settled()


@pytest.mark.long
@pytest.mark.usefixtures("lent")
@pytest.mark.parametrize("pasted", [False, True])
def test_what_is_accepted_of_an_article_is_recorded(
    workspace: Workspace, reading: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, pasted: bool
) -> None:
    """D, a file or its text: the sheet has the current document; what is accepted in the editor is recorded."""
    an_editor(tmp_path, monkeypatch, f'cp "$1" {tmp_path}/seen; {ACCEPT}')
    article = tmp_path / "depot.md"
    article.write_text(ARTICLE, encoding="utf-8")

    async def script(driver: Driver) -> None:
        revision = head_revision(workspace)
        await driver.press("D")
        assert driver.shows(DraftBox)
        if pasted:
            await driver.paste(ARTICLE)
            assert driver.app.screen.query_one("#article", Input).placeholder == f"{len(ARTICLE)} characters pasted"
        else:
            await driver.type(str(article))
        await driver.press("enter")
        await answered_as_new(driver)
        assert driver.notices[-1].startswith(f"recorded in r{revision + 1}")
        assert driver.shows(ReviewScreen)
        assert driver.review.spot.claim == 18
        new = [show(workspace, f"c{number}") for number in range(18, 22)]
        assert [one.full.answer.claim.text for one in new] == [
            "A fuel depot burned near Bryansk overnight",
            "Six drones were shot down",
            "Nobody was hurt",
            "Drones had hit the depot",
        ]
        [document] = new[1].context.documents.values()
        assert (document.url, document.title) == (URL, "Depot Burns Near Bryansk")
        assert new[1].context.name(document.outlet) == "The Moscow Times"
        assert text_of(workspace, f"d{document.id}") == ARTICLE

    drive(workspace, script, review=reading, editor=open_editor)
    seen = (tmp_path / "seen").read_text("utf-8")
    assert f"url: {URL}\noutlet: The Moscow Times\npublished: 2024-11-19\n" in seen
    assert list((tmp_path / "state" / "verifier" / "drafts").iterdir()) == []


@pytest.mark.long
@pytest.mark.usefixtures("lent")
def test_what_is_undecided_is_told_and_the_sheet_is_kept(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed without a decision nothing is recorded: how many are left is told, and where the sheet is; D goes on."""
    an_editor(tmp_path, monkeypatch, f"[ -e {tmp_path}/decide ] && {ACCEPT} || true")

    async def script(driver: Driver) -> None:
        revision = head_revision(workspace)
        await driver.press("D")
        await driver.paste(ARTICLE)
        await driver.press("enter")
        await done_editing(driver)
        assert driver.shows(Confirm)
        told = "\n".join(driver.app.screen._told)  # type: ignore[attr-defined]  # noqa: SLF001
        assert "9 proposals undecided" in told
        await driver.press("down", "enter")
        await driver.until(lambda: driver.notices)
        [sheet, text] = sorted((tmp_path / "state" / "verifier" / "drafts").iterdir())
        assert f"kept in {sheet}" in driver.notices[-1]
        assert text.read_text("utf-8") == ARTICLE
        assert oct(text.stat().st_mode)[-3:] == oct(sheet.stat().st_mode)[-3:] == "600"
        assert head_revision(workspace) == revision
        (tmp_path / "decide").touch()
        driver.app.clear_notifications()
        await driver.press("D")
        assert driver.shows(Confirm)
        await driver.press("enter")
        await answered_as_new(driver)
        assert driver.notices[-1].startswith(f"recorded in r{revision + 1}")
        assert list((tmp_path / "state" / "verifier" / "drafts").iterdir()) == []

    drive(workspace, script, editor=open_editor)


@pytest.mark.long
def test_what_cannot_be_drafted_from_is_told_in_the_box(workspace: Workspace, tmp_path: Path) -> None:
    """No article, a file that is not there, a text in which nobody says anything; what was typed stays."""
    (tmp_path / "dull.txt").write_text("It rained in the morning.\n", encoding="utf-8")

    async def script(driver: Driver) -> None:
        await driver.press("D", "enter")
        assert "no article is given" in driver.line("fault")
        for name, told in (("gone.txt", "gone.txt"), ("dull.txt", "nothing is proposed")):
            field = driver.app.screen.query_one("#article", Input)
            field.value = ""
            await driver.type(str(tmp_path / name))
            await driver.press("enter")
            assert driver.shows(DraftBox)
            assert told in driver.line("fault")
            assert field.value == str(tmp_path / name)
        await driver.paste(ARTICLE)
        assert driver.line("fault") == ""
        await driver.press("escape")
        assert driver.shows(ReviewScreen)

    drive(workspace, script, editor=open_editor)


@pytest.mark.long
def test_the_path_is_completed(workspace: Workspace, tmp_path: Path) -> None:
    """Tab takes as much as is the same in all, a directory with its slash; hidden files wait for their dot."""
    (tmp_path / "articles").mkdir()
    for name in ("depot-1.md", "depot-2.md", ".hidden.md", "o'dd[b].txt"):
        (tmp_path / "articles" / name).write_text("x\n", encoding="utf-8")

    async def script(driver: Driver) -> None:
        await driver.press("D")
        field = driver.app.screen.query_one("#article", Input)
        await driver.press("tab")
        assert field.value == ""
        await driver.type(f"{tmp_path}/art")
        for typed, taken in (("", "articles/"), ("d", "articles/depot-"), ("2", "articles/depot-2.md")):
            await driver.type(typed)
            await driver.press("tab")
            assert field.value == f"{tmp_path}/{taken}"
        field.value = ""
        await driver.type(f"{tmp_path}/articles/o")
        await driver.press("tab")
        assert field.value == f"{tmp_path}/articles/o'dd[b].txt"
        field.value = ""
        for typed in ("~nobody-at-all/x", "gone/there", "\0"):
            await driver.type(typed)
            await driver.press("tab")
            assert field.value.endswith(typed)
            field.value = ""
        await driver.press("escape")
        assert driver.shows(ReviewScreen)

    drive(workspace, script, editor=open_editor)


def test_without_the_extra_it_is_told_how_to_install_it(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and no box."""
    monkeypatch.setitem(sys.modules, "spacy", None)

    async def script(driver: Driver) -> None:
        await driver.press("D")
        assert driver.shows(ReviewScreen)
        assert "pip install 'verifier-ledger[draft]'" in driver.notices[-1]

    drive(workspace, script, editor=open_editor)


@pytest.mark.long
def test_nothing_is_drafted_while_looking_back(workspace: Workspace) -> None:
    """The key is off, as all are that record."""

    async def script(driver: Driver) -> None:
        await driver.press("t")
        await driver.type("2024-11-20")
        await driver.press("enter", "D")
        assert driver.shows(ReviewScreen)

    drive(workspace, script, editor=open_editor)
