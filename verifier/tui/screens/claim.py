"""A new claim with its first attribution."""

import asyncio
from contextlib import suppress
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from verifier.domain.duplicates import Similar
from verifier.domain.errors import VerifierError
from verifier.domain.model.claims import Claim
from verifier.intake.similar import NEAR_ENOUGH
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.services.record.actions import Entry, Recorded, log_entry
from verifier.services.review.similar import meant
from verifier.tui.screens.asking import know_names, record_from
from verifier.tui.screens.box import RecordingBox
from verifier.tui.state import Review
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine
from verifier.tui.widgets.phrase import PhraseBox
from verifier.tui.widgets.similar_claims import TAKE, SimilarClaims

FIELDS: Final = (
    ("key", "a-short-name"),
    ("happened", "2024-11-19 03:25 MSK"),
    ("parties", "whose word is wanted: Russia, Ukraine"),
    ("against", "whose interest it hurts"),
    ("tags", "with commas between"),
    ("url", "where it was read"),
    ("outlet", "whose document that is"),
)


PAUSE: Final = 0.2
"""How long typing rests before known claims that are like the new one are looked for, in seconds."""


class NewClaim(RecordingBox[Recorded]):
    """A form; Enter anywhere in it records the claim. One key takes a known claim instead that it is like."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "take", "take the similar claim", show=False, priority=True, id="claim.take"),
        Binding("down", "into_alike", "similar claims", show=False),
    ]

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review
        self._own = ""

    def compose(self) -> ComposeResult:
        """The claim, who says so, and fields that may stay empty."""
        with self.framed("A new claim"):
            with Horizontal(classes="field"):
                yield Label("claim")
                yield TextField(placeholder="one sentence that can be checked", id="claim")
            yield OneLine(id="meant")
            yield SimilarClaims(self._take, TAKE)
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
        self.query_one("#meant").display = False
        await know_names(self, self._review)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Forget the last error, and look for claims that are like this one."""
        self.unrefuse()
        if event.input.id == "claim":
            self._compare()

    # Known claims that it is like

    @work(exclusive=True, group="preview")
    async def _compare(self) -> None:
        """Show the known claims that the text is like, or the one that its ref stands for; without them if need be."""
        await asyncio.sleep(PAUSE)
        text, known, alike = self._claim.value.strip(), None, tuple[Similar, ...]()
        if text:
            with suppress(VerifierError):
                known, alike = await asyncio.to_thread(meant, self._review.workspace, text, floor=NEAR_ENOUGH)
        self.query_one(SimilarClaims).put(alike)
        self.query_one("#meant", OneLine).put(None if known is None else self._told(known))

    def _told(self, known: Claim) -> Line:
        back = Run(f"  {TAKE} a new claim after all", Role.FAINT) if self._own else ""
        return line(Run(f" adds to c{known.id}: ", Role.FAINT), Run(visible(known.text), Role.STRONG), back)

    @property
    def _claim(self) -> Input:
        return self.query_one("#claim", Input)

    def action_take(self) -> None:
        """Take the claim it is most like instead; once that is taken, go back to what was typed."""
        if self._own:
            self._put(self._own)
            self._own = ""
        else:
            self.query_one(SimilarClaims).take_first()

    def action_into_alike(self) -> None:
        """Go down to the claims that it is like."""
        self.query_one(SimilarClaims).go_in()

    def _take(self, similar: Similar) -> None:
        self._own = self._claim.value
        self._put(f"c{similar.claim.id}")
        self.set_focus(self.query_one(PhraseBox).input)

    def _put(self, text: str) -> None:
        self._claim.value = text
        self._claim.cursor_position = len(text)
        self.query_one(SimilarClaims).put(())

    # Recording

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
        workspace = self._review.workspace
        await record_from(self, lambda options: log_entry(workspace, entry, options))
