"""The box in which a phrase is typed, with names proposed below it."""

import asyncio
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from verifier.domain.model.sources import name_key
from verifier.reports.text.styled import visible
from verifier.tui.completing import LIMIT, Known, Proposal, completed, misspelled, proposals
from verifier.tui.widgets.fields import TextField

_RESTING: Final = 0.15
"""How long typing rests before names that are like it are looked for, in seconds."""


class PhraseBox(Vertical):
    """An input whose Tab takes over a proposed name; Down goes to the others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take", "take the name", id="phrase.take", priority=True),
        Binding("down", "others", "other names", id="phrase.others"),
    ]

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self._names: list[Known] = []
        self._by_key: dict[str, Known] = {}
        self._proposed: list[Proposal] = []
        # Held, as a search for names may end once the box has let go of its parts.
        self.input: Final[Input] = TextField(placeholder=placeholder, id="phrase", select_on_focus=False)
        self._options: Final = OptionList(id="proposals")

    def compose(self) -> ComposeResult:
        """The input and what is proposed."""
        yield self.input
        yield self._options

    def know(self, names: list[Known]) -> None:
        """Propose these names from now on."""
        self._names = names
        self._by_key = {name_key(known.name): known for known in reversed(names)}
        self.propose()

    @on(Input.Changed, "#phrase")
    def propose(self) -> None:
        """Propose names for what stands before the cursor: at once those that have it, once it rests those like it."""
        self._offer(proposals(self.input.value, self.input.cursor_position, self._names))
        self._propose_alike(self._proposed)

    @work(exclusive=True, group="names")
    async def _propose_alike(self, found: list[Proposal]) -> None:
        await asyncio.sleep(_RESTING)
        text, cursor = self.input.value, self.input.cursor_position
        alike = await asyncio.to_thread(misspelled, text, cursor, self._by_key, found)
        if alike:
            self._offer([*alike, *found][:LIMIT])

    def _offer(self, found: list[Proposal]) -> None:
        self._proposed = found
        self._options.clear_options()
        self._options.add_options([Option(self._shown(proposal)) for proposal in self._proposed])
        self._options.display = bool(self._proposed)

    @staticmethod
    def _shown(proposal: Proposal) -> Content:
        return Content.assemble(visible(proposal.name), (f"  {visible(proposal.about)}", "$faint"))

    def action_take(self) -> None:
        """Take the first name proposed; with none, go on to the next field."""
        if self._proposed:
            self._take(self._options.highlighted or 0)
        else:
            self.screen.focus_next()

    def action_others(self) -> None:
        """Go down to the names proposed."""
        if self._proposed:
            self.screen.set_focus(self._options)

    @on(OptionList.OptionSelected, "#proposals")
    def taken(self, event: OptionList.OptionSelected) -> None:
        """Take the name that was chosen."""
        event.stop()
        self._take(event.option_index)

    def on_key(self, event: events.Key) -> None:
        """Typing goes on in the input, wherever the eye was."""
        if self._options.has_focus and (event.is_printable or event.key == "backspace"):
            self.screen.set_focus(self.input)

    def _take(self, index: int) -> None:
        text, cursor = completed(self.input.value, self.input.cursor_position, self._proposed[index])
        self.input.value = text
        self.input.cursor_position = cursor
        self.screen.set_focus(self.input)
