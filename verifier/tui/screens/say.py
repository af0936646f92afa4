"""Who takes which stance on a claim, or on all that are marked: one phrase or several."""

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar, Final

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from verifier.domain.duplicates import Similar
from verifier.domain.errors import VerifierError
from verifier.intake.similar import ALIKE
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.services.record.actions import Options, Recorded, say_of_all
from verifier.services.review.similar import others_like
from verifier.tui.content import content
from verifier.tui.screens.asking import know_names, record_from
from verifier.tui.screens.box import RecordingBox, StoppedError
from verifier.tui.state import Review
from verifier.tui.telling import preview, without_commands
from verifier.tui.widgets.lines import OneLine
from verifier.tui.widgets.phrase import PhraseBox
from verifier.tui.widgets.similar_claims import TAKE, SimilarClaims

PAUSE: Final = 0.12
"""How long typing rests before the phrases are read, in seconds."""
TRIED: Final = 200
"""Of how many marked claims it is worked out first where they would go; then of all of them."""


class Say(RecordingBox[Recorded]):
    """Phrases, read while they are typed; Enter records all of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n,ctrl+j", "another", "another phrase", id="phrase.another", priority=True),
        Binding("up", "last", "the phrase before", id="phrase.last"),
        Binding("ctrl+t", "take", "say it of the similar claim", show=False, priority=True, id="claim.take"),
        Binding("pagedown", "scroll_outlook(1)", "further down in what it would do", show=False),
        Binding("pageup", "scroll_outlook(-1)", "further up", show=False),
    ]

    def __init__(self, review: Review, claims: Sequence[int], text: str, *, ascii_only: bool) -> None:
        super().__init__()
        self._review = review
        self._claims = claims
        self._text = text
        self._ascii_only = ascii_only
        self._phrases: list[str] = []

    def compose(self) -> ComposeResult:
        """The claim, the phrases, what they are understood as."""
        with self.framed(self._title):
            yield Static(Content.styled(visible(self._text), "bold"), id="own", classes="claim")
            yield SimilarClaims(self._take, TAKE)
            yield Static(id="phrases")
            yield PhraseBox('Kyiv denies: "words" @ yesterday 14:00')
            with VerticalScroll(id="outlook", can_focus=False):
                yield Static(id="preview")
            yield OneLine(id="fault")
            yield OneLine(id="doing")
            yield Static(
                "[b]enter[/b] record  [b]tab[/b] take the name  [b]^n[/b] another phrase  [b]esc[/b] back",
                classes="hint",
            )

    @property
    def _title(self) -> str:
        several = f"{len(self._claims)} marked claims" if len(self._claims) > 1 else f"c{self._claims[0]}"
        return f"Who takes which stance on {several}?"

    @work(group="names")
    async def on_mount(self) -> None:
        """Read the names to propose; what is typed meanwhile stays."""
        self._show_phrases()
        self._compare()
        await know_names(self, self._review)

    # Another claim that is likely to be the same

    @work(exclusive=True, group="alike")
    async def _compare(self) -> None:
        """Show claims that are likely to be the one that something is said of; without them if they cannot be read."""
        alike = self.query_one(SimilarClaims)
        alike.put(())
        if len(self._claims) == 1:
            with suppress(VerifierError):
                _, found = await asyncio.to_thread(others_like, self._review.workspace, self._claims[0], floor=ALIKE)
                alike.put(found)

    def action_take(self) -> None:
        """Say it of the claim that this one is most like."""
        self.query_one(SimilarClaims).take_first()

    def _take(self, similar: Similar) -> None:
        self._claims = [similar.claim.id]
        self.query_one(".box").border_title = self._title
        self.query_one("#own", Static).update(Content.styled(visible(similar.claim.text), "bold"))
        self.set_focus(self._input)
        self._compare()
        self._try()

    # Phrases

    @property
    def _input(self) -> Input:
        return self.query_one(PhraseBox).input

    def _all(self) -> str:
        return "\n".join((*self._phrases, self._input.value)).strip()

    def _show_phrases(self) -> None:
        kept = self.query_one("#phrases", Static)
        kept.display = bool(self._phrases)
        kept.update(content(line(f" {visible(phrase)}") for phrase in self._phrases))

    @on(Input.Changed, "#phrase")
    def typed(self) -> None:
        """Read what was typed, once typing rests."""
        self.unrefuse()
        self._try()

    def action_another(self) -> None:
        """Keep the phrase, and begin another."""
        if phrase := self._input.value.strip():
            self._phrases.append(phrase)
            self._input.value = ""
            self._show_phrases()

    def action_scroll_outlook(self, pages: int) -> None:
        """Scroll through what the phrases would do."""
        outlook = self.query_one("#outlook", VerticalScroll)
        outlook.scroll_relative(y=pages * outlook.size.height, animate=False)

    def action_last(self) -> None:
        """Take the last phrase that was kept back into the line, to change it."""
        if self._phrases and not self._input.value.strip():
            self._input.value = self._phrases.pop()
            self._input.cursor_position = len(self._input.value)
            self._show_phrases()

    @work(exclusive=True, group="preview")
    async def _try(self) -> None:
        await asyncio.sleep(PAUSE)
        phrases = self._all()
        if not phrases:
            self._show([])
            return
        first, every = self._claims[:TRIED], self._claims
        for claims in (first,) if len(first) == len(every) else (first, every):
            told = await self._tried(claims, phrases)
            left = len(every) - len(claims)
            more = [line(Run(f"the other {left:,} claims are worked out", Role.FAINT))] if left else []
            self._show([*told, *more])

    async def _tried(self, claims: Sequence[int], phrases: str) -> list[Line]:
        """What the phrases would do to some claims; given up when the next ones are tried."""
        review, given_up = self._review, threading.Event()

        def go_on(_done: int, _total: int) -> None:
            if given_up.is_set():
                raise StoppedError("another phrase is tried")

        try:
            tried = await asyncio.to_thread(
                say_of_all,
                review.workspace,
                claims,
                phrases,
                Options(dry_run=True, progress=go_on),
                review.document.fields,
            )
        except VerifierError as error:
            return [line(Run(visible(without_commands(error.message)), Role.FAINT))]
        finally:
            given_up.set()
        return preview(tried, claims, review.workspace.zone.tz, ascii_only=self._ascii_only)

    def _show(self, lines: list[Line]) -> None:
        self.query_one("#preview", Static).update(content(lines))

    @on(Input.Submitted, "#phrase")
    def submitted(self) -> None:
        """Record what was typed."""
        if phrases := self._all():
            self._record(phrases)
        else:
            self.refuse_words("nothing is said yet. Write who takes which stance")

    @work(group="record")
    async def _record(self, phrases: str) -> None:
        workspace, document = self._review.workspace, self._review.document.fields

        def attempt(options: Options) -> Recorded:
            return say_of_all(workspace, self._claims, phrases, replace(options, progress=self.progress), document)

        await record_from(self, attempt)
