"""What statements are written with, imported only where one has to be made: everyday commands run compiled ones."""

from typing import TYPE_CHECKING

from verifier.storage.db.statement import LazyModule

if TYPE_CHECKING:
    import sqlalchemy as sql

    from verifier.storage.schema import tables
    from verifier.storage.statements import selection
else:
    sql = LazyModule("sqlalchemy")
    tables = LazyModule("verifier.storage.schema.tables")
    selection = LazyModule("verifier.storage.statements.selection")

__all__ = ["selection", "sql", "tables"]
