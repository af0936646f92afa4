"""Widgets of a line or a page of styled text."""

from collections.abc import Hashable, Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from verifier.reports.text.styled import Line, Role, plain, width
from verifier.tui.content import content, one_line
from verifier.tui.keys import KEYS, Key
from verifier.tui.layout import bar
from verifier.tui.messages import Relaid, Zoomed

_SCROLLING = {
    "cursor_down": "scroll_down",
    "cursor_up": "scroll_up",
    "cursor_first": "scroll_home",
    "cursor_last": "scroll_end",
    "page_down": "page_down",
    "page_up": "page_up",
    "zoom": "zoom",
}


class OneLine(Static):
    """A line of styled text; nothing in it is obeyed."""

    def put(self, styled: Line | None) -> None:
        """Show a line, or nothing at all."""
        self.display = styled is not None
        self.update(one_line(styled or ()))


class Detail(VerticalScroll, can_focus=True):
    """The page of a claim, to scroll and to select text from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.pressed, _SCROLLING[key.action], key.words, show=False, id=key.id)
        for key in KEYS
        if key.action in _SCROLLING
    ]

    def __init__(self) -> None:
        super().__init__(id="detail")
        self._subject: Hashable = None

    def compose(self) -> ComposeResult:
        """One page."""
        yield Static(id="page")

    def put(self, lines: list[Line], subject: Hashable = None) -> None:
        """Show a page: from its beginning if it is of something else than before."""
        self.query_one("#page", Static).update(content(lines))
        if subject != self._subject:
            self._subject = subject
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Have the page laid out for the new width."""
        self.post_message(Relaid())

    @property
    def text(self) -> str:
        """What is shown, without its colours."""
        return str(self.query_one("#page", Static).content)

    def action_zoom(self) -> None:
        """Read the claim alone, or beside the list again."""
        self.post_message(Zoomed())


class KeyBar(Static):
    """The keys at the bottom; a click does what the key does."""

    def __init__(self, remapped: Mapping[str, str]) -> None:
        super().__init__(id="keys")
        self._remapped = remapped
        self._keys: list[tuple[Key, Line]] = []
        self.writing = True

    def on_resize(self, event: events.Resize) -> None:
        """Show as many keys as fit."""
        self.put(event.size.width)

    def put(self, columns: int) -> None:
        """Show the keys that fit."""
        self._keys = list(bar(self._remapped, columns, writing=self.writing))
        runs = [run for _, said in self._keys for run in said]
        self.update(Content.assemble(*((run.text, "bold $key" if run.role is Role.HEADING else "") for run in runs)))

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        end = 0
        for key, said in self._keys:
            end += width(plain(said))
            if event.x < end:
                await self.screen.run_action(key.action)
                return
