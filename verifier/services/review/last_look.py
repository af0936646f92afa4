"""What an analyst last looked at in a database, kept outside the ledger: it is nobody else's business, and no fact.

Per database and analyst one small file among the state of this user, readable by its owner alone: up to which revision
everything was seen, claims put off until later, named views, the filters typed last, and where the screen was left.
What cannot be read counts as never written, and what cannot be written is forgotten: no command fails for it.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct, field

from verifier.domain.revisions import Revision
from verifier.reports.changes import Change
from verifier.services.workspace import Workspace

_FILTERS: Final = 30
"""How many filters are remembered."""
_TOLD: Final = 50
"""Of how many revisions at most it is told whose they are."""


class Place(Struct, frozen=True):
    """Where the screen was left: view, filter, order and current claim."""

    view: str = ""
    filter: str = ""
    sorting: str = ""
    claim: int | None = None


class LastLook(Struct):
    """What is kept of an analyst and a database. `seen` is the newest revision that was seen, `at` when (microseconds).

    `later` has by claim the instant at which it comes back.
    """

    seen: int = 0
    at: int = 0
    later: dict[int, int] = field(default_factory=dict)
    views: dict[str, Place] = field(default_factory=dict)
    filters: list[str] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    document: dict[str, str] = field(default_factory=dict)

    @property
    def ever(self) -> bool:
        """Whether the analyst has looked before."""
        return self.at > 0

    def remember_filter(self, text: str) -> None:
        """Put a filter first among those remembered."""
        if text:
            self.filters = [text, *(known for known in self.filters if known != text)][:_FILTERS]


def last_look(workspace: Workspace) -> LastLook:
    """What is kept of the workspace's analyst; as if nothing ever was where it cannot be read."""
    try:
        found = msgspec.json.decode(_path(workspace).read_bytes(), type=LastLook)
    except (OSError, msgspec.DecodeError):
        return LastLook()
    return found


def keep(workspace: Workspace, look: LastLook) -> None:
    """Keep it in place of what was kept before; where that cannot be written, forget it."""
    path = _path(workspace)
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(look))
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def mark_seen(workspace: Workspace) -> LastLook:
    """Note that the analyst has seen everything up to now (DatabaseError)."""
    from verifier.storage.statements import revision_log

    look = last_look(workspace)
    with workspace.read() as connection:
        newest = revision_log.head(connection)
    look.seen, look.at = newest.id if newest else 0, workspace.clock()
    keep(workspace, look)
    return look


def changes_since(workspace: Workspace, seen: int) -> Sequence[Change]:
    """The status changes after a revision, in the order of recording (DatabaseError)."""
    from verifier.services.review.changes import changes
    from verifier.storage.statements import revision_log

    with workspace.read() as connection:
        base = revision_log.revision(connection, seen)
        since = None if base is None else base.recorded_at
        return [change for change in changes(connection, since=since) if change.revision > seen]


def others_since(workspace: Workspace, seen: int) -> Sequence[Revision]:
    """What other analysts recorded after a revision, oldest first (DatabaseError)."""
    from verifier.storage.statements import revision_log

    with workspace.read() as connection:
        newest = revision_log.head(connection)
        numbers = range(seen + 1, (newest.id if newest else 0) + 1)[-_TOLD:]
        found = revision_log.revisions_of(connection, numbers)
    return [found[number] for number in numbers if number in found and found[number].analyst != workspace.analyst]


def by_claim(found: Sequence[Change]) -> Mapping[int, Change]:
    """For each claim that stands otherwise than before, the change from its first status to its last."""
    whole: dict[int, Change] = {}
    for change in found:
        first = whole.get(change.claim)
        whole[change.claim] = msgspec.structs.replace(
            change, old=(first or change).old, old_derived=(first or change).old_derived
        )
    return {claim: change for claim, change in whole.items() if (change.old, change.old_derived) != _after(change)}


def _after(change: Change) -> tuple[object, object]:
    return change.new, change.new_derived


def _path(workspace: Workspace) -> Path:
    import platformdirs

    location = workspace.location
    name = f"{location if location.path is None else location.path.absolute()}\0{workspace.analyst}"
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(platformdirs.user_state_dir("verifier", appauthor=False)) / f"look-{digest}.json"
