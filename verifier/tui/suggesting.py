"""What a filter could go on with: fields, statuses, sources and tags, completed while it is typed."""

from collections.abc import Sequence
from typing import Final

from textual.suggester import Suggester

from verifier.domain.model.claims import Status

_FIELDS: Final = ("status:", "who:", "party:", "via:", "tag:", "key:", "since:", "until:", "stale:", "by:")
_STATUSES: Final = ("status:unconfirmed", *(f"status:{status}" for status in Status))


class FilterSuggester(Suggester):
    """Completes the last term of a filter: Right takes it over."""

    def __init__(self, terms: Sequence[str] = ()) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._terms = (*_STATUSES, *terms, *_FIELDS)

    async def get_suggestion(self, value: str) -> str | None:
        """The filter with its last term completed."""
        before, gap, typed = value.rpartition(" ")
        if not typed:
            return None
        found = next((term for term in self._terms if term.casefold().startswith(typed.casefold())), typed)
        return f"{before}{gap}{found}" if len(found) > len(typed) else None
