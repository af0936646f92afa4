"""Widgets of a line or a page of styled text."""

from collections.abc import Hashable, Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from verifier.reports.text.page import Row, Target
from verifier.reports.text.styled import Line, Role, plain, width, wrapped
from verifier.tui.content import one_line
from verifier.tui.keybar import Offered
from verifier.tui.keys import KEYS
from verifier.tui.messages import Followed, Relaid, RowChanged, Zoomed

_SCROLLING = {
    "cursor_down": "walk_down",
    "cursor_up": "walk_up",
    "cursor_first": "scroll_home",
    "cursor_last": "scroll_end",
    "page_down": "page_down",
    "page_up": "page_up",
    "zoom": "zoom",
}
_KEY_STYLES = {Role.HEADING: "bold $key", Role.FAINT: "$faint"}


class OneLine(Static):
    """A line of styled text; nothing in it is obeyed."""

    def put(self, styled: Line | None) -> None:
        """Show a line, or nothing at all."""
        self.display = styled is not None
        self.update(one_line(styled or ()))


class Detail(VerticalScroll, can_focus=True):
    """A page to walk, to scroll and to select text from: rows that stand for something can be gone to and opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.pressed, _SCROLLING[key.action], key.words, show=False, id=key.id)
        for key in KEYS
        if key.action in _SCROLLING
    ]

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._subject: Hashable = None
        self._lines: list[Line] = []
        self._rows: list[int] = []
        self._row: int | None = None

    def compose(self) -> ComposeResult:
        """One page."""
        yield Static(classes="page")

    def put(self, lines: Iterable[Line], subject: Hashable = None, *, at_end: bool = False) -> None:
        """Show a page: from its beginning, or `at_end`, if it is of something else than before."""
        columns = max(20, self.scrollable_content_region.width)
        self._lines = [part for whole in lines for part in _fitted(whole, columns)]
        self._rows = [number for number, found in enumerate(self._lines) if isinstance(found, Row)]
        if subject != self._subject or (self._row is not None and self._row >= len(self._rows)):
            self._row = None
        self._draw()
        if subject != self._subject:
            self._subject = subject
            self.anchor(at_end)
            if not at_end:
                self.scroll_home(animate=False)

    def _draw(self) -> None:
        current = self._current_line
        drawn = [
            one_line(found).stylize("on $current") if number == current else one_line(found)
            for number, found in enumerate(self._lines)
        ]
        self.query_one(".page", Static).update(Content("\n").join(drawn))

    @property
    def _current_line(self) -> int | None:
        return None if self._row is None else self._rows[self._row]

    @property
    def target(self) -> Target | None:
        """What the current row stands for."""
        found = None if self._current_line is None else self._lines[self._current_line]
        return found.target if isinstance(found, Row) else None

    @property
    def text(self) -> str:
        """What is shown, without its colours."""
        return str(self.query_one(".page", Static).content)

    def on_resize(self) -> None:
        """Have the page laid out for the new width."""
        self.post_message(Relaid(self.id or ""))

    def action_walk_down(self) -> None:
        """Go to the next row, or a line down where there is none."""
        self._walk(1)

    def action_walk_up(self) -> None:
        """Go to the row before, or a line up."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        row = (0 if step > 0 else -1) if self._row is None else self._row + step
        if 0 <= row < len(self._rows):
            self._row = row
            self._draw()
            self.post_message(RowChanged())
            line_number = self._rows[row]
            self.scroll_to_region(Region(0, line_number, 1, 1), animate=False, force=True)
        elif step > 0:
            self.scroll_down(animate=False)
        else:
            self.scroll_up(animate=False)

    def action_zoom(self) -> None:
        """Open what the row stands for; else read the page alone, or beside the list again."""
        target = self.target
        self.post_message(Zoomed() if target is None else Followed(target))


def _fitted(found: Line, columns: int) -> list[Line]:
    """A line in as many as it takes; the first stands for what the whole did."""
    if width(plain(found)) <= columns:
        return [found]
    first, *others = wrapped(found, columns, "    ")
    return [Row.of(first, found.target) if isinstance(found, Row) else first, *others]


class PressedLine(Static):
    """A line of keys, each with what it does; a click on one does the same."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._offered: Sequence[Offered] = ()

    def put(self, offered: Sequence[Offered]) -> None:
        """Show some keys."""
        self._offered = offered
        runs = [run for one in offered for run in one.said]
        self.update(Content.assemble(*((run.text, _KEY_STYLES.get(run.role, "")) for run in runs)))

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        end = 0
        for one in self._offered:
            end += width(plain(one.said))
            if event.x < end:
                if one.action:
                    await self.screen.run_action(one.action)
                return
