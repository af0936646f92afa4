"""An earlier report held against what is known now: which of its rows are no longer true.

The report is asked for again just as it was, as of the same time but as known now, and its rows are compared cell by
cell. Nothing is stored in the database for it: a report file with its side-car is all that is needed.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from verifier.domain.errors import ConflictError, InputFileError, NotFoundError, UsageError
from verifier.domain.model.claims import Status
from verifier.domain.report_note import ReportNote
from verifier.intake.datapackage import read_descriptor
from verifier.intake.refs import ClaimRef, read_ref
from verifier.intake.tables.report_rows import read_rows
from verifier.reports.files.csv import Cell, as_before, neutral
from verifier.reports.row_changes import Fate, RowChange
from verifier.reports.text.styled import visible
from verifier.reports.text.times import to_the_second
from verifier.services.files import read_file
from verifier.services.outputs import side_car
from verifier.services.reporting.reports import Period, Report, Table, rows_on, table
from verifier.services.review.asked import PRESENT, Asked, When
from verifier.services.review.logged import by_other_rules
from verifier.services.review.privacy import Privacy
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.statements import revision_log

_Key = tuple[str, ...]

_UNSPOKEN: Final = frozenset({Status.UNATTRIBUTED.value, Status.NOT_CHECKABLE.value})
"""What a claim stands at of which nobody has spoken."""

_OF_NO_CLAIM: Final = frozenset({Report.SOURCES, Report.RECORD})
"""Reports whose rows are not of one claim each."""

_COUNTS_ON: Final = frozenset({"stale_days"})
"""Columns that grow by themselves day by day: only whether there is a value can become untrue."""

_PROSE: Final = frozenset({"why", "would_change"})
"""Columns whose wording another version of the program may have made."""


class Compared(Struct, frozen=True):
    """An earlier report and what became of it. `rows` is how many it has."""

    note: ReportNote
    rows: int
    changes: tuple[RowChange, ...]


class _Earlier(Struct, frozen=True):
    """A report file that is as it was made."""

    file: str
    note: ReportNote
    report: Report
    columns: tuple[str, ...]
    rows: tuple[list[str], ...]


def compare_report(workspace: Workspace, path: Path, when: When = PRESENT) -> Compared:
    """Tell which rows of a report file are no longer true, now or as of another time.

    InputFileError if the file is not as it was made or its side-car cannot be read, also where a side-car was rewritten
    to fit an edited file; ConflictError if it was made of another ledger, or of one that has been cut back since.
    """
    earlier = _earlier(path)
    with workspace.read() as connection:
        _check_ledger(connection, earlier)
        _check_content(connection, workspace, earlier)
        return Compared(earlier.note, len(earlier.rows), tuple(_changes(connection, workspace, earlier, when)))


def falsified_rows(connection: Transaction, workspace: Workspace, path: Path, claims: Collection[int]) -> int:
    """How many rows of a report file tell another status of these claims than there is now (errors as above)."""
    earlier = _earlier(path)
    _check_ledger(connection, earlier)
    statuses = {"status", "derived"}
    refs = {f"c{claim}" for claim in claims}
    return sum(
        bool((row.before or {}).get("ref") in refs and (row.fate is Fate.GONE or statuses & set(row.differs)))
        for row in _changes(connection, workspace, earlier, PRESENT)
    )


def _earlier(path: Path) -> _Earlier:
    beside = side_car(path)
    if path.is_char_device() or path.is_fifo():
        raise UsageError(f"'{path}' is a device or a pipe, which may have no end. Name the file of the report")
    content = read_file(path, largest=None)
    try:
        note = read_descriptor(read_file(beside), str(beside))
    except NotFoundError as error:
        what = f"{path} has no side-car: {beside.name} is not beside it"
        raise InputFileError(f"{what}. Put it there, or make the report again with -o", []) from error
    if hashlib.sha256(content).hexdigest() != note.sha256:
        raise InputFileError(
            f"{path} is not as it was made: its SHA-256 is not the one in {beside.name}. Make the report again with -o",
            [],
        )
    columns, rows = read_rows(content, str(path))
    return _Earlier(str(path), note, _report(note, str(beside)), tuple(columns), tuple(rows))


def _report(note: ReportNote, file: str) -> Report:
    try:
        return Report(note.report)
    except ValueError as error:
        what = f"{file} is of a report this verifier does not make"
        raise InputFileError(f"{what}. Install a newer verifier", []) from error


def _check_ledger(connection: Transaction, earlier: _Earlier) -> None:
    """Whether the revision the report was made at is in this ledger, digest and all."""
    number = earlier.note.revision
    if number is None:
        if earlier.rows:
            what = f"{earlier.file} has rows, and its side-car names no revision: the side-car was rewritten"
            raise InputFileError(f"{what}. Make the report again with -o", [])
        return
    known = revision_log.revision(connection, number)
    if known is not None and known.digest == earlier.note.digest:
        return
    ended = "has another digest here" if known else "is not in this database"
    raise ConflictError(
        f"{earlier.file} was made at r{number}, which {ended}. The report is of another ledger, or this one was "
        "restored from an older copy. Choose the right one with --db"
    )


def _check_content(connection: Transaction, workspace: Workspace, earlier: _Earlier) -> None:
    """Whether the rows are those the ledger had at the revision of the report, as far as today's rules tell."""
    note = earlier.note
    known = note.revision if note.known_at is None else note.known_at
    if known is None or by_other_rules(connection, known, None):
        return
    then = When(note.created if note.as_of is None else note.as_of, known)
    for change in _changes(connection, workspace, earlier, then):
        if not _is_as_made(note, change):
            raise InputFileError(
                f"{earlier.file} is not as it was made: {_altered(change, known)}. Its side-car was rewritten with it. "
                "Make the report again with -o",
                [],
            )


def _is_as_made(note: ReportNote, change: RowChange) -> bool:
    """Whether a row that is not found so in the ledger of then may have been made of it all the same.

    A report of the present lists what nobody had spoken of, and lists of the past do not.
    """
    unspoken = note.as_of is None and (change.before or {}).get("status") in _UNSPOKEN and change.after is not None
    return _PROSE.issuperset(change.differs) and (
        change.fate is Fate.CHANGED or (change.fate is Fate.GONE and unspoken)
    )


def _altered(change: RowChange, known: int) -> str:
    """What was altered in a row, held against the ledger of that revision."""
    ref = visible(change.ref)
    if change.fate is Fate.NEW:
        return f"{ref} is missing, which the ledger lists at r{known}"
    if change.fate is Fate.GONE:
        return f"{ref} is in it, which the ledger does not list so at r{known}"
    column = next(name for name in change.differs if name not in _PROSE)
    said, is_so = ((row or {}).get(column, "") for row in (change.before, change.after))
    return f"{column} of {ref} is {visible(said) or 'empty'}, and {visible(is_so) or 'empty'} in the ledger at r{known}"


def _changes(connection: Transaction, workspace: Workspace, earlier: _Earlier, when: When) -> Iterator[RowChange]:
    """Rows that changed or are gone in the order of the report, then new ones in the order of now."""
    asked = _asked(earlier, when)
    now = table(connection, workspace, earlier.report, asked, Period(earlier.note.since, earlier.note.until))
    shape = _Shape.of(earlier, now)
    gone = {shape.key(row): row for row in earlier.rows}
    changed: dict[_Key, RowChange] = {}
    new: list[RowChange] = []
    for row in map(shape.row, now.rows):
        before = gone.pop(shape.key(row), None)
        if before is None:
            new.append(shape.change(Fate.NEW, None, row))
        elif shape.differing(before, row):
            changed[shape.key(row)] = shape.change(Fate.CHANGED, before, row)
    claims = [] if earlier.report in _OF_NO_CLAIM else sorted({shape.claim(row) for row in gone.values()})
    found = map(shape.row, rows_on(connection, workspace, earlier.report, claims, asked))
    after = {key: row for row in found if (key := shape.key(row)) in gone}
    for row in earlier.rows:
        key = shape.key(row)
        if key in gone:
            yield shape.change(Fate.GONE, row, after.get(key))
        elif key in changed:
            yield changed[key]
    yield from new


def _asked(earlier: _Earlier, when: When) -> Asked:
    """The question as it was put, but as known now."""
    said = earlier.note.as_of if when.said is None else when.said
    tags = earlier.note.private_tags
    return Asked(
        earlier.note.conditions,
        still_disputed=earlier.report is Report.DISPUTED,
        when=When(said, when.known),
        privacy=None if tags is None else Privacy(tags),
    )


class _Shape(Struct, frozen=True):
    """The columns of the earlier report: rows of now are read in these alone, as columns are only ever added."""

    columns: tuple[str, ...]
    places: tuple[int, ...]
    keys: tuple[int, ...]
    raw: bool

    @classmethod
    def of(cls, earlier: _Earlier, now: Table) -> "_Shape":
        columns, known = earlier.columns, now.header
        told = [] if earlier.report in _OF_NO_CLAIM else [_claim_column(columns)]
        if not {*now.key, *told} <= set(columns) <= set(known):
            if missing := [name for name in (*now.key, *told) if name not in columns]:
                what = f"{earlier.file} has no column {missing[0]}, by which its rows are told apart"
                raise InputFileError(f"{what}. Make the report again with it", [])
            what = f"{earlier.file} has columns this verifier does not know for {earlier.report}"
            raise InputFileError(f"{what}. Install a newer verifier, or make the report again with -o", [])
        places = tuple(map(known.index, columns))
        return cls(columns, places, tuple(map(columns.index, now.key)), earlier.note.raw)

    def row(self, cells: Sequence[Cell]) -> list[str]:
        """A row of now as the file would have it."""
        kept = (cells[place] for place in self.places)
        return ["" if cell is None else str(cell if self.raw else neutral(cell)) for cell in kept]

    def key(self, row: Sequence[str]) -> _Key:
        return tuple(row[place] for place in self.keys)

    def claim(self, row: Sequence[str]) -> int:
        ref = read_ref(row[self.columns.index(_claim_column(self.columns))])
        return ref.number if isinstance(ref, ClaimRef) else 0

    def differing(self, before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
        both = zip(self.columns, before, after, strict=True)
        return tuple(name for name, one, other in both if not _same(name, one, other))

    def change(self, fate: Fate, before: Sequence[str] | None, after: Sequence[str] | None) -> RowChange:
        differs = () if before is None or after is None else self.differing(before, after)
        return RowChange(fate, self._named(before), self._named(after), differs)

    def _named(self, row: Sequence[str] | None) -> dict[str, str] | None:
        return None if row is None else dict(zip(self.columns, row, strict=True))


def _claim_column(columns: Sequence[str]) -> str:
    return "claim_ref" if "claim_ref" in columns else "ref"


def _same(column: str, one: str, other: str) -> bool:
    if column in _COUNTS_ON:
        return bool(one) == bool(other)
    # Reports of before wrote a time on the second without its fraction.
    return as_before(one) == as_before(other) or to_the_second(other) == one
