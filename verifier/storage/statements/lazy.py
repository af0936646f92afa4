"""What statements are written with, imported only where one has to be made: everyday commands run compiled ones."""

from importlib import import_module
from typing import TYPE_CHECKING


class LazyModule:
    """A module that is imported once something of it is needed."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self._name), name)


if TYPE_CHECKING:
    import sqlalchemy as sql

    from verifier.storage.schema import tables
    from verifier.storage.statements import selection
else:
    sql = LazyModule("sqlalchemy")
    tables = LazyModule("verifier.storage.schema.tables")
    selection = LazyModule("verifier.storage.statements.selection")

__all__ = ["LazyModule", "selection", "sql", "tables"]
