"""A screen in ASCII throughout: what Textual itself draws with other characters."""

from typing import ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender


class AsciiScrollBar(ScrollBarRender):
    """A scrollbar that shows where it is by its colours alone."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def draw_in_ascii(*, wanted: bool) -> None:
    """Draw scrollbars so, or as Textual does."""
    ScrollBar.renderer = AsciiScrollBar if wanted else ScrollBarRender
