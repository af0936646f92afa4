"""A question with two answers."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from verifier.reports.text.styled import Role, Run, line, visible
from verifier.tui.content import content
from verifier.tui.screens.box import Box


class Confirm(Box[bool]):
    """What happened, and whether to go on."""

    def __init__(self, title: str, told: Sequence[str], yes: str, no: str) -> None:
        super().__init__()
        self._title = title
        self._told = told
        self._answers = (yes, no)

    def compose(self) -> ComposeResult:
        """What is told, and the answers."""
        with self.framed(self._title):
            yield Static(content(line(Run(visible(text), Role.FAULT)) for text in self._told))
            yield OptionList(*self._answers)

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Go back with the answer."""
        self.leave(event.option_index == 0)
