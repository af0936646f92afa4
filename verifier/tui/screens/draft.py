"""An article to draft a claim sheet from: a file, or its text pasted; it was read in the current document."""

import asyncio
from pathlib import Path
from typing import ClassVar

from msgspec import Struct
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, Static

from verifier.domain.errors import VerifierError
from verifier.intake.draft.article import About
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.services.drafting import Drafted
from verifier.services.files import read_file
from verifier.services.record.article_drafts import drafted
from verifier.tui.paths import PathSuggester, completed
from verifier.tui.screens.box import Box
from verifier.tui.state import Review
from verifier.tui.widgets.fields import ArticleField
from verifier.tui.widgets.lines import OneLine


class Proposed(Struct, frozen=True):
    """What was drafted, and the file that it was drafted from, if it was one."""

    found: Drafted
    source: Path | None


class DraftBox(Box[Proposed]):
    """The path of an article, or its text; Enter drafts from it. Nothing is recorded."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete the path", show=False, priority=True)]

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review

    def compose(self) -> ComposeResult:
        """The article, and the document that it is."""
        with self.framed("Draft a sheet from an article"):
            with Horizontal(classes="field"):
                yield Label("article")
                placeholder = "the path of its file, or paste its text here"
                yield ArticleField(placeholder=placeholder, suggester=PathSuggester(), id="article")
            yield Static(Content.styled(self._document, "$faint"))
            yield OneLine(id="fault")
            yield OneLine(id="doing")
            keys = "[b]tab[/b] complete the path  [b]enter[/b] draft, and decide in the editor  [b]esc[/b] back"
            yield Static(keys, classes="hint")

    @property
    def _document(self) -> str:
        given = self._review.document.fields
        if not given:
            return "No document is chosen (d): what the article tells of itself is taken."
        return f"Read in {visible(', '.join(given.values()))} (d)."

    @property
    def _field(self) -> ArticleField:
        return self.query_one("#article", ArticleField)

    @on(Input.Changed, "#article")
    def typed(self) -> None:
        """Forget the last error."""
        self.unrefuse()

    def action_complete(self) -> None:
        """Take over what every file and directory that begins so goes on with."""
        field = self._field
        field.value = completed(field.value) if field.value else ""
        field.cursor_position = len(field.value)

    @on(Input.Submitted, "#article")
    def submitted(self, event: Input.Submitted) -> None:
        """Draft from the file, else from what was pasted."""
        path = event.value.strip().strip("'\"")
        if path:
            self._draft(Path(path).expanduser(), "")
        elif self._field.pasted:
            self._draft(None, self._field.pasted)
        else:
            self.refuse_words("no article is given. Write the path of its file, or paste its text")

    @work(exclusive=True, group="preview")
    async def _draft(self, source: Path | None, text: str) -> None:
        doing, field = self.query_one("#doing", OneLine), self._field
        field.disabled = True
        doing.put(line(Run("reading the article" + ("..." if self.app.has_class("-ascii") else "…"), Role.STRONG)))
        try:
            found = await asyncio.to_thread(self._drafted, source, text)
        except VerifierError as error:
            self.refuse(error)
        else:
            if found.proposals:
                self.leave(Proposed(found, source))
                return
            self.refuse_words("nothing is proposed: nobody is reported to have said anything in this text")
        doing.put(None)
        field.disabled = False
        self.set_focus(field)

    def _drafted(self, source: Path | None, text: str) -> Drafted:
        data = text.encode("utf-8", "surrogatepass") if source is None else read_file(source)
        name = "the pasted text" if source is None else str(source)
        read = self._review.document.fields
        given = About(outlet=read.get("outlet"), published=read.get("published"), url=read.get("url"))
        return drafted(self._review.workspace, data, name, given)
