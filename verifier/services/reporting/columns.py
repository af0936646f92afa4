"""The columns of a report that are wanted, by name."""

from collections.abc import Sequence
from typing import TypeVar

from verifier.domain.errors import UsageError
from verifier.intake.nearest import nearest
from verifier.reports.files.columns import Column, header

Row = TypeVar("Row")


def chosen(columns: Sequence[Column[Row]], names: Sequence[str]) -> Sequence[Column[Row]]:
    """The columns of these names in their order, all if none is named (UsageError with the nearest)."""
    known = {column.name: column for column in columns}
    for index, name in enumerate(names):
        if name not in known:
            near = nearest(name, known, cutoff=0.5)
            hint = f"Did you mean {near[0]}? " if near else ""
            what = f"'{name}' is no column of this report. {hint}Columns are {', '.join(header(columns))}"
            raise UsageError(what, suggestions=near)
        if name in names[:index]:
            raise UsageError(f"the column '{name}' is given twice. Leave out one")
    return [known[name] for name in names] if names else columns
