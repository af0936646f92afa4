"""The claim last logged or shown, for the ref `.`: kept outside the database, so that reading writes nothing there."""

import hashlib
import os
from pathlib import Path
from typing import Final

from verifier.domain.errors import NotFoundError
from verifier.storage.db.location import Location

DOT: Final = "."


def remember(location: Location, claim: int) -> None:
    """Keep the claim in mind; where that cannot be written, forget it."""
    path = _path(location)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}")
        part.write_text(f"c{claim}\n", encoding="ascii")
        part.replace(path)
    except OSError:
        return


def recall(location: Location) -> str:
    """The ref of the claim last logged or shown (NotFoundError if there is none)."""
    try:
        return _path(location).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotFoundError("'.' is the claim last logged or shown, and there is none yet. Name one, as c1") from error


def _path(location: Location) -> Path:
    import platformdirs

    name = str(location if location.path is None else location.path.absolute())
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(platformdirs.user_state_dir("verifier", appauthor=False)) / f"last-{digest}"
