"""Statements: each described with SQLAlchemy by a function, and kept compiled, so that it runs without describing it.

A function describes its statement for a snapshot; SQLAlchemy is imported only when it is called. Compiled, the
statement stands in the catalogue of each kind of database under the function's qualified name (`make catalogue`; a test
compares it with what SQLAlchemy makes today). A condition is described alike: it answers nothing by itself, but is one
of those that another statement is asked for under.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum, StrEnum
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Concatenate,
    Final,
    Generic,
    NamedTuple,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
)

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, Executable

    Described: TypeAlias = Executable | ClauseElement

CATALOGUE: Final = Path(__file__).with_name("catalogue.json")
CATALOGUE_OF_SERVER: Final = Path(__file__).with_name("catalogue_of_server.json")

ONE: Final = ":one"
MANY: Final = ":many"
CHOICE: Final = "="

KNOWN_AT: Final = "known_at"
PRESENT: Final = (1 << 63) - 1
"""The revision as of which what is current is read: later than any."""

INSERT: Final = "insert into "
CONDITION: Final = "{condition}"
"""What stands in a statement in place of the conditions it is asked under."""

_DECODER: Final = json.JSONDecoder()


Kept: TypeAlias = Any
"""What stands under a name in the catalogue."""

Run: TypeAlias = Callable[[str, tuple[Any, ...]], Iterable[Any]]
"""Runs SQL with the values of its parameters, and gives the rows that it answers."""

P = ParamSpec("P")
R = TypeVar("R", bound="Row")


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


class Row(tuple[Any, ...]):
    """A row of an answer: its columns in order. Subclasses declare them, in the same order, to have them by name."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]]


class NumberRow(Row):
    """A number of a row."""

    id: int


class ClaimNumberRow(Row):
    """The number of a claim."""

    claim: int


class CountRow(Row):
    """A count of claims."""

    claims: int


class IdentifiedRow(Row):
    """The number of what has an identity."""

    identity: str
    id: int


class Bound(Generic[R]):
    """A statement with what is given for it."""

    __slots__ = ("given", "statement")

    def __init__(self, statement: "Statement[..., R]", given: dict[str, Any]) -> None:
        self.statement = statement
        self.given = given


class Junction(StrEnum):
    """How conditions are joined."""

    AND = "AND"
    OR = "OR"


class Where(NamedTuple):
    """Conditions joined to one; none joined by AND always hold."""

    junction: Junction
    parts: "tuple[Bound[Row] | Where, ...]"


class Statement(Generic[P, R]):
    """A statement: the function that describes it for a snapshot, its name, and the type of its rows."""

    def __init__(self, describe: Callable[Concatenate[Snapshot, P], "Described"], row: type[R]) -> None:
        self.describe = describe
        self.row = row
        self.name = f"{describe.__module__.removeprefix('verifier.storage.')}.{describe.__name__}"
        self.__doc__ = describe.__doc__

    def __call__(self, *values: P.args, **named: P.kwargs) -> Bound[R]:
        """The statement with these values; None is the same as no value."""
        parameters = self.describe.__code__.co_varnames[1:]
        given = dict(zip(parameters, values, strict=False)) | named
        return Bound(self, {name: value for name, value in given.items() if value is not None})


def statement(row: type[R]) -> Callable[[Callable[Concatenate[Snapshot, P], "Described"]], Statement[P, R]]:
    """Make a statement of the function that describes it."""

    def made(describe: Callable[Concatenate[Snapshot, P], "Described"]) -> Statement[P, R]:
        return Statement(describe, row)

    return made


class Entry(NamedTuple):
    """A statement; its parameters, in order, each the name of what is given or [a constant]; the columns it answers.

    `flags` are the places of the columns that hold truth values.
    """

    sql: str
    given: list[str | list[Any]]
    columns: list[str]
    flags: list[int]


class Catalogue(NamedTuple):
    """What there is to know of the tables without SQLAlchemy, as it stands in the file: each name begins a line.

    The statements by name; the tables of facts, those referred to first; the columns of each table that are indexed.
    """

    statements: dict[str, Entry]
    facts: list[str]
    indexed: dict[str, list[str]]


class Prepared:
    """A statement to run on the driver."""

    def __init__(self, entry: Entry) -> None:
        self.sql = entry.sql
        self._entry = entry

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values of its parameters, in their order."""
        return tuple(values[one] if isinstance(one, str) else one[0] for one in self._entry.given)

    def rows(self, run: Run, values: Mapping[str, Any], row: type[R]) -> Iterator[R]:
        """What it answers when it is run, as rows of a type."""
        found = run(self.sql, self.parameters(values))
        made = row_type(row, tuple(self._entry.columns))
        return map(made, found if not self._entry.flags else map(self._flagged, found))

    def many(self, rows: Sequence[Mapping[str, Any]]) -> tuple[str, Iterator[tuple[Any, ...]]]:
        """What the driver needs to run it once for each of some rows."""
        return self.sql, map(self.parameters, rows)

    def _flagged(self, row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for place in self._entry.flags:
            values[place] = None if values[place] is None else bool(values[place])
        return values


@cache
def row_type(row: type[R], columns: tuple[str, ...]) -> Callable[[Iterable[Any]], R]:
    """A type of rows with these columns by name: a tuple, made in a fraction of the time a named tuple takes."""
    items = {name: property(itemgetter(place)) for place, name in enumerate(columns)}
    return type(row.__name__, (row,), {"__slots__": (), "_fields": columns, **items})


@cache
def fact_tables() -> list[str]:
    """The tables of facts, those referred to first."""
    return list(_kept("facts"))


@cache
def indexed_columns() -> dict[str, list[str]]:
    """The columns of each table that are indexed."""
    return dict(_kept("indexed"))


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table, in its order."""
    return tuple(map(str, Entry(*_kept(f"{INSERT}{table}")).given))


@cache
def insertion(table: str) -> str:
    """The statement that adds rows to a table of a server, given column by column."""
    return Entry(*_kept(f"{INSERT}{table}", sqlite=False)).sql


@cache
def entry_of(called: str, *, sqlite: bool = True) -> Entry | None:
    """The statement of a name and of what is given for it, if it is in the catalogue of a kind of database."""
    kept = _kept(called, sqlite=sqlite)
    return None if kept is None else Entry(*kept)


def asked_of(asked: Bound[Any], known_at: int | None, *, sqlite: bool = True) -> tuple[Prepared, dict[str, Any]] | None:
    """The statement, under its conditions, and what is given for it; None if it or one of them is not there."""
    variant, values = given_values(asked.statement.name, known_at, asked.given, sqlite=sqlite)
    found = entry_of(variant, sqlite=sqlite)
    for given in asked.given.values():
        if isinstance(given, Where) and found is not None:
            condition = _condition(given, known_at, sqlite=sqlite)
            found = condition and _under(found, condition, "?" if sqlite else "%s")
    return None if found is None else (Prepared(found), values)


def _condition(asked: Bound[Any] | Where, known_at: int | None, *, sqlite: bool) -> Entry | None:
    """A condition as a piece of SQL, with its values."""
    if not isinstance(asked, Where):
        made = asked_of(asked, known_at, sqlite=sqlite)
        return made and Entry(made[0].sql, [[value] for value in made[0].parameters(made[1])], [], [])
    parts = [_condition(part, known_at, sqlite=sqlite) for part in asked.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    joined = f" {asked.junction} ".join(f"({part.sql})" for part in known)
    return Entry(joined or "TRUE", [value for part in known for value in part.given], [], [])


def _under(asked: Entry, condition: Entry, mark: str) -> Entry:
    """A statement under a condition; `mark` stands for each of its values."""
    before, after = asked.sql.split(CONDITION)
    place = before.count(mark)
    return asked._replace(
        sql=before + condition.sql + after, given=[*asked.given[:place], *condition.given, *asked.given[place:]]
    )


def _kept(name: str, *, sqlite: bool = True) -> Kept:
    """What stands in the catalogue under a name; of all else, which is much, nothing is read."""
    text = _text(CATALOGUE if sqlite else CATALOGUE_OF_SERVER)
    start = text.find(line := f'\n"{name}": ')
    return None if start < 0 else _DECODER.raw_decode(text, start + len(line))[0]


@cache
def _text(catalogue: Path) -> str:
    return catalogue.read_text("utf-8")


def given_values(
    name: str, known_at: int | None, given: Mapping[str, Any], *, sqlite: bool = True
) -> tuple[str, dict[str, Any]]:
    """The variant of a statement for what is given, and the values as the driver takes them.

    One of a list is compared as it is; more are given as JSON to SQLite, which bounds the number of parameters, and as
    a list to a server. What is one of a few choices is no value: each has a variant of its own.
    """
    values: dict[str, Any] = {KNOWN_AT: PRESENT if known_at is None else known_at}
    shapes: dict[str, str] = {}
    for argument, value in given.items():
        if isinstance(value, Where):
            shapes[argument] = ""
        elif is_choice(value):
            shapes[argument] = f"{CHOICE}{value}"
        elif isinstance(value, str) or not isinstance(value, Collection):
            shapes[argument], values[argument] = "", value
        elif len(value) == 1:
            shapes[argument], [values[argument]] = ONE, value
        else:
            shapes[argument], values[argument] = MANY, json.dumps(list(value)) if sqlite else list(value)
    return variant(name, shapes), values


def is_choice(value: object) -> bool:
    """Whether what is given is one of a few choices."""
    return isinstance(value, bool | Enum)


def variant(name: str, shapes: Mapping[str, str]) -> str:
    """What a statement is called in the catalogue, where these are given for it, in these shapes."""
    return " ".join((name, *(f"{argument}{shapes[argument]}" for argument in sorted(shapes))))
