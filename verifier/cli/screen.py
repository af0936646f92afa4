"""The two streams: data on stdout, narration on stderr; colour only where a terminal wants it."""

import io
import os
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO, cast

from msgspec import Struct

from verifier.reports.text.styled import Line, cut, plain, visible_data

WRAPPED_COLUMNS = 100
"""The width of pages that are wrapped, where no terminal sets one."""


class _Visible(io.TextIOBase):
    """A terminal that shows what it would otherwise obey or hide."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    def write(self, text: str, /) -> int:
        """Write lines of data, made visible."""
        return self._terminal.write(visible_data(text))


def data_stream(stream: TextIO) -> TextIO:
    """Where data are written: to a file or a program as they are, to a terminal made visible."""
    return cast("TextIO", _Visible(stream)) if stream.isatty() else stream


class Screen(Struct, frozen=True):
    """What the run prints to. `color` is auto, always or never."""

    color: str = "auto"
    quiet: bool = False
    ascii_only: bool = False

    def out(self, lines: Iterable[Line], *, fit: bool = False) -> None:
        """Print data; with `fit`, lines are cut to the terminal's width, and never elsewhere."""
        columns = self.columns() if fit and sys.stdout.isatty() else None
        self._print(sys.stdout, lines, columns)

    def narrate(self, lines: Iterable[Line]) -> None:
        """Print what happened, unless quiet."""
        if not self.quiet:
            self._print(sys.stderr, lines, None)

    def fail(self, lines: Iterable[Line]) -> None:
        """Print what went wrong, always."""
        self._print(sys.stderr, lines, None)

    def columns(self) -> int:
        """The width to wrap to."""
        return max(20, shutil.get_terminal_size((WRAPPED_COLUMNS, 24)).columns)

    def _print(self, stream: TextIO, lines: Iterable[Line], columns: int | None) -> None:
        ellipsis = "..." if self.ascii_only else "…"
        shown = (line if columns is None else cut(line, columns, ellipsis=ellipsis) for line in lines)
        if self._colored(stream):
            from verifier.cli.render import print_colored

            print_colored(stream, shown)
        else:
            stream.writelines(f"{plain(line)}\n" for line in shown)
        stream.flush()

    def _colored(self, stream: TextIO) -> bool:
        if self.color != "auto":
            return self.color == "always"
        return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
