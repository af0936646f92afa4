"""What the catalogues have to hold: every statement compiled for a database, in each variant of what may be given."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from inspect import Parameter, signature
from typing import Any, Final

from sqlalchemy import Boolean, ClauseElement, ColumnElement, Executable, Table, bindparam, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import SQLCompiler

from verifier.storage import projection, rebuild
from verifier.storage.db.statement import (
    CHOICE,
    CONDITION,
    INSERT,
    KNOWN_AT,
    MANY,
    ONE,
    Bound,
    Catalogue,
    Entry,
    Junction,
    ListParam,
    Row,
    Snapshot,
    Statement,
    Where,
    is_choice,
    variant,
)
from verifier.storage.ledger import chain
from verifier.storage.lists import conditions, fact_conditions, lists, search
from verifier.storage.schema import tables
from verifier.storage.statements import (
    attributions,
    claims,
    corrections,
    documents,
    queries,
    revision_log,
    sources,
)

_KNOWN_AT: Final[Any] = bindparam(KNOWN_AT)
_FILE: Final = SQLiteDialect_pysqlite()
_SERVER: Final = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]
_LISTS: Final = (conditions, fact_conditions, lists, search)
_CONDITION: Final = Statement(lambda _: literal_column(CONDITION), Row)
_CONDITIONS: Final = Where(Junction.AND, (Bound(_CONDITION, {}),))

STATEMENTS: Final[Mapping[str, Statement[..., Any]]] = {
    found.name: found
    for home in (
        claims,
        sources,
        documents,
        attributions,
        corrections,
        revision_log,
        queries,
        chain,
        projection,
        rebuild,
        rebuild,
        *_LISTS,
    )
    for found in vars(home).values()
    if isinstance(found, Statement) and found.describe.__module__ == home.__name__
}


def compiled() -> Catalogue:
    """What the catalogue of SQLite has to hold: every statement, in each variant, and what is to be known of tables."""
    added = {f"{INSERT}{name}": _entry(table.insert(), _FILE) for name, table in tables.metadata.tables.items()}
    indexed = {table.name: _indexed(table) for table in tables.metadata.tables.values()}
    return Catalogue(_asked(sqlite=True) | added, [table.name for table in tables.FACTS], indexed)


def compiled_for_server() -> dict[str, Entry]:
    """What the catalogue of a server has to hold: every statement, in each variant."""
    added = {f"{INSERT}{name}": _insert_columns(table) for name, table in tables.metadata.tables.items()}
    return _asked(sqlite=False) | added


def _insert_columns(table: Table) -> Entry:
    """The statement that inserts rows given column by column: row by row a server takes several times as long."""
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    given = ", ".join(f"%s::{column.type.compile(dialect=_SERVER)}[]" for column in table.columns)
    inserted = f"INSERT INTO {table.name} ({quoted}) SELECT * FROM unnest({given})"  # noqa: S608 - our own names
    return Entry(inserted, [*names], [], [])


def _asked(*, sqlite: bool) -> dict[str, Entry]:
    snapshot, dialect = Snapshot(sqlite=sqlite, known_at=_KNOWN_AT), _FILE if sqlite else _SERVER
    return {
        _called(found.name, given): _entry(found.describe(snapshot, **given), dialect)
        for found in STATEMENTS.values()
        for given in _givens(found.describe)
    }


def _indexed(table: Table) -> list[str]:
    columns = itertools.chain(table.primary_key, *(index.columns for index in table.indexes))
    return sorted({column.name for column in columns})


def _givens(function: Callable[..., Executable | ClauseElement]) -> Iterator[dict[str, Any]]:
    """What may be given for a statement: placeholders of each value, in each shape, with and without what may lack."""
    _, *parameters = signature(function).parameters.values()
    ways = [_ways(parameter) for parameter in parameters]
    for chosen in itertools.product(*ways):
        yield {parameter.name: one for parameter, one in zip(parameters, chosen, strict=True) if one is not None}


def _ways(parameter: Parameter) -> list[Any]:
    lacking = [] if parameter.default is Parameter.empty else [None]
    if parameter.annotation is Where:
        return [_CONDITIONS]
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


def _entry(statement: Executable | ClauseElement, dialect: DefaultDialect) -> Entry:
    if not isinstance(statement, ClauseElement):
        raise TypeError(f"not a statement: {statement}")
    made = statement.compile(dialect=dialect)
    if not isinstance(made, SQLCompiler) or "POSTCOMPILE" in made.string:
        raise TypeError(f"not to be compiled before it runs: {made}")
    columns = [] if isinstance(statement, ColumnElement) else list(getattr(statement, "exported_columns", ()))
    flags = [place for place, column in enumerate(columns) if dialect is _FILE and isinstance(column.type, Boolean)]
    given = [_given(made, name) for name in made.positiontup or ()]
    return Entry(made.string, given, [str(column.key) for column in columns], flags)


def _given(made: SQLCompiler, name: str) -> str | list[Any]:
    """A parameter: the name of what is given for it, or its constant value."""
    bind = made.binds[name]
    return bind.key if bind.required else [bind.effective_value]
