"""What an analyst takes away from the review screen: a copy, a document, a CSV file."""

import asyncio
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import work
from textual.app import SuspendNotSupported
from textual.screen import Screen

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import plain, status_run, visible
from verifier.reports.text.times import moment_of
from verifier.tui.state import Review

if TYPE_CHECKING:
    from verifier.services.review.claim_views import Shown


_WARNED: Final = 15.0
"""How long a warning can be read, in seconds."""


class Browser(Enum):
    """What a web address is opened in."""

    WINDOW = "a window of its own"
    TERMINAL = "this terminal"
    NONE = "nothing"


def browser() -> Browser:
    """What the browser of this machine is; one that runs until it is left takes the terminal."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return Browser.NONE
    waits = isinstance(found, webbrowser.GenericBrowser) and not isinstance(found, webbrowser.BackgroundBrowser)
    return Browser.TERMINAL if waits else Browser.WINDOW


class SharingScreen(Screen[None]):
    """A screen on a review, with one claim shown in full."""

    def __init__(self, review: Review, *, ascii_only: bool) -> None:
        super().__init__()
        self.review = review
        self.shown: Shown | None = None
        self._ascii_only = ascii_only

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """Tell the analyst something in passing; nothing in it is markup."""
        self.notify(visible(words).replace("\\n", "\n"), markup=False, severity="error" if wrong else "information")

    def tell_warnings(self) -> None:
        """Tell what there is to say beside what was asked, once: a clock that is behind, a key others can read."""
        warnings = self.review.workspace.warnings
        while warnings:
            self.notify(visible(warnings.pop(0)), markup=False, severity="warning", timeout=_WARNED)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Tell an error in passing instead of ending."""
        try:
            yield
        except VerifierError as error:
            self.tell("\n".join((*error.faults, error.message)), wrong=True)

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

    def addresses(self) -> list[str]:
        """The addresses of the claim's documents, oldest first."""
        documents = self.shown.context.documents.values() if self.shown else ()
        return [document.url for document in documents if document.url]

    def action_open(self) -> None:
        """Open the document of the row, else the newest of the claim that has an address."""
        on_web = [address for address in self.addresses() if address.startswith(("http://", "https://"))]
        if on_web:
            self.open_address(on_web[-1])
        else:
            self.tell("there is no document with a web address here")

    def open_address(self, address: str) -> None:
        """Open a web address in the browser; one of the terminal has it to itself meanwhile."""
        kind = Browser.WINDOW if self.app.is_web else browser()
        if kind is Browser.WINDOW:
            self.app.open_url(address)
            self.tell(f"opening {address}")
            return
        if kind is Browser.TERMINAL:
            with suppress(SuspendNotSupported), self.app.suspend():
                webbrowser.open(address)
                return
        self.app.copy_to_clipboard(address)
        self.tell(f"there is no browser here. Copied, if the terminal allows it: {address}")

    @work(exclusive=True, group="export")
    async def action_export(self) -> None:
        """Write the claims of this view to a CSV file in the working directory."""
        from verifier.services.reporting.files import ReportFile, write_report_file
        from verifier.services.reporting.reports import Report
        from verifier.services.review.privacy import Privacy

        asked = self.review.wanted.asked
        if asked is None or not len(self.review.pager):
            self.tell("nothing is listed, and nothing is written")
            return
        workspace = self.review.workspace
        stamp = f"{moment_of(workspace.clock()):%Y%m%dT%H%M%SZ}"
        path = Path.cwd() / f"verifier-{self.review.wanted.view.replace(' ', '-')}-{stamp}.csv"

        report = Report.DISPUTED if asked.still_disputed else Report.CLAIMS
        privacy = self.review.privacy or Privacy()
        wanted = ReportFile(report, replace(asked, privacy=privacy), path, self.review.wanted.text)
        with self.refusals():
            written = await asyncio.to_thread(write_report_file, workspace, wanted)
            self.tell(f"{written.rows} rows in {path}")
