"""Styled lines as Rich text, in colours that do not depend on telling red from green (Okabe and Ito's)."""

import os
from collections.abc import Iterable
from typing import Final, Literal, TextIO

from rich.console import Console
from rich.text import Text

from verifier.reports.text.styled import Line, Role

STYLES: Final = {
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


def rich_text(line: Line) -> Text:
    """A line as Rich text; nothing in it is read as markup."""
    return Text.assemble(*((run.text, STYLES[run.role]) for run in line), end="")


def print_colored(stream: TextIO, lines: Iterable[Line]) -> None:
    """Print lines in colour, each whole: neither cut nor wrapped. That it should be was decided before."""
    system: Literal["auto", "256"] = "256" if os.environ.get("TERM") in {"dumb", "unknown"} else "auto"
    console = Console(
        file=stream, force_terminal=True, no_color=False, color_system=system, highlight=False, soft_wrap=True
    )
    for line in lines:
        console.print(rich_text(line), soft_wrap=True)
