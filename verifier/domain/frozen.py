"""Dataclasses that are quickly made: a frozen one with slots makes its methods when they are first needed.

Invariant: such a class is what `dataclasses.dataclass` makes of it, to its users and to type checkers. That writes and
compiles eight methods for each class, which took a third of the time of a short command; here they are shared, but for
`__init__`, which is compiled once a number of instances have been made.
"""

import dataclasses
from collections.abc import Callable
from functools import partial, partialmethod
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

_FIRST: Final = 30
"""How many instances take about as long as compiling."""

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - that is what it is
else:

    def dataclass(cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, **options: bool) -> object:
        """Make a class a dataclass."""
        if cls is None:
            return partial(dataclass, frozen=frozen, slots=slots, **options)
        if frozen and slots and not options:
            return _frozen(cls)
        return dataclasses.dataclass(frozen=frozen, slots=slots, **options)(cls)


def _frozen(cls: type) -> object:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__ = _at_first(made)
    made.__setattr__, made.__delattr__ = _refuse_setting, _refuse_deleting
    names = [field.name for field in dataclasses.fields(made)]
    given = _reader(names)
    compared = _reader([field.name for field in dataclasses.fields(made) if field.compare])

    def state(self: object) -> tuple[Any, ...]:
        return given(self)

    def equal(self: object, other: object) -> bool:
        return bool(compared(self) == compared(other)) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(compared(self))

    made.__getstate__, made.__setstate__ = state, partialmethod(_restore, names)
    for name, method in {"__eq__": equal, "__hash__": hashed, "__repr__": _shown}.items():
        if name not in cls.__dict__ or (name == "__hash__" and cls.__dict__[name] is None):
            setattr(made, name, method)
    return made


def _at_first(made: Any) -> Callable[..., None]:  # noqa: ANN401 - whatever class is made
    """How the first instances are made, before it pays to compile a method for it, and while nothing is wrong."""
    fields = dataclasses.fields(made)
    plain = all(field.init and not field.kw_only for field in fields) and not hasattr(made, "__post_init__")
    left = _FIRST if plain else 0

    def init(self: object, *values: object, **named: object) -> None:
        nonlocal left
        left -= 1
        if left < 0 or not _filled(self, fields, values, named):
            made.__init__ = _compiled(made)
            made.__init__(self, *values, **named)

    return init


def _filled(
    self: object, fields: "tuple[dataclasses.Field[Any], ...]", values: tuple[object, ...], named: dict[str, object]
) -> bool:
    """Set the attributes; whether all was given that has to be, and nothing else."""
    by_name = 0
    for place, field in enumerate(fields):
        if place < len(values):
            value = values[place]
        elif field.name in named:
            value = named[field.name]
            by_name += 1
        elif field.default is not dataclasses.MISSING:
            value = field.default
        elif field.default_factory is not dataclasses.MISSING:
            value = field.default_factory()
        else:
            return False
        object.__setattr__(self, field.name, value)
    return by_name == len(named) and len(values) <= len(fields)


def _compiled(made: type) -> Callable[..., None]:
    """The method that `dataclasses` writes for such a class."""
    fields = dataclasses.fields(made)
    body: dict[str, Any] = {field.name: _same_field(field) for field in fields}
    body["__annotations__"] = {field.name: field.type for field in fields}
    body["__qualname__"] = made.__qualname__
    body["__doc__"] = made.__doc__ or made.__name__  # else it is worked out at length
    if hasattr(made, "__post_init__"):
        body["__post_init__"] = made.__post_init__
    alike: Any = dataclasses.dataclass(frozen=True, slots=True, repr=False, eq=False)(type(made.__name__, (), body))
    written: Callable[..., None] = alike.__init__
    return written


def _same_field(field: "dataclasses.Field[Any]") -> Any:  # noqa: ANN401 - as `dataclasses.field` has it
    given: dict[str, Any] = {"init": field.init, "kw_only": field.kw_only}
    if field.default is not dataclasses.MISSING:
        given["default"] = field.default
    if field.default_factory is not dataclasses.MISSING:
        given["default_factory"] = field.default_factory
    return dataclasses.field(**given)


def _reader(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    """What gives the values of these attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _shown(self: Any) -> str:  # noqa: ANN401 - any of the classes made here
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_setting(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _restore(self: object, names: list[str], state: tuple[Any, ...]) -> None:
    for name, value in zip(names, state, strict=True):
        object.__setattr__(self, name, value)
