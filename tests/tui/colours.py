"""What is drawn on the screen, cell by cell: text with its colours, and how well it can be read."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.color_triplet import ColorTriplet
from textual.app import App

_BAND = 0.03928
_DRAWN = frozenset("─│╭╮╰╯━▁▂▃▄▅▆▇█▔▎▏▌▊")
"""What lines and bars are drawn with, which is not text."""


class Drawn(NamedTuple):
    """Text in one style: its colour and the one behind it."""

    text: str
    colour: ColorTriplet
    behind: ColorTriplet

    @property
    def contrast(self) -> float:
        """How well the text can be read, as WCAG 2 computes it: from 1 to 21."""
        darker, lighter = sorted((_luminance(self.colour), _luminance(self.behind)))
        return (lighter + 0.05) / (darker + 0.05)


def drawn(app: App[None]) -> Iterator[Drawn]:
    """All that is on the screen, boxes and notices included."""
    for strip in app.screen._compositor.render_strips():  # noqa: SLF001 - there is no other way to what is drawn
        for text, style, _ in strip:
            if style is not None and style.color is not None and style.bgcolor is not None:
                yield Drawn(text, style.color.get_truecolor(), style.bgcolor.get_truecolor())


def hard_to_read(app: App[None]) -> list[Drawn]:
    """The text on the screen whose contrast is below 4.5 to 1."""
    texts = (found for found in drawn(app) if set(found.text.strip()) - _DRAWN and set(found.text.strip()) - {"-", "|"})
    return [found for found in texts if found.contrast < 4.5]


def _luminance(colour: ColorTriplet) -> float:
    red, green, blue = (
        part / 12.92 if part <= _BAND else ((part + 0.055) / 1.055) ** 2.4 for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
