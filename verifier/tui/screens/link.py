"""A claim and another one: it entails it, contradicts it, or is the same and becomes that."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, OptionList, Static

from verifier.domain.duplicates import Similar
from verifier.domain.errors import VerifierError
from verifier.domain.model.claims import LinkKind
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.services.correct.merge import merge_claims
from verifier.services.record.actions import Options, Recorded, link_claims
from verifier.services.review.similar import meant, others_like
from verifier.tui.content import content
from verifier.tui.screens.box import RecordingBox
from verifier.tui.state import Review
from verifier.tui.telling import link_preview, merge_preview, without_commands
from verifier.tui.widgets.choices import Choices
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine
from verifier.tui.widgets.similar_claims import SimilarClaims

PAUSE: Final = 0.12
"""How long typing rests before it is worked out what would be recorded, in seconds."""
_TRIED: Final = "tried"
"""The reason of a merge that is only tried, before one was given."""


class Relation(StrEnum):
    """What a claim is to another one."""

    ENTAILS = "entails"
    CONTRADICTS = "contradicts"
    SAME = "is the same claim as, and becomes"

    @property
    def link(self) -> LinkKind | None:
        """The kind of link; none for a merge."""
        return None if self is Relation.SAME else LinkKind(self.value)


class LinkBox(RecordingBox[Recorded]):
    """What the claim is to another one, that other one, and for a merge why; nothing is chosen at first.

    What would be recorded, or why it is refused, stands below before anything is recorded.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "into_alike", "claims like it", show=False)]

    def __init__(self, review: Review, claim: int, other: str = "", *, ascii_only: bool) -> None:
        super().__init__()
        self._review = review
        self._claim = claim
        self._other = other
        self._ascii_only = ascii_only

    def compose(self) -> ComposeResult:
        """The claim, what it may be to another, the other claim, the reason, what would be recorded."""
        with self.framed(f"c{self._claim} and another claim"):
            yield Static(id="own", classes="claim")
            yield Choices(*(relation.value for relation in Relation), id="relation")
            with Horizontal(classes="field"):
                yield Label("other")
                yield TextField(self._other, placeholder="c12, its key, or words of it", id="other")
            yield SimilarClaims(self._take)
            with Horizontal(classes="field", id="reason"):
                yield Label("why")
                yield TextField(placeholder="why they say the same, in a sentence or more", id="why")
            with VerticalScroll(id="outlook", can_focus=False):
                yield Static(id="preview")
            yield OneLine(id="fault")
            yield OneLine(id="doing")
            keys = "[b]up, down[/b] choose  [b]tab[/b] next  [b]enter[/b] record  [b]esc[/b] back"
            yield Static(keys, classes="hint")

    @work(group="names")
    async def on_mount(self) -> None:
        """Tell the claim, and propose those that are like it."""
        self.query_one("#reason").display = False
        try:
            claim, alike = await asyncio.to_thread(others_like, self._review.workspace, self._claim)
        except VerifierError as error:
            self.refuse(error)
            return
        self.query_one("#own", Static).update(Content.styled(visible(claim.text), "bold"))
        if not self._typed:
            self.query_one(SimilarClaims).put(alike)
        self._try()

    @property
    def _relation(self) -> Relation | None:
        chosen = self.query_one("#relation", Choices).highlighted
        return None if chosen is None else list(Relation)[chosen]

    @property
    def _typed(self) -> str:
        return self.query_one("#other", Input).value.strip()

    # What is typed and chosen

    @on(Input.Changed)
    @on(OptionList.OptionHighlighted, "#relation")
    def changed(self) -> None:
        """Forget the last error, and work out what would be recorded now."""
        self.unrefuse()
        self.query_one("#reason").display = self._relation is Relation.SAME
        self._try()

    @on(OptionList.OptionSelected, "#relation")
    def chosen(self) -> None:
        """Go on to the other claim."""
        self.set_focus(self.query_one("#other"))

    def action_into_alike(self) -> None:
        """Go down to the claims that are proposed."""
        self.query_one(SimilarClaims).go_in()

    def _take(self, similar: Similar) -> None:
        """Take a claim that was proposed for the other one."""
        other = self.query_one("#other", Input)
        other.value = f"c{similar.claim.id}"
        other.cursor_position = len(other.value)
        self.set_focus(self.query_one("#why" if self._relation is Relation.SAME else "#other"))

    @work(exclusive=True, group="preview")
    async def _try(self) -> None:
        await asyncio.sleep(PAUSE)
        typed, alike, told = self._typed, self.query_one(SimilarClaims), list[Line]()
        try:
            if typed:
                other, like = await asyncio.to_thread(meant, self._review.workspace, typed, (self._claim,))
                alike.put(like)
                told = [] if other is None else [line(Run(f"c{other.id}", Role.STRONG), f" {visible(other.text)}")]
                if other is not None and (relation := self._relation) is not None:
                    tried = await asyncio.to_thread(self._recorded, relation, typed, _TRIED, Options(dry_run=True))
                    told += self._preview(relation, tried)
        except VerifierError as error:
            words = (without_commands(message) for message in (*error.faults, error.message))
            told += [line(Run(visible(message), Role.FAULT)) for message in words]
        self.query_one("#preview", Static).update(content(told))

    def _preview(self, relation: Relation, tried: Recorded) -> Sequence[Line]:
        if relation.link is not None:
            return link_preview(tried, ascii_only=self._ascii_only)
        return merge_preview(tried, self._claim, self._review.workspace.zone.tz, ascii_only=self._ascii_only)

    def _recorded(self, relation: Relation, other: str, why: str, options: Options) -> Recorded:
        """Record the link or merge, or try to (VerifierError)."""
        workspace, own = self._review.workspace, f"c{self._claim}"
        if relation.link is None:
            return merge_claims(workspace, own, other, why, options)
        return link_claims(workspace, own, relation.link, other, options)

    # Recording

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Record it; a merge once its reason is given."""
        relation, why = self._relation, self.query_one("#why", Input)
        if relation is None:
            self.refuse_words("it is not chosen what the claim is to the other one. Choose above with up and down")
        elif not self._typed:
            self.refuse_words("the other claim is missing. Write its ref, as c12, its key, or words of it")
        elif relation is Relation.SAME and event.input is not why:
            self.set_focus(why)
        elif relation is Relation.SAME and not why.value.strip():
            self.refuse_words("the reason is empty. Say why they say the same, in a sentence or more")
        else:
            self._record(partial(self._recorded, relation, self._typed, why.value, Options()))

    @work(group="record")
    async def _record(self, recorded: partial[Recorded]) -> None:
        if not self.begin_recording():
            return
        try:
            done = await asyncio.to_thread(recorded)
        except VerifierError as error:
            self.end_recording()
            self.refuse(error)
        else:
            self.leave(done)
