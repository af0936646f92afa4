"""A document taken back by its outlet, and why."""

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import visible
from verifier.services.correct.retract import Retracted, retract_document
from verifier.tui.screens.box import RecordingBox
from verifier.tui.state import Review
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine


class Retract(RecordingBox[Retracted]):
    """The reason for which a document was taken back; Enter records it with all that rested on it."""

    def __init__(self, review: Review, address: str) -> None:
        super().__init__()
        self._review = review
        self._address = address

    def compose(self) -> ComposeResult:
        """The document and the reason."""
        with self.framed("Its outlet took this document back"):
            yield Static(Content.styled(visible(self._address), "bold"), classes="claim")
            yield TextField(placeholder="why, in a sentence or more", id="why")
            yield OneLine(id="fault")
            yield OneLine(id="doing")
            yield Static("[b]enter[/b] record  [b]esc[/b] back", classes="hint")

    @on(Input.Changed, "#why")
    def changed(self) -> None:
        """Forget the last error."""
        self.unrefuse()

    @on(Input.Submitted, "#why")
    def submitted(self, event: Input.Submitted) -> None:
        """Record the retraction."""
        if event.value.strip():
            self._record(event.value)
        else:
            self.refuse_words("the reason is empty. Say why, in a sentence or more")

    @work(group="record")
    async def _record(self, why: str) -> None:
        if not self.begin_recording():
            return
        try:
            done = await asyncio.to_thread(retract_document, self._review.workspace, self._address, why)
        except VerifierError as error:
            self.end_recording()
            self.refuse(error)
        else:
            self.leave(done)
