"""A frozen dataclass made quickly is to its users what the standard library makes."""

import copy
import dataclasses
import itertools
import pickle
from typing import Any, Final

import pytest

from verifier.domain.frozen import dataclass


class _Body:
    name: str
    numbers: tuple[int, ...] = ()
    hidden: int = dataclasses.field(default=0, repr=False, compare=False)
    made: list[int] = dataclasses.field(default_factory=list, compare=False)
    length: int = dataclasses.field(init=False)
    always: int = dataclasses.field(default=7, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


class _PlainBody:
    name: str
    numbers: tuple[int, ...] = ()
    hidden: int = dataclasses.field(default=0, repr=False, compare=False)
    made: list[int] = dataclasses.field(default_factory=list, compare=False)


def made(decorate: Any, of: type) -> Any:  # noqa: ANN401 - a decorator of any kind
    """A class with a body from above."""
    body = {name: value for name, value in vars(of).items() if name not in {"__dict__", "__weakref__"}}
    return decorate(frozen=True, slots=True)(type("Named", (), body | {"__qualname__": "Named"}))


BOTH: Final = [
    tuple(made(decorate, of) for decorate in (dataclass, dataclasses.dataclass)) for of in (_Body, _PlainBody)
]
FURNISHED: Final = BOTH[0]


@dataclass(frozen=True, slots=True)
class Pickled:
    """Something that can be found by its name."""

    name: str
    number: int = 0


@pytest.mark.parametrize(
    "asked",
    [
        lambda c: repr(c("ann", (1,))),
        lambda c: c("ann") == c("ann", hidden=2),
        lambda c: c("ann") == c("bob"),
        lambda c: c("ann") != object(),
        lambda c: hash(c("ann", (1, 2))),
        lambda c: dataclasses.asdict(c(numbers=(1,), name="ann")),
        lambda c: repr(dataclasses.replace(c("ann"), name="robert")),
        lambda c: repr([c(str(number), hidden=number) for number in range(100)]),
        lambda c: [one.made for one in (c("ann", made=[2]), c("ann", (), 1, [3]))],
        lambda c: [field.name for field in dataclasses.fields(c)],
        lambda c: c.__match_args__,
        lambda c: hasattr(c("ann"), "__dict__"),
        lambda c: repr(copy.deepcopy(c("ann", made=[1]))),
        lambda c: c("ann").made is not c("ann").made,
    ],
    ids=map(str, itertools.count()),
)
def test_it_answers_the_same(asked: Any) -> None:  # noqa: ANN401 - whatever is asked of a class
    """Values, equality, hashes, copies and fields; of the first instances and of later ones."""
    for quick, usual in BOTH:
        assert asked(quick) == asked(usual)


def test_what_is_worked_out_is_there() -> None:
    """Attributes that are not given: worked out afterwards, or always the same."""
    for cls in FURNISHED:
        assert (dataclasses.replace(cls("ann"), name="robert").length, cls("ann").always) == (6, 7)


@pytest.mark.parametrize(
    "asked",
    [
        lambda c: c(),
        lambda c: c("ann", length=3),
        lambda c: c("ann", name="bob"),
        lambda c: c("ann", (), 1, [], 2),
        lambda c: setattr(c("ann"), "name", "bob"),
        lambda c: delattr(c("ann"), "name"),
    ],
    ids=map(str, itertools.count()),
)
def test_it_refuses_the_same(asked: Any) -> None:  # noqa: ANN401 - whatever is asked of a class
    """The same errors, in the same words where they are about fields."""
    for both in BOTH:
        refused = [refusal(cls, asked) for cls in both]
        assert refused[0] == refused[1]


def refusal(cls: Any, asked: Any) -> tuple[type, str]:  # noqa: ANN401 - a class, and whatever is asked of it
    """The error a class answers with."""
    with pytest.raises((TypeError, AttributeError)) as error:
        asked(cls)
    return error.type, str(error.value)


def test_it_can_be_sent_elsewhere() -> None:
    """Pickled and read again it is equal, and frozen."""
    sent = pickle.loads(pickle.dumps(Pickled("ann", 3)))  # noqa: S301 - what was just made
    assert sent == Pickled("ann", 3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        sent.number = 4
