"""What an analyst records from the review screen. The list itself is the screen's."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from textual import work
from textual.app import SuspendNotSupported

from verifier.domain.errors import InputFileError, VerifierError
from verifier.reports.claim_sheet import claim_sheet
from verifier.reports.text.wording import clock
from verifier.services.record.actions import Recorded, log_sheets
from verifier.services.record.bulk import known_sources
from verifier.services.record.sheet_drafts import SheetDraft
from verifier.tui.completing import known_names
from verifier.tui.screens.asking import recorded_after_asking
from verifier.tui.screens.confirm import Confirm
from verifier.tui.sharing import SharingScreen
from verifier.tui.state import Review
from verifier.tui.telling import told

if TYPE_CHECKING:
    from verifier.services.correct.undo import Plan, Undone

_LISTED: Final = 8


Editor: TypeAlias = Callable[[Path], None]
"""What lets the analyst edit a file (UsageError if that fails)."""


def _fault_of(editor: Editor, path: Path) -> VerifierError | None:
    """What went wrong in the editor, as a value: a terminal that was lent is taken back only from what ends well."""
    try:
        editor(path)
    except VerifierError as error:
        return error
    return None


class ActingScreen(SharingScreen):
    """A screen on a review from which claims are recorded."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__(review, ascii_only=ascii_only)
        self._editor = editor

    def find_again(self) -> None:
        """Read the list again."""
        raise NotImplementedError

    def _current_text(self) -> str:
        line = self.review.line(self.review.spot.place)
        return line.text if line else ""

    @work(exclusive=True, group="act")
    async def action_say(self) -> None:
        """Ask who takes which stance, and record it."""
        from verifier.tui.screens.say import Say

        with self.refusals():
            claims = self.review.targets
            if claims:
                names = known_names(await asyncio.to_thread(known_sources, self.review.workspace))
                text = self._current_text() if len(claims) == 1 else f"the first is c{claims[0]}"
                box = Say(self.review, claims, text, names, ascii_only=self._ascii_only)
                self._told(await self.app.push_screen_wait(box))

    @work(exclusive=True, group="act")
    async def action_assess(self) -> None:
        """Ask for a verdict and its reason, and record them."""
        from verifier.tui.screens.assess import Assess

        with self.refusals():
            claims = self.review.targets
            if claims:
                text = self._current_text() if len(claims) == 1 else ""
                for recorded in await self.app.push_screen_wait(Assess(self.review, claims, text)) or ():
                    self._told(recorded)

    @work(exclusive=True, group="act")
    async def action_new_claim(self) -> None:
        """Ask for a new claim, and record it."""
        from verifier.tui.screens.claim import NewClaim

        with self.refusals():
            names = known_names(await asyncio.to_thread(known_sources, self.review.workspace))
            self._told(await self.app.push_screen_wait(NewClaim(self.review, names)))

    @work(exclusive=True, group="act")
    async def action_edit(self) -> None:
        """Open the claim as a sheet in the editor, and record what is new in it."""
        if self.shown is None or self._editor is None:
            return
        draft = SheetDraft(claim_sheet(self.shown.full, self.shown.context))
        try:
            with self.refusals():
                while await self._to_be_edited_again(self._editor, draft):
                    pass
        finally:
            if draft.discard_if_empty():
                self.tell(draft.kept, wrong=True)

    async def _to_be_edited_again(self, editor: Editor, draft: SheetDraft) -> bool:
        """Record what the editor gives; whether to edit it again, as it has faults and the analyst goes on."""
        try:
            with self.app.suspend():
                fault = _fault_of(editor, draft.path)
        except SuspendNotSupported:
            self.tell("this terminal cannot be lent to an editor. Use: verifier log -e", wrong=True)
            return False
        if fault is not None:
            raise fault
        file = draft.sheet()
        try:
            recorded = await recorded_after_asking(
                self.app, lambda options: log_sheets(self.review.workspace, [file], options)
            )
        except InputFileError as error:
            draft.put_on_top(error)
            box = Confirm("Nothing was recorded", error.faults, "open the editor again", "give it up")
            return await self.app.push_screen_wait(box) or False
        if recorded is not None:
            draft.discard()
        self._told(recorded)
        return False

    def _told(self, recorded: Recorded | None) -> None:
        if recorded is not None:
            self.tell(told(recorded, ascii_only=self._ascii_only))
            self.review.unmark()
            self.find_again()

    @work(exclusive=True, group="act")
    async def action_undo(self) -> None:
        """Take the newest revision back, once the analyst has seen what it holds."""
        # Slow to import: who takes nothing back should not wait for it.
        from verifier.services.correct.undo import plan_undo, undo

        with self.refusals():
            plan = await asyncio.to_thread(plan_undo, self.review.workspace)
            if await self._agreed("Take back", plan):
                self._changed(await asyncio.to_thread(undo, self.review.workspace, plan.target.id), "taken back")

    @work(exclusive=True, group="act")
    async def action_redo(self) -> None:
        """Bring the revision undone last back, once the analyst has seen what it holds."""
        from verifier.services.correct.undo import plan_redo, redo

        with self.refusals():
            plan = await asyncio.to_thread(plan_redo, self.review.workspace)
            if await self._agreed("Bring back", plan):
                self._changed(await asyncio.to_thread(redo, self.review.workspace), "brought back")

    async def _agreed(self, verb: str, plan: "Plan") -> bool:
        target = plan.target
        when = clock(target.recorded_at, self.review.workspace.zone.tz)
        what = f"r{target.id}: {target.action} {target.detail}, {target.analyst}, {when}"
        told = (what, *filter(None, [target.reason]), ", ".join(plan.recorded[:_LISTED]))
        box = Confirm(f"{verb} r{target.id}?", told, f"{verb.lower()} all of it", "leave it")
        agreed: bool | None = await self.app.push_screen_wait(box)
        return agreed or False

    def _changed(self, done: "Undone", word: str) -> None:
        self.tell(f"r{done.plan.target.id} is {word}, in r{done.revision.id}")
        self.find_again()
