"""Every key, and what the marks mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Stance
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, mark_run, padded, status_run
from verifier.tui.content import content
from verifier.tui.keys import KEYS, Group, Key, shown_as
from verifier.tui.screens.box import Box

_Item = TypeVar("_Item")


class Help(Box[None]):
    """The keys as they are mapped now. What opens and what quits closes it too."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,q", "close", "back", show=False)]

    def __init__(self, remapped: Mapping[str, str], *, ascii_only: bool) -> None:
        super().__init__()
        self._remapped = remapped
        self._ascii_only = ascii_only

    def compose(self) -> ComposeResult:
        """Keys by what they are for, then marks."""
        with self.framed("Keys") as frame:
            frame.add_class("help")
            frame.border_subtitle = "esc, ? or q closes"
            with VerticalScroll():
                yield Static(content(lines(self._remapped, ascii_only=self._ascii_only)))


def lines(remapped: Mapping[str, str], *, ascii_only: bool) -> Iterator[Line]:
    """The help as lines: three keys in each."""
    for group in Group:
        for number, row in enumerate(_triples(group)):
            yield line(
                Run(padded(group.value if number == 0 else "", 8), Role.STRONG),
                *(run for key in row for run in _explained(key, remapped)),
            )
    yield BLANK
    for number, marks in enumerate(_rows([status_run(status, ascii_only=ascii_only) for status in Status], 4)):
        yield line(
            Run(padded("status" if number == 0 else "", 8), Role.STRONG),
            *(Run(padded(run.text, 16), run.role) for run in marks),
        )
    words = {Stance.AFFIRMS: "affirm it", Stance.DENIES: "deny it", Stance.WITHHOLDS: "have not confirmed"}
    counts = [part for stance, word in words.items() for part in (mark_run(stance), f" {padded(word, 15)}")]
    yield line(Run(padded("counts", 8), Role.STRONG), *counts)


def _triples(group: Group) -> list[list[Key]]:
    return _rows([key for key in KEYS if key.group is group], 3)


def _rows(items: Sequence[_Item], count: int) -> list[list[_Item]]:
    return [list(items[start : start + count]) for start in range(0, len(items), count)]


def _explained(key: Key, remapped: Mapping[str, str]) -> tuple[Run, Run]:
    return Run(padded(shown_as(key, remapped), 6), Role.AFFIRM), Run(padded(key.words, 15))
