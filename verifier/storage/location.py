"""Where a database is: a file, or a URL of a server."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from verifier.domain.errors import UsageError

_SERVER_SCHEMES: Final = ("postgresql+psycopg", "postgresql", "postgres")
_HIDDEN: Final = "***"
# Up to the last "@", so that a password with unescaped marks in it is hidden all the same.
_PASSWORD: Final = re.compile(r"(://[^:/@]*:).*@")
_PASSWORD_OPTION: Final = re.compile(r"([?&][^=&]*pass[^=&]*=)[^&]*")


@dataclass(frozen=True, slots=True)
class Location:
    """A SQLite file, or a PostgreSQL URL; exactly one of the two. Its text never shows a password."""

    path: Path | None = None
    url: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Location":
        """Read what the analyst gave: a path, `sqlite:///PATH` or `postgresql://…`."""
        if not text.strip():
            raise UsageError("the database's place is empty. Give a file, or a URL such as postgresql://host/name")
        scheme, separator, rest = text.partition("://")
        if not separator:
            return cls(path=Path(text).expanduser())
        if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
            return cls(path=Path(rest.removeprefix("/")).expanduser())
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


def _without_password(url: str) -> str:
    return _PASSWORD_OPTION.sub(rf"\1{_HIDDEN}", _PASSWORD.sub(rf"\1{_HIDDEN}@", url))
