"""What every box over the list has: a title, an error line, Esc to go back."""

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.tui.content import content
from verifier.tui.widgets.lines import OneLine

Outcome = TypeVar("Outcome")


class Box(ModalScreen[Outcome | None]):
    """A box over the list; Esc closes it with nothing done."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "back", id="box.close")]

    def framed(self, title: str) -> Vertical:
        """The frame of the box."""
        frame = Vertical(classes="box")
        frame.border_title = title.replace("[", "\\[")
        return frame

    def refuse(self, error: VerifierError) -> None:
        """Tell what is wrong; what was typed stays."""
        told = [line(Run(visible(message), Role.FAULT)) for message in (*error.faults, error.message)]
        fault = self.query_one("#fault", OneLine)
        fault.display = True
        fault.update(content(told))

    def unrefuse(self) -> None:
        """Take the error away."""
        self.query_one("#fault", OneLine).display = False

    def leave(self, outcome: Outcome | None) -> None:
        """Close the box with what came of it."""
        _ = self.dismiss(outcome)

    def action_close(self) -> None:
        """Go back with nothing done."""
        self.leave(None)
