"""The statements that are asked for by name, as SQLAlchemy describes them: functions of the snapshot they read.

They are kept compiled for SQLite, about the present and as known at a revision, so that everyday commands need not
import any of this: `compiled` is what the catalogue has to hold.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from inspect import Parameter, isfunction, signature
from typing import Any, Final

from sqlalchemy import Boolean, ClauseElement, Executable, Table, bindparam
from sqlalchemy.dialects.sqlite.pysqlite import dialect
from sqlalchemy.sql.compiler import SQLCompiler

from verifier.storage.db.catalogue import CHOICE, KNOWN_AT, MANY, ONE, Catalogue, Entry, is_choice, variant
from verifier.storage.db.snapshot import ListParam, Snapshot
from verifier.storage.schema import tables
from verifier.storage.statements import correction_statements, fact_statements, list_statements

_NOW: Final = Snapshot(sqlite=True)
_KNOWN_AT: Final[Any] = bindparam(KNOWN_AT)
_THEN: Final = Snapshot(sqlite=True, known_at=_KNOWN_AT)
_DIALECT: Final = dialect()

STATEMENTS: Final[Mapping[str, Callable[..., Executable]]] = {
    name: function
    for home in (fact_statements, correction_statements, list_statements)
    for name, function in vars(home).items()
    if isfunction(function) and function.__module__ == home.__name__ and not name.startswith("_")
}


def built(name: str, snapshot: Snapshot, given: Mapping[str, Any]) -> Executable:
    """The statement of a name, for what is given."""
    return STATEMENTS[name](snapshot, **given)


def compiled() -> Catalogue:
    """What the catalogue has to hold: every statement, in each variant of what may be given."""
    asked = {
        called: entry
        for name, function in STATEMENTS.items()
        if name != "added"
        for given in _givens(function)
        for called, entry in _entries(name, given)
    }
    added = {f"added {name}": _entry(built("added", _NOW, {"table": name})) for name in tables.metadata.tables}
    indexed = {table.name: _indexed(table) for table in tables.metadata.tables.values()}
    return Catalogue(asked | added, [table.name for table in tables.FACTS], indexed)


def _indexed(table: Table) -> list[str]:
    columns = itertools.chain(table.primary_key, *(index.columns for index in table.indexes))
    return sorted({column.name for column in columns})


def _entries(name: str, given: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    """A variant of a statement about the present; and as known at a revision, if that makes a difference."""
    present, past = (_entry(built(name, how, given)) for how in (_NOW, _THEN))
    yield _called(name, given), present
    if past != present:
        yield _called(name, {**given, KNOWN_AT: _KNOWN_AT}), past


def _givens(function: Callable[..., Executable]) -> Iterator[dict[str, Any]]:
    """What may be given for a statement: placeholders of each value, in each shape, with and without what may lack."""
    _, *parameters = signature(function).parameters.values()
    ways = [_ways(parameter) for parameter in parameters]
    for chosen in itertools.product(*ways):
        yield {parameter.name: one for parameter, one in zip(parameters, chosen, strict=True) if one is not None}


def _ways(parameter: Parameter) -> list[Any]:
    lacking = [] if parameter.default is Parameter.empty else [None]
    if parameter.annotation is bool:
        return [False, True]
    if isinstance(parameter.annotation, type) and issubclass(parameter.annotation, Enum):
        return [*parameter.annotation]
    if "Collection" in str(parameter.annotation):
        return [*lacking, ListParam(parameter.name, single=True), ListParam(parameter.name, single=False)]
    return [*lacking, bindparam(parameter.name)]


def _called(name: str, given: Mapping[str, Any]) -> str:
    return variant(name, {argument: _shape(value) for argument, value in given.items()})


def _shape(value: object) -> str:
    if isinstance(value, ListParam):
        return ONE if value.single else MANY
    return f"{CHOICE}{value}" if is_choice(value) else ""


def _entry(statement: Executable) -> Entry:
    if not isinstance(statement, ClauseElement):
        raise TypeError(f"not a statement: {statement}")
    made = statement.compile(dialect=_DIALECT)
    if not isinstance(made, SQLCompiler) or "POSTCOMPILE" in made.string:
        raise TypeError(f"not to be compiled before it runs: {made}")
    columns = list(getattr(statement, "exported_columns", ()))
    flags = [place for place, column in enumerate(columns) if isinstance(column.type, Boolean)]
    given = [_given(made, name) for name in made.positiontup or ()]
    return Entry(made.string, given, [str(column.key) for column in columns], flags)


def _given(made: SQLCompiler, name: str) -> str | list[Any]:
    """A parameter: the name of what is given for it, or its constant value."""
    bind = made.binds[name]
    return bind.key if bind.required else [bind.effective_value]
