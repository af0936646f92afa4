"""What an analyst records from the review screen. The list itself is the screen's."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace
from textual import work
from textual.app import SuspendNotSupported
from textual.screen import ScreenResultCallbackType

from verifier.domain.errors import InputFileError, VerifierError
from verifier.domain.revisions import Undoing
from verifier.tui.screens.box import Box, Outcome
from verifier.tui.sharing import SharingScreen
from verifier.tui.state import CurrentDocument, Review
from verifier.tui.telling import told

if TYPE_CHECKING:
    from verifier.services.correct.undo import Undone
    from verifier.services.record.actions import Recorded
    from verifier.services.record.sheet_drafts import SheetDraft
    from verifier.tui.screens.confirm import Confirm
    from verifier.tui.screens.draft import Proposed


Editor: TypeAlias = Callable[[Path], None]
"""What lets the analyst edit a file (UsageError if that fails)."""


def _fault_of(editor: Editor, path: Path) -> VerifierError | None:
    """What went wrong in the editor, as a value: a terminal that was lent is taken back only from what ends well."""
    try:
        editor(path)
    except VerifierError as error:
        return error
    return None


def _not_recorded(kept: "SheetDraft", instead: str) -> "Confirm[bool]":
    """Ask what to do about a sheet that is not recorded yet: go on with it, or leave it."""
    from verifier.tui.screens.confirm import Confirm

    answers = (("go on with it", True), (f"leave it there, {instead}", False))
    return Confirm("Not recorded yet", (f"What you wrote is in {kept.path}",), answers)


class ActingScreen(SharingScreen):
    """A screen on a review from which claims are recorded."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__(review, ascii_only=ascii_only)
        self._editor = editor
        self._unrecorded: SheetDraft | None = None

    @property
    def targets(self) -> list[int]:
        """The claims an action is about."""
        return self.review.targets

    def go_to(self, claim: int) -> None:
        """Make a claim the current one."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show what is listed, and how much of it."""
        raise NotImplementedError

    def find_again(self) -> None:
        """Read the list again."""
        raise NotImplementedError

    def _current_text(self) -> str:
        if self.shown is not None:
            return self.shown.full.answer.claim.text
        line = self.review.line(self.review.spot.place)
        return line.text if line else ""

    async def open_box(self, box: Box[Outcome], closed: ScreenResultCallbackType[Outcome | None]) -> None:
        """Open a box at once: the next key belongs to it. What comes of it is handed on when it is closed."""
        await self.app.push_screen(box, closed)
        box.focus_first()

    async def action_say(self) -> None:
        """Ask who takes which stance, and record it."""
        from verifier.tui.screens.say import Say

        if claims := self.targets:
            text = self._current_text() if len(claims) == 1 else f"the first is c{claims[0]}"
            await self.open_box(Say(self.review, claims, text, ascii_only=self._ascii_only), self._recorded)

    async def action_assess(self) -> None:
        """Ask for a verdict and its reason, and record them."""
        from verifier.tui.screens.assess import Assess

        if claims := self.targets:
            text = self._current_text() if len(claims) == 1 else ""
            await self.open_box(Assess(self.review, claims, text), self._recorded)

    async def action_new_claim(self) -> None:
        """Ask for a new claim, and record it."""
        from verifier.tui.screens.claim import NewClaim

        await self.open_box(NewClaim(self.review), self._claimed)

    def _claimed(self, recorded: "Recorded | None") -> None:
        """Tell what was recorded, and go to the new claim."""
        if recorded is not None:
            self._recorded(recorded)
            for claim in list(recorded.notes.mentioned)[:1]:
                self.go_to(claim)

    async def action_document(self) -> None:
        """Ask what is being read: the document of all that is said from now on."""
        from verifier.tui.screens.document import DocumentBox

        await self.open_box(DocumentBox(self.review), self._reading)

    def _reading(self, document: CurrentDocument | None) -> None:
        if document is not None:
            self.review.read_document(document)
            self.show_state()

    @work(exclusive=True, group="act")
    async def action_edit(self) -> None:
        """Open the claim as a sheet in the editor, or what is not recorded yet, and record what is new in it."""
        from verifier.reports.claim_sheet import claim_sheet
        from verifier.services.record.sheet_drafts import SheetDraft

        if self.shown is None or self._editor is None:
            return
        text = claim_sheet(self.shown.full, self.shown.context)
        again = False
        if (kept := self._kept) is not None:
            answered = await self.app.push_screen_wait(_not_recorded(kept, "open the claim"))
            if answered is None:
                return
            again = answered
        await self._edited(kept if kept is not None and again else SheetDraft(text), self._recorded)

    async def action_draft(self) -> None:
        """Draft a sheet from an article, decide on it in the editor, and record what was accepted."""
        from verifier.intake.draft.parsing import INSTALL, is_installed

        if not is_installed():
            self.tell(INSTALL, wrong=True)
        elif self._editor is None:
            self.tell("there is no editor here. Use: verifier draft", wrong=True)
        elif (kept := self._kept) is not None:
            await self.open_box(_not_recorded(kept, "draft from an article"), self._go_on_or_draft)
        else:
            await self._ask_for_article()

    async def _ask_for_article(self) -> None:
        from verifier.tui.screens.draft import DraftBox

        await self.open_box(DraftBox(self.review), self._proposed)

    def _proposed(self, proposed: "Proposed | None") -> None:
        if proposed is not None:
            self._decide_on(proposed)

    async def _go_on_or_draft(self, go_on: bool | None) -> None:  # noqa: FBT001 - an answer
        """Go on with what is not recorded yet, or leave it and draft."""
        if go_on:
            self._edit_again()
        elif go_on is not None:
            await self._ask_for_article()

    @work(exclusive=True, group="act")
    async def _edit_again(self) -> None:
        if self._kept is not None:
            await self._edited(self._kept, self._recorded)

    @work(exclusive=True, group="act")
    async def _decide_on(self, proposed: "Proposed") -> None:
        """Have the analyst decide on what was proposed."""
        from verifier.services.record.article_drafts import to_decide_on

        with self.refusals():
            draft = await asyncio.to_thread(to_decide_on, proposed.found, proposed.source)
            await self._edited(draft, self._claimed)

    @property
    def _kept(self) -> "SheetDraft | None":
        """What was written in the editor and is not recorded yet, if it is still there."""
        kept = self._unrecorded
        return kept if kept is not None and kept.is_worth_keeping else None

    async def _edited(self, draft: "SheetDraft", recorded: Callable[["Recorded | None"], None]) -> None:
        """Have a sheet edited until it is recorded or given up; then its file is kept, and told."""
        if self._editor is None:
            return
        try:
            with self.refusals():
                while await self._to_be_edited_again(self._editor, draft, recorded):
                    pass
        finally:
            self._unrecorded = draft if draft.discard_if_empty() else None
            if self._unrecorded:
                self.tell(f"{draft.kept}, or open it again here", wrong=True)

    async def _to_be_edited_again(
        self, editor: Editor, draft: "SheetDraft", closed: Callable[["Recorded | None"], None]
    ) -> bool:
        """Record what the editor gives; whether to edit it again, as it has faults and the analyst goes on."""
        from verifier.services.record.sheets import log_sheets
        from verifier.tui.screens.asking import recorded_after_asking
        from verifier.tui.screens.confirm import Confirm

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
                self.app,
                lambda options: log_sheets(
                    self.review.workspace, [file], replace(options, allow_outside=draft.allow_outside)
                ),
            )
        except InputFileError as error:
            draft.put_on_top(error)
            answers = (("open the editor again", True), ("leave it in its file", False))
            return await self.app.push_screen_wait(Confirm("Nothing was recorded", error.faults, answers)) or False
        if recorded is not None:
            draft.discard()
        closed(recorded)
        return False

    def _recorded(self, recorded: "Recorded | None") -> None:
        if recorded is not None:
            self.tell(told(recorded, ascii_only=self._ascii_only))
            self.review.unmark()
            self.find_again()

    async def action_undo(self) -> None:
        """Take the newest revision back, once the analyst has seen what it holds."""
        await self._ask_to(Undoing.UNDO)

    async def action_redo(self) -> None:
        """Bring the revision undone last back, once the analyst has seen what it holds."""
        await self._ask_to(Undoing.REDO)

    async def _ask_to(self, what: Undoing) -> None:
        from verifier.tui.screens.undo import Undo

        await self.open_box(Undo(self.review, what, ascii_only=self._ascii_only), self._undone)

    def _undone(self, done: "Undone | VerifierError | None") -> None:
        if isinstance(done, VerifierError):
            self.tell(done.message, wrong=True)
        elif done is not None:
            word = "taken back" if done.plan.what is Undoing.UNDO else "brought back"
            self.tell(f"r{done.plan.target.id} is {word}, in r{done.revision.id}")
            self.find_again()
