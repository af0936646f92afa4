"""The SHARE panel: a static site for colleagues and readers."""

from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli.commands.lists import QueryArgument
from verifier.cli.options import STDOUT, ConfidentialOption, ForceOption
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.review.asked import Asked

PANEL: Final = "SHARE"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish", rich_help_panel=PANEL)(publish)


def publish(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where the site is written.")],
    query: QueryArgument = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it will stand: for feed and links.")] = None,
    title: Annotated[str, typer.Option(metavar="TEXT", help="The site's heading.")] = "Claims and who says so",
    publisher: Annotated[str, typer.Option(metavar="NAME", help="Who reviews claims, for ClaimReview.")] = "verifier",
    index: Annotated[bool, typer.Option("--index", help="Let search engines list the site.")] = False,
    confidential: ConfidentialOption = False,
    force: ForceOption = False,
) -> None:
    """A static site to put on any web server. Example: verifier publish site --url https://example.org/claims/."""
    from verifier.services.reporting.dossier import Wanted
    from verifier.services.reporting.publish import publish as write_site
    from verifier.services.reporting.publish import with_url

    session: Session = context.obj
    if directory == STDOUT:
        raise UsageError("a site is a directory of files, and - is stdout. Name a directory, or write ./-")
    if session.json:
        raise UsageError("a site is pages. For JSON ask: verifier list --json")
    asked = Asked(session.query(query), when=session.when(), privacy=session.privacy(lifted=confidential))
    wanted = with_url(Wanted(asked, query or "", title, None, publisher), url)
    done = write_site(session.workspace, wanted, directory, indexed=index, force=force)
    files = f"{counted(done.written, 'file')} written, {done.unchanged} unchanged"
    words = f"{counted(done.claims, 'claim')} in {visible(str(directory))}: {files}"
    session.screen.narrate([line(Run(words, Role.FAINT))])
    session.tell_withheld(asked)
