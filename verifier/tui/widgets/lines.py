"""Widgets of a line or a page of styled text."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from verifier.reports.styled import Line
from verifier.tui.content import STYLES, content, one_line
from verifier.tui.keys import KEYS, Key
from verifier.tui.layout import bar
from verifier.tui.messages import Zoomed

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

    def compose(self) -> ComposeResult:
        """One page."""
        yield Static(id="page")

    def put(self, lines: list[Line]) -> None:
        """Show a page from its beginning."""
        self.query_one("#page", Static).update(content(lines))

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
        self.writing = True

    def on_resize(self, event: events.Resize) -> None:
        """Show as many keys as fit."""
        self.put(event.size.width)

    def put(self, columns: int) -> None:
        """Show the keys that fit."""
        keys = bar(self._remapped, columns, writing=self.writing)
        self.update(Content.assemble(*(part for key, said in keys for part in self._part(key, said))))

    @staticmethod
    def _part(key: Key, said: Line) -> list[Content]:
        name = key.action if "." in key.action else f"screen.{key.action}"
        action = Style.from_meta({"@click": name})
        return [
            Content.styled(run.text, "bold $key" if STYLES[run.role] else "").stylize(action) for run in said
        ]
