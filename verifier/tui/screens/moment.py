"""To which moment to look back: by when something had been said, by when it had been recorded, or both."""

import asyncio

from msgspec import Struct
from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Input, Static

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import Role, Run, line
from verifier.services.review.asked import When
from verifier.services.review.moments import read_when, recorded_at
from verifier.tui.content import one_line
from verifier.tui.layout import moment_read
from verifier.tui.screens.box import Box
from verifier.tui.state import Review
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine


class Asked(Struct, frozen=True):
    """A moment as it was typed and as it was read."""

    text: str
    when: When


class AsOf(Box[Asked]):
    """A moment, echoed as it is understood; nothing typed means now. It begins with the one that is looked back to."""

    def __init__(self, review: Review, title: str = "As of when? As known when?") -> None:
        super().__init__()
        self._review = review
        self._title = title

    def compose(self) -> ComposeResult:
        """The moment and its echo."""
        with self.framed(self._title):
            yield TextField(
                self._review.wanted.moment,
                placeholder="2024-11-21, yesterday 14:00, 2024-11-19 known r12; empty for now",
                id="when",
            )
            yield Static(id="echo")
            yield OneLine(id="fault")
            yield Static(
                "A date: what had been said by then. Behind [b]known[/b] a date or r12: recorded by then.",
                classes="hint",
            )
            yield Static("[b]enter[/b] look  [b]esc[/b] back", classes="hint")

    def _read(self, text: str) -> tuple[When, int | None]:
        when = read_when(self._review.workspace, text)
        return when, None if when.known is None else recorded_at(self._review.workspace, when.known)

    @on(Input.Changed, "#when")
    def typed(self, event: Input.Changed) -> None:
        """Echo what is understood."""
        self.unrefuse()
        self._echo(event.value)

    @work(exclusive=True, group="preview")
    async def _echo(self, text: str) -> None:
        try:
            when, known_since = await asyncio.to_thread(self._read, text)
        except VerifierError:
            words = ""
        else:
            words = moment_read(self._review, when, known_since)
        self.query_one("#echo", Static).update(one_line(line(Run(words, Role.FAINT))))

    @on(Input.Submitted, "#when")
    def submitted(self, event: Input.Submitted) -> None:
        """Look back to then, or ahead to now."""
        self._look(event.value)

    @work(exclusive=True, group="record")
    async def _look(self, text: str) -> None:
        try:
            when, _ = await asyncio.to_thread(self._read, text)
        except VerifierError as error:
            self.refuse(error)
        else:
            self.leave(Asked("" if when.is_present else text.strip(), when))
