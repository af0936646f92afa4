"""Walking from a claim to what it rests on and back: its sources, documents and linked claims, history, comparison."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textual import on, work

from verifier.domain.errors import VerifierError
from verifier.reports.text.page import Kind, Target
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, visible
from verifier.services.review.asked import When
from verifier.tui.acting import Editor
from verifier.tui.messages import Followed, Refused, RowChanged
from verifier.tui.narrowing import NarrowingScreen
from verifier.tui.state import Review
from verifier.tui.widgets.lines import Detail

if TYPE_CHECKING:
    from verifier.domain.model.statements import Attribution
    from verifier.services.record.actions import Recorded
    from verifier.tui.pages import Read
    from verifier.tui.screens.moment import Asked

_TWO: Final = 2
_NAMES: Final = {Kind.HISTORY: "history", Kind.COMPARISON: "comparison"}


class WalkingScreen(NarrowingScreen):
    """A screen whose page can be walked. The trail is empty on the current claim of the list."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__(review, editor, ascii_only=ascii_only)
        self._trail: list[Target] = []
        self._read: Read | None = None
        self._other: Asked | None = None
        self._looked_up: tuple[Kind, str] | None = None

    @property
    def subject(self) -> Target | None:
        """What the page is of."""
        if self._trail:
            return self._trail[-1]
        claim = self.review.spot.claim
        return None if claim is None else Target(Kind.CLAIM, claim)

    @property
    def targets(self) -> list[int]:
        """The claims an action is about: the one that was walked to, else those of the list."""
        subject = self._trail[-1] if self._trail else None
        return [subject.number] if subject and subject.kind is Kind.CLAIM else super().targets

    @property
    def on_a_walk(self) -> bool:
        """Whether the page is of something that was walked to."""
        return bool(self._trail)

    def begin_anew(self) -> None:
        """Show the current claim of the list."""
        self._trail.clear()
        self._looked_up = None
        self.read_page()

    @work(exclusive=True, group="detail")
    async def read_page(self) -> None:
        """Read what the page is of, and show it."""
        from verifier.tui import pages

        subject, read = self.subject, None
        if subject is not None:
            try:
                read = await asyncio.to_thread(self._read_of, subject, self._columns)
            except VerifierError as error:
                if self._trail:
                    self._trail.pop()
                    self.tell(error.message, wrong=True)
                    return
                self.refused(Refused(error))
        self._read = read
        self.shown = pages.claim_shown(read)
        self.show_page()
        self.show_keys()
        self.read_beside()
        if read is not None and subject is not None and subject.kind is Kind.SOURCE:
            await self._read_track_record(read)

    async def _read_track_record(self, read: "Read") -> None:
        """Show the track record of a source, for which all claims that it spoke on are evaluated, once it is there."""
        from verifier.tui import pages

        with suppress(VerifierError):  # told where the page is read
            told = await asyncio.to_thread(pages.with_track_record, self.review, read)
            if told is not None and self._read is read:
                self._read = told
                self.show_page()

    def _read_of(self, subject: Target, columns: int) -> "Read":
        from verifier.tui import pages

        other = self._other.when if self._other else When()
        return pages.read(self.review, pages.Wish(subject, other, columns, self._ascii_only))

    @property
    def _columns(self) -> int:
        return _columns_of(self.query_one("#detail", Detail))

    def page_lines(self, *, dense: bool) -> Iterable[Line]:
        """The page as lines, laid out to the width of its pane."""
        if self._read is None:
            empty = self.review.opened and not len(self.review.pager)
            return [line(Run("Nothing is listed. v: another view", Role.FAINT))] if empty else []
        return [*self._crumbs(), *self._laid(self._read, self._columns, dense=dense)]

    def _laid(self, read: "Read", columns: int, *, dense: bool) -> Iterable[Line]:
        from verifier.tui import pages

        return pages.laid(read, self.review, columns, dense=dense, ascii_only=self._ascii_only)

    # What stands beside the page where there is room

    @property
    def has_room_beside(self) -> bool:
        """Whether something stands beside the page."""
        raise NotImplementedError

    @on(RowChanged)
    def row_changed(self) -> None:
        """Show beside the page what the row stands for."""
        self.read_beside()
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that apply."""
        raise NotImplementedError

    @work(exclusive=True, group="beside")
    async def read_beside(self) -> None:
        """Read the document or claim of the row, else the history of the claim, and show it beside the page."""
        beside = self.query_one("#beside", Detail)
        subject = self._beside() if self.has_room_beside else None
        if subject is None:
            beside.put([])
            return
        try:
            read = await asyncio.to_thread(self._read_of, subject, _columns_of(beside))
        except VerifierError as error:
            beside.put([line(Run(visible(error.message), Role.FAULT))])
            return
        if beside.is_attached:
            # What was recorded last stands at the end of a history.
            laid = self._laid(read, _columns_of(beside), dense=False)
            beside.put(laid, subject, at_end=subject.kind is Kind.HISTORY)

    def _beside(self) -> Target | None:
        """What is shown beside the page."""
        target, subject = self.query_one("#detail", Detail).target, self.subject
        if target and target.kind is Kind.ATTRIBUTION:
            said = self._attribution(target.number)
            target = Target(Kind.DOCUMENT, said.document) if said and said.document else None
        if target is not None and target != subject:
            return target
        if subject is None:
            return None
        match subject.kind:
            case Kind.CLAIM:
                return Target(Kind.HISTORY, subject.number)
            case Kind.HISTORY | Kind.COMPARISON:
                return Target(Kind.CLAIM, subject.number)
            case _:
                return None

    def _crumbs(self) -> list[Line]:
        """The way that was walked."""
        if not self._trail:
            return []
        start = f"c{self.review.spot.claim}"
        arrow = " > " if self._ascii_only else " › "
        return [line(Run(arrow.join([start, *map(_named, self._trail)]) + "   backspace: back", Role.FAINT)), BLANK]

    def show_page(self) -> None:
        """Show the page that was read."""
        raise NotImplementedError

    # Walking

    @on(Followed)
    def followed(self, message: Followed) -> None:
        """Open what the row stands for."""
        target = message.target
        if target.kind is Kind.ATTRIBUTION:
            said = self._attribution(target.number)
            if said is None:
                return
            target = Target(Kind.SOURCE, said.origin)
        self._walk_to(target)

    def _walk_to(self, target: Target) -> None:
        self._trail.append(target)
        self.set_focus(self.query_one("#detail", Detail))
        self.read_page()

    def _attribution(self, number: int) -> "Attribution | None":
        """The attribution of a row of this page."""
        from verifier.tui import pages

        return pages.attribution_on(self._read, number)

    async def action_walk_back(self) -> None:
        """Go back to where one came from: the list of sources or documents too."""
        if self._trail:
            left = self._trail.pop()
            if not self._trail and self._looked_up is not None and self._looked_up[0] is left.kind:
                await self._look_up(*self._looked_up)
            else:
                self.read_page()

    async def action_sources(self) -> None:
        """Look up a source, and all it said."""
        await self._look_up(Kind.SOURCE)

    async def action_documents(self) -> None:
        """Look up a document, and all that was read in it."""
        await self._look_up(Kind.DOCUMENT)

    async def _look_up(self, kind: Kind, typed: str = "") -> None:
        from verifier.tui.screens.register import Register

        register = Register(self.review, kind, typed, ascii_only=self._ascii_only)

        def closed(target: Target | None) -> None:
            self._trail.clear()
            self._looked_up = (kind, register.typed) if target else None
            if target is None:
                self.read_page()
            else:
                self._walk_to(target)

        await self.app.push_screen(register, closed)
        register.query_one("#wanted").focus()

    def action_history(self) -> None:
        """All that was recorded about the claim."""
        self._turn_to(Kind.HISTORY)

    def _turn_to(self, kind: Kind) -> None:
        subject = self.subject
        if subject is None or subject.kind in {Kind.SOURCE, Kind.DOCUMENT}:
            self.tell("that is told of a claim: go back to one first")
        elif subject.kind is kind:
            self._trail.pop()
            self.read_page()
        else:
            if subject.kind in _NAMES:
                self._trail.pop()
            self._walk_to(Target(kind, subject.number))

    async def action_compare(self) -> None:
        """The claim now and at another moment of either clock."""
        from verifier.tui.screens.moment import AsOf

        await self.open_box(AsOf(self.review, "Compare with when?"), self._compared)

    def _compared(self, asked: "Asked | None") -> None:
        if asked is not None:
            self._other = asked
            if self._trail and self._trail[-1].kind is Kind.COMPARISON:
                self._trail.pop()
            self._turn_to(Kind.COMPARISON)

    # Acting on what is under the cursor

    async def action_correct(self) -> None:
        """Void or replace the attribution of the row, or record that the document was taken back."""
        from verifier.tui.pages import phrase_on
        from verifier.tui.screens.correct import Correct
        from verifier.tui.screens.retract import Retract

        target, subject = self.query_one("#detail", Detail).target, self.subject
        if target and target.kind is Kind.ATTRIBUTION and (said := self._attribution(target.number)):
            await self.open_box(Correct(self.review, said, phrase_on(self._read, said)), self._recorded)
        elif (document := self._document_of(target or subject)) is not None:
            await self.open_box(Retract(self.review, document), self._retracted)
        else:
            self.tell("choose an attribution or a document of the page first: Tab, then j and k")

    def _document_of(self, target: Target | None) -> str | None:
        """The address of the document that a target is, if it has one."""
        if target is None or target.kind is not Kind.DOCUMENT:
            return None
        from verifier.tui import pages

        return pages.address_on(self._read, target.number)

    def _retracted(self, recorded: object) -> None:
        if recorded is not None:
            self.tell("the document is taken back")
            self.find_again()

    async def action_link(self) -> None:
        """Link the claim with another one, or merge it into that; of two that are marked the later with the earlier."""
        from verifier.tui.screens.link import LinkBox

        claims = self.targets
        if len(claims) > _TWO:
            self.tell("a claim is linked with one other, or merged into it: mark two at most")
        elif claims:
            *others, claim = claims
            other = f"c{others[0]}" if others else ""
            await self.open_box(LinkBox(self.review, claim, other, ascii_only=self._ascii_only), self._linked)

    def _linked(self, recorded: "Recorded | None") -> None:
        """Tell what was recorded; after a merge go to the claim that the other one is now."""
        if recorded is None:
            return
        self._recorded(recorded)
        if any(told.startswith("merge of ") for told in recorded.notes.recorded):
            self._trail.clear()
            self.go_to(next(iter(recorded.notes.mentioned)))

    def addresses(self) -> list[str]:
        """The web address of the row or page, else those of the claim's documents."""
        target = self.query_one("#detail", Detail).target
        if target and target.kind is Kind.ATTRIBUTION and (said := self._attribution(target.number)) and said.document:
            target = Target(Kind.DOCUMENT, said.document)
        for one in (target, self.subject):
            if (address := self._document_of(one)) is not None:
                return [address]
        return super().addresses()


def _columns_of(pane: Detail) -> int:
    return max(20, pane.scrollable_content_region.width)


def _named(target: Target) -> str:
    return f"c{target.number}" if target.kind is Kind.CLAIM else _NAMES.get(target.kind, target.kind.value)
