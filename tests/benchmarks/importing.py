"""What importing a table costs, as a whole process, against `sqlite-utils insert` of the same file."""

from functools import partial
from pathlib import Path

from tests.benchmarks.bases import Bases
from tests.benchmarks.harness import Timed, interleaved, run


def measure(bases: Bases, rows: int, rounds: int) -> list[Timed]:
    """Import the table of so many attributions; the last import stays as the base of that size."""
    table, inserted, imported = bases.table(rows), bases.directory / "inserted.db", bases.imported_at(rows)
    return interleaved(
        rounds,
        {
            f"`sqlite-utils insert --csv`, {rows:,} rows": partial(_insert, table, inserted),
            f"`verifier import`, {rows:,} rows": partial(_import, table, imported),
        },
    )


def _insert(table: Path, database: Path) -> None:
    database.unlink(missing_ok=True)
    run("sqlite-utils", "insert", database, "t", table, "--csv", database=database)


def _import(table: Path, database: Path) -> None:
    database.unlink(missing_ok=True)
    run("verifier", "import", table, "--new", "-q", database=database)
