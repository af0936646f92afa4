"""The review screen: the claims of a view, the current one in full, and beside it what it rests on."""

from collections.abc import Mapping
from typing import ClassVar, Final

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input

from verifier.domain.query import FIELDS
from verifier.reports.text.page import Kind
from verifier.services.review.asked import PRESENT
from verifier.tui.acting import Editor
from verifier.tui.finding import POLL
from verifier.tui.keybar import Here, bar
from verifier.tui.keys import LEAVING, WRITING, Key, bindings
from verifier.tui.layout import WIDE, WIDEST, banner, heading, state_line
from verifier.tui.messages import Highlighted, Relaid, Zoomed
from verifier.tui.state import Review
from verifier.tui.triage import TriageScreen
from verifier.tui.widgets.claims import ClaimList
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import Detail, OneLine, PressedLine

_PLACEHOLDER: Final = f"words, c12, OR, {' '.join(f'{name}:' for name in FIELDS)}"


class ReviewScreen(TriageScreen):
    """List and page one above the other, side by side where there is room, and a third column where there is more."""

    AUTO_FOCUS: ClassVar[str | None] = "#claims"
    BINDINGS: ClassVar[list[BindingType]] = bindings("screen")

    def __init__(self, review: Review, editor: Editor | None, remapped: Mapping[str, str], *, ascii_only: bool) -> None:
        super().__init__(review, editor, ascii_only=ascii_only)
        self._remapped = remapped

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        self._take_width(self.app.size.width)  # now, as every class that comes later has all styles worked out again
        yield OneLine(id="state")
        yield OneLine(id="trouble")
        yield OneLine(id="banner")
        yield PressedLine("parts")
        yield TextField(placeholder=_PLACEHOLDER, id="filter")
        yield OneLine(id="reading")
        with Container(id="body"):
            with Vertical(id="left"):
                yield OneLine(id="heading")
                yield ClaimList(self.review, ascii_only=self._ascii_only)
            yield Detail("detail")
            yield Detail("beside")
        yield PressedLine("keys")

    def on_mount(self) -> None:
        """Show what was found at first, or begin to look for it; and begin to look for others' writes."""
        self.query_one("#beside", Detail).can_focus = False
        if self.review.opened:
            self.call_after_refresh(self.show_list)
            self.count_facets()
        else:
            self.call_after_refresh(self.find_again)
        self.set_interval(POLL, self.poll)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new width."""
        wide = event.size.width >= WIDE
        self._take_width(event.size.width)
        self.query_one(ClaimList).relay(2 if wide else 1, most_lines=None if wide else event.size.height * 3 // 10)
        self.show_state()
        self.show_facets()

    def _take_width(self, columns: int) -> None:
        self.set_class(columns >= WIDE, "-wide")
        self.set_class(columns < WIDE, "-stacked")
        self.set_class(columns >= WIDEST, "-widest")

    @property
    def wide(self) -> bool:
        """Whether list and detail stand side by side."""
        return self.size.width >= WIDE

    @property
    def has_room_beside(self) -> bool:
        """Whether something stands beside the page."""
        return self.size.width >= WIDEST

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
        state = state_line(self.review, self.size.width, busy=self._busy, ascii_only=self._ascii_only)
        self.query_one("#state", OneLine).put(state)
        told = self.progress_line() or banner(self.review, ascii_only=self._ascii_only)
        self.query_one("#banner", OneLine).put(told)
        self.query_one("#heading", OneLine).put(heading(self.query_one(ClaimList).refs))
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that apply."""
        keys = bar(self._remapped, self.size.width, self._here, self._applies)
        self.query_one("#keys", PressedLine).put(keys)

    def on_descendant_focus(self) -> None:
        """Show the keys of what has the focus now."""
        self.show_keys()

    @property
    def _here(self) -> Here:
        if isinstance(self.focused, Input):
            return Here.FILTER
        if self.in_triage:
            return Here.TRIAGE
        if isinstance(self.focused, Detail) or self.on_a_walk:
            return Here.PAGE
        return Here.LIST if self.review.wanted.when.is_present else Here.PAST

    def _applies(self, key: Key) -> bool:
        """Whether there is anything for a key to do."""
        row = self.query_one("#detail", Detail).target
        needs: Mapping[str, object] = {
            "move.zoom": row,
            "move.walk-back": self.on_a_walk,
            "fix.correct": row and row.kind in {Kind.ATTRIBUTION, Kind.DOCUMENT},
            "find.seen": self.review.changed,
            "share.open": self.addresses(),
            "fix.link": self.targets,
            "log.say": self.targets,
            "log.assess": self.targets,
            "find.triage": len(self.review.pager),
            "share.export": len(self.review.pager),
        }
        return bool(self.check_action(key.action, ()) and needs.get(key.id, True))

    @on(Highlighted)
    def highlighted(self) -> None:
        """Read the claim that is current now."""
        self.begin_anew()

    @on(Relaid)
    def relaid(self, message: Relaid) -> None:
        """Lay a page out for its new width."""
        if message.pane == "beside":
            self.read_beside()
        else:
            self.show_page()

    def show_page(self) -> None:
        """Show the page that was read."""
        dense = not (self.wide or self.has_class("zoomed"))
        self.query_one("#detail", Detail).put(self.page_lines(dense=dense), self.subject)

    # Moving about

    def action_other_pane(self) -> None:
        """Complete the filter; else go from the list to the claim, or back."""
        if self.complete_filter():
            return
        to_list = isinstance(self.focused, (Detail, Input))
        # At once: the next key belongs to it.
        self.set_focus(self.query_one("#claims" if to_list else "#detail"))

    @on(Zoomed)
    def zoomed(self) -> None:
        """Read the claim alone, or beside the list again."""
        self.toggle_class("zoomed")
        self.set_focus(self.query_one("#detail" if self.has_class("zoomed") else "#claims"))

    def action_back(self) -> None:
        """Take back the last thing done to the list: alone, filter, marks, looking back."""
        if self.in_triage:
            self.end_triage()
        elif self.has_class("zoomed"):
            self.zoomed()
        elif self.clear_filter():
            return
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
