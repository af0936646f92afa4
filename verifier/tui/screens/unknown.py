"""A name that is not known, asked about in place: one of the closest, a new source, or back to the text."""

from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from verifier.domain.model.sources import name_key
from verifier.reports.text.styled import visible
from verifier.services.record.recorder import Choices
from verifier.tui.screens.box import Box

NEW: Final = "new"
BACK: Final = "back"


class UnknownName(Box[Choices]):
    """Asks what a name stands for; gives the choices with this one among them."""

    def __init__(self, name: str, closest: tuple[str, ...], choices: Choices) -> None:
        super().__init__()
        self._name_asked = name
        self._closest = closest
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with self.framed("A name that is not known"):
            yield Static(Content(f"'{visible(self._name_asked)}' is not a known source. It is"))
            yield OptionList(
                *(Option(Content(visible(name)), id=f"known-{number}") for number, name in enumerate(self._closest)),
                Option("a new source, with nothing established", id=NEW),
                Option("a slip: back to the text", id=BACK),
            )

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Go back with the answer."""
        key, asked = name_key(self._name_asked), event.option.id or BACK
        if asked == BACK:
            self.leave(None)
        elif asked == NEW:
            self.leave(Choices(new=self._choices.new | {key}, known_as=self._choices.known_as))
        else:
            known = self._closest[int(asked.removeprefix("known-"))]
            self.leave(Choices(new=self._choices.new, known_as={**self._choices.known_as, key: known}))
