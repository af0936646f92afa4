"""What an analyst does from the review screen: record, share. The list itself is the screen's."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.app import SuspendNotSupported
from textual.screen import Screen

from verifier.domain.errors import InputFileError, VerifierError
from verifier.reports.claim_sheet import claim_sheet
from verifier.reports.styled import plain, visible
from verifier.reports.times import moment_of
from verifier.reports.wording import status_run
from verifier.services.acting import known_sources
from verifier.services.entering import SheetFile
from verifier.services.recording import Recorded, log_sheets
from verifier.services.report_files import ReportFile, write_report_file
from verifier.services.reporting import Report
from verifier.tui.completing import known_names
from verifier.tui.screens.asking import recorded_after_asking
from verifier.tui.screens.assess import Assess
from verifier.tui.screens.claim import NewClaim
from verifier.tui.screens.confirm import Confirm
from verifier.tui.screens.say import Say
from verifier.tui.state import Review
from verifier.tui.telling import told

if TYPE_CHECKING:
    from verifier.services.reviewing import Shown


@dataclass(frozen=True, slots=True)
class Editor:
    """The analyst's editor: a sheet as edited, and a sheet's text with its faults on top."""

    edited: Callable[[str], SheetFile]
    with_faults: Callable[[SheetFile, InputFileError], str]


class ActingScreen(Screen[None]):
    """A screen on a review from which claims are recorded and shared."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__()
        self.review = review
        self.shown: Shown | None = None
        self._editor = editor
        self._ascii_only = ascii_only

    def find_again(self) -> None:
        """Read the list again."""
        raise NotImplementedError

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """Tell the analyst something in passing; nothing in it is markup."""
        self.notify(visible(words).replace("\\n", "\n"), markup=False, severity="error" if wrong else "information")

    def _current_text(self) -> str:
        line = self.review.line(self.review.spot.place)
        return line.text if line else ""

    @work(exclusive=True, group="act")
    async def action_say(self) -> None:
        """Ask who takes which stance, and record it."""
        with self._refusals():
            claims = self.review.targets
            if claims:
                names = known_names(await asyncio.to_thread(known_sources, self.review.workspace))
                text = self._current_text() if len(claims) == 1 else f"the first is c{claims[0]}"
                box = Say(self.review, claims, text, names, ascii_only=self._ascii_only)
                self._told(await self.app.push_screen_wait(box))

    @work(exclusive=True, group="act")
    async def action_assess(self) -> None:
        """Ask for a verdict and its reason, and record them."""
        with self._refusals():
            claims = self.review.targets
            if claims:
                text = self._current_text() if len(claims) == 1 else ""
                for recorded in await self.app.push_screen_wait(Assess(self.review, claims, text)) or ():
                    self._told(recorded)

    @work(exclusive=True, group="act")
    async def action_new_claim(self) -> None:
        """Ask for a new claim, and record it."""
        with self._refusals():
            names = known_names(await asyncio.to_thread(known_sources, self.review.workspace))
            self._told(await self.app.push_screen_wait(NewClaim(self.review, names)))

    @work(exclusive=True, group="act")
    async def action_edit(self) -> None:
        """Open the claim as a sheet in the editor, and record what is new in it."""
        if self.shown is None or self._editor is None:
            return
        text: str | None = claim_sheet(self.shown.full, self.shown.context)
        with self._refusals():
            while text is not None:
                text = await self._record_edited(self._editor, text)

    async def _record_edited(self, editor: Editor, text: str) -> str | None:
        """Record what the editor gives; the text to edit again, if it has faults and the analyst goes on."""
        try:
            with self.app.suspend():
                file = editor.edited(text)
        except SuspendNotSupported:
            self.tell("this terminal cannot be lent to an editor. Use: verifier log -e", wrong=True)
            return None
        try:
            self._told(
                await recorded_after_asking(
                    self.app, lambda options: log_sheets(self.review.workspace, [file], options)
                )
            )
        except InputFileError as error:
            box = Confirm("Nothing was recorded", error.faults, "open the editor again", "give it up")
            return editor.with_faults(file, error) if await self.app.push_screen_wait(box) else None
        return None

    def _told(self, recorded: Recorded | None) -> None:
        if recorded is not None:
            self.tell(told(recorded, ascii_only=self._ascii_only))
            self.review.unmark()
            self.find_again()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Tell an error in passing instead of ending."""
        try:
            yield
        except VerifierError as error:
            self.tell("\n".join((*error.faults, error.message)), wrong=True)

    def action_undo(self) -> None:
        """Say that this is still to come."""
        self.tell("undo comes with a later version. Until then: record the correction, with its time behind @")

    def action_redo(self) -> None:
        """Say that this is still to come."""
        self.tell("redo comes with a later version")

    def action_copy(self) -> None:
        """Copy the text selected, else the claim with its status."""
        text = self.get_selected_text()
        if not text and self.shown is not None:
            answer = self.shown.full.answer
            status = plain((status_run(answer.status, ascii_only=self._ascii_only),))
            text = f"c{answer.claim.id} {status}: {visible(answer.claim.text)}"
        if text:
            self.app.copy_to_clipboard(text)
            self.tell("copied, if the terminal allows it (OSC 52). In tmux: set -g set-clipboard on")

    def action_open(self) -> None:
        """Open the newest document of the claim that has an address."""
        documents = self.shown.context.documents.values() if self.shown else ()
        addresses = [document.url for document in documents if (document.url or "").startswith(("http://", "https://"))]
        if addresses and addresses[-1]:
            self.app.open_url(addresses[-1])
            self.tell(f"opening {addresses[-1]}")
        else:
            self.tell("no document of this claim has a web address")

    @work(exclusive=True, group="export")
    async def action_export(self) -> None:
        """Write the claims of this view to a CSV file in the working directory."""
        asked = self.review.wanted.asked
        if asked is None or not len(self.review.shelf):
            self.tell("nothing is listed, and nothing is written")
            return
        workspace = self.review.workspace
        stamp = f"{moment_of(workspace.clock()):%Y%m%dT%H%M%SZ}"
        path = Path.cwd() / f"verifier-{self.review.wanted.view.replace(' ', '-')}-{stamp}.csv"

        report = Report.DISPUTED if asked.still_disputed else Report.CLAIMS
        wanted = ReportFile(report, asked, path, self.review.wanted.text)
        with self._refusals():
            written = await asyncio.to_thread(write_report_file, workspace, wanted)
            self.tell(f"{written.rows} rows in {path}")
