"""Names in another case, as Russian and Ukrainian write them behind a preposition: `по данным Генштаба`.

Invariant: a name is taken only where such a case must stand, and only if its endings lead to a single known source.
"""

from typing import Final

from verifier.domain.model.sources import Source
from verifier.intake.phrases.endings import nominatives
from verifier.intake.phrases.names import Names

_MOST_WORDS: Final = 5


def declined(words: list[str], names: Names) -> tuple[int, Source] | None:
    """How many words at the beginning are a known name in another case, and whose; None for no such name."""
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        found = {source.id: source for name in nominatives(words[:length]) if (source := names.source(name))}
        if len(found) == 1:
            return length, next(iter(found.values()))
    return None
