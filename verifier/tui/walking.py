"""Walking from a claim to what it rests on and back: its sources, documents and linked claims, history, comparison."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from textual import on, work

from verifier.domain.errors import UsageError, VerifierError
from verifier.reports.detail import detail
from verifier.reports.statements import Statements, statements_page
from verifier.reports.text.page import Page
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, wrapped
from verifier.reports.text.targets import Kind, Target
from verifier.services.review.claim_views import Shown, When, instant, show
from verifier.services.review.statements import said_by, said_in
from verifier.tui.acting import Editor
from verifier.tui.finding import FindingScreen
from verifier.tui.messages import Followed, Refused
from verifier.tui.state import Review
from verifier.tui.widgets.lines import Detail

if TYPE_CHECKING:
    from verifier.domain.model.statements import Attribution
    from verifier.tui.screens.moment import Asked

_NAMES: Final = {Kind.HISTORY: "history", Kind.COMPARISON: "comparison"}


class Lines(Struct, frozen=True):
    """A page that is laid out already."""

    lines: tuple[Line, ...]
    at: int


class WalkingScreen(FindingScreen):
    """A screen whose page can be walked. The trail is empty on the current claim of the list."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__(review, editor, ascii_only=ascii_only)
        self._trail: list[Target] = []
        self._read: Shown | Statements | Lines | None = None
        self._other: Asked | None = None

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

    def begin_anew(self) -> None:
        """Show the current claim of the list."""
        self._trail.clear()
        self.read_page()

    @work(exclusive=True, group="detail")
    async def read_page(self) -> None:
        """Read what the page is of, and show it."""
        subject, read = self.subject, None
        if subject is not None:
            try:
                read = await asyncio.to_thread(self._page_of, subject)
            except VerifierError as error:
                if self._trail:
                    self._trail.pop()
                    self.tell(error.message, wrong=True)
                    return
                self.refused(Refused(error))
        self._read = read
        self.shown = read if isinstance(read, Shown) else None
        self.show_page()

    def _page_of(self, subject: Target) -> Shown | Statements | Lines:
        workspace, when = self.review.workspace, self.review.wanted.when
        match subject.kind:
            case Kind.SOURCE:
                return said_by(workspace, subject.number, when)
            case Kind.DOCUMENT:
                return said_in(workspace, subject.number, when)
            case Kind.HISTORY:
                return self._history(subject.number, when)
            case Kind.COMPARISON:
                return self._comparison(subject.number, when)
            case _:
                return show(workspace, f"c{subject.number}", when)

    def _history(self, claim: int, when: When) -> Lines:
        from verifier.reports.log import log_listing
        from verifier.services.review.history import log_of_claim

        workspace = self.review.workspace
        with workspace.read() as connection:
            found = log_of_claim(connection, claim, when.known)
        told = tuple(log_listing(found, workspace.zone.tz, ascii_only=self._ascii_only))
        return Lines((line(Run(f"RECORDED ABOUT c{claim}", Role.HEADING)), BLANK, *told), instant(workspace, when))

    def _comparison(self, claim: int, when: When) -> Lines:
        from verifier.reports.contrast import contrast_page
        from verifier.services.review.compare import contrast

        workspace, other = self.review.workspace, self._other.when if self._other else When()
        if other.known is not None:
            newest = When(known=self.review.revision if when.known is None else when.known)
            found = contrast(workspace, f"c{claim}", newest, other.known)
        elif other.said is not None:
            found = contrast(workspace, f"c{claim}", When(said=instant(workspace, when)), other.said)
        else:
            raise UsageError("the other moment is missing: a date, or known and a revision")
        page = Page(self._columns, instant(workspace, when), self._ascii_only)
        return Lines(tuple(contrast_page(found, workspace.zone.tz, page)), page.now)

    @property
    def _columns(self) -> int:
        return max(20, self.query_one(Detail).scrollable_content_region.width)

    def page_lines(self, *, dense: bool) -> Iterable[Line]:
        """The page as lines, laid out to the width of its pane."""
        read = self._read
        if read is None:
            return [] if len(self.review.shelf) else [line(Run("Nothing is listed. v: another view", Role.FAINT))]
        at = read.at if isinstance(read, (Shown, Lines)) else self.review.shelf.at
        page = Page(self._columns, at, self._ascii_only, dense=dense, drawn=True)
        if isinstance(read, Shown):
            return [*self._crumbs(), *detail(read.full, read.context, page)]
        if isinstance(read, Statements):
            return [*self._crumbs(), *statements_page(read, page)]
        return [*self._crumbs(), *(row for found in read.lines for row in wrapped(found, page.columns, "      "))]

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
        self.set_focus(self.query_one(Detail))
        self.read_page()

    def _attribution(self, number: int) -> "Attribution | None":
        """The attribution of a row of this page."""
        read = self._read
        if isinstance(read, Shown):
            said = [one.attribution for one in (*read.full.attributions, *read.full.reaching)]
        else:
            said = [one.said.attribution for one in read.found] if isinstance(read, Statements) else []
        return next((one for one in said if one.id == number), None)

    def action_walk_back(self) -> None:
        """Go back to where one came from."""
        if self._trail:
            self._trail.pop()
            self.read_page()

    def action_history(self) -> None:
        """All that was recorded about the claim."""
        self._turn_to(Kind.HISTORY)

    def _turn_to(self, kind: Kind) -> None:
        subject = self.subject
        if subject is None or subject.kind in {Kind.SOURCE, Kind.DOCUMENT}:
            self.tell("that is told of a claim: go back to one first")
        elif subject.kind is kind:
            self.action_walk_back()
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
        from verifier.tui.screens.correct import Correct
        from verifier.tui.screens.retract import Retract

        target, subject = self.query_one(Detail).target, self.subject
        if target and target.kind is Kind.ATTRIBUTION and (said := self._attribution(target.number)):
            await self.open_box(Correct(self.review, said, self._phrase(said)), self._recorded)
        elif (document := self._document_of(target or subject)) is not None:
            await self.open_box(Retract(self.review, document), self._retracted)
        else:
            self.tell("choose an attribution or a document of the page first: Tab, then j and k")

    def _phrase(self, said: "Attribution") -> str:
        if isinstance(self._read, Shown):
            return self._read.context.phrases.get(said.id, "")
        return ""

    def _document_of(self, target: Target | None) -> str | None:
        """The address of the document that a target is, if it has one."""
        if target is None or target.kind is not Kind.DOCUMENT:
            return None
        if isinstance(self._read, Statements) and self._read.document:
            return self._read.document.url
        documents = self._read.context.documents if isinstance(self._read, Shown) else {}
        document = documents.get(target.number)
        return document.url if document else None

    def _retracted(self, recorded: object) -> None:
        if recorded is not None:
            self.tell("the document is taken back")
            self.find_again()

    async def action_link(self) -> None:
        """Link the claim with another one."""
        from verifier.tui.screens.link import LinkBox

        if claims := self.targets:
            await self.open_box(LinkBox(self.review, claims[0]), self._recorded)

    def addresses(self) -> list[str]:
        """The web address of the row or page, else those of the claim's documents."""
        target = self.query_one(Detail).target
        if target and target.kind is Kind.ATTRIBUTION and (said := self._attribution(target.number)) and said.document:
            target = Target(Kind.DOCUMENT, said.document)
        for one in (target, self.subject):
            if (address := self._document_of(one)) is not None:
                return [address]
        return super().addresses()


def _named(target: Target) -> str:
    return f"c{target.number}" if target.kind is Kind.CLAIM else _NAMES.get(target.kind, target.kind.value)
