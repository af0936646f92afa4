"""Claims read again by several processes are read as by one, in the same order."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.benchmarks.bases import HEADER, attributions
from verifier.intake.tables import TableFormat
from verifier.services.safekeeping.keeping import check_database
from verifier.services.statuses import rereading
from verifier.services.tables.importing import Imported, ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage import accounts, journal, listing
from verifier.storage.location import Location

NOW = 1_735_000_000_000_000
ROWS = 400


def tables() -> Iterator[Table]:
    """A table, and another with more on most of its claims and some of its own; some claims are linked or opinions."""
    header = (*HEADER, "contradicts")
    lines = [[*row, ""] for row in attributions(ROWS)]
    texts = list(dict.fromkeys(line[0] for line in lines))
    for line in lines:
        place = texts.index(line[0])
        line[1] = "opinion" if place % 11 == 3 else line[1]
        line[-1] = texts[place + 40] if place % 9 == 7 and place < 40 else ""
    for part in (lines[: ROWS // 2], lines[ROWS // 4 :]):
        yield Table("said.csv", io.BytesIO(written([header, *part])), TableFormat.CSV)


def written(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def recorded(path: Path) -> tuple[object, list[Imported]]:
    """All that importing the tables leaves, and what was told of it."""
    workspace = Workspace(Location(path=path), "ann", clock=lambda: NOW)
    told = [import_table(workspace, table, ImportOptions(accept_new=True, keep_going=True)) for table in tables()]
    assert check_database(workspace).fault is None
    with workspace.read() as connection:
        kept = [*listing.standings(connection)], [*accounts.accounts(connection)]
        left = *kept, [*journal.status_changes(connection)], journal.head(connection)
    workspace.close()
    return left, told


def test_what_several_processes_read_is_what_one_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standings, accounts, the log of statuses in its order, digests, and what is told of the import."""
    monkeypatch.setattr(rereading, "_PART_CLAIMS", 7)
    monkeypatch.setattr(rereading, "_PARTS_FOR_ONE", 1)
    monkeypatch.setattr(rereading, "cores", lambda: 1)
    alone = recorded(tmp_path / "alone.db")
    monkeypatch.setattr(rereading, "cores", lambda: 2)
    assert recorded(tmp_path / "apart.db") == alone
    (_, told) = alone
    assert told[1].changed
    assert told[1].new_statuses.total() > 0
