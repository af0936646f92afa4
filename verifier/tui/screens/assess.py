"""The analyst's own verdict, with its reason."""

import asyncio
from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from verifier.domain.errors import VerifierError
from verifier.domain.model.claims import Verdict
from verifier.reports.text.styled import visible
from verifier.services.record.actions import Options, Recorded, assess_claims
from verifier.tui.screens.box import RecordingBox
from verifier.tui.state import Review
from verifier.tui.widgets.choices import Choices
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine


class Assess(RecordingBox[Recorded]):
    """A verdict and a reason; Enter in the reason records the verdict that is highlighted. None is at first."""

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
            yield Choices(*(verdict.value for verdict in Verdict), id="verdict")
            yield TextField(placeholder="why, in a sentence or more", id="why")
            yield OneLine(id="fault")
            yield OneLine(id="doing")
            yield Static(
                "[b]up, down[/b] choose  [b]tab[/b] next  [b]enter[/b] record  [b]esc[/b] back", classes="hint"
            )

    @on(Input.Changed, "#why")
    @on(OptionList.OptionHighlighted, "#verdict")
    def changed(self) -> None:
        """Forget the last error."""
        self.unrefuse()

    @on(OptionList.OptionSelected, "#verdict")
    def chosen(self) -> None:
        """Go on to the reason."""
        self.set_focus(self.query_one("#why"))

    @on(Input.Submitted, "#why")
    def submitted(self, event: Input.Submitted) -> None:
        """Record the verdict."""
        chosen = self.query_one(Choices).highlighted
        if chosen is None:
            self.refuse_words("no verdict is chosen. Choose one above with up and down")
        elif not event.value.strip():
            self.refuse_words("the reason is empty. Say why, in a sentence or more")
        else:
            self._record(list(Verdict)[chosen], event.value)

    @work(group="record")
    async def _record(self, verdict: Verdict, rationale: str) -> None:
        if not self.begin_recording():
            return
        workspace, options = self._review.workspace, Options(progress=self.progress)
        refs = [f"c{claim}" for claim in self._claims]
        try:
            done = await asyncio.to_thread(assess_claims, workspace, refs, verdict, rationale, options=options)
        except VerifierError as error:
            self.end_recording()
            self.refuse(error)
        else:
            self.leave(done)
