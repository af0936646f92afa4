"""A question with a few answers."""

from collections.abc import Sequence
from typing import Generic

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from verifier.reports.text.styled import Role, Run, line, visible
from verifier.tui.content import content
from verifier.tui.screens.box import Box, Outcome


class Confirm(Box[Outcome], Generic[Outcome]):
    """What happened, and what to do now. The first answer is the safe one, and is highlighted."""

    def __init__(self, title: str, told: Sequence[str], answers: Sequence[tuple[str, Outcome]]) -> None:
        super().__init__()
        self._title = title
        self._told = told
        self._answers = answers

    def compose(self) -> ComposeResult:
        """What is told, and the answers."""
        with self.framed(self._title):
            yield Static(content(line(Run(visible(text), Role.FAULT)) for text in self._told))
            options = OptionList(*(Option(Content(answer)) for answer, _ in self._answers))
            options.highlighted = 0
            yield options

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Go back with the answer."""
        self.leave(self._answers[event.option_index][1])
