"""The review screen: the claims of a view, and the current one in full."""

from collections.abc import Mapping
from typing import ClassVar, Final

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input

from verifier.domain.query import FIELDS
from verifier.services.review.claim_views import PRESENT
from verifier.tui.acting import Editor
from verifier.tui.finding import POLL
from verifier.tui.keys import KEYS, LEAVING, WRITING
from verifier.tui.layout import banner, heading, state_line
from verifier.tui.messages import Highlighted, Relaid, Zoomed
from verifier.tui.state import Review
from verifier.tui.triage import TriageScreen
from verifier.tui.widgets.claims import ClaimList
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import Detail, KeyBar, OneLine

WIDE: Final = 110
_PLACEHOLDER: Final = f"words, OR, {' '.join(f'{name}:' for name in FIELDS)}"


class ReviewScreen(TriageScreen):
    """List and detail: side by side where there is room, else one above the other."""

    AUTO_FOCUS: ClassVar[str | None] = "#claims"
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-stacked"), (WIDE, "-wide")]  # noqa: RUF012 - as the base class has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.pressed, key.action, key.words, show=False, id=key.id) for key in KEYS if key.where == "screen"
    ]

    def __init__(self, review: Review, editor: Editor | None, remapped: Mapping[str, str], *, ascii_only: bool) -> None:
        super().__init__(review, editor, ascii_only=ascii_only)
        self._remapped = remapped

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield OneLine(id="state")
        yield OneLine(id="trouble")
        yield OneLine(id="banner")
        yield TextField(placeholder=_PLACEHOLDER, id="filter")
        yield OneLine(id="reading")
        with Container(id="body"):
            with Vertical(id="left"):
                yield OneLine(id="heading")
                yield ClaimList(self.review, ascii_only=self._ascii_only)
            yield Detail()
        yield KeyBar(self._remapped)

    def on_mount(self) -> None:
        """Show what was found at first, and begin to look for others' writes."""
        self.call_after_refresh(self.show_list)
        self.set_interval(POLL, self.poll)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new width."""
        wide = event.size.width >= WIDE
        self.query_one(ClaimList).relay(2 if wide else 1, most_lines=None if wide else event.size.height * 3 // 10)
        self.show_state()

    @property
    def wide(self) -> bool:
        """Whether list and detail stand side by side."""
        return self.size.width >= WIDE

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Writing is off while looking back, and where only looking is wanted, files of the server too."""
        _ = parameters
        return self.review.writing or action not in (LEAVING if self.review.wanted.when.is_present else WRITING)

    # Showing

    def show_list(self) -> None:
        """Show the list that was found."""
        self.show_state()
        self.query_one(ClaimList).show_list()
        self.read_page()

    def show_state(self) -> None:
        """Show what is listed, and how much of it."""
        columns = self.size.width
        state = state_line(self.review, columns, busy=self._busy, ascii_only=self._ascii_only)
        self.query_one("#state", OneLine).put(state)
        told = self.progress_line() or banner(self.review, ascii_only=self._ascii_only)
        self.query_one("#banner", OneLine).put(told)
        self.query_one("#heading", OneLine).put(heading(self.query_one(ClaimList).refs))
        keys = self.query_one(KeyBar)
        keys.writing = self.review.writing
        keys.put(columns)

    @on(Highlighted)
    def highlighted(self) -> None:
        """Read the claim that is current now."""
        self.begin_anew()

    @on(Relaid)
    def show_page(self) -> None:
        """Show the page that was read."""
        dense = not (self.wide or self.has_class("zoomed"))
        self.query_one(Detail).put(self.page_lines(dense=dense), self.subject)

    # Moving about

    def action_other_pane(self) -> None:
        """Go from the list to the claim, or back."""
        there = self.query_one(ClaimList) if isinstance(self.focused, (Detail, Input)) else self.query_one(Detail)
        # At once: the next key belongs to it.
        self.set_focus(there)

    @on(Zoomed)
    def zoomed(self) -> None:
        """Read the claim alone, or beside the list again."""
        self.toggle_class("zoomed")
        self.set_focus(self.query_one(Detail if self.has_class("zoomed") else ClaimList))

    def action_back(self) -> None:
        """Take back the last thing done to the list: alone, filter, marks, looking back."""
        if self.in_triage:
            self.end_triage()
        elif self.has_class("zoomed"):
            self.zoomed()
        elif self.query_one("#filter").display or self.review.wanted.text:
            self._close_filter()
            self.query_one("#filter", Input).value = ""
            self._filter_by("")
        elif self.review.shown_marks:
            self.review.unmark()
            self.show_list()
        elif not self.review.wanted.when.is_present:
            self.find(replace(self.wanted, when=PRESENT, moment=""))

    def focus_list(self) -> None:
        """Give the focus to the list."""
        self.set_focus(self.query_one(ClaimList))

    def action_mark(self) -> None:
        """Mark the current claim, and go to the next."""
        self.review.toggle_mark()
        self.query_one(ClaimList).action_cursor_down()
        self.query_one(ClaimList).refresh()
        self.show_state()

    def action_mark_all(self) -> None:
        """Mark every claim shown, or none."""
        with self.refusals():
            self.review.mark_shown()
        self.query_one(ClaimList).refresh()
        self.show_state()

    async def action_help(self) -> None:
        """Show every key."""
        from verifier.tui.screens.help import Help

        await self.app.push_screen(Help(self._remapped, ascii_only=self._ascii_only))
