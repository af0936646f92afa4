"""As of which revision a statement reads, on which kind of database, and the values it may be given when it runs."""

from collections.abc import Collection
from typing import Any, NamedTuple, Protocol, TypeAlias


class Bind(Protocol):
    """The kind of database a statement is for."""

    @property
    def sqlite(self) -> bool:
        """Whether it is a SQLite file."""


class Snapshot(NamedTuple):
    """The kind of database a statement is for, and the revision as of which it reads; None is the present."""

    sqlite: bool
    known_at: int | None = None


class ListParam(NamedTuple):
    """A parameter of a compiled statement that takes several values: one as it is, or more (or none) as JSON."""

    name: str
    single: bool


Given: TypeAlias = Collection[Any] | ListParam
"""Values to compare a column with, or the parameter for them."""
