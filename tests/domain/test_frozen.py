"""A frozen dataclass made quickly is to its users what the standard library makes."""

import copy
import dataclasses
import itertools
import pickle
from typing import Any

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


def made(decorate: Any) -> Any:  # noqa: ANN401 - a decorator of any kind
    """A class with the body above."""
    body = {name: value for name, value in vars(_Body).items() if name not in {"__dict__", "__weakref__"}}
    return decorate(frozen=True, slots=True)(type("Named", (), body | {"__qualname__": "Named"}))


Quick, Usual = made(dataclass), made(dataclasses.dataclass)


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
        lambda c: dataclasses.replace(c("ann"), name="robert").length,
        lambda c: c("ann").always,
        lambda c: [field.name for field in dataclasses.fields(c)],
        lambda c: c.__match_args__,
        lambda c: hasattr(c("ann"), "__dict__"),
        lambda c: repr(copy.deepcopy(c("ann", made=[1]))),
        lambda c: c("ann").made is not c("ann").made,
    ],
    ids=map(str, itertools.count()),
)
def test_it_answers_the_same(asked: Any) -> None:  # noqa: ANN401 - whatever is asked of a class
    """Values, equality, hashes, copies and fields."""
    assert asked(Quick) == asked(Usual)


@pytest.mark.parametrize(
    "asked",
    [
        lambda c: c(),
        lambda c: c("ann", length=3),
        lambda c: setattr(c("ann"), "name", "bob"),
        lambda c: delattr(c("ann"), "name"),
    ],
    ids=map(str, itertools.count()),
)
def test_it_refuses_the_same(asked: Any) -> None:  # noqa: ANN401 - whatever is asked of a class
    """The same errors, in the same words where they are about fields."""
    refused = []
    for cls in (Quick, Usual):
        with pytest.raises((TypeError, AttributeError)) as error:
            asked(cls)
        refused.append((error.type, str(error.value)))
    assert refused[0] == refused[1]


def test_it_can_be_sent_elsewhere() -> None:
    """Pickled and read again it is equal, and frozen."""
    sent = pickle.loads(pickle.dumps(Pickled("ann", 3)))  # noqa: S301 - what was just made
    assert sent == Pickled("ann", 3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        sent.number = 4
