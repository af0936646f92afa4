"""Writing a claim sheet in $EDITOR: it opens again with its faults, and is kept until it is recorded."""

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from verifier.cli.session import Session
from verifier.domain.errors import InputFileError, UsageError, VerifierError
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.services.record.actions import Recorded
from verifier.services.record.sheet_drafts import SheetDraft
from verifier.services.record.sheets import SheetFile


def open_editor(path: Path) -> None:
    """Let the analyst edit a file (UsageError if the editor cannot be started or fails)."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        done = subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603 - the analyst's own editor
    except (OSError, ValueError) as error:
        raise UsageError(f"the editor '{editor}' cannot be started: {error}. Set EDITOR to another") from error
    if done.returncode:
        raise UsageError(f"the editor '{editor}' ended with status {done.returncode}; nothing is recorded")


def recorded_draft(
    session: Session, attempt: Callable[[SheetFile], Recorded], *, dry_run: bool, draft: SheetDraft | None = None
) -> Recorded:
    """What the attempt recorded of a sheet written in the editor, opened again until it has no fault or is given up."""
    draft = draft or SheetDraft()
    with _kept(session, draft, dry_run=dry_run):
        open_editor(draft.path)
        while True:
            try:
                return attempt(draft.sheet())
            except InputFileError as error:
                if not session.interactive:
                    raise
                session.screen.fail(line(Run("error: ", Role.FAULT), visible(fault)) for fault in error.faults)
                typer.confirm("open the editor again", default=True, abort=True, err=True)
                draft.put_on_top(error)
                open_editor(draft.path)


@contextmanager
def _kept(session: Session, draft: SheetDraft, *, dry_run: bool) -> Iterator[None]:
    """A draft that is removed once it is recorded, and told of if it was not, whatever happened."""
    try:
        yield
    except VerifierError as error:
        if draft.discard_if_empty():
            error.message = f"{error.message.removesuffix('.')}. {draft.kept}"
        raise
    except BaseException:
        if draft.discard_if_empty():
            session.screen.fail([line(visible(draft.kept))])
        raise
    if dry_run:
        session.screen.narrate([line(visible(draft.kept))])
    else:
        draft.discard()
