"""Report files, each with its side-car: how it was asked for, of which ledger, and its digest.

Both are whole before either has its name, and the report gets its own first. Whatever happens in between, a side-car
never vouches for a file it was not made with: the digest in it is another's.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from verifier.domain.policy import RULES_VERSION
from verifier.domain.report_note import ReportNote
from verifier.reports.csv import BYTE_ORDER_MARK
from verifier.reports.datapackage import descriptor
from verifier.services.questions.reviewing import Asked
from verifier.services.reports.reporting import Period, Report, Written, table, whole_file
from verifier.services.workspace import Workspace
from verifier.storage import journal, queries
from verifier.storage.engine import Transaction

_ENDING: Final = ".datapackage.json"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report to be written to a file. `query` is as written, for the note; `asked` is what it was read as."""

    report: Report
    asked: Asked
    path: Path
    query: str = ""
    period: Period = field(default_factory=Period)
    raw: bool = False
    byte_order_mark: bool = True


@dataclass
class _Measure:
    """The size and digest of what passes."""

    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def passing(self, pieces: Iterable[str]) -> Iterator[str]:
        for piece in pieces:
            self.add(piece)
            yield piece

    def add(self, piece: str) -> None:
        content = piece.encode()
        self.size += len(content)
        self.digest.update(content)


def side_car(path: Path) -> Path:
    """Where the side-car of a report file is."""
    return path.with_name(path.name + _ENDING)


def write_report_file(workspace: Workspace, wanted: ReportFile) -> Written:
    """Write a report to a file, and its side-car beside it; gives how many rows it has."""
    created = workspace.clock()  # before the moment that is read, so that `changes --since` then misses nothing
    written, measure = Written(), _Measure()
    measure.add(BYTE_ORDER_MARK if wanted.byte_order_mark else "")
    with (
        ExitStack() as afterwards,
        whole_file(wanted.path, byte_order_mark=wanted.byte_order_mark) as stream,
        workspace.read() as connection,
    ):
        made = table(connection, workspace, wanted.report, wanted.asked, wanted.period)
        stream.writelines(measure.passing(made.text(written, raw=wanted.raw)))
        note = _note(connection, wanted, created)
        note = replace(note, rows=written.rows, size=measure.size, sha256=measure.digest.hexdigest())
        beside = afterwards.enter_context(whole_file(side_car(wanted.path), byte_order_mark=False))
        file, marked = wanted.path.name, wanted.byte_order_mark
        beside.write(descriptor(note, file, made.columns, made.key, byte_order_mark=marked))
        beside.flush()
    return written


def _note(connection: Transaction, wanted: ReportFile, created: int) -> ReportNote:
    head = journal.head(connection)
    return ReportNote(
        report=wanted.report,
        query=wanted.query,
        conditions=wanted.asked.query,
        created=created,
        rules=RULES_VERSION,
        policy=queries.policy(connection, wanted.asked.when.known).version,
        revision=head.id if head else None,
        digest=head.digest if head else None,
        as_of=wanted.asked.when.said,
        known_at=wanted.asked.when.known,
        since=wanted.period.since,
        until=wanted.period.until,
        raw=wanted.raw,
    )
