"""Things found by their names: what has the words that were typed, or all but looks like it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from verifier.intake.nearest import alike

Named = TypeVar("Named")


def found_by_name(
    typed: str, known: Sequence[Named], words: Callable[[Named], str], *, or_alike: bool = True
) -> list[Named]:
    """Those that have every word typed somewhere in theirs, in their order; if there are none, those most like it."""
    parts = typed.casefold().split()
    if not parts:
        return list(known)
    folded = [words(one).casefold() for one in known]
    found = [one for one, text in zip(known, folded, strict=True) if all(part in text for part in parts)]
    return found if found or not or_alike else [known[place] for place in alike(" ".join(parts), folded)]
