"""Report files, each with its side-car: how it was asked for, of which ledger, and its digest.

Both are whole before either has its name, and the report gets its own first. Whatever happens in between, a side-car
never vouches for a file it was not made with: the digest in it is another's.
"""

from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.report_note import ReportNote
from verifier.domain.rules.policy import RULES_VERSION
from verifier.reports.files.csv import BYTE_ORDER_MARK
from verifier.reports.files.datapackage import descriptor
from verifier.services.outputs import Measured, Output, text_file
from verifier.services.reporting.reports import Period, Report, Written, table
from verifier.services.review.asked import Asked
from verifier.services.review.names_asked import refuse_confidential_names
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.statements import queries, revision_log


class ReportFile(Struct, frozen=True):
    """A report to be written to a file. `query` is as written, for the note; `asked` is what it was read as."""

    report: Report
    asked: Asked
    path: Path
    query: str = ""
    period: Period = field(default_factory=Period)
    raw: bool = False
    byte_order_mark: bool = True
    columns: tuple[str, ...] = ()


def write_report_file(workspace: Workspace, wanted: ReportFile, *, force: bool = False) -> Written:
    """Write a report to a file, and its side-car beside it; gives how many rows it has.

    What is there is replaced if verifier made it, or by `force` (ConflictError).
    """
    created = workspace.clock()  # before the moment that is read, so that `changes --since` then misses nothing
    written = Written()
    with workspace.read() as connection:
        refuse_confidential_names(connection, wanted.asked)
        made = table(connection, workspace, wanted.report, wanted.asked, wanted.period, columns=wanted.columns)
        note = _note(connection, wanted, created)

        def described(measured: Measured) -> str:
            found = replace(note, rows=written.rows, size=measured.size, sha256=measured.sha256)
            marked = wanted.byte_order_mark
            return descriptor(found, wanted.path.name, made.columns, made.key, byte_order_mark=marked)

        with text_file(Output(wanted.path, workspace.location, force=force), described) as stream:
            stream.write(BYTE_ORDER_MARK if wanted.byte_order_mark else "")
            stream.writelines(made.text(written, raw=wanted.raw))
    return written


def _note(connection: Transaction, wanted: ReportFile, created: int) -> ReportNote:
    head = revision_log.head(connection)
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
        private_tags=None if wanted.asked.privacy is None else wanted.asked.privacy.tags,
    )
