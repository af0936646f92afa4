"""Styled lines as Textual content: nothing in them is read as markup, and roles take the theme's colours."""

from collections.abc import Iterable
from typing import Final

from textual.content import Content

from verifier.reports.text.styled import Line, Role

STYLES: Final = {
    Role.PLAIN: "",
    Role.STRONG: "bold",
    Role.FAINT: "$faint",
    Role.QUOTED: "italic",
    Role.HEADING: "bold",
    Role.AFFIRM: "bold $affirm",
    Role.DENY: "bold $deny",
    Role.NEUTRAL: "$neutral",
    Role.REFUTED: "bold $refuted",
    Role.FAULT: "bold $refuted",
}


def content(lines: Iterable[Line]) -> Content:
    """Lines as one piece of content."""
    return Content("\n").join(one_line(line) for line in lines)


def one_line(line: Line) -> Content:
    """A line as content."""
    return Content.assemble(*((run.text, STYLES[run.role]) for run in line))
