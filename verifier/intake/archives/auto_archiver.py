"""The sheet that Bellingcat's Auto Archiver fills in, as CSV or a workbook: what was archived of which link."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from verifier.domain.errors import InputFileError
from verifier.domain.model.time import Moment
from verifier.intake.problems import Problem, quoted
from verifier.intake.tables.foreign import ForeignRow
from verifier.intake.text import plain
from verifier.intake.times.dates import DateReader, in_the_future

_COLUMNS: Final = {
    "url": ("link", "url"),
    "title": ("upload title", "title"),
    "published": ("upload timestamp",),
    "retrieved": ("archive date",),
    "archived": ("archive location",),
    "hash": ("hash",),
    "wacz": ("wacz",),
}
"""Our name of each column and what Auto Archiver calls it, unless it was told to call it otherwise."""

_NO_HASH: Final = frozenset({"not-calculated", ""})
_LONGEST: Final = 8_000


class Archived(NamedTuple):
    """A link that was archived, on a line of the sheet; `wacz` are names of files, without a directory."""

    line: int
    url: str
    title: str | None
    published: Moment | None
    retrieved: Moment | None
    archived: str | None
    hash: str | None
    wacz: tuple[str, ...]


class ArchivedTable(NamedTuple):
    """What a sheet tells of, and how many links there were of which nothing is archived."""

    found: tuple[Archived, ...]
    left: int


def read_archived(rows: Iterable[ForeignRow], name: str, now: int) -> ArchivedTable:
    """The links that were archived (InputFileError with every fault, or if it is another table)."""
    found, problems, left, seen = list[Archived](), list[Problem](), 0, False
    reader = DateReader(now)
    for row in rows:
        cells = _cells(row.values)
        seen = seen or "url" in cells
        if "url" not in cells:
            continue
        if not any(cells.get(column) for column in ("archived", "hash", "wacz")):
            left += 1
            continue
        reading = _Reading(cells, row.line, reader)
        found.append(reading.archived())
        problems += reading.problems
    if not seen:
        columns = ", ".join(names[0] for names in _COLUMNS.values())
        what, fix = "there is no column 'link' with anything in it", f"Give Auto Archiver's sheet, with {columns}"
        problems = [Problem(1, None, what, fix)]
    if problems:
        message = "nothing was recorded: the sheet cannot be read. Correct it and import it again"
        raise InputFileError(message, [problem.render(name) for problem in problems])
    return ArchivedTable(tuple(found), left)


def _cells(values: Mapping[str, str]) -> dict[str, str]:
    """The cells that are ours, by our names."""
    lowered = {" ".join(column.lower().split()): value.strip() for column, value in values.items()}
    cells = {ours: next((lowered[name] for name in names if lowered.get(name)), "") for ours, names in _COLUMNS.items()}
    cells["hash"] = "" if cells["hash"].lower() in _NO_HASH else cells["hash"]
    return {name: value for name, value in cells.items() if value}


class _Reading:
    """A row being read, and what is wrong with it."""

    def __init__(self, cells: Mapping[str, str], line: int, dates: DateReader) -> None:
        self.problems: list[Problem] = []
        self._cells = cells
        self._line = line
        self._dates = dates

    def archived(self) -> Archived:
        """What the row tells."""
        places = self._cells.get("archived", "").split() or self._cells.get("wacz", "").split()
        address = next((place for place in places if place.startswith(("http://", "https://"))), None)
        return Archived(
            self._line,
            self._address("link", self._cells["url"]),
            plain(self._cells.get("title", ""))[:500].strip() or None,
            self._moment("upload timestamp", "published"),
            self._moment("archive date", "retrieved"),
            None if address is None else self._address("archive location", address),
            plain(self._cells.get("hash", ""))[:300] or None,
            tuple(dict.fromkeys(self._files())),
        )

    def _files(self) -> Iterator[str]:
        """The names of the web archives, whatever directories and addresses are before them."""
        for place in self._cells.get("wacz", "").split():
            name = PurePosixPath(unquote(urlsplit(place).path if "://" in place else place).replace("\\", "/")).name
            if name.lower().endswith(".wacz") and name.isprintable():
                yield name

    def _address(self, column: str, url: str) -> str:
        if not url.startswith(("http://", "https://")) or len(url.split()) > 1 or not url.isprintable():
            self._fault(
                f"{column}: {quoted(url[:200])} is no address on the web", "Write it with https:// and no spaces"
            )
        elif len(url) > _LONGEST:
            self._fault(f"{column} has {len(url):,} characters", f"Keep it under {_LONGEST:,}")
        return url

    def _moment(self, column: str, name: str) -> Moment | None:
        if not (text := self._cells.get(name)):
            return None
        moment = self._dates.read(text)
        if isinstance(moment, Moment) and (late := in_the_future(moment, self._dates.now)):
            moment = late
        if isinstance(moment, Problem):
            self._fault(f"{column}: {moment.what}", moment.fix)
            return None
        return moment

    def _fault(self, what: str, fix: str) -> None:
        self.problems.append(Problem(self._line, None, what, fix))
