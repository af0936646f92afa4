"""The moment to look back to, as it is typed: by when something had been said, by when it had been recorded."""

import re
from typing import Final

from verifier.domain.errors import NotFoundError, UsageError
from verifier.intake.problems import Problem, quoted
from verifier.intake.refs import RevisionRef, read_ref
from verifier.intake.times.dates import DateReader
from verifier.services.review.asked import When
from verifier.services.workspace import Workspace
from verifier.storage.statements import revision_log

_KNOWN: Final = re.compile(r"(.*?)(?:^|[\s,]+)(?:as )?known(?: at)?(?:\s+(.*)|$)", re.IGNORECASE)
_REVISION: Final = re.compile("r[0-9]+")
_HOW: Final = "For what was recorded by then, write known r12 or known 2024-11-20, alone or behind a date"


def read_when(workspace: Workspace, text: str) -> When:
    """`2024-11-19`, `known r12`, `2024-11-19 known 2024-11-20`; nothing is now (UsageError, NotFoundError)."""
    written = text.strip()
    parted = _KNOWN.fullmatch(written)
    said, known = (written, None) if parted is None else (parted[1].strip(), (parted[2] or "").strip())
    if known == "":
        raise UsageError(f"by when something was recorded is missing behind 'known'. {_HOW}")
    return When(
        _instant(workspace, said, "") if said else None,
        None if known is None else known_revision(workspace, known),
    )


def names_revision(text: str) -> bool:
    """Whether a moment is written as a revision, `r12`, and not as a time."""
    return _REVISION.fullmatch(text) is not None


def known_revision(workspace: Workspace, text: str, option: str = "") -> int:
    """The revision of a number, or the newest recorded by a time; `option` is named in errors."""
    if names_revision(text) and isinstance(ref := read_ref(text), RevisionRef):
        return _recorded(workspace, ref.number, option)
    at = _instant(workspace, text, option)
    with workspace.read() as connection:
        return revision_log.revision_at(connection, at)


def recorded_at(workspace: Workspace, revision: int) -> int | None:
    """When a revision was recorded (microseconds UTC); None for the time before the first."""
    with workspace.read() as connection:
        found = revision_log.revision(connection, revision)
    return None if found is None else found.recorded_at


def _instant(workspace: Workspace, text: str, option: str) -> int:
    """The last instant of a time, in the display time zone (UsageError)."""
    if not option and names_revision(text):
        raise UsageError(f"{quoted(text)} is a revision and no date. {_HOW}")
    found = DateReader(workspace.clock(), zone=workspace.zone).read(text)
    if isinstance(found, Problem):
        raise UsageError(_told(option, found.message if option else f"{found.message} {_HOW}"))
    return found.latest


def _recorded(workspace: Workspace, revision: int, option: str) -> int:
    with workspace.read() as connection:
        head = revision_log.head(connection)
    if head is None or revision > head.id:
        newest = f"The newest is r{head.id}" if head else "Nothing is recorded yet"
        raise NotFoundError(_told(option, f"revision r{revision} is not known. {newest}"))
    return revision


def _told(option: str, message: str) -> str:
    return f"{option}: {message}" if option else message
