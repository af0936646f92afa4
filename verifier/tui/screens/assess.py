"""The analyst's own verdict, with its reason."""

import asyncio
from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, RadioButton, RadioSet, Static

from verifier.domain.errors import VerifierError
from verifier.domain.model.claims import Verdict
from verifier.reports.text.styled import visible
from verifier.services.record.actions import Recorded
from verifier.services.record.bulk import assess_all
from verifier.tui.screens.box import Box
from verifier.tui.state import Review
from verifier.tui.widgets.lines import OneLine


class Assess(Box[list[Recorded]]):
    """A verdict and a reason; Enter in the reason records them."""

    def __init__(self, review: Review, claims: Sequence[int], text: str) -> None:
        super().__init__()
        self._review = review
        self._claims = claims
        self._text = text

    def compose(self) -> ComposeResult:
        """The claim, the verdicts, the reason."""
        several = f"{len(self._claims)} marked claims" if len(self._claims) > 1 else f"c{self._claims[0]}"
        with self.framed(f"Your verdict on {several}"):
            yield Static(Content.styled(visible(self._text), "bold"), classes="claim")
            yield RadioSet(*(RadioButton(verdict.value, value=not index) for index, verdict in enumerate(Verdict)))
            yield Input(placeholder="why, in a sentence or more", id="why")
            yield OneLine(id="fault")
            yield Static("[b]space[/b] choose  [b]tab[/b] next  [b]enter[/b] record  [b]esc[/b] back", classes="hint")

    @on(Input.Changed, "#why")
    def typed(self) -> None:
        """Forget the last error."""
        self.unrefuse()

    @on(Input.Submitted, "#why")
    def submitted(self, event: Input.Submitted) -> None:
        """Record the verdict."""
        chosen = list(Verdict)[max(0, self.query_one(RadioSet).pressed_index)]
        self._record(chosen, event.value)

    @work(exclusive=True, group="record")
    async def _record(self, verdict: Verdict, rationale: str) -> None:
        try:
            done = await asyncio.to_thread(assess_all, self._review.workspace, self._claims, verdict, rationale)
        except VerifierError as error:
            self.refuse(error)
            return
        self.leave(done)
