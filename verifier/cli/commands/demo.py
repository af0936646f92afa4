"""The demonstration: the worked case in a database that is thrown away."""

import tempfile
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from verifier.cli.session import Session
from verifier.reports.detail import detail
from verifier.reports.listing import listing
from verifier.reports.text.page import Page
from verifier.reports.text.styled import BLANK, Role, Run, line
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.asked import Asked
from verifier.services.review.claim_views import list_claims, show
from verifier.services.starter import WORKED_CASE, data_file
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

SHOWN: Final = "bryansk-strike"


def run_demo(session: Session) -> None:
    """Log the worked case and its fictional follow-up, print what is disputed and one claim in full."""
    with tempfile.TemporaryDirectory(prefix="verifier-demo-") as directory:
        workspace = Workspace(Location(path=Path(directory) / "demo.db"), "demo", session.settings.zone)
        try:
            _play(session, workspace)
        finally:
            workspace.close()


def _play(session: Session, workspace: Workspace) -> None:
    screen = replace(session.screen, paged=False)
    for name in WORKED_CASE:
        screen.narrate([line(Run(f"$ verifier log -f {name}", Role.FAINT))])
        log_sheets(workspace, [SheetFile.read(data_file(name))])
    screen.narrate([line(Run("$ verifier disputed", Role.FAINT))])
    found = list_claims(workspace, Asked(still_disputed=True))
    screen.out(listing(found.claims, found.at, ascii_only=screen.ascii_only), fit=True)
    screen.narrate([BLANK, line(Run(f"$ verifier show {SHOWN}", Role.FAINT))])
    shown = show(workspace, SHOWN)
    page = Page(screen.columns(), shown.at, screen.ascii_only)
    screen.out(detail(shown.full, shown.context, page))
    screen.narrate([BLANK, line(Run("The follow-up is fiction; the database was thrown away.", Role.FAINT))])
