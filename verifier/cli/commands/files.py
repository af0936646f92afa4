"""Documents' files from the command line: keeping what was read, reading its text back, looking at it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli.asking import retried
from verifier.cli.options import DryRunOption, NewOption, OptionGroup, OutletOption, PublishedOption
from verifier.cli.outcome import outcome_json, tell_outcome
from verifier.cli.screen import data_stream
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.model.statements import KeptFile
from verifier.reports.documents import kept_file_json, kept_file_words
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.services.record.actions import Options, Recorded
from verifier.services.record.keeping import Described, keep_files
from verifier.services.record.recorder import Choices
from verifier.services.review import document_contents

_OPENERS: Final = ("xdg-open", "open")
"""The programs that open a file in its viewer, on Linux and on macOS."""

_SECONDS: Final = 10
_DIGEST_SHOWN: Final = 12

DocumentArgument = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its address, or a ref such as d3.")]
NamedOption = Annotated[
    str | None, typer.Option("--file", metavar="NAME", help="Which of its files: a name, or how a digest begins.")
]


class DescriptionOptions(OptionGroup, frozen=True):
    """What is known of a document, beside where it was read and its title."""

    archived: Annotated[
        str | None, typer.Option("--archived-url", metavar="URL", help="Where an archive holds a copy.")
    ] = None
    author: Annotated[str | None, typer.Option(help="Who wrote or made it.")] = None
    published: PublishedOption = None
    retrieved: Annotated[str | None, typer.Option(metavar="WHEN", help="When it was read or saved.")] = None
    language: Annotated[str | None, typer.Option(metavar="TAG", help="Its language, such as uk or pt-BR.")] = None
    media_type: Annotated[str | None, typer.Option(metavar="TYPE", help="What it is, such as image/jpeg.")] = None
    captured: Annotated[str | None, typer.Option(metavar="WHEN", help="When a picture was taken.")] = None
    location: Annotated[str | None, typer.Option(help="Where it was taken.")] = None


def add(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What was read: up to 4 GiB each.")],
    url: Annotated[str | None, typer.Option(help="The address of the document they are of.")] = None,
    to: Annotated[str | None, typer.Option(metavar="DOCUMENT", help="The known document they are of.")] = None,
    title: Annotated[str | None, typer.Option(help="Its title; without it and an address, a document a file.")] = None,
    outlet: OutletOption = None,
    *,
    description: DescriptionOptions,
    new: NewOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Keep files with their document, as they are. Example: verifier document add article.html --title "A strike"."""
    session: Session = context.obj
    session.refuse_past()
    of_address = {name: value for name, value in (("url", url), ("outlet", outlet)) if value is not None}
    given = of_address | description.given()
    media_type = given.pop("media_type", None)
    described = Described(given, title, media_type, to)
    options = Options(Choices(accept_all=new), dry_run=dry_run)
    done = retried(session, options, lambda chosen: keep_files(session.workspace, files, described, chosen))
    if session.json:
        kept = [{"document": f"d{file.document}", **kept_file_json(file)} for file in done.notes.kept]
        session.print_json({**outcome_json(done, session.workspace.zone.tz), "files": kept})
    session.screen.narrate(_kept_lines(done))
    tell_outcome(session, done, dry_run=dry_run)


def text(context: typer.Context, document: DocumentArgument) -> None:
    """Print the text that is kept of a document. Example: verifier document text d1."""
    session: Session = context.obj
    session.refuse_as_of("documents")
    found = document_contents.text_of(session.workspace, document, session.when().known)
    if session.json:
        session.print_json({"text": found})
        return
    data_stream(sys.stdout).write(found if found.endswith("\n") else f"{found}\n")


def open_(
    context: typer.Context,
    document: DocumentArgument,
    file: NamedOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a copy there instead.")
    ] = None,
    active: Annotated[
        bool, typer.Option("--active", help="Open what may run or fetch something too, such as a web page.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that verifier did not make.")] = False,
) -> None:
    """Look at a copy of a kept file, or save one. Example: verifier document open d1 -o article-copy.html."""
    session: Session = context.obj
    session.refuse_as_of("documents")
    known = session.when().known
    if output is not None:
        wanted = session.output(output, force=force, private=True)
        copied = document_contents.save_copy(session.workspace, document, file, wanted, known)
    else:
        copied = document_contents.viewable_copy(session.workspace, document, file, known, active=active)
        with document_contents.no_copy_left(copied):
            _open_in_viewer(copied.path)
    if session.json:
        session.print_json({"path": str(copied.path), **kept_file_json(copied.file)})
    done = "saved" if output is not None else "opened"
    session.screen.narrate([line(f"{done} {kept_file_words(copied.file)} as {visible(str(copied.path))}")])


def _kept_lines(done: Recorded) -> Iterator[Line]:
    """What was kept, of which document."""
    for file in done.notes.kept:
        yield line(Run(f"d{file.document}", Role.STRONG), f"  {_short(file)}")


def _short(file: KeptFile) -> str:
    return f"{visible(file.name)} ({file.media_type}, {file.size:,} bytes)  sha256 {file.sha256[:_DIGEST_SHOWN]}…"


def _open_in_viewer(path: Path) -> None:
    """Open a file in the viewer that this machine has for it (UsageError if nothing here does).

    There is no shell, and the name is verifier's own; a viewer that stays open is not waited for.
    """
    opener = next(filter(None, map(shutil.which, _OPENERS)), None)
    if opener is None:
        raise UsageError(f"nothing here opens files: there is no {' and no '.join(_OPENERS)}. Save a copy with -o FILE")
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and our own name of the file
            [opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        status = process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        return
    except OSError as error:
        raise UsageError(f"{opener} cannot be started: {error}. Save a copy with -o FILE") from error
    if status:
        raise UsageError(f"{opener} ended with status {status}: nothing here opens it. Save a copy with -o FILE")
