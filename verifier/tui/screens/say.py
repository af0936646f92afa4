"""Who takes which stance on a claim, or on all that are marked."""

import asyncio
from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.services.record.actions import Options, Recorded
from verifier.services.record.bulk import say_of_all, try_phrase
from verifier.tui.completing import Known
from verifier.tui.content import content
from verifier.tui.screens.asking import recorded_after_asking
from verifier.tui.screens.box import Box
from verifier.tui.state import Review
from verifier.tui.telling import preview
from verifier.tui.widgets.lines import OneLine
from verifier.tui.widgets.phrase import PhraseBox

PAUSE = 0.12
"""How long typing rests before the phrase is read, in seconds."""


class Say(Box[Recorded]):
    """A phrase, read while it is typed; Enter records it."""

    def __init__(
        self, review: Review, claims: Sequence[int], text: str, names: list[Known], *, ascii_only: bool
    ) -> None:
        super().__init__()
        self._review = review
        self._claims = claims
        self._text = text
        self._names = names
        self._ascii_only = ascii_only

    def compose(self) -> ComposeResult:
        """The claim, the phrase, what it is understood as."""
        several = f"{len(self._claims)} marked claims" if len(self._claims) > 1 else f"c{self._claims[0]}"
        with self.framed(f"Who takes which stance on {several}?"):
            yield Static(Content.styled(visible(self._text), "bold"), classes="claim")
            yield PhraseBox(self._names, 'Kyiv denies: "words" @ yesterday 14:00')
            yield Static(id="preview")
            yield OneLine(id="fault")
            yield Static("[b]enter[/b] record  [b]tab[/b] take the name  [b]esc[/b] back", classes="hint")

    @on(Input.Changed, "#phrase")
    def typed(self, event: Input.Changed) -> None:
        """Read what was typed, once typing rests."""
        self.unrefuse()
        self._try(event.value)

    @work(exclusive=True, group="preview")
    async def _try(self, phrase: str) -> None:
        await asyncio.sleep(PAUSE)
        if not phrase.strip():
            self._show([])
            return
        try:
            tried = await asyncio.to_thread(try_phrase, self._review.workspace, self._claims[0], phrase, Options())
        except VerifierError as error:
            self._show([line(Run(visible(error.message), Role.FAINT))])
            return
        zone = self._review.workspace.zone.tz
        self._show(preview(tried, self._claims[0], zone, ascii_only=self._ascii_only))

    def _show(self, lines: list[Line]) -> None:
        self.query_one("#preview", Static).update(content(lines))

    @on(Input.Submitted, "#phrase")
    def submitted(self, event: Input.Submitted) -> None:
        """Record what was typed."""
        self._record(event.value)

    @work(exclusive=True, group="record")
    async def _record(self, phrase: str) -> None:
        workspace = self._review.workspace
        try:
            recorded = await recorded_after_asking(
                self.app, lambda options: say_of_all(workspace, self._claims, phrase, options)
            )
        except VerifierError as error:
            self.refuse(error)
            return
        if recorded is not None:
            self.leave(recorded)
