"""What a filter could go on with: fields and their values, completed while it is typed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from textual.suggester import Suggester

from verifier.domain.query import FIELDS, FIXED_VALUES, term

LIMIT = 8
"""How many completions are offered."""


class Completion(NamedTuple):
    """What a filter could go on with, and the whole filter then."""

    told: str
    text: str


def completions(text: str, values: Mapping[str, Sequence[str]] = FIXED_VALUES) -> list[Completion]:
    """What the last term of a filter could become: a field, or a value of its field, what begins so first."""
    start = _last_term(text)
    before, typed = text[:start], text[start:]
    name, colon, value = typed.partition(":")
    if not colon:
        return [Completion(f"{field}:", f"{before}{field}:") for field in FIELDS if typed and _goes_on(field, typed)]
    earlier, comma, last = ("", "", value[1:]) if value.startswith('"') else value.rpartition(",")
    found = _fitting(last.casefold(), values.get(name.lower(), ()))
    made = ((known, f"{before}{name}:{earlier}{comma}{term(name, known).partition(':')[2]}") for known in found)
    return [Completion(known, whole) for known, whole in made if whole != text][:LIMIT]


def _last_term(text: str) -> int:
    """Where the last term begins, behind a space or a bracket; in quotation marks these are part of it."""
    start, quoted = 0, False
    for index, character in enumerate(text):
        quoted ^= character == '"'
        if (character.isspace() or character == "(") and not quoted:
            start = index + 1
    return start


def _goes_on(field: str, typed: str) -> bool:
    return field.startswith(typed.lower()) and len(field) >= len(typed)


def _fitting(typed: str, known: Iterable[str]) -> Iterator[str]:
    """The values that begin with what was typed, then those with a word that does, then those that have it inside."""
    ranks: tuple[list[str], list[str], list[str]] = ([], [], [])
    for value in known:
        folded = value.casefold()
        if folded.startswith(typed):
            ranks[0].append(value)
        elif f" {typed}" in folded or f"-{typed}" in folded:
            ranks[1].append(value)
        elif typed in folded:
            ranks[2].append(value)
    for rank in ranks:
        yield from rank


class FilterSuggester(Suggester):
    """Shows the first completion behind the cursor, where it begins with what was typed: Right takes it over."""

    def __init__(self, found: Callable[[str], Sequence[Completion]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._found = found

    async def get_suggestion(self, value: str) -> str | None:
        """The filter with its last term completed."""
        texts = [completion.text for completion in self._found(value)]
        return next((text for text in texts if text.casefold().startswith(value.casefold())), None)
