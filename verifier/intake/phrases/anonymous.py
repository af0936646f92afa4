"""Somebody unnamed: how a description is told from a name, and which party it belongs to.

The party comes only from a role of the state or side itself, directly named: `a Ukrainian officer`, `a source in the
Ukrainian military`. A victim, a critic, an expert on somebody, or somebody in a place, has none.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from verifier.domain.model.sources import Source, SourceKind, name_key, without_article
from verifier.intake.phrases.cues import Words, lexicon
from verifier.intake.phrases.names import Names

_LONGEST_NAME: Final = 8
_ANY_CASE: Final = frozenset(
    {"source", "official", "officer", "diplomat", "soldier", "resident", "witness", "eyewitness"}
)
_MARKS: Final = ".,;:'\u2019\"()"


def is_anonymous(text: str) -> bool:
    """Whether a name not registered describes somebody unnamed."""
    words = [word.strip(".,;'\u2019\"") for word in name_key(text).split()]
    opening, *rest = text.split() or [""]
    if rest and opening.casefold() in _list("openings") and not _is_title(opening, rest):
        return True
    if any(word in _list("words") or word in _list("anywhere") for word in words) or _turns_on_people(text):
        return True
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in _list("phrases").all)


def head_word(text: str) -> str:
    """The folded word a description turns on: the last before `in`, `of`, `who` and the like."""
    words = name_key(text).split()
    return words[_stop(words) - 1] if words else ""


def is_thing(text: str) -> bool:
    """Whether a description turns on what was made known, and not on people: `the Monday report`."""
    head = head_word(text)
    return head in _list("thing") or head in _list("things")


def described(text: str) -> str:
    """A description as it is kept: without its article."""
    while (shorter := without_article(text)) != text:
        text = shorter
    return text


def with_article(description: str) -> str:
    """A description as it is printed, so that it reads as one."""
    head = head_word(description)
    singular = head in _list("singular") or head in _list("thing")
    first = description.split(" ", 1)[0].casefold()
    if is_anonymous(description) and (first in _list("openings") or not singular):
        return description
    vowel = description[:1].casefold() in "aeio" or description.startswith("un")
    return f"{'an' if vowel else 'a'} {description}"


def party_of(text: str, names: Names) -> str | None:
    """The one party that a description names by a role of its own; None for several or none."""
    words = described(text).split()
    folded = [_plain(word) for word in words]
    stop = _stop(folded)
    if not words or folded[stop - 1] not in _role("roles") or any(word in _role("against") for word in folded[:stop]):
        return None
    direct = _before(words[: stop - 1], folded[stop - 1], names)
    found = direct if direct is not None else _behind(words[stop:], names)
    return found.pop() if len(found) == 1 else None


def readings_of(text: str, names: Names) -> tuple[str, ...]:
    """What the party that a description names may be, where its word may mean several: `a Congolese official`."""
    for word in text.split():
        found = names.ambiguous(word.removesuffix("'s").removesuffix("\u2019s"))
        if found and all(party_of(text.replace(word, written), names) for written in found[0]):
            return found[1]
    return ()


def _before(words: Sequence[str], role: str, names: Names) -> set[str] | None:
    """The parties named directly before a role; None if there is none, so that it may be named behind."""
    found: set[str] = set()
    place, seen = 0, False
    while place < len(words):
        skipped = _plain(words[place]) in _role("seats")
        length, source, party = (1, None, None) if skipped else _named(words[place:], names)
        if not length and (side := _side_of(words[place], role, names)):
            length, party = 1, side
        if party and not (source and source.kind is SourceKind.MEDIA):
            found.add(party)
            seen = True
        elif not skipped and (source or not _says_nothing(words[place])):
            found.clear()
        place += max(length, 1)
    return found if seen else None


def _behind(words: Sequence[str], names: Names) -> set[str]:
    """The party whose institution stands behind a role: `in the Ukrainian military`, `for Hamas`."""
    if not words:
        return set()
    link, rest = words[0].casefold(), list(words[1:])
    article = bool(rest) and rest[0].casefold() == "the"
    rest = rest[article:]
    if link not in _role("inside") and link not in _role("belonging"):
        return set()
    found = set(_institutions(rest, names, article=article, state=link in _role("belonging")))
    return found if len(found | set(_all_parties(rest, names))) == 1 else set()


def _institutions(words: Sequence[str], names: Names, *, article: bool, state: bool) -> Iterator[str]:
    """The party of the institution, or where that may be meant of the state, that a text begins with."""
    length, source, party = _named(words, names)
    if length and party:
        is_state = source is None or (names.party_word(source.name) is not None and not article)
        behind = [_plain(word) for word in words[length:] if not word[:1].isdecimal()]
        of_state = bool(behind) and behind[0] in _role("institutions")
        if of_state or (not is_state and source and source.kind is not SourceKind.MEDIA) or (state and is_state):
            yield party
        return
    place = 0
    while place < len(words) and _plain(words[place]) in _role("institutions"):
        place += 1
    if place and _plain(words[place - 1]) in {"of", "the"} and place < len(words):
        _, _, party = _named(words[place:], names)
        if party:
            yield party


def _all_parties(words: Sequence[str], names: Names) -> Iterator[str]:
    place = 0
    while place < len(words):
        length, _, party = _named(words[place:], names)
        if party:
            yield party
        place += max(length, 1)


def _named(words: Sequence[str], names: Names) -> tuple[int, Source | None, str | None]:
    """How many words the longest known name at the beginning has, the source it names if any, and its party."""
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        for name in _writings(" ".join(words[:length])):
            if party := names.party_word(name):
                return length, None, party.name
            if (source := names.meant(name)) and not source.anonymous:
                return length, source, source.party
    return 0, None, None


def _side_of(word: str, role: str, names: Names) -> str | None:
    """The party of `Russian-installed officials`, `Hamas-run`; none of `Russian-speaking`."""
    name, hyphen, how = word.replace("\u2013", "-").rpartition("-")
    installed = _plain(how) in _role("installed") and role in _role("installed_roles")
    if not hyphen or not (installed or _plain(how) in _role("run")):
        return None
    return _named([name], names)[2]


def _says_nothing(word: str) -> bool:
    """Whether a word between a party and a role leaves the one with the other."""
    plain = _plain(word)
    return plain in _role("between") or plain in _list("openings") or plain in _list("words") or plain.isdecimal()


def _turns_on_people(text: str) -> bool:
    """Whether a description turns on people: in small letters, unless it begins or always counts as one."""
    words = text.split()
    folded = name_key(text).split()
    stop = _stop(folded)
    if not folded or not any(folded[stop - 1] in _list(name) for name in ("singular", "plural", "thing", "things")):
        return False
    written = words[len(words) - len(folded) + stop - 1]
    return stop == 1 or not written[:1].isupper() or folded[stop - 1].removesuffix("s").removesuffix("e") in _ANY_CASE


def _is_title(opening: str, rest: Sequence[str]) -> bool:
    """Whether a text that begins like a description is a name: `Two Majors`, `Five Eyes`."""
    is_article = opening.casefold() in {"a", "an"}
    return opening[:1].isupper() and not is_article and all(word[:1].isupper() for word in rest)


def _stop(words: Sequence[str]) -> int:
    """The place behind the word that a description turns on."""
    ends = _list("ends")
    return next((place for place, word in enumerate(words) if place and word in ends), len(words))


def _writings(name: str) -> list[str]:
    """A name as it stands, and without punctuation or a possessive ending."""
    bare = name.strip(_MARKS)
    plain = bare.removesuffix("'s").removesuffix("\u2019s")
    return list(dict.fromkeys((name, bare, plain)))


def _plain(word: str) -> str:
    return name_key(word.strip(_MARKS))


def _list(name: str) -> Words:
    return lexicon().lists[f"anonymous.{name}"]


def _role(name: str) -> Words:
    return lexicon().lists[f"party.{name}"]
