"""A claim linked with another one: it entails it, or contradicts it."""

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Input, OptionList, Static

from verifier.domain.errors import VerifierError
from verifier.domain.model.claims import LinkKind
from verifier.services.record.actions import Recorded, link_claims
from verifier.tui.screens.box import RecordingBox
from verifier.tui.state import Review
from verifier.tui.widgets.choices import Choices
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine


class LinkBox(RecordingBox[Recorded]):
    """A kind of link and the other claim; the kind that is highlighted is recorded, none is at first."""

    def __init__(self, review: Review, claim: int) -> None:
        super().__init__()
        self._review = review
        self._claim = claim

    def compose(self) -> ComposeResult:
        """The kinds and the other claim."""
        with self.framed(f"c{self._claim}"):
            yield Choices(*(kind.value for kind in LinkKind), id="kind")
            yield TextField(placeholder="the other claim: c12, or its key", id="other")
            yield OneLine(id="fault")
            yield OneLine(id="doing")
            keys = "[b]up, down[/b] choose  [b]tab[/b] next  [b]enter[/b] record  [b]esc[/b] back"
            yield Static(keys, classes="hint")

    @on(Input.Changed, "#other")
    @on(OptionList.OptionHighlighted, "#kind")
    def changed(self) -> None:
        """Forget the last error."""
        self.unrefuse()

    @on(OptionList.OptionSelected, "#kind")
    def chosen(self) -> None:
        """Go on to the other claim."""
        self.query_one("#other").focus()

    @on(Input.Submitted, "#other")
    def submitted(self, event: Input.Submitted) -> None:
        """Record the link."""
        kind = self.query_one(Choices).highlighted
        if kind is None:
            self.refuse_words("no kind of link is chosen. Choose one above with up and down")
        elif not event.value.strip():
            self.refuse_words("the other claim is missing. Write its ref, as c12, or its key")
        else:
            self._record(list(LinkKind)[kind], event.value.strip())

    @work(group="record")
    async def _record(self, kind: LinkKind, other: str) -> None:
        if not self.begin_recording():
            return
        workspace = self._review.workspace
        try:
            done = await asyncio.to_thread(link_claims, workspace, f"c{self._claim}", kind, other)
        except VerifierError as error:
            self.end_recording()
            self.refuse(error)
        else:
            self.leave(done)
