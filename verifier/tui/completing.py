"""Names proposed while a phrase is typed: known sources that have what was typed anywhere in them."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from verifier.domain.model.sources import Registry, Source

LIMIT: Final = 4
_SHORTEST: Final = 2
_WORDS: Final = 6
_ENDS_NAMES: Final = ('"', "“", " @ ", " (", " {")


class Known(NamedTuple):
    """A name or alias of a source, and what to say of it."""

    name: str
    about: str


class Proposal(NamedTuple):
    """A name that could stand in a text from `start` to the cursor."""

    start: int
    name: str
    about: str


def known_names(registry: Registry) -> list[Known]:
    """The names of the sources that have one, aliases too."""
    return [known for source in registry.sources.values() if not source.anonymous for known in _names(source)]


def _names(source: Source) -> Iterator[Known]:
    facts = ", ".join(filter(None, ("official" if source.official else "", source.party or "no party")))
    yield Known(source.name, facts)
    yield from (Known(alias, f"{source.name}: {facts}") for alias in source.aliases)


def proposals(text: str, cursor: int, names: Iterable[Known]) -> list[Proposal]:
    """The names that fit best what stands before the cursor, taking in as many of its words as any name has."""
    before = text[:cursor]
    if any(mark in before for mark in _ENDS_NAMES) or before != before.rstrip():
        return []
    listed = list(names)
    for start in _starts(before):
        typed = before[start:].casefold()
        if len(typed) < _SHORTEST:
            break
        found = [known for known in listed if typed in known.name.casefold()]
        if found:
            ranked = sorted(found, key=lambda known, typed=typed: _rank(known, typed))  # type: ignore[misc]
            return [Proposal(start, *known) for known in ranked[:LIMIT] if known.name.casefold() != typed]
    return []


def _starts(before: str) -> list[int]:
    """Where the words before the cursor begin, the last few of them, first to last."""
    begun = [index for index in range(len(before)) if not before[index].isspace() and _begins(before, index)]
    return begun[-_WORDS:]


def _begins(before: str, index: int) -> bool:
    return index == 0 or before[index - 1].isspace()


def _rank(known: Known, typed: str) -> tuple[bool, bool, int, str]:
    """Names that begin so first, then those with a word that does; shorter ones first."""
    name = known.name.casefold()
    return not name.startswith(typed), f" {typed}" not in f" {name}", len(name), name


def completed(text: str, cursor: int, proposal: Proposal) -> tuple[str, int]:
    """The text with the name in it, and where the cursor is then."""
    name = f"{proposal.name} " if not text[cursor:].startswith((" ", ",")) else proposal.name
    return text[: proposal.start] + name + text[cursor:], proposal.start + len(name)
