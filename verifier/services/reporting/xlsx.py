"""Reports as a workbook: one sheet a table, and one that says of which moment and ledger they tell."""

import io
from collections.abc import Sequence
from typing import BinaryIO, Final

from verifier.domain.rules.policy import RULES_VERSION
from verifier.reports.files.columns import Column
from verifier.reports.files.xlsx import Sheet, write_sheets
from verifier.reports.text.times import iso
from verifier.services.outputs import Measured, Output, noted, whole_file
from verifier.services.reporting.reports import Period, Report, table
from verifier.services.review.asked import Asked
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.statements import queries, revision_log

_ABOUT: Final[tuple[Column[tuple[str, str]], ...]] = (
    Column("what", "what is told", lambda pair: pair[0]),
    Column("value", "its value", lambda pair: pair[1]),
)


def write_workbook(
    workspace: Workspace, report: Report, asked: Asked, period: Period, stream: BinaryIO, *, columns: Sequence[str] = ()
) -> int:
    """Write a report to a stream as a workbook; gives how many rows it has."""
    with workspace.read() as connection:
        return workbook(connection, workspace, asked, stream, reports=[report], period=period, columns=columns)


def write_workbook_file(
    workspace: Workspace, report: Report, asked: Asked, period: Period, output: Output, *, columns: Sequence[str] = ()
) -> int:
    """Write a report to a file as a workbook, with a side-car; gives how many rows it has."""
    with workspace.read() as connection:
        head = revision_log.head(connection)
        of_head = {"revision": f"r{head.id}", "digest": head.digest} if head else {"revision": None, "digest": None}

        def note(measured: Measured) -> str:
            return noted(output.path.name, f"{report}-xlsx", measured, **of_head)

        with whole_file(output, note) as file:
            stream = io.BytesIO()
            rows = workbook(connection, workspace, asked, stream, reports=[report], period=period, columns=columns)
            file.write(stream.getvalue())
        return rows


def workbook(
    connection: Transaction,
    workspace: Workspace,
    asked: Asked,
    stream: BinaryIO,
    *,
    reports: Sequence[Report],
    period: Period | None = None,
    columns: Sequence[str] = (),
) -> int:
    """Write some reports as a workbook, read within the caller's transaction; gives how many rows they have."""
    sheets = []
    for report in reports:
        made = table(connection, workspace, report, asked, period or Period(), columns=columns)
        sheets.append(Sheet(report.value, made.columns, made.rows))
    about = _about(connection, asked)
    sheets.append(Sheet("about", _ABOUT, about))
    return write_sheets(stream, sheets, title=f"verifier: {', '.join(reports)}") - len(about)


def _about(connection: Transaction, asked: Asked) -> list[tuple[str, str]]:
    """Of which moment and ledger the workbook tells; nothing in it changes without the facts."""
    head = revision_log.head(connection)
    facts = {
        "revision": f"r{head.id}" if head else "",
        "recorded": (head and iso(head.recorded_at)) or "",
        "digest": head.digest if head else "",
        "rules": RULES_VERSION,
        "policy": queries.policy(connection, asked.when.known).version,
        "as of": iso(asked.when.said) or "",
        "known at": f"r{asked.when.known}" if asked.when.known else "",
        "times": "UTC",
    }
    return [(name, value) for name, value in facts.items() if value]
