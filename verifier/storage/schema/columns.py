"""Columns that the tables have in common."""

from typing import Any, Final

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text
from sqlalchemy.types import TypeEngine

# SQLite makes only a plain INTEGER key the row's own number, and its integers have 64 bits anyway.
Int64: Final = BigInteger().with_variant(Integer, "sqlite")


def own_number() -> Column[int]:
    """The column of a row's own number, given by the ledger."""
    return Column("id", Int64, primary_key=True, autoincrement=False)


def revision_column() -> Column[int]:
    """The column of the revision that added a row, whose own row comes last.

    Indexed, as SQLite looks for the rows that wait for a revision when that is written, and undoing asks for them.
    """
    checked_at_commit = ForeignKey("revisions.id", deferrable=True, initially="DEFERRED")
    return Column("revision", Int64, checked_at_commit, nullable=False, index=True)


def needed(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]] = Text, *constraints: ForeignKey) -> Column[Any]:
    """A column that always has a value."""
    return Column(name, kind, *constraints, nullable=False)


def all_needed(names: str, kind: type[TypeEngine[Any]] = Text) -> list[Column[Any]]:
    """Columns that always have a value."""
    return [needed(name, kind) for name in names.split()]


def texts(names: str) -> list[Column[Any]]:
    """Columns of text that may be missing."""
    return [Column(name, Text) for name in names.split()]


def moment(name: str) -> list[Column[Any]]:
    """The columns of a span of time."""
    return [
        Column(f"{name}_earliest", Int64),
        Column(f"{name}_latest", Int64),
        Column(f"{name}_text", Text),
        Column(f"{name}_offset", Integer),
    ]
