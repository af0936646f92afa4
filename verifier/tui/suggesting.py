"""What a filter could go on with: fields, their values, sources and tags, completed while it is typed."""

from collections.abc import Sequence
from typing import Final

from textual.suggester import Suggester

from verifier.domain.query import FIELDS

_NAMES: Final = tuple(f"{name}:" for name in FIELDS)
_CHOICES: Final = tuple(f"{name}:{choice}" for name, field in FIELDS.items() for choice in reversed(field.choices))


class FilterSuggester(Suggester):
    """Completes the last term of a filter, also behind a bracket: Right takes it over."""

    def __init__(self, terms: Sequence[str] = ()) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._terms = (*_CHOICES, *terms, *_NAMES)

    async def get_suggestion(self, value: str) -> str | None:
        """The filter with its last term completed."""
        before, gap, written = value.rpartition(" ")
        typed = written.lstrip("(")
        if not typed:
            return None
        found = next((term for term in self._terms if term.casefold().startswith(typed.casefold())), typed)
        opened = written.removesuffix(typed)
        return f"{before}{gap}{opened}{found}" if len(found) > len(typed) else None
