"""Names proposed while a phrase is typed: known sources that have what was typed in them, or all but look like it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from verifier.domain.model.sources import Registry, Source, name_key
from verifier.intake.phrases.correcting import closest

LIMIT: Final = 4
_SHORTEST: Final = 2
_LEAST_ALIKE: Final = 4
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


def misspelled(text: str, cursor: int, names: Mapping[str, Known], found: Sequence[Proposal]) -> list[Proposal]:
    """The names most like what stands before the cursor, where it begins earlier than in the names that have it whole.

    `names` are by their keys; only what begins with a capital or a digit can be a name that was mistyped.
    """
    before = text[:cursor].rstrip()
    if any(mark in before for mark in _ENDS_NAMES):
        return []
    earliest = found[0].start if found else len(before)
    writings = {key: known.name for key, known in names.items()}
    for start in _starts(before):
        typed = before[start:]
        if start >= earliest:
            break
        if len(typed) >= _LEAST_ALIKE and not typed[0].islower():
            alike = closest(typed, writings, LIMIT)
            if alike and name_key(typed) not in names:
                return [Proposal(start, *names[name_key(name)]) for name in alike]
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
