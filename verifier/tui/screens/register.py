"""Sources and documents to look up: a list that is narrowed while a name is typed, and the page of the current one."""

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import Struct
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from verifier.domain.errors import VerifierError
from verifier.reports.statements import statements_page
from verifier.reports.text.page import Kind, Page, Target
from verifier.reports.text.styled import Line, Role, Run, line, padded, visible
from verifier.reports.text.wording import counted, span
from verifier.services.review.asked import When
from verifier.services.review.documents import list_documents
from verifier.services.review.naming import found_by_name
from verifier.services.review.sources import list_sources
from verifier.services.review.statements import said_by, said_in
from verifier.services.workspace import Workspace
from verifier.tui.content import one_line
from verifier.tui.layout import WIDE
from verifier.tui.state import Review
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import Detail, OneLine

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTED: Final = 400
"""How many lines are shown at most; typing finds the others."""
_RESTING: Final = 0.1


class Entry(Struct, frozen=True):
    """A source or a document in a list: what it opens, what it is found by, and what its line says."""

    target: Target
    words: str
    said: Line


def source_entries(workspace: Workspace, when: When) -> list[Entry]:
    """Every source that is named, who said most first (DatabaseError)."""
    found = [one for one in list_sources(workspace, known=when.known) if not one.source.anonymous]
    found.sort(key=lambda one: (-one.attributions, one.source.name.casefold()))
    entries = []
    for one in found:
        source = one.source
        facts = ("official" if source.official else "", source.party or "no party", source.kind or "")
        said = line(
            Run(f"{padded(f'{one.attributions:,}', 5, right=True)}  ", Role.NEUTRAL),
            visible(source.name),
            Run(f"  {visible(', '.join(filter(None, facts)))}", Role.FAINT),
        )
        words = " ".join((source.name, *source.aliases, source.party or ""))
        entries.append(Entry(Target(Kind.SOURCE, source.id), words, said))
    return entries


def document_entries(workspace: Workspace, when: When) -> list[Entry]:
    """Every document, the one recorded last first (DatabaseError)."""
    documents = list_documents(workspace, when.known)
    entries = []
    for one in reversed(documents.lines):
        document = one.document
        outlet = documents.context.name(document.outlet) or ""
        published = span(document.published, documents.context.zone) if document.published else "no date"
        name = document.title or document.url or ""
        said = line(
            Run(f"{padded(f'{one.attributions:,}', 5, right=True)}  ", Role.NEUTRAL),
            Run(f"{padded(published, 11)}  ", Role.FAINT),
            *([Run("taken back  ", Role.FAULT)] if document.retracted else []),
            visible(name),
            Run(f"  {visible(outlet)}", Role.FAINT),
        )
        words = " ".join(filter(None, (document.title, document.url, outlet)))
        entries.append(Entry(Target(Kind.DOCUMENT, document.id), words, said))
    return entries


class Register(ModalScreen[Target | None]):
    """All sources, or all documents; gives the one that is to be opened."""

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = "boxes.tcss"
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-stacked"), (WIDE, "-wide")]  # noqa: RUF012 - as the base class has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back", id="box.close"),
        Binding("down", "move(1)", "next", show=False, priority=True),
        Binding("up", "move(-1)", "before", show=False, priority=True),
        Binding("pagedown", "move(10)", "ten on", show=False, priority=True),
        Binding("pageup", "move(-10)", "ten back", show=False, priority=True),
    ]

    def __init__(self, review: Review, kind: Kind, typed: str = "", *, ascii_only: bool) -> None:
        super().__init__()
        self._review = review
        self._kind = kind
        self._ascii_only = ascii_only
        self._every: Sequence[Entry] = ()
        self._listed: Sequence[Entry] = ()
        self.typed = typed

    def compose(self) -> ComposeResult:
        """What is typed, the list, and the page of the current one."""
        what = "source" if self._kind is Kind.SOURCE else "document"
        yield OneLine(id="register-state")
        yield TextField(self.typed, placeholder=f"part of the name of a {what}", id="wanted", select_on_focus=False)
        with Horizontal(id="register"):
            with Vertical(id="entries-side"):
                yield OptionList(id="entries")
            yield Detail("entry")
        keys = "[b]type[/b] to find  [b]up, down[/b] choose  [b]enter[/b] open  [b]esc[/b] back"
        yield Static(keys, id="register-keys")

    async def on_mount(self) -> None:
        """Read the list."""
        self.query_one("#entry", Detail).can_focus = False
        self.query_one("#entries").can_focus = False
        self._read()

    @work(exclusive=True, group="names")
    async def _read(self) -> None:
        read = source_entries if self._kind is Kind.SOURCE else document_entries
        try:
            self._every = await asyncio.to_thread(read, self._review.workspace, self._review.wanted.when)
        except VerifierError as error:
            self.query_one("#register-state", OneLine).put(line(Run(f" {visible(error.message)}", Role.FAULT)))
            return
        self._narrow()

    @on(Input.Changed, "#wanted")
    def typing(self, event: Input.Changed) -> None:
        """Narrow the list to what is typed."""
        self.typed = event.value
        self._narrow()

    def _narrow(self) -> None:
        found = found_by_name(self.typed, self._every, lambda entry: entry.words)
        self._listed = found[:LISTED]
        entries = self.query_one("#entries", OptionList)
        entries.clear_options()
        entries.add_options([Option(one_line(entry.said)) for entry in self._listed])
        entries.highlighted = 0 if self._listed else None
        self._tell(len(found))
        self._show_entry()

    def _tell(self, found: int) -> None:
        what = "source" if self._kind is Kind.SOURCE else "document"
        more = "" if found <= LISTED else f", the first {LISTED} of them listed: type to find the others"
        said = f" {counted(found, what).upper()} of {len(self._every):,}{more}"
        self.query_one("#register-state", OneLine).put(line(Run(said, Role.STRONG)))

    @property
    def _current(self) -> Target | None:
        place = self.query_one("#entries", OptionList).highlighted
        return None if place is None or place >= len(self._listed) else self._listed[place].target

    def action_move(self, step: int) -> None:
        """Go on in the list while the name is typed."""
        entries = self.query_one("#entries", OptionList)
        if self._listed and entries.highlighted is not None:
            entries.highlighted = max(0, min(len(self._listed) - 1, entries.highlighted + step))

    @on(OptionList.OptionHighlighted, "#entries")
    def highlighted(self) -> None:
        """Show the page of the current one."""
        self._show_entry()

    @work(exclusive=True, group="beside")
    async def _show_entry(self) -> None:
        pane, target = self.query_one("#entry", Detail), self._current
        await asyncio.sleep(_RESTING)
        if target is None or not pane.display:
            pane.put([])
            return
        workspace, when = self._review.workspace, self._review.wanted.when
        read = said_by if target.kind is Kind.SOURCE else said_in
        try:
            found = await asyncio.to_thread(read, workspace, target.number, when)
        except VerifierError as error:
            pane.put([line(Run(visible(error.message), Role.FAULT))])
            return
        if not pane.is_attached:
            return
        columns = max(20, pane.scrollable_content_region.width)
        pane.put(statements_page(found, Page(columns, self._review.pager.at, self._ascii_only)), target)

    @on(Input.Submitted, "#wanted")
    def entered(self) -> None:
        """Open the current one."""
        if (target := self._current) is not None:
            self.leave(target)

    @on(OptionList.OptionSelected, "#entries")
    def clicked(self) -> None:
        """Open the one that was clicked."""
        self.entered()

    def leave(self, target: Target | None) -> None:
        """Close with what is to be opened; what is still read is given up."""
        for group in ("names", "beside"):
            self.workers.cancel_group(self, group)
        _ = self.dismiss(target)

    def action_close(self) -> None:
        """Go back with nothing opened."""
        self.leave(None)
