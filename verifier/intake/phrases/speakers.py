"""Speakers by name at a place of a phrase: known ones, however they are introduced, and persons behind their titles."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.model.sources import Source, SourceKind
from verifier.intake.phrases.anonymous import party_of
from verifier.intake.phrases.cues import lexicon
from verifier.intake.phrases.names import Known, Names, is_cyrillic, nominatives
from verifier.intake.phrases.predicates import Predicates
from verifier.intake.phrases.tokens import ARTICLES, PhraseText, Token, tokens_of

_POSSESSIVES: Final = ("'s", "\u2019s")
_GOVERNMENTS: Final = ("government", "administration", "regime")
_LONGEST_OWNER: Final = 8
_LONGEST_DECLINED: Final = 5
_LONGEST_PERSON: Final = 5
_LONGEST_PARTY: Final = 3
_LONGEST_TITLE: Final = 14
_MOST_TITLES: Final = 3
_WITNESSES: Final = frozenset({"resident", "witness", "eyewitness", "survivor", "villager"})
_EXPERTS: Final = frozenset(
    {"analyst", "expert", "professor", "prof.", "historian", "researcher", "economist", "scientist"}
)


class Speaker(Struct, frozen=True):
    """Somebody in a phrase. `source` is a number; None and not anonymous is a name that is not known.

    `made` is the source that a title or the name of an office makes, to be recorded when it speaks first.
    """

    name: str
    source: int | None
    anonymous: bool
    party: str | None
    column: int
    made: Source | None = None


class Slot(NamedTuple):
    """A name in its place, up to an index; `doubted` if it is introduced as unverified."""

    speaker: Speaker
    end: int
    doubted: bool = False


def speaker_of(source: Source, column: int) -> Speaker:
    """Somebody known, or made of a party and its office."""
    number, made = (source.id, None) if source.id else (None, source)
    return Speaker(source.name, number, source.anonymous, source.party, column, made)


class KnownReader:
    """Finds the known names of one phrase."""

    def __init__(self, text: PhraseText, predicates: Predicates, names: Names) -> None:
        self._text = text
        self._predicates = predicates
        self._names = names
        self._lexicon = lexicon()
        self._known: dict[int, tuple[Slot, ...]] = {}

    def described(self, at: int) -> Iterator[Slot]:
        """The known names behind words that tell whose or what they are: `Russia's FSB`, `the monitor Airwars`."""
        yield from self._of_its_party(at)
        yield from self._outlets(at)
        yield from self._governments(at)
        yield from self._cyrillic(at)

    def at(self, at: int) -> tuple[Slot, ...]:
        """The known names that begin at an index, the longest first."""
        if at >= len(self._text.tokens):
            return ()
        if at not in self._known:
            self._known[at] = tuple(self._find_known(at))
        return self._known[at]

    def owners(self, at: int) -> Iterator[Slot]:
        """The known names that begin at an index, by themselves or as owners: `UN`, `Amnesty's`."""
        yield from self.at(at)
        for end in range(at + 1, min(len(self._text.tokens), at + _LONGEST_OWNER) + 1):
            written = self._text.written(at, end)
            if written.endswith(_POSSESSIVES) and (source := self._names.meant(written[:-2])):
                yield Slot(speaker_of(source, self._text.place(at) + 1), end)

    def media(self, at: int) -> tuple[Slot, ...]:
        """The known media that are named at an index."""
        sources = self._names.registry.sources
        known = ((slot, sources.get(slot.speaker.source or 0)) for slot in self.at(at))
        return tuple(slot for slot, source in known if source and source.kind is SourceKind.MEDIA)

    def is_place(self, speaker: Speaker) -> bool:
        """Whether `from` whom something comes may be where it comes from: a state, or a name that is not known."""
        return speaker.source is None or self._names.party_word(speaker.name) is not None

    def _find_known(self, at: int) -> Iterator[Slot]:
        for known in self._names.known_at(self._text.text, self._text.place(at)):
            if end := self._text.index_behind(known.end):
                yield Slot(speaker_of(self.source(known), self._text.place(at) + 1), end)
        if (
            at
            and self._text.words[at - 1] in self._lexicon.lists["declined.after"]
            and is_cyrillic(self._text.words[at])
        ):
            yield from self._declined_at(at)

    def _declined_at(self, at: int) -> Iterator[Slot]:
        words = [token.folded if token.is_word else "" for token in self._text.tokens[at : at + _LONGEST_PERSON]]
        if found := _declined(words[: words.index("")] if "" in words else words, self._names):
            length, source = found
            yield Slot(speaker_of(source, self._text.place(at) + 1), at + length)

    def _governments(self, at: int) -> Iterator[Slot]:
        """The government of a party behind the name of somebody of its: `the Netanyahu government`."""
        for slot in self.owners(at):
            if slot.speaker.party and self._is_person(slot.speaker) and self._text.word(slot.end) in _GOVERNMENTS:
                government = self._names.meant(f"{slot.speaker.party}'s government")
                if government and government.party == slot.speaker.party:
                    yield Slot(speaker_of(government, self._text.place(at) + 1), slot.end + 1)

    def _cyrillic(self, at: int) -> Iterator[Slot]:
        """Somebody known behind a title or a preposition: `губернатор Вячеслав Гладков`, `в Кремле опровергли`."""
        if not (
            self._text.word(at).islower() and is_cyrillic(self._text.word(at)) and self._text.tokens[at].text.islower()
        ):
            return
        if self._text.word(at) in self._lexicon.lists["declined.inside"]:
            yield from self._declined_at(at + 1)
            return
        for start in range(at + 1, min(len(self._text.tokens), at + _LONGEST_TITLE)):
            if self._predicates.core(start - 1) or self._lexicon.bars(self._text.words[start - 1]):
                return
            yield from (slot for slot in self.at(start) if self._is_person(slot.speaker))

    def _is_person(self, speaker: Speaker) -> bool:
        source = self._names.registry.sources.get(speaker.source or 0)
        return source is not None and source.kind is SourceKind.OFFICIAL

    def _of_its_party(self, at: int) -> Iterator[Slot]:
        """Somebody known behind the party that it belongs to: `Russia's FSB`."""
        party, end = self._party_at(at)
        if party:
            yield from (slot for slot in self.at(end) if slot.speaker.party == party)

    def _outlets(self, at: int) -> Iterator[Slot]:
        """A medium with what it is called beside its name: `Russia's state news agency TASS`."""
        lists, start, owner = self._lexicon.lists, at, None
        while start < min(len(self._text.tokens), at + _LONGEST_TITLE):
            for slot in self.media(start):
                end = lists["outlets.after"].end(self._text.words, slot.end)
                if (end or start > at) and owner in {None, slot.speaker.party or owner}:
                    yield Slot(slot.speaker, end or slot.end)
            for slot in self.at(start):
                owned = start > at and self._is_owned(start - 1)
                if (self.is_place(slot.speaker) and not owned) or owner not in {None, slot.speaker.party or owner}:
                    continue
                end = lists["outlets.posts"].end(self._text.words, slot.end)
                if end or (start > at and self._leads_to_name(start - 1)):
                    yield Slot(slot.speaker, end or slot.end)
            word, (party, end) = self._text.word(start), self._party_at(start)
            owner = party or owner
            known = any(word in lists[f"outlets.{name}"] for name in ("before", "kinds", "about"))
            if not (party or known or self._is_owned(start)):
                break
            start = max(start + 1, end)

    def _leads_to_name(self, at: int) -> bool:
        """Whether a word before a name tells what bears it: `the firm Maersk`, `the London-based Airwars`."""
        return self._text.word(at) in self._lexicon.lists["outlets.kinds"] or self._is_owned(at)

    def _is_owned(self, at: int) -> bool:
        return self._text.word(at).rpartition("-")[2] in self._lexicon.lists["outlets.owned"]

    def _party_at(self, at: int) -> tuple[str | None, int]:
        """The party that the words at an index name, and the index behind them: `North Korea's`."""
        longest = at if self._text.word(at) in ARTICLES else at + _LONGEST_PARTY
        for end in range(min(len(self._text.tokens), longest), at, -1):
            name = self._text.written(at, end).removesuffix("'s").removesuffix("\u2019s")
            if party := self._names.party_word(name):
                return party.name, end
        return None, at

    def source(self, known: Known) -> Source:
        """The source of a name, known or made of a party and its office."""
        return known.made or self._names.registry.sources[known.source]


def _declined(words: list[str], names: Names) -> tuple[int, Source] | None:
    """How many words at the beginning are a known name in another case, and whose; None for no such name.

    Only where such a case must stand, as behind a preposition (`по данным Генштаба`), and only if the endings lead to
    a single known source.
    """
    for length in range(min(len(words), _LONGEST_DECLINED), 0, -1):
        found = {source.id: source for name in nominatives(words[:length]) if (source := names.source(name))}
        if len(found) == 1:
            return length, next(iter(found.values()))
    return None


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
    return Source(0, name, kind=kind_by(title), party=_party_by(title, names), note=title)


def kind_by(title: str) -> SourceKind | None:
    """The kind that a title or a role makes somebody, if it makes one."""
    words = [token.folded for token in tokens_of(title)]
    official, other = (lexicon().lists[f"titles.{name}"] for name in ("official", "other"))
    if _WITNESSES & set(words):
        return SourceKind.WITNESS
    if _EXPERTS & set(words):
        return SourceKind.EXPERT
    over = lexicon().lists["titles.over"]
    if any(word in over for word in words) or any(other.end(words, at) for at in range(len(words))):
        return None
    return SourceKind.OFFICIAL if any(official.end(words, at) for at in range(len(words))) else None


def _party_by(title: str, names: Names) -> str | None:
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
