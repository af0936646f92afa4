"""The head of an attribution phrase: who, through whom, by which cue; all the ways in which it can be read."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec import Struct

from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.intake.phrases.anonymous import described, party_of
from verifier.intake.phrases.correcting import REGISTER, how_to, instead_of_cue, instead_of_tail, with_comma
from verifier.intake.phrases.cues import MARKS, Cue, Meaning, lexicon, weakest
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.predicates import Core, Predicates
from verifier.intake.phrases.speakers import Slot, Speaker
from verifier.intake.phrases.who import WAYS, DeferredProblem, SlotReader
from verifier.intake.problems import Problem, quoted

_LONGEST_CHAIN: Final = 10
_MOST_KEPT: Final = 4_096
_MOST_ADJUNCTS: Final = 10
_RELATIVE: Final = ("which", "who")
_MIXED: Final = ("'via' and 'citing' are mixed", "Write the whole chain with one of them")
_UNNAMED: Final = ("on", "condition", "of", "anonymity")


class Head(Struct, frozen=True):
    """One way to read who says so; `end` is the index in the text behind it."""

    origin: Speaker
    carriers: tuple[Speaker, ...]
    stance: Stance
    certainty: Certainty
    basis: Basis
    cue: str | None
    end: int


class _Chain(NamedTuple):
    """Whose word it is, and through whom; up to an index."""

    origin: Slot
    carriers: tuple[Speaker, ...]
    end: int


class _Side(NamedTuple):
    """What stands beside a cue: its words, carriers named there, and whether the origin is said not to be named."""

    words: tuple[str, ...]
    end: int
    carriers: tuple[Speaker, ...] = ()
    unnamed: bool = False


class _Said(NamedTuple):
    """A cue with all that stands before and behind it."""

    cue: Cue
    end: int
    carriers: tuple[Speaker, ...]
    unnamed: bool


class HeadReader:
    """Reads the head of one phrase."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.who = SlotReader(text, names)
        self._names = names
        self._lists = lexicon().lists
        self._read: Predicates = self.who.predicates

    @property
    def start(self) -> int:
        """The index in the text of the first word."""
        return self.who.place(0)

    @property
    def failure(self) -> Problem | None:
        """What stopped the reading that came farthest."""
        return self.who.failure

    def shapes(self) -> tuple[Iterator[Head], ...]:
        """For each shape the heads that fit it, the best first."""
        if self._has_mark():
            return self._marked(), self._spoken(0), self._told(0), self._quoted(0), self._cited(0)
        return (
            self._spoken(0),
            self._fronted(),
            self._passive(),
            self._told(0),
            self._quoted(0),
            self._cited(0),
            self._inverted(),
        )

    @property
    def is_name(self) -> bool:
        """Whether the whole text is a name that may be not yet known."""
        return any(slot.end == len(self.who.tokens) and not slot.doubted for slot in self.who.slots(0))

    def fail_behind(self, head: Head, problem: Problem) -> None:
        """Remember what is wrong behind a head, and the phrase that would be right."""
        self.who.fail(DeferredProblem(problem.column or 0, lambda: self._told_behind(head, problem)))

    def _told_behind(self, head: Head, problem: Problem) -> tuple[str, str]:
        at = self.who.index(head.end)
        at += self.who.word(at) == ","
        written = self.text[self.start : head.end]
        link = next((way for way in WAYS if self._lists[f"chain.{way}"].end(self.who.words, at)), None)
        if link and self.who.word(at - 1) != ",":
            return problem.what, self._with_comma(at)
        if core := self._read.core(at):
            words = " ".join(self._read.words_of(core.start, core.end))
            return f"the cue {quoted(words)} follows {quoted(written)}, which has one", REGISTER
        if head.cue and self.who.word(at)[:1].isalnum():  # no piece of a tail begins so: it is left over
            rest = self.text[self.who.place(at) :]
            return instead_of_tail(written, head.origin.name, head.cue, head.stance, rest)
        return problem.what, problem.fix

    def _with_comma(self, at: int) -> str:
        return (
            f"Put a comma before {self.who.word(at)}: {with_comma(self.text.strip(), self.who.place(at) - self.start)}"
        )

    def _spoken(self, at: int, front: _Side | None = None) -> Iterator[Head]:
        """`Moscow says`, `RBC Ukraine, citing an officer, reports`, `X said, according to Y`."""
        for chain in self._chains(at):
            found = False
            for said in self._predicates(chain.end):
                found = True
                yield from self._linked_behind(chain, _with_front(said, front))
            if not found:
                self._fail_without_cue(at, chain)

    def _linked_behind(self, chain: _Chain, said: _Said) -> Iterator[Head]:
        """A head, and the carriers or the one cited behind its cue."""
        yield from self._head(chain.origin, (*chain.carriers, *said.carriers), said, said.end)
        carriers = (*chain.carriers, *said.carriers)
        for link, rest in self._links_behind(said):
            if link == "inward":
                if said.cue.meaning.stance is Stance.AFFIRMS and not said.unnamed:
                    inner = (chain.origin.speaker, *carriers)
                    yield from self._head(
                        rest[-1], (*(slot.speaker for slot in rest[-2::-1]), *inner), said, rest[-1].end
                    )
            else:
                outer = tuple(slot.speaker for slot in rest)
                yield from self._head(chain.origin, (*carriers, *outer), said, rest[-1].end)

    def _links_behind(self, said: _Said) -> Iterator[tuple[str, tuple[Slot, ...]]]:
        at = said.end
        comma = at + 1 if self.who.word(at) == "," else at
        by = self.who.word(comma) == "by" and said.cue.before.endswith("as saying")
        for kind in ("outward", "inward"):
            link = comma + 1 if by and kind == "outward" else self._lists[f"chain.{kind}"].end(self.who.words, comma)
            if link:
                yield from ((kind, rest) for rest in self._linked(kind, link, 1))

    def _fronted(self) -> Iterator[Head]:
        """`In a statement, Hamas said`, `Citing an officer, RBC Ukraine reported`."""
        if inward := self._lists["chain.inward"].end(self.who.words, 0):
            for cited in self.who.slots(inward):
                if self.who.word(cited.end) == ",":
                    yield from self._citing_first(cited, cited.end + 1)
        for side in self._beside(0):
            comma = side.end + 1 if self.who.word(side.end) == "," else side.end
            if (
                side.end
                and not self._read.core(0)
                and (comma > side.end or not self._read.tokens[0].is_capital or side.end)
            ):
                yield from self._spoken(comma, side)
                yield from self._told(comma, side)

    def _citing_first(self, cited: Slot, at: int) -> Iterator[Head]:
        for chain in self._chains(at):
            for said in self._predicates(chain.end):
                if said.cue.meaning.stance is Stance.AFFIRMS and not said.unnamed:
                    carriers = (chain.origin.speaker, *chain.carriers, *said.carriers)
                    yield from self._head(cited, carriers, said, said.end)

    def _passive(self) -> Iterator[Head]:
        """`unconfirmed by Kyiv`, `according to Sergei Lavrov`, `the report was denied by Moscow`."""
        for start in self._subjects():
            core = self._read.core(start)
            if core is None or not core.meaning.passive:
                continue
            for chain in self._chains(core.end):
                for side in self._beside(chain.end):
                    words = (*self._read.words_of(start, core.end), *side.words)
                    cue = Cue(" ".join(words), core.end - start, core.meaning)
                    said = _Said(cue, side.end, side.carriers, side.unnamed)
                    yield from self._head(chain.origin, (*chain.carriers, *side.carriers), said, side.end)

    def _subjects(self) -> Iterator[int]:
        """Where a passive cue may begin: at once, or behind what was denied or confirmed."""
        yield 0
        if end := self._lists["chain.there"].end(self.who.words, 0):
            yield end
        if end := self._read.thing(0):
            yield end + 1 if self.who.word(end) == "," else end

    def _inverted(self) -> Iterator[Head]:
        """`said Sergei Lavrov`."""
        core = self._read.core(0)
        if core is None or not core.meaning.inverted or core.end == len(self.who.tokens):
            return
        for chain in self._chains(core.end):
            for side in self._beside(chain.end):
                words = (*self._read.words_of(0, core.end), *side.words)
                said = _Said(Cue(" ".join(words), core.end, core.meaning), side.end, side.carriers, side.unnamed)
                yield from self._head(chain.origin, (*chain.carriers, *side.carriers), said, side.end)

    def _told(self, at: int, front: _Side | None = None) -> Iterator[Head]:
        """`a Ukrainian officer tells RBC Ukraine`."""
        for teller in self.who.slots(at):
            for side in self._beside(teller.end):
                core = self._read.core(_behind_comma(self.who, side.end))
                if core is None or not core.meaning.tells or self._read.behind(core) != core.end:
                    continue
                for listener in self.who.slots(core.end):
                    yield from self._told_silence(teller, side, core, listener)
                    yield from self._told_to(teller, side, core, listener, front)

    def _told_to(self, teller: Slot, before: _Side, core: Core, listener: Slot, front: _Side | None) -> Iterator[Head]:
        for behind in self._beside(listener.end):
            first = (*before.words, *self._read.words_of(core.start, core.end))
            cue = Cue(" ".join((*first, *behind.words)), len(first), core.meaning)
            said = _with_front(_Said(cue, behind.end, (), before.unnamed or behind.unnamed), front)
            carriers = (listener.speaker, *before.carriers, *behind.carriers)
            for rest in self._outward(behind.end):
                end = rest[-1].end if rest else behind.end
                yield from self._head(teller, (*carriers, *(slot.speaker for slot in rest)), said, end)

    def _told_silence(self, teller: Slot, before: _Side, core: Core, listener: Slot) -> Iterator[Head]:
        """`the IDF told the BBC it was looking into the report`."""
        silence = self._read.own_silence(listener.end)
        if silence is None:
            return
        for behind in self._beside(self._read.behind(silence)):
            first = (*before.words, *self._read.words_of(core.start, core.end))
            told = self._read.words_of(listener.end, self._read.behind(silence))
            words = (*first, *told, *behind.words)
            said = _Said(Cue(" ".join(words), len(first) + len(told), silence.meaning), behind.end, (), before.unnamed)
            yield from self._head(teller, (listener.speaker, *before.carriers, *behind.carriers), said, behind.end)

    def _outward(self, end: int) -> Iterator[tuple[Slot, ...]]:
        """The carriers behind a comma, or none."""
        yield ()
        comma = end + 1 if self.who.word(end) == "," else end
        if link := self._lists["chain.outward"].end(self.who.words, comma):
            yield from self._linked("outward", link, 1)

    def _quoted(self, at: int) -> Iterator[Head]:
        """`X was quoted by Y as saying`."""
        for chain in self._chains(at):
            place = _behind_comma(self.who, chain.end)
            link = self._lists["chain.quoted"].end(self.who.words, place)
            for carrier in self.who.slots(link) if link else ():
                end = self._lists["chain.saying"].end(self.who.words, carrier.end) or carrier.end
                for side in self._beside(end):
                    words = ("was quoted as saying", *side.words)
                    said = _Said(_cue(" ".join(words), 4, Stance.AFFIRMS), side.end, (), side.unnamed)
                    carriers = (*chain.carriers, carrier.speaker, *side.carriers)
                    yield from self._head(chain.origin, carriers, said, side.end)

    def _cited(self, at: int) -> Iterator[Head]:
        """`Y cited X as saying`, `Y, which cited X`."""
        alone = (_Chain(slot, (), slot.end) for slot in self.who.slots(at) if self._link(slot.end)[1])
        for chain in (*self._chains(at), *alone):
            place = _behind_comma(self.who, chain.end)
            core = self._read.core(place + (self.who.word(place) in _RELATIVE))
            if core is None or not core.meaning.cites:
                continue
            for cited in self.who.slots(core.end):
                end = self._lists["chain.saying"].end(self.who.words, cited.end) or cited.end
                for side in self._beside(end):
                    first = self._read.words_of(core.start, core.end)
                    cue = Cue(" ".join((*first, *side.words)), len(first), core.meaning)
                    said = _Said(cue, side.end, side.carriers, side.unnamed)
                    carriers = (chain.origin.speaker, *chain.carriers, *side.carriers)
                    yield from self._head(cited, carriers, said, side.end)

    def _marked(self) -> Iterator[Head]:
        stance, certainty = MARKS[self.who.tokens[0].text]
        if core := self._read.core(1):
            self._fail_mark_and_cue(1, core)
        for chain in self._chains(1):
            at = _behind_comma(self.who, chain.end)
            if core := self._read.core(at):
                self._fail_mark_and_cue(at, core)
                continue
            firmness = Certainty.POSSIBLE if chain.origin.doubted else certainty
            yield Head(
                chain.origin.speaker, chain.carriers, stance, firmness, Basis.UNKNOWN, None, self.who.behind(chain.end)
            )

    def _has_mark(self) -> bool:
        if not self.who.tokens or self.who.tokens[0].text not in MARKS:
            return False
        end = self.who.tokens[0].end
        return self.text[end : end + 1].isspace()

    def _chains(self, start: int) -> Iterator[_Chain]:
        """Somebody, and the carriers told before the cue."""
        for first in self.who.slots(start):
            kind, link = self._link(first.end)
            if not link:
                yield _Chain(first, (), first.end)
                continue
            for rest in self._linked(kind, link, 1):
                slots = (first, *rest) if kind == "outward" else (first, *rest)[::-1]
                yield _Chain(slots[0], tuple(slot.speaker for slot in slots[1:]), rest[-1].end)

    def _link(self, end: int) -> tuple[str, int]:
        """The link behind a comma: which way it leads, and the index behind it."""
        if self.who.word(end) == ",":
            for kind in ("outward", "inward"):
                if link := self._lists[f"chain.{kind}"].end(self.who.words, end + 1):
                    return kind, link
        loose = self._lists["chain.loose"].end(self.who.words, end)
        return ("inward", loose) if loose else ("", 0)

    def _linked(self, kind: str, at: int, depth: int) -> Iterator[tuple[Slot, ...]]:
        """The names that follow, each behind a comma and a link that leads the same way."""
        if depth > _LONGEST_CHAIN:
            what = f"more than {_LONGEST_CHAIN} carriers pass this on"
            fix = "Leave out those farthest from the origin"
            self.who.fail(DeferredProblem(self.who.place(at) + 1, lambda: (what, fix)))
            return
        for slot in self.who.slots(at):
            further, link = self._link(slot.end)
            if not link:
                yield (slot,)
            elif further != kind:
                self.who.fail(DeferredProblem(self.who.place(slot.end + 1) + 1, lambda: _MIXED))
            else:
                yield from ((slot, *rest) for rest in self._linked(kind, link, depth + 1))

    def _predicates(self, at: int) -> Iterator[_Said]:
        """The cue behind somebody, with what stands before and behind it."""
        for before in self._beside(at):
            start = _behind_comma(self.who, before.end)
            core = self._read.core(start)
            if core is None or core.meaning.passive:
                continue
            for behind in self._beside(self._read.behind(core)):
                object_words = self._read.words_of(core.end, self._read.behind(core), as_written=True)
                first = (*before.words, *self._read.words_of(core.start, core.end))
                words = (*first, *object_words, *behind.words)
                cue = Cue(" ".join(words), len(first), core.meaning)
                unnamed = before.unnamed or behind.unnamed
                yield _Said(cue, behind.end, (*before.carriers, *behind.carriers), unnamed)

    def _beside(self, at: int) -> Iterator[_Side]:
        """What stands beside a cue from an index on: all of it first, then less; in the end nothing."""
        yield from self._besides(at, _Side((), at), 0)

    def _besides(self, at: int, side: _Side, depth: int) -> Iterator[_Side]:
        start = at + 1 if self.who.word(at) == "," else at
        if depth < _MOST_ADJUNCTS and start < len(self.who.tokens) and not self._read.core(start):
            yield from self._one_beside(start, side, depth)
        yield side

    def _one_beside(self, start: int, side: _Side, depth: int) -> Iterator[_Side]:
        if end := self._read.adjuncts.unnamed_clause(start):
            yield from self._besides(end, _Side((*side.words, *_UNNAMED), end, side.carriers, unnamed=True), depth + 1)
        if (adjunct := self._read.adjunct(start)) is not None:
            kept = self._read.words_of(start, adjunct.kept, as_written=True)
            words = (*side.words, *(word if place or start else word.lower() for place, word in enumerate(kept)))
            if not adjunct.carrier:
                further = _Side(words, adjunct.end, side.carriers, side.unnamed or adjunct.unnamed)
                yield from self._besides(adjunct.end, further, depth + 1)
                return
            for slot in self.who.slots(adjunct.end):
                further = _Side(words, slot.end, (*side.carriers, slot.speaker), side.unnamed)
                yield from self._besides(slot.end, further, depth + 1)
        elif self.who.word(start) == "to" and (told := self.who.known.media(start + 1)):
            for slot in told:
                further = _Side(side.words, slot.end, (*side.carriers, slot.speaker), side.unnamed)
                yield from self._besides(slot.end, further, depth + 1)

    def _head(self, origin: Slot, carriers: tuple[Speaker, ...], said: _Said, end: int) -> Iterator[Head]:
        speaker = self._unnamed(origin.speaker) if said.unnamed else origin.speaker
        if speaker is None:
            what = f"{quoted(origin.speaker.name)} is a name, and is said not to be named"
            fix = "Write who spoke, as in: an official told Reuters on condition of anonymity"
            self.who.fail(DeferredProblem(self.who.behind(end), lambda: (what, fix)))
            return
        meaning = said.cue.meaning
        certainty = weakest(meaning.certainty, Certainty.POSSIBLE) if origin.doubted else meaning.certainty
        yield Head(speaker, carriers, meaning.stance, certainty, meaning.basis, said.cue.words, self._text_end(end))

    def _text_end(self, end: int) -> int:
        """The index in the text behind a head; a comma, `that` and a full stop at its very end belong to it."""
        last = end
        for word in (",", "that", ",", "."):
            last += self.who.word(last) == word
        return self.who.behind(last if last == len(self.who.tokens) else end) if last else 0

    def _unnamed(self, speaker: Speaker) -> Speaker | None:
        """Somebody who is said not to be named; None if it is a name."""
        if speaker.anonymous:
            return speaker
        if speaker.source is not None or speaker.made or speaker.name[:1].isupper():
            return None
        party = party_of(speaker.name, self._names)
        return Speaker(described(speaker.name), None, True, party, speaker.column)  # noqa: FBT003 - a field

    def _fail_without_cue(self, start: int, chain: _Chain) -> None:
        at = _behind_comma(self.who, chain.end)
        place = self.who.place(at) if at < len(self.who.tokens) else len(self.text)
        name = self.text[self.who.place(start) : self.who.behind(chain.end)]
        self.who.fail(DeferredProblem(place + 1, lambda: self._told_without_cue(start, name, at, place)))

    def _told_without_cue(self, start: int, name: str, at: int, place: int) -> tuple[str, str]:
        if place >= len(self.text) or self.text[place] in "{:@(":
            written = self.text[self.who.place(start) : place].strip()
            return f"{quoted(written)} has no cue and no mark", how_to(name)
        what = f"{quoted(self.text[place:])} behind {quoted(name)} is no cue that is known"
        linked = any(self._lists[f"chain.{way}"].end(self.who.words, at) for way in WAYS)
        return what, self._with_comma(at) if linked else instead_of_cue(name, self.text[place:])

    def _fail_mark_and_cue(self, at: int, core: Core) -> None:
        mark = self.who.tokens[0].text
        words = " ".join(self._read.words_of(core.start, core.end))
        what = f"the mark {mark} and the cue {quoted(words)} stand together"
        self.who.fail(DeferredProblem(self.who.place(at) + 1, lambda: (what, f"Leave out one of them. {REGISTER}")))


@lru_cache(_MOST_KEPT)
def reads_alone(name: str) -> bool:
    """Whether a name would be read as one even where it is not known: no cue, comma or bracket is part of it."""
    return HeadReader(name, Names(Registry())).is_name


@lru_cache(_MOST_KEPT)
def reads_plainly(name: str) -> bool:
    """Whether no word of a name may be a cue either."""
    reader = HeadReader(name, Names(Registry()))
    return reader.is_name and not any(reader.who.predicates.core(at) for at in range(len(reader.who.tokens)))


def _behind_comma(who: SlotReader, at: int) -> int:
    return at + 1 if who.word(at) == "," else at


def _with_front(said: _Said, front: _Side | None) -> _Said:
    """A cue with what was said before its source, which stands behind it from now on."""
    if front is None:
        return said
    cue = Cue(" ".join((said.cue.words, *front.words)), said.cue.core, said.cue.meaning)
    return _Said(cue, said.end, (*said.carriers, *front.carriers), said.unnamed or front.unnamed)


def _cue(words: str, core: int, stance: Stance) -> Cue:
    return Cue(words, core, Meaning(stance))
