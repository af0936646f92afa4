"""The head of an attribution phrase: who, through whom, by which cue; all the ways in which it can be read.

Names are tried longest first, and a name that is not known only up to the first word that cannot be part of one. What
fails is remembered, so that the reader can say how far it came.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.sources import Registry, Source
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.intake.phrases.anonymous import described, is_anonymous, party_of
from verifier.intake.phrases.cues import MARKS, Cue, Lexicon, lexicon, weakest
from verifier.intake.phrases.names import Known, Names, name_key
from verifier.intake.phrases.tail import skip_spaces
from verifier.intake.problems import Problem, quoted

_WORD: Final = re.compile(r'(?:[^\s,{}()\[\]"\u201c\u201d:]|:(?![\s"\u201c]|$))+')
_LONGEST_NAME: Final = 200
_LONGEST_CHAIN: Final = 10
_MOST_KEPT: Final = 4_096
_ARTICLES: Final = ("a", "an", "the")
_LINKS: Final = ("via", "citing")
_EXAMPLES: Final = "Write who takes which stance, as in: Moscow says; unconfirmed by Kyiv; + Moscow"
_REGISTER: Final = "If it is part of a name, add that source first: verifier source add"


class Speaker(Struct, frozen=True):
    """Somebody in a phrase. `source` is a number; None and not anonymous is a name that is not known.

    `made` is the source that the name of an office makes, to be recorded when it speaks first.
    """

    name: str
    source: int | None
    anonymous: bool
    party: str | None
    column: int
    made: Source | None = None


class Head(Struct, frozen=True):
    """One way to read who says so; `end` is the index behind it."""

    origin: Speaker
    carriers: tuple[Speaker, ...]
    stance: Stance
    certainty: Certainty
    basis: Basis
    cue: str | None
    end: int


class _Word(NamedTuple):
    start: int
    end: int
    folded: str


class _Slot(NamedTuple):
    """A name in its place; `doubted` if it is introduced as unverified."""

    speaker: Speaker
    end: int
    doubted: bool


class _Chain(NamedTuple):
    origin: Speaker
    carriers: tuple[Speaker, ...]
    end: int
    doubted: bool


class HeadReader:
    """Reads the head of one phrase. `failure` is what stopped the reading that came farthest."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.start = skip_spaces(text, 0)
        self.failure: Problem | None = None
        self._names = names
        self._lexicon: Lexicon = lexicon()

    def shapes(self) -> tuple[Iterator[Head], ...]:
        """For each shape the heads that fit it, the best first."""
        if self._has_mark():
            return self._marked(), self._cue_last(), self._tells()
        return self._cue_last(), self._cue_first(), self._tells()

    @property
    def is_name(self) -> bool:
        """Whether the whole text is a name that may be not yet known."""
        return any(slot.end == len(self.text) and not slot.doubted for slot in self._slots(self.start))

    def fail_behind(self, head: Head, problem: Problem) -> None:
        """Remember what is wrong behind a head; a second cue there is likely to end a name."""
        word, second = self._word(head.end), self._cue(head.end)[0]
        if word is not None and word.folded in _LINKS:
            problem = replace(problem, fix=_comma_before(word.folded))
        elif second is not None:
            what = f"the cue {quoted(second.words)} follows {quoted(self.text[self.start : head.end])}, which has one"
            problem = replace(problem, what=what, fix=_REGISTER)
        self.fail(problem)

    def fail(self, problem: Problem) -> None:
        """Remember what stopped a reading, if none came farther."""
        if self.failure is None or (problem.column or 0) > (self.failure.column or 0):
            self.failure = problem

    def _cue_last(self) -> Iterator[Head]:
        for chain in self._chains(self.start):
            at = skip_spaces(self.text, chain.end)
            if self.text.startswith(",", at):
                at += 1
            cue, end = self._cue(at)
            if cue is None or cue.meaning.passive:
                self._fail_without_cue(chain, at)
            else:
                yield _head(chain, cue, end)

    def _cue_first(self) -> Iterator[Head]:
        cue, end = self._cue(self.start)
        if cue is not None and cue.meaning.passive:
            for chain in self._chains(end):
                yield _head(chain, cue, chain.end)

    def _tells(self) -> Iterator[Head]:
        for teller in self._slots(self.start):
            cue, end = self._cue(teller.end)
            if cue is None or not cue.meaning.tells:
                continue
            for listener in self._slots(end):
                for rest in self._linked("via", listener.end, 1):
                    carriers = (listener.speaker, *(slot.speaker for slot in rest))
                    last = rest[-1].end if rest else listener.end
                    yield _head(_Chain(teller.speaker, carriers, last, teller.doubted), cue, last)

    def _marked(self) -> Iterator[Head]:
        stance, certainty = MARKS[self.text[self.start]]
        for chain in self._chains(self.start + 1):
            at = skip_spaces(self.text, chain.end)
            cue, _ = self._cue(at + 1 if self.text.startswith(",", at) else at)
            if cue is not None:
                self._fail_mark_and_cue(at, cue)
                continue
            firmness = Certainty.POSSIBLE if chain.doubted else certainty
            yield Head(chain.origin, chain.carriers, stance, firmness, Basis.UNKNOWN, None, chain.end)

    def _has_mark(self) -> bool:
        mark, behind = self.text[self.start : self.start + 1], self.text[self.start + 1 : self.start + 2]
        return mark in MARKS and behind.isspace()

    def _chains(self, start: int) -> Iterator[_Chain]:
        for first in self._slots(start):
            link = self._link(first.end)
            for rest in self._linked(link.folded if link else "", first.end, 0):
                slots = (first, *rest)
                speakers = tuple(slot.speaker for slot in slots)
                if link and link.folded == "citing":
                    speakers = speakers[::-1]
                yield _Chain(speakers[0], speakers[1:], slots[-1].end, any(slot.doubted for slot in slots))

    def _linked(self, word: str, end: int, depth: int) -> Iterator[tuple[_Slot, ...]]:
        """The names that follow, each behind a comma and the same word."""
        link = self._link(end)
        if link is None:
            yield ()
        elif link.folded != word:
            what = "'via' and 'citing' are mixed"
            self.fail(Problem(None, link.start + 1, what, "Write the whole chain with one of them"))
        elif depth == _LONGEST_CHAIN:
            what = f"more than {_LONGEST_CHAIN} carriers pass this on"
            self.fail(Problem(None, link.start + 1, what, "Leave out those farthest from the origin"))
        else:
            for slot in self._slots(link.end):
                for rest in self._linked(word, slot.end, depth + 1):
                    yield (slot, *rest)

    def _link(self, end: int) -> _Word | None:
        at = skip_spaces(self.text, end)
        if not self.text.startswith(",", at):
            return None
        word = self._word(at + 1)
        return word if word and word.folded in _LINKS else None

    def _slots(self, start: int) -> Iterator[_Slot]:
        """The names that may be meant at a place: known ones, longest first, then one that is not known."""
        at = skip_spaces(self.text, start)
        if self.text.startswith("[", at):
            yield from self._verbatim(at, at, doubted=False)
            return
        ends = set()
        for known in self._names.known_at(self.text, at):
            ends.add(known.end)
            yield _Slot(self._known(known, at), known.end, doubted=False)
        article, begin = self._doubted(at)
        if self.text.startswith("[", begin):
            yield from self._verbatim(at, begin, doubted=True)
            return
        for known in self._names.known_at(self.text, begin) if begin != at else ():
            yield _Slot(self._known(known, at), known.end, doubted=True)
            ends.add(known.end)
        end = self._end_of_unknown(begin)
        if end is not None and end not in ends and (unknown := self._unknown(article, begin, end)):
            yield _Slot(unknown, end, doubted=begin != at)

    def _verbatim(self, at: int, begin: int, *, doubted: bool) -> Iterator[_Slot]:
        """The name between brackets, whatever words it holds."""
        close = self.text.find("]", begin)
        name = " ".join(self.text[begin + 1 : close].split())
        if close < 0 or not name:
            what = "the bracket is not closed" if close < 0 else "there is no name between the brackets"
            self.fail(Problem(None, begin + 1, what, "Write [NAME], as in: [state media] reports"))
        elif len(name) > _LONGEST_NAME:
            self.fail(Problem(None, begin + 1, *_too_long(name)))
        elif source := self._names.meant(name):
            yield _Slot(speaker_of(source, at + 1), close + 1, doubted)
        elif is_anonymous(name):
            speaker = Speaker(described(name), None, True, party_of(name, self._names), at + 1)  # noqa: FBT003 - a field
            yield _Slot(speaker, close + 1, doubted)
        else:
            yield _Slot(Speaker(name, None, False, None, at + 1), close + 1, doubted)  # noqa: FBT003 - a field

    def _doubted(self, at: int) -> tuple[str, int]:
        """The article before `unverified`, and where the name behind it begins; the same place without it."""
        words = self._words(at, 2)
        folded = [word.folded for word in words]
        if folded[:1] == [self._lexicon.doubted]:
            return "", skip_spaces(self.text, words[0].end)
        if len(folded) > 1 and folded[0] in _ARTICLES and folded[1] == self._lexicon.doubted:
            return self.text[words[0].start : words[0].end] + " ", skip_spaces(self.text, words[1].end)
        return "", at

    def _known(self, known: Known, at: int) -> Speaker:
        return speaker_of(known.made or self._names.registry.sources[known.source], at + 1)

    def _unknown(self, article: str, begin: int, end: int) -> Speaker | None:
        name = " ".join((article + self.text[begin:end]).split())
        if fault := self._not_one_name(name):
            self.fail(Problem(None, end, *fault))
            return None
        if is_anonymous(name):
            return Speaker(described(name), None, True, party_of(name, self._names), begin + 1)  # noqa: FBT003 - a field
        return Speaker(name, None, False, None, begin + 1)  # noqa: FBT003 - a field

    def _not_one_name(self, name: str) -> tuple[str, str] | None:
        if len(name) > _LONGEST_NAME:
            return _too_long(name)
        first, *others = name.replace(" & ", " and ").split(" and ")
        if self._names.source(first) and any(self._names.source(other) or is_anonymous(other) for other in others):
            return f"{quoted(name)} are several", "Write one attribution for each"
        if name[0] in "+?~!-" and len(name) > 1:
            return f"{quoted(name)} begins with a mark", "A mark stands alone: put a space behind it"
        return None

    def _end_of_unknown(self, start: int) -> int | None:
        """Where a name not yet known ends: before the first word that cannot be part of one."""
        end, at = None, start
        while word := self._word(at):
            stop = word.folded == "@" or self._lexicon.bars(word.folded) or self._cue(word.start)[0] is not None
            if stop or (end is None and (word.folded == "by" or self.text[word.start : word.end] in MARKS)):
                self._fail_at_word(word)
                break
            end = at = word.end
        if end is None or name_key(self.text[start:end]) in _ARTICLES:
            self.fail(Problem(None, min(start, len(self.text)) + 1, "a name is missing here", _EXAMPLES))
            return None
        return end

    def _cue(self, start: int) -> tuple[Cue | None, int]:
        """The longest cue at a place, and where it ends."""
        first = self._word(start)
        if first is None or first.folded not in self._lexicon.starts:
            return None, start
        words = self._words(start, self._lexicon.longest)
        cue = self._lexicon.cue_of([word.folded for word in words])
        return cue, words[cue.length - 1].end if cue else start

    def _words(self, start: int, limit: int) -> list[_Word]:
        words: list[_Word] = []
        while len(words) < limit and (word := self._word(start)):
            words.append(word)
            start = word.end
        return words

    def _word(self, start: int) -> _Word | None:
        match = _WORD.match(self.text, skip_spaces(self.text, start))
        return _Word(match.start(), match.end(), name_key(match[0])) if match else None

    def _fail_without_cue(self, chain: _Chain, at: int) -> None:
        at = skip_spaces(self.text, at)
        if at >= len(self.text) or self.text[at] in "{:@(":
            what = f"{quoted(self.text[self.start : at].strip())} has no cue and no mark"
        else:
            behind = quoted(self.text[self.start : chain.end])
            what = f"{quoted(self.text[at:])} behind {behind} is no cue that is known"
        word = self._word(at)
        fix = _comma_before(word.folded) if word and word.folded in _LINKS else _EXAMPLES
        self.fail(Problem(None, at + 1, what, fix))

    def _fail_mark_and_cue(self, at: int, cue: Cue) -> None:
        mark = self.text[self.start]
        column = skip_spaces(self.text, at + 1 if self.text.startswith(",", at) else at) + 1
        what = f"the mark {mark} and the cue {quoted(cue.words)} stand together"
        self.fail(Problem(None, column, what, f"Leave out one of them. {_REGISTER}"))

    def _fail_at_word(self, word: _Word) -> None:
        """Remember the word that ended a name, in case no reading explains it."""
        if self._has_mark() and (cue := self._cue(word.start)[0]):
            self._fail_mark_and_cue(word.start, cue)
        elif self._lexicon.bars(word.folded):
            written = quoted(self.text[word.start : word.end])
            what = f"{written} is part of no cue that is known, nor of a name not yet known"
            self.fail(Problem(None, word.start + 1, what, f"{_EXAMPLES}. {_REGISTER}"))


def speaker_of(source: Source, column: int) -> Speaker:
    """Somebody known, or made of a party and its office."""
    number, made = (source.id, None) if source.id else (None, source)
    return Speaker(source.name, number, source.anonymous, source.party, column, made)


def _too_long(name: str) -> tuple[str, str]:
    return f"a name of {len(name)} characters is too long", f"Keep it under {_LONGEST_NAME}"


def _comma_before(word: str) -> str:
    return f"Put a comma before {word}"


@lru_cache(_MOST_KEPT)
def reads_alone(name: str) -> bool:
    """Whether a name would be read as one even where it is not known: no cue, comma or bracket is part of it."""
    return HeadReader(name, Names(Registry())).is_name


def _head(chain: _Chain, cue: Cue, end: int) -> Head:
    meaning = cue.meaning
    certainty = weakest(meaning.certainty, Certainty.POSSIBLE) if chain.doubted else meaning.certainty
    return Head(chain.origin, chain.carriers, meaning.stance, certainty, meaning.basis, cue.words, end)
