"""Where a database is: a file, or a URL of a server."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote_plus

from msgspec import Struct

from verifier.domain.errors import UsageError

_SERVER_SCHEMES: Final = ("postgresql", "postgresql+psycopg", "postgres")
BESIDE: Final = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside a database."""

CONTENTS: Final = ".files"
"""How the name of the directory ends in which contents of files are kept beside a database."""

_HIDDEN: Final = "***"
# What comes before a password, if it is not what comes before a port.
_BEFORE_PASSWORD: Final = r"^[^:/]*://[^:/]*:"  # noqa: S105 - a pattern
_PORT: Final = r"[0-9]*(?:[,/?#]|$)|[:\]]"
_OPTION: Final = r"[?&]([^=&?]*)=([^&]*)"
_SECRET_OPTION: Final = "pass(?!file)|secret|scram"  # noqa: S105 - a pattern
# Of the other way to write where a server is, which would be taken for a file's name and told.
_KEYWORDS: Final = r"(?:^|\s)(?:host|hostaddr|dbname|user|password|service)\s*="
_UNWRITABLE: Final = "[\ud800-\udfff]"
# Up to the last "@" before another URL, as spaces are easily left as they are; else up to a space. Compiled when used.
_URL: Final = r"postgres[^\s:/]*://(?:(?:(?!://).)*@)?\S*"
_OTHER_URL: Final = r"(://[^\s:/@]*:)[^\s/@]*@"


class Location(Struct, frozen=True):
    """A SQLite file, or a PostgreSQL URL; exactly one of the two. Its text never shows a password.

    `url` is as PostgreSQL's own tools take it.
    """

    path: Path | None = None
    url: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Location":
        """Read what the analyst gave: a path, `sqlite:///PATH` or `postgresql://…`."""
        if not text.strip():
            raise UsageError("the database's place is empty. Give a file, or a URL such as postgresql://host/name")
        scheme, separator, rest = text.partition("://")
        if not separator and re.search(_KEYWORDS, text):
            raise UsageError("the database's place is not read as keywords. Give a URL: postgresql://user@host/name")
        if not separator:
            return cls(path=_at_home(text))
        if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
            return cls(path=_at_home(rest.removeprefix("/")))
        if scheme in _SERVER_SCHEMES and re.search(_UNWRITABLE, rest):
            raise UsageError("the database's URL has bytes in it that are no text. Write it in UTF-8")
        if scheme in _SERVER_SCHEMES:
            return cls(url=f"{_SERVER_SCHEMES[0]}://{rest}")
        raise UsageError(
            f"databases of the kind {scheme}:// are not supported. Give a file, or a URL such as postgresql://host/name"
        )

    @property
    def sqlite(self) -> bool:
        """Whether this is a file."""
        return self.path is not None

    def __str__(self) -> str:
        return str(self.path) if self.url is None else _without_password(self.url)

    def __repr__(self) -> str:
        return f"Location({str(self)!r})"


def contents_beside(location: Location) -> Path | None:
    """The directory beside a database's file in which contents are kept; None on a server, which has them in rows."""
    return None if location.path is None else contents_beside_file(location.path)


def contents_beside_file(path: Path) -> Path:
    """The directory beside a file in which contents are kept."""
    return Path(f"{os.path.realpath(path)}{CONTENTS}")


def is_of(location: Location, path: Path) -> bool:
    """Whether a path is that of a database's file, of one that is kept beside it, or in its store."""
    if location.path is None:
        return False
    own = Path(os.path.realpath(location.path))
    if Path(os.path.realpath(path)).is_relative_to(f"{own}{CONTENTS}"):
        return True
    if os.path.realpath(path) in {str(own), *(f"{own}{ending}" for ending in BESIDE)}:
        return True
    return own.exists() and path.exists() and own.samefile(path)


def masked(text: str) -> str:
    """A text without the passwords in the URLs it holds."""
    return re.sub(_OTHER_URL, rf"\1{_HIDDEN}@", re.sub(_URL, lambda found: _without_password(found[0]), text))


def _without_password(url: str) -> str:
    shown, seen = "", 0
    for start, end in sorted((*_password(url), *_secret_options(url))):
        if start >= seen:
            shown += url[seen:start] + _HIDDEN
        seen = max(seen, end)
    return shown + url[seen:]


def _password(url: str) -> Iterator[tuple[int, int]]:
    """Where a password may be: up to the last "@", so that one with unescaped marks in it is hidden all the same."""
    if found := re.match(_BEFORE_PASSWORD, url):
        end = url.rfind("@", found.end())
        if end >= 0:
            yield found.end(), end
        elif not re.match(_PORT, url[found.end() :]):
            yield found.end(), len(url)


def _secret_options(url: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(_OPTION, url):
        if re.search(_SECRET_OPTION, unquote_plus(found[1]).lower()):
            yield found.span(2)


def _at_home(text: str) -> Path:
    """A path that may begin with somebody's home directory (UsageError if that is nobody's)."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise UsageError(f"'{text}' begins with the home directory of nobody known here. Write it out") from error
