"""The two streams: data on stdout, narration on stderr; colour and a pager only where a terminal wants them."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Literal, TextIO, cast

from msgspec import Struct

from verifier.reports.text.styled import Line, Role, cut, plain, visible_data

_STYLES: Final = {
    Role.PLAIN: "",
    Role.STRONG: "bold",
    Role.FAINT: "dim",
    Role.QUOTED: "italic",
    Role.HEADING: "bold",
    Role.AFFIRM: "bold #56B4E9",
    Role.DENY: "bold #E69F00",
    Role.NEUTRAL: "#999999",
    Role.REFUTED: "bold #D55E00",
    Role.FAULT: "bold #D55E00",
}
"""Colours that do not depend on telling red from green (Okabe and Ito's)."""


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


def _write(stream: TextIO, lines: Iterable[Line], *, colored: bool) -> None:
    if colored:
        _write_colored(stream, lines)
    else:
        stream.writelines(f"{plain(line)}\n" for line in lines)


def _write_colored(stream: TextIO, lines: Iterable[Line]) -> None:
    """Write lines in colour, each whole: neither cut nor wrapped, and nothing in it read as markup."""
    from rich.console import Console  # not needed by what is not in colour
    from rich.text import Text

    system: Literal["auto", "256"] = "256" if os.environ.get("TERM") in {"dumb", "unknown"} else "auto"
    console = Console(
        file=stream, force_terminal=True, no_color=False, color_system=system, highlight=False, soft_wrap=True
    )
    for line in lines:
        console.print(Text.assemble(*((run.text, _STYLES[run.role]) for run in line), end=""), soft_wrap=True)


class Screen(Struct, frozen=True):
    """What the run prints to. `color` is auto, always or never; `paged` tells whether long data go through a pager."""

    color: str = "auto"
    quiet: bool = False
    ascii_only: bool = False
    paged: bool = False

    def out(self, lines: Iterable[Line], *, fit: bool = False) -> None:
        """Print data; with `fit`, lines are cut to the terminal's width, and never elsewhere."""
        columns = self.columns() if fit and sys.stdout.isatty() else None
        if not (self.paged and sys.stdout.isatty()):
            self._print(sys.stdout, lines, columns)
            return
        shown, colored = list(self._cut(lines, columns)), self._colored(sys.stdout)
        self._page([len(plain(one)) for one in shown], lambda stream: _write(stream, shown, colored=colored))

    def out_text(self, text: str) -> None:
        """Print data that are text; to a terminal made visible."""
        if self.paged and sys.stdout.isatty():
            told = visible_data(text)
            self._page([len(one) for one in told.splitlines()], lambda stream: stream.write(told))
        else:
            data_stream(sys.stdout).write(text)

    def _page(self, lengths: Sequence[int], write: Callable[[TextIO], object]) -> None:
        """Write to the terminal what fits on it, and show the rest in the pager, if there is one."""
        from verifier.cli import paging  # not needed by what goes to a file

        command = None if paging.fits(lengths) else paging.pager()
        if command is None:
            write(sys.stdout)
            sys.stdout.flush()
        else:
            paging.show(command, write)

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
        _write(stream, self._cut(lines, columns), colored=self._colored(stream))
        stream.flush()

    def _cut(self, lines: Iterable[Line], columns: int | None) -> Iterator[Line]:
        ellipsis = "..." if self.ascii_only else "…"
        return (line if columns is None else cut(line, columns, ellipsis=ellipsis) for line in lines)

    def _colored(self, stream: TextIO) -> bool:
        if self.color != "auto":
            return self.color == "always"
        return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
