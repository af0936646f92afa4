"""A few answers of which the highlighted one counts; none is highlighted before the analyst chooses."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class Choices(OptionList):
    """Answers to choose from with the arrows, whose choice stays to be seen without the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "next", show=False),
        Binding("k", "cursor_up", "before", show=False),
    ]

    def __init__(self, *answers: str, id: str) -> None:  # noqa: A002 - as all widgets name it
        super().__init__(*answers, id=id)
        self.highlighted = None
