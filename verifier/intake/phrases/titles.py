"""Titles before a person's name, and what they tell of somebody not known: the party, the kind, the office."""

from collections.abc import Iterator, Sequence
from typing import Final

from verifier.domain.model.sources import Source, SourceKind
from verifier.intake.phrases.anonymous import party_of
from verifier.intake.phrases.cues import lexicon
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.predicates import Predicates
from verifier.intake.phrases.tokens import Token, tokens_of

_LONGEST_PERSON: Final = 5
_LONGEST_TITLE: Final = 14
_MOST_TITLES: Final = 3
_WITNESSES: Final = frozenset({"resident", "witness", "eyewitness", "survivor", "villager"})
_EXPERTS: Final = frozenset(
    {"analyst", "expert", "professor", "prof.", "historian", "researcher", "economist", "scientist"}
)


class TitleReader:
    """Finds titles, and the names behind them, among the words of one phrase."""

    def __init__(self, tokens: Sequence[Token], predicates: Predicates, names: Names) -> None:
        self.tokens = tokens
        self.predicates = predicates
        self.words = predicates.words
        self._names = names
        self._lists = lexicon().lists

    def places_behind(self, at: int) -> Iterator[int]:
        """The places at which a name may begin behind one title or several, the last one first."""
        lists, found = self._lists, []
        last = min(len(self.tokens), at + _LONGEST_TITLE)
        while at < last:
            end = max(lists["titles.official"].end(self.words, at), lists["titles.other"].end(self.words, at))
            if end:
                at = end
                found.append(end)
            elif self._around(at, behind=bool(found) and at == found[-1]):
                at += 1
            else:
                break
        return reversed(found[-_MOST_TITLES:])

    def end_of_name(self, at: int) -> int:
        """The index behind a person's name: some capitalised words, particles between them; 0 for none."""
        end = at
        while end < min(len(self.tokens), at + _LONGEST_PERSON):
            token = self.tokens[end]
            particle = token.folded in self._lists["titles.particles"] or token.folded.startswith("al-")
            if not token.is_word or not (token.is_capital or particle) or self.predicates.core(end):
                break
            end += 1
        return end if (end > at and self.tokens[end - 1].is_capital) or end > at + 1 else 0

    def may_name(self, begin: int, end: int) -> bool:
        """Whether what stands behind a title is a name: `General Electric` is nobody's."""
        doubtful = self._lists["titles.doubtful"]
        return end - begin > 1 or self._word(begin - 1) not in doubtful

    def _word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""

    def _around(self, at: int, *, behind: bool) -> bool:
        """Whether a word may stand before or between titles; directly `behind` one a capital begins the name."""
        token = self.tokens[at]
        if token.folded in self._lists["titles.around"] or token.folded in {"of", "for"}:
            return True
        if not token.is_capital or not token.is_word:
            return False
        return not behind or self._names.party_word(token.text) is not None


def person(name: str, title: str, names: Names) -> Source:
    """Somebody with a title who is not known: of the title's party, and of no standing."""
    return Source(0, name, kind=kind_by(title), party=party_by(title, names), note=title)


def kind_by(title: str) -> SourceKind | None:
    """The kind that a title or a role makes somebody, if it makes one."""
    words = [token.folded for token in tokens_of(title)]
    official, other = (lexicon().lists[f"titles.{name}"] for name in ("official", "other"))
    if {"resident", "witness", "eyewitness", "survivor", "villager"} & set(words):
        return SourceKind.WITNESS
    if {"analyst", "expert", "professor", "prof.", "historian", "researcher", "economist", "scientist"} & set(words):
        return SourceKind.EXPERT
    over = lexicon().lists["titles.over"]
    if any(word in over for word in words) or any(other.end(words, at) for at in range(len(words))):
        return None
    return SourceKind.OFFICIAL if any(official.end(words, at) for at in range(len(words))) else None


def party_by(title: str, names: Names) -> str | None:
    """The party of a title, or of the first of several: `Israeli military spokesman Rear Adm.`."""
    words = title.split()
    if any(word.casefold() in lexicon().lists["titles.over"] for word in words):
        return None
    if names.may_be_no_party(words):
        return None
    return next((party for end in range(len(words), 0, -1) if (party := _party_up_to(words[:end], names))), None)


def _party_up_to(words: list[str], names: Names) -> str | None:
    official = lexicon().lists["titles.official"]
    titled = any(official.end([word.casefold() for word in words], at) == len(words) for at in range(len(words)))
    return party_of(" ".join(words), names) if titled else None
