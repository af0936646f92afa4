"""Finding what is wanted: view, order and moment, others' writes, and a database in trouble."""

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import on, work

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import Role, Run, line, plain, visible
from verifier.services.review.last_look import by_claim, changes_since, others_since
from verifier.tui.acting import ActingScreen, Editor
from verifier.tui.layout import cause
from verifier.tui.messages import Opened, Refused, Unopened
from verifier.tui.state import Found, Review, Wanted, after
from verifier.tui.widgets.claims import ClaimList
from verifier.tui.widgets.lines import OneLine

if TYPE_CHECKING:
    from verifier.tui.screens.moment import Asked

POLL: Final = 1.0
"""How often it is looked whether somebody wrote, in seconds."""
_SOON: Final = 0.3
_TOLD: Final = 3
"""Of how many revisions and claims it is told at once what others recorded."""


class FindingScreen(ActingScreen):
    """A screen that lists what is wanted, and keeps it true."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__(review, editor, ascii_only=ascii_only)
        self._busy = False
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

    def count_facets(self) -> object:
        """Count the parts of the list, once it stands."""
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
            if self.review.opened:
                self.refused(Refused(error))
            else:
                self.post_message(Unopened(error))
        else:
            if found is not None and self.app.is_running:
                self._settle(found)
        finally:
            stopped.set()
            if self._looking_for is wanted:
                self._looking_for = None
            self._busy = False
            if self.app.is_running:  # else the screen is being taken down, and parts of it are gone
                self.show_state()

    def _settle(self, found: Found) -> None:
        same, seen, first = found.wanted == self.review.wanted, self.review.revision, not self.review.opened
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
        self.tell_warnings()
        self.count_facets()
        if first:
            self.post_message(Opened())

    @work(exclusive=True, group="poll")
    async def poll(self) -> None:
        """Read again if somebody wrote, if a minute has gone by, or if the database is there again."""
        from verifier.services.review.pager import head_revision

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
