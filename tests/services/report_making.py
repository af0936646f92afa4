"""Report files made for tests, by an analyst who accepts every name."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.services.chronicle import NOW
from verifier.intake.query import read_query
from verifier.intake.times.dates import DateReader
from verifier.reports.row_changes import Fate
from verifier.services.outputs import side_car
from verifier.services.record.actions import Entry, Options, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.reporting.compare import compare_report
from verifier.services.reporting.files import ReportFile, write_report_file
from verifier.services.reporting.reports import Report
from verifier.services.review.asked import PRESENT, Asked, When
from verifier.services.workspace import Workspace

Row = dict[str, str]


def log(workspace: Workspace, text: str, *phrases: str, **fields: str) -> None:
    """A claim with its attributions."""
    log_entry(workspace, Entry(text, fields, phrases), Options(Choices(accept_all=True)))


def say(workspace: Workspace, ref: str, *phrases: str) -> None:
    """Further attributions."""
    say_of(workspace, Entry(ref, phrases=phrases), Options(Choices(accept_all=True)))


def made(
    workspace: Workspace,
    directory: Path,
    report: Report = Report.CLAIMS,
    query: str = "",
    when: When = PRESENT,
    *,
    raw: bool = False,
    byte_order_mark: bool = True,
) -> Path:
    """A report file."""
    path = directory / f"{report}-{len(list(directory.iterdir()))}.csv"
    asked = Asked(read_query(query, DateReader(NOW)), report is Report.DISPUTED, when)
    write_report_file(workspace, ReportFile(report, asked, path, query, raw=raw, byte_order_mark=byte_order_mark))
    return path


def rows(path: Path) -> list[Row]:
    """The rows of a report file."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def descriptor(path: Path) -> dict[str, Any]:
    """The side-car of a report file."""
    found: dict[str, Any] = json.loads(side_car(path).read_bytes())
    return found


def told(workspace: Workspace, path: Path, when: When = PRESENT) -> list[tuple[Fate, str, tuple[str, ...]]]:
    """What became of the rows of a report: fate, ref, columns that differ."""
    changes = compare_report(workspace, path, when).changes
    return [(change.fate, change.cell("ref"), change.differs) for change in changes]


def rewritten(path: Path, alter: Callable[[list[str]], list[str]]) -> Path:
    """The report file with other rows, the header being the first, and a side-car that vouches for it."""
    text = path.read_bytes().decode("utf-8-sig")
    found = io.StringIO(newline="")
    csv.writer(found).writerows(map(alter, csv.reader(io.StringIO(text, newline=""))))
    content = found.getvalue().encode()
    path.write_bytes(content)
    noted = descriptor(path)
    noted["verifier"]["sha256"] = hashlib.sha256(content).hexdigest()
    side_car(path).write_text(json.dumps(noted), encoding="utf-8")
    return path
