"""An attribution corrected: voided, or replaced by another phrase; always with a reason."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, Static

from verifier.domain.model.statements import Attribution
from verifier.reports.text.styled import visible
from verifier.services.correct.attributions import replace_by, void
from verifier.services.record.actions import Entry, Options, Recorded
from verifier.tui.screens.asking import know_names, record_from
from verifier.tui.screens.box import RecordingBox
from verifier.tui.state import Review
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine
from verifier.tui.widgets.phrase import PhraseBox


class Correct(RecordingBox[Recorded]):
    """A phrase instead, or none to void the attribution, and why."""

    def __init__(self, review: Review, said: Attribution, phrase: str) -> None:
        super().__init__()
        self._review = review
        self._said = said
        self._phrase = phrase

    def compose(self) -> ComposeResult:
        """The attribution, what is right instead, the reason."""
        with self.framed(f"Correct a{self._said.id}"):
            yield Static(Content.styled(visible(self._phrase), "bold"), classes="claim")
            with Horizontal(classes="field"):
                yield Label("instead")
                yield PhraseBox("the right phrase; empty: void it")
            with Horizontal(classes="field"):
                yield Label("why")
                yield TextField(placeholder="the reason, in a sentence or more", id="why")
            yield OneLine(id="fault")
            yield OneLine(id="doing")
            yield Static("[b]tab[/b] next  [b]enter[/b] record  [b]esc[/b] back", classes="hint")

    @work(group="names")
    async def on_mount(self) -> None:
        """Read the names to propose; what is typed meanwhile stays."""
        await know_names(self, self._review)

    @on(Input.Changed)
    def changed(self) -> None:
        """Forget the last error."""
        self.unrefuse()

    @on(Input.Submitted, "#phrase")
    def onward(self) -> None:
        """Go on to the reason."""
        self.set_focus(self.query_one("#why"))

    @on(Input.Submitted, "#why")
    def submitted(self, event: Input.Submitted) -> None:
        """Record the correction."""
        if event.value.strip():
            self._record(self.query_one(PhraseBox).input.value.strip(), event.value)
        else:
            self.refuse_words("the reason is empty. Say why, in a sentence or more")

    @work(group="record")
    async def _record(self, phrase: str, why: str) -> None:
        workspace, number = self._review.workspace, self._said.id

        def attempt(options: Options) -> Recorded:
            if phrase:
                return replace_by(workspace, number, Entry("", phrases=(phrase,)), why, options)
            return void(workspace, number, why, options)

        await record_from(self, attempt)
