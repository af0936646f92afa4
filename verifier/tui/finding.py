"""Finding what is wanted: view, filter, order and moment, others' writes, and a database in trouble."""

import asyncio
import re
import threading
from contextlib import suppress
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import events, on, work
from textual.widgets import Input

from verifier.domain.errors import UsageError, VerifierError
from verifier.domain.query import Query
from verifier.reports.text.styled import Line, Role, Run, line, plain, visible
from verifier.reports.text.wording import clock
from verifier.services.review.facets import facets
from verifier.services.review.last_look import by_claim, changes_since, others_since
from verifier.services.review.pager import head_revision
from verifier.tui.acting import ActingScreen, Editor
from verifier.tui.layout import cause
from verifier.tui.messages import Refused
from verifier.tui.state import Found, Review, View, Wanted, after
from verifier.tui.suggesting import FilterSuggester
from verifier.tui.telling import without_commands
from verifier.tui.widgets.claims import ClaimList
from verifier.tui.widgets.lines import OneLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from verifier.tui.screens.moment import Asked

POLL: Final = 1.0
"""How often it is looked whether somebody wrote, in seconds."""
_TYPING: Final = 0.15
_SOON: Final = 0.3
_REF: Final = re.compile(r"[cC]([0-9]{1,18})")
_TOLD: Final = 3
"""Of how many revisions and claims it is told at once what others recorded."""


def _times_read(query: Query, zone: tzinfo) -> Line | None:
    """What the times in a filter mean; None if there are none."""
    spans = ((one, one.happened or (None, None)) for one in query.alternatives)
    asked = (
        pair
        for one, (first, last) in spans
        for pair in (("since", one.since), ("until", one.until), ("happened from", first), ("happened to", last))
    )
    times = [f"{words} {clock(at, zone)}" for words, at in asked if at is not None]
    return line(Run(f" {', '.join(times)}", Role.FAINT)) if times else None


class FindingScreen(ActingScreen):
    """A screen that lists what is wanted, and keeps it true."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__(review, editor, ascii_only=ascii_only)
        self._busy = False
        self._typing: Timer | None = None
        self._trouble = False
        self._looking_for: Wanted | None = None

    @property
    def wanted(self) -> Wanted:
        """What is wanted by the keys pressed so far, found or still looked for."""
        return self._looking_for or self.review.wanted

    def show_list(self) -> None:
        """Show the list that was found."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show what is listed, and how much of it."""
        raise NotImplementedError

    def find_again(self) -> None:
        """Read the list again."""
        self.find(self.wanted)

    def find(self, wanted: Wanted) -> None:
        """Find what is wanted, and show it; what is looked for now is given up."""
        self._looking_for = wanted
        self._find(wanted)

    @work(exclusive=True, group="find")
    async def _find(self, wanted: Wanted) -> None:
        stopped = threading.Event()
        finding = asyncio.create_task(asyncio.to_thread(self.review.find, wanted, stopped.is_set))
        try:
            await asyncio.wait({finding}, timeout=_SOON)
            if not finding.done():
                self._busy = True
                self.show_state()
            found = await finding
        except VerifierError as error:
            self.refused(Refused(error))
        else:
            if found is not None:
                self._settle(found)
        finally:
            stopped.set()
            if self._looking_for is wanted:
                self._looking_for = None
            self._busy = False
            self.show_state()

    def _settle(self, found: Found) -> None:
        same, seen = found.wanted == self.review.wanted, self.review.revision
        before = self.review.spot.place
        try:
            self.review.settle(found)
        except VerifierError as error:
            self.refused(Refused(error))
            return
        self._trouble = False
        self.query_one("#trouble").display = False
        if 0 <= seen < found.revision:
            self._tell_news(seen)
        if same:
            self.query_one(ClaimList).keep_scroll(self.review.spot.place - before)
        self.show_list()

    @work(exclusive=True, group="poll")
    async def poll(self) -> None:
        """Read again if somebody wrote, if a minute has gone by, or if the database is there again."""
        try:
            newest = await asyncio.to_thread(head_revision, self.review.workspace)
        except VerifierError as error:
            self.refused(Refused(error))
            return
        if newest != self.review.revision or self._trouble or self.review.aged:
            self.find_again()

    @work(group="news")
    async def _tell_news(self, seen: int) -> None:
        """Tell what others recorded meanwhile, and which claims stand otherwise for it."""
        workspace = self.review.workspace
        with suppress(VerifierError):
            others = await asyncio.to_thread(others_since, workspace, seen)
            if not others:
                return
            changed = by_claim(await asyncio.to_thread(changes_since, workspace, seen))
            lines = [f"{one.analyst} recorded r{one.id}: {one.action} {one.detail}".strip() for one in others[-_TOLD:]]
            moved = [
                f"c{claim} {plain(cause(change, ascii_only=self._ascii_only))}" for claim, change in changed.items()
            ]
            self.tell("\n".join([*lines, *moved[:_TOLD], *(["and more"] if len(moved) > _TOLD else [])]))

    def action_seen(self) -> None:
        """Note that everything up to now was seen."""
        told = len(self.review.changed)
        self.review.see_everything()
        self.tell(f"{told} changed claims are seen" if told else "everything is seen")
        self.find_again()

    @on(Refused)
    def refused(self, message: Refused) -> None:
        """Tell what is wrong with the database, until it is right again."""
        self._trouble = True
        said = line(Run(f" {visible(message.error.message)} r: try again", Role.FAULT))
        self.query_one("#trouble", OneLine).put(said)

    def action_filter(self) -> None:
        """Open the box for a query."""
        box = self.query_one("#filter", Input)
        box.display = True
        box.value = self.review.wanted.text
        box.suggester = FilterSuggester()
        self._suggest()
        # At once, not in a message of its own: what is typed next belongs to the box.
        self.set_focus(box)

    @work(exclusive=True, group="names")
    async def _suggest(self) -> None:
        """Complete what is typed from what the listed claims have."""
        if (asked := self.wanted.asked) is not None:
            with suppress(VerifierError):
                terms = await asyncio.to_thread(facets, self.review.workspace, asked)
                self.query_one("#filter", Input).suggester = FilterSuggester(terms)

    async def action_facets(self) -> None:
        """Narrow the list to one of the parts it has."""
        from verifier.tui.screens.facets import Facets

        await self.open_box(Facets(self.review), self._narrow)

    def _narrow(self, term: str | None) -> None:
        if term:
            self._filter_by(self.wanted.narrowed(term))

    def _tell_reading(self, text: str) -> None:
        """Tell below the filter what is wrong with it, or what its times mean."""
        try:
            query = self.review.read_filter(text)
        except UsageError as error:
            told: Line | None = line(Run(f" {visible(without_commands(error.message))}", Role.FAULT))
        else:
            zone = self.review.workspace.zone.tz
            told = _times_read(query, zone)
        self.query_one("#reading", OneLine).put(told)

    @on(Input.Changed, "#filter")
    def filter_typed(self, event: Input.Changed) -> None:
        """Filter once typing rests."""
        self._tell_reading(event.value)
        if self._typing:
            self._typing.stop()
        if event.value.strip() != self.review.wanted.text:
            self._typing = self.set_timer(_TYPING, lambda: self._filter_by(event.value, typing=True))

    @on(Input.Submitted, "#filter")
    def filter_entered(self, event: Input.Submitted) -> None:
        """Filter, or go to the claim of a ref, and go back to the list."""
        if found := _REF.fullmatch(event.value.strip()):
            self._close_filter()
            self.go_to(int(found[1]))
        elif self._filter_by(event.value):
            self.review.look.remember_filter(event.value.strip())
            self._close_filter()

    def go_to(self, claim: int) -> None:
        """Make a claim the current one: in this list, else among all."""
        wanted = replace(self.wanted, text="", query=Query())
        in_view = self.review.shelf.place(claim) is not None
        view = self.wanted.view if in_view else View.ALL
        self.review.spots[view].claim = claim
        self.find(self.wanted if in_view else replace(wanted, view=view))

    def on_key(self, event: events.Key) -> None:
        """Up and down in the filter go through those typed before."""
        box, known = self.query_one("#filter", Input), self.review.look.filters
        if box.has_focus and event.key in {"up", "down"} and known:
            at = known.index(box.value) if box.value in known else -1
            at = max(-1, min(len(known) - 1, at + (1 if event.key == "up" else -1)))
            box.value = known[at] if at >= 0 else ""
            event.stop()

    def _close_filter(self) -> None:
        self.query_one("#reading").display = False
        if self._typing:
            self._typing.stop()
        self.query_one("#filter").display = False
        self.set_focus(self.query_one(ClaimList))

    def _filter_by(self, text: str, *, typing: bool = False) -> bool:
        try:
            query = self.review.read_filter(text)
        except UsageError as error:
            if not typing:
                self.tell(error.message, wrong=True)
            return False
        self.find(replace(self.wanted, text=text.strip(), query=query))
        return True

    def action_view(self) -> None:
        """Go to the next view."""
        self.find(replace(self.wanted, view=after(self.wanted.view)))

    def action_sort(self) -> None:
        """Go to the next order."""
        self.find(replace(self.wanted, sorting=after(self.wanted.sorting)))

    async def action_as_of(self) -> None:
        """Ask for a moment, and look back to it."""
        from verifier.tui.screens.moment import AsOf

        await self.open_box(AsOf(self.review), self._look_back)

    def _look_back(self, asked: "Asked | None") -> None:
        if asked is not None:
            self.find(replace(self.wanted, when=asked.when, moment=asked.text))

    def action_refresh(self) -> None:
        """Read again."""
        self.find_again()
