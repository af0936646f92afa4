"""Statements that are asked for by the function that describes each, with the type of the rows they answer.

A function describes its statement with SQLAlchemy, which is imported only when the function is called. Compiled for
SQLite, the statement stands in the catalogue under the function's qualified name. A condition is described alike: it
answers nothing by itself, but is one of those that another statement is asked for under.
"""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Generic, NamedTuple, ParamSpec, TypeAlias, TypeVar

from verifier.storage.db.snapshot import Snapshot

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, Executable

    Described: TypeAlias = Executable | ClauseElement

P = ParamSpec("P")
R = TypeVar("R", bound="Row")


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


class LazyModule:
    """A module that is imported once something of it is needed."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self._name), name)


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
