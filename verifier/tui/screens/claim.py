"""A new claim with its first attribution."""

from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from verifier.domain.errors import VerifierError
from verifier.services.record.actions import Recorded, log_entry
from verifier.services.record.sheets import Entry
from verifier.tui.screens.asking import know_names, recorded_after_asking
from verifier.tui.screens.box import RecordingBox
from verifier.tui.state import Review
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine
from verifier.tui.widgets.phrase import PhraseBox

FIELDS: Final = (
    ("key", "a-short-name"),
    ("happened", "2024-11-19 03:25 MSK"),
    ("parties", "whose word is wanted: Russia, Ukraine"),
    ("against", "whose interest it hurts"),
    ("tags", "with commas between"),
    ("url", "where it was read"),
    ("outlet", "whose document that is"),
)


class NewClaim(RecordingBox[Recorded]):
    """A form; Enter anywhere in it records the claim."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review

    def compose(self) -> ComposeResult:
        """The claim, who says so, and fields that may stay empty."""
        with self.framed("A new claim"):
            with Horizontal(classes="field"):
                yield Label("claim")
                yield TextField(placeholder="one sentence that can be checked", id="claim")
            with Horizontal(classes="field"):
                yield Label("says so")
                yield PhraseBox("Moscow says")
            for name, placeholder in FIELDS:
                with Horizontal(classes="field"):
                    yield Label(name)
                    known = self._review.document.fields.get(name, "")
                    yield TextField(known, placeholder=placeholder, id=f"field-{name}")
            yield OneLine(id="fault")
            yield OneLine(id="doing")
            yield Static("[b]tab[/b] next  [b]enter[/b] record  [b]esc[/b] back", classes="hint")

    @work(group="names")
    async def on_mount(self) -> None:
        """Read the names to propose; what is typed meanwhile stays."""
        await know_names(self, self._review)

    @on(Input.Changed)
    def typed(self) -> None:
        """Forget the last error."""
        self.unrefuse()

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Record what the form holds."""
        self._record(self._entry())

    def _entry(self) -> Entry:
        given = {name: self.query_one(f"#field-{name}", Input).value.strip() for name, _ in FIELDS}
        phrase = self.query_one("#phrase", Input).value.strip()
        return Entry(
            self.query_one("#claim", Input).value,
            {name: value for name, value in given.items() if value},
            (phrase,) if phrase else (),
        )

    @work(group="record")
    async def _record(self, entry: Entry) -> None:
        if not self.begin_recording():
            return
        workspace = self._review.workspace
        try:
            recorded = await recorded_after_asking(self.app, lambda options: log_entry(workspace, entry, options))
        except VerifierError as error:
            self.end_recording()
            self.refuse(error)
            return
        if recorded is None:
            self.end_recording()
        else:
            self.leave(recorded)
