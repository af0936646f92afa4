"""What somebody is said to do: the cue with all that may stand around it, hedges and adverbs counted in.

Invariant: adverbs, times, media and objects never change the stance of a cue; hedges only make it less certain.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from msgspec.structs import replace

from verifier.domain.model.statements import Certainty, Stance
from verifier.intake.phrases.cues import Cue, Lexicon, Meaning, lexicon, weakest
from verifier.intake.phrases.tokens import Token, tokens_of

_DAY: Final = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_CLOCK: Final = re.compile(r"[0-9]{1,2}(?::[0-9]{2})?(?:am|pm|a\.m\.|p\.m\.)?")
_HALVES: Final = frozenset({"am", "pm", "a.m.", "p.m.", "a.m", "p.m"})
_LONGEST_CLAUSE: Final = 30
_MOST_KEPT: Final = 4_096
_NEGATIONS: Final = ("not", "n't")
_MOST_ADJUNCTS: Final = 12
_QUOTES: Final = frozenset('"\u201c\u201d')
_TRUE_ONLY_OF: Final = frozenset({"describe", "describes", "described"})
_SAID_OF_OTHERS: Final = frozenset({"he", "she"})
_OWN: Final = frozenset({"could", "couldn't", "cannot", "can", "can't", "was", "had", "would", "has", "is"})


class Adjuncts:
    """Finds what may stand around a cue and change nothing, among the folded words of one phrase.

    These are adverbs, times in words, media, and that somebody is not named; each method gives the index behind what it
    finds, or 0.
    """

    def __init__(self, words: Sequence[str], lexicon: Lexicon) -> None:
        self._words = words
        self._lexicon = lexicon
        self._lists = lexicon.lists

    def adverbial(self, at: int) -> int:
        """An adverb, or a time in words."""
        end = self._lists["adverbs"].end(self._words, at)
        word = self._word(at)
        return max(end, self._time(at)) if word[:1].isdecimal() or word in _time_words() else end

    def medium(self, at: int) -> int:
        """Where or how it was said: `in a statement`, `on Telegram`."""
        return max(group.end(self._words, at) for group in self._lexicon.media)

    def speaking(self, at: int) -> int:
        """To whom or where somebody spoke, where that is no carrier: `speaking to reporters in New York`."""
        if self._word(at) not in self._lists["listeners.speaking"]:
            return 0
        to = at + 2 if self._word(at + 1) in {"to", "with"} else at + 1
        return max(self._lexicon.groups["listeners"].end(self._words, to), self.medium(at + 1))

    def unnamed(self, at: int) -> int:
        """That whoever speaks is not named: `on condition of anonymity`."""
        return self._lists["unnamed.said"].end(self._words, at)

    def unnamed_clause(self, at: int) -> int:
        """A clause between commas that says no more than that; the index is that of the second comma."""
        if self._word(at) not in self._lists["unnamed.starts"]:
            return 0
        end = next((i for i in range(at, min(len(self._words), at + _LONGEST_CLAUSE)) if self._words[i] == ","), 0)
        said = " ".join(self._words[at:end])
        return end if any(f" {words} " in f" {said} " for words in self._lists["unnamed.words"].all) else 0

    def carrier(self, at: int) -> int:
        """What stands before a carrier: `in an interview with`, `speaking to`."""
        fixed = self._lists["to.fixed"].end(self._words, at)
        group = self._lexicon.groups["to"].end(self._words, at)
        return max(fixed, self._lists["to.links"].end(self._words, group) if group else 0)

    def _word(self, at: int) -> str:
        return self._words[at] if at < len(self._words) else ""

    def _time(self, at: int) -> int:  # noqa: PLR0911 - one form of time after the other
        lists, words = self._lists, self._words
        start = at
        while self._word(at) in lists["times.before"]:
            at += 1
        on = at + 1 if self._word(at) in {"on", "in", "at", "by"} else at
        if end := lists["times.days"].end(words, on):
            return self._after_day(end)
        if end := self._date(on):
            return end
        if self._word(at) == "in" and (_YEAR.fullmatch(self._word(on)) or self._word(on) in lists["times.months"]):
            return on + 2 if self._word(on) in lists["times.months"] and _YEAR.fullmatch(self._word(on + 1)) else on + 1
        if self._word(at) == "at" and _CLOCK.fullmatch(self._word(on)):
            return on + 2 if self._word(on + 1) in _HALVES else on + 1
        if end := lists["times.named"].end(words, on):
            return end
        if (near := lists["times.near"].end(words, on)) and (end := lists["times.units"].end(words, near)):
            return end
        if near and (end := lists["times.days"].end(words, near)):
            return self._after_day(end)
        return self._counted(start) or self._counted(at)

    def _after_day(self, at: int) -> int:
        """Behind the name of a day: its part, or its date."""
        if end := self._lists["times.parts"].end(self._words, at):
            return end
        comma = at + 1 if self._word(at) == "," else at
        return self._date(comma) or at

    def _date(self, at: int) -> int:
        """`19 November 2024`, `Nov. 19, 2024`."""
        months = self._lists["times.months"]
        one, other = self._word(at), self._word(at + 1)
        if not ((one in months and _DAY.fullmatch(other)) or (_DAY.fullmatch(one) and other in months)):
            return 0
        end = at + 2
        comma = end + 1 if self._word(end) == "," else end
        return comma + 1 if _YEAR.fullmatch(self._word(comma)) else end

    def _counted(self, at: int) -> int:
        """`two days later`, `hours after`."""
        at = self._lists["times.counts"].end(self._words, at) or at
        if not (end := self._lists["times.spans"].end(self._words, at)):
            return 0
        return self._lists["times.directions"].end(self._words, end)


@cache
def _time_words() -> frozenset[str]:
    """The words with which a time may begin."""
    names = ("before", "days", "months", "named", "near", "counts", "spans")
    phrases = (phrase for name in names for phrase in lexicon().lists[f"times.{name}"].all)
    return frozenset({"on", "in", "at", "by", *(phrase.split(" ", 1)[0] for phrase in phrases)})


class Core(NamedTuple):
    """The words that take the stance, hedges and adverbs among them counted in: from the first to behind the last."""

    start: int
    end: int
    meaning: Meaning


class Adjunct(NamedTuple):
    """What stands beside a cue: the index behind it, and how much of it belongs to the cue's words."""

    end: int
    kept: int
    unnamed: bool = False
    carrier: bool = False


class Predicates:
    """Reads the cues of one phrase."""

    def __init__(self, tokens: Sequence[Token], known: Lexicon) -> None:
        self.tokens = tokens
        self.words = [token.folded for token in tokens]
        self.adjuncts = Adjuncts(self.words, known)
        self._known = known
        self._cores: dict[int, Core | None] = {}
        self._spare: dict[int, Adjunct | None] = {}

    def core(self, at: int) -> Core | None:
        """The longest cue that begins at an index."""
        if at not in self._cores:
            self._cores[at] = self._read_core(at)
        return self._cores[at]

    def begins(self, at: int) -> bool:
        """Whether a cue begins here, or something that stands beside one."""
        return self.core(at) is not None or (not self.tokens[at].is_capital and self.adjunct(at) is not None)

    def adjunct(self, at: int) -> Adjunct | None:
        """What stands beside a cue at an index, commas around it left aside."""
        if at not in self._spare:
            self._spare[at] = self._read_adjunct(at)
        return self._spare[at]

    def words_of(self, start: int, end: int, *, as_written: bool = False) -> list[str]:
        """The words between two indices; of what stands beside a cue as they were written."""
        return [token.text if as_written else token.folded for token in self.tokens[start:end] if token.is_word]

    def _read_core(self, at: int) -> Core | None:
        found = self._listed(at)
        special = self._verdict(at) or self._said(at)
        return max((core for core in (found, special) if core), key=lambda core: core.end, default=None)

    def _listed(self, at: int) -> Core | None:
        """A cue of the lexicon, with what may follow it: what is denied, or left without an answer."""
        places, hedges = self._plain(at)
        if not places or self.words[places[0]] not in self._known.cues.starts:
            return None
        for length in range(min(len(places), self._known.cues.longest), 0, -1):
            meaning = self._known.cues.get(" ".join(self.words[place] for place in places[:length]))
            if meaning is None:
                continue
            end = places[length - 1] + 1
            weak = [certainty for place, certainty in hedges if place < end]
            if weak:
                meaning = replace(meaning, certainty=weakest(meaning.certainty, *weak))
            return Core(at, end, meaning)
        return None

    def _plain(self, at: int) -> tuple[list[int], list[tuple[int, Certainty]]]:
        """The places of the words from an index on, adverbs and hedges left out, and the hedges."""
        places: list[int] = []
        hedges: list[tuple[int, Certainty]] = []
        while at < len(self.words) and len(places) < self._known.cues.longest:
            word = self.words[at]
            if (hedge := self._known.hedges.get(word)) is not None:
                hedges.append((at, hedge))
                at += 1
            elif end := self._skipped(at, places):
                at = end
            elif self.tokens[at].is_word:
                places.append(at)
                at += 1
            else:
                break
        return places, hedges

    def _skipped(self, at: int, places: Sequence[int]) -> int:
        """The index behind an adverb, with the commas around it if it has them."""
        if self.words[at] == "yet" and places and self.words[places[-1]].endswith(_NEGATIONS):
            return at + 1
        if self.words[at] == "," and places:
            end = self.adjuncts.adverbial(at + 1)
            return end + 1 if end and end < len(self.words) and self.words[end] == "," else 0
        return self.adjuncts.adverbial(at)

    def behind(self, core: Core) -> int:
        """The index behind a cue with what it is about, or whom it is told."""
        end = self._object_of(core.end, core.meaning) or core.end
        if core.meaning.tells:
            end = self._known.groups["listeners"].end(self.words, end) or end
        return end + 1 if core.meaning.stance is Stance.WITHHOLDS and self._word(end) == "yet" else end

    def _object_of(self, at: int, meaning: Meaning) -> int:
        """The index behind what is denied, confirmed, left unanswered, with how it is called; 0 for none."""
        end = 0
        if meaning.objects:
            end = self.thing(at)
            if meaning.stance is Stance.DENIES:
                end = self._as_false(end or at) or end
        if meaning.inquiries:
            end = max(end, self._known.groups["inquiries"].end(self.words, at))
        if meaning.blames:
            end = max(end, self._blamed(at))
        return end

    def thing(self, at: int) -> int:
        """`the report`, `Israel's claims`, `it`."""
        lists, group = self._known.lists, self._known.groups["objects"]
        ends = [lists["objects.pronouns"].end(self.words, at), group.end(self.words, at)]
        owner = self._owner(lists["objects.articles"].end(self.words, at) or at)
        if owner:
            ends.append(group.end(self.words, owner))
        return max(ends)

    def _owner(self, at: int) -> int:
        """Whose claim it is: some capitalised words, the last a possessive; 0 for nobody's."""
        for end in range(at, min(at + 4, len(self.tokens))):
            token = self.tokens[end]
            if not token.is_capital:
                return 0
            if token.folded.endswith(("'s", "s'")):
                return end + 1
        return 0

    def _blamed(self, at: int) -> int:
        """Whom somebody blames, and for what: `Russia for the attack`, `the attack on Moscow`."""
        thing = self.thing(at)
        if thing and self._word(thing) == "on":
            return self._capitals(thing + 1)
        end = self._capitals(at)
        if end and self._word(end) in {"for", "of"}:
            return self.thing(end + 1) or end
        return end

    def _capitals(self, at: int) -> int:
        start = at + 1 if self._word(at) == "the" else at
        end = start
        while end < len(self.tokens) and end < start + 4 and self.tokens[end].is_capital:
            end += 1
        return end if end > start else 0

    def _as_false(self, at: int) -> int:
        return self._called(at + 1, "objects.false") if self._word(at) == "as" else 0

    def _called(self, at: int, name: str) -> int:
        """The index behind a word of a list, quotation marks around it and words that stress it left aside."""
        start = at + 1 if self._word(at) in _QUOTES else at
        lists = self._known.lists
        end = lists[name].end(self.words, start)
        stressed = lists["objects.intensifiers"].end(self.words, start)
        end = max(end, lists[name].end(self.words, stressed) if stressed else 0)
        if not end:
            return 0
        if start > at:
            return end + 1 if self._word(end) in _QUOTES else 0
        return end

    def _verdict(self, at: int) -> Core | None:
        """`called it false`, `described the report as fabricated`, `said the claims were untrue`."""
        start = self._before_verb(at)
        lists = self._known.lists
        if end := lists["verdicts.verbs"].end(self.words, start):
            thing = self.thing(end)
            behind = self._word(thing) == "as"
            return self._judged(at, thing + behind if thing else end, ("false", "doubtful", "true"))
        if end := lists["verdicts.as"].end(self.words, start):
            thing = self.thing(end) or end
            kinds = ("false", "doubtful", "true") if self.words[start] in _TRUE_ONLY_OF else ("false", "doubtful")
            return self._judged(at, thing + 1, kinds) if self._word(thing) == "as" else None
        if end := lists["verdicts.said"].end(self.words, start):
            thing = self.thing(end + 1 if self._word(end) == "that" else end)
            be = lists["verdicts.be"].end(self.words, thing) if thing else 0
            return self._judged(at, be, ("false", "doubtful", "true")) if be else None
        return None

    def _judged(self, at: int, place: int, kinds: Sequence[str]) -> Core | None:
        stances = {"false": Stance.DENIES, "doubtful": Stance.QUESTIONS, "true": Stance.AFFIRMS}
        for kind in kinds:
            if end := self._called(place, f"objects.{kind}"):
                return Core(at, end, Meaning(stances[kind]))
        return None

    def _said(self, at: int) -> Core | None:
        """`said it could not confirm`: what somebody says of its own not taking a side."""
        start = self._before_verb(at)
        lists = self._known.lists
        said = lists["chain.said"].end(self.words, start)
        inner = self.own_silence(said) if said else None
        return Core(at, inner.end, inner.meaning) if inner else None

    def own_silence(self, at: int) -> Core | None:
        """`it could not confirm`, `that they were looking into`: not taking a side, of whoever speaks."""
        start = at + 1 if self._word(at) == "that" else at
        pronoun = self._known.lists["chain.pronouns"].end(self.words, start)
        if not pronoun or (inner := self._listed(pronoun)) is None:
            return None
        if inner.meaning.stance is not Stance.WITHHOLDS or inner.meaning.passive:
            return None
        others = self.words[start] in _SAID_OF_OTHERS and self.words[pronoun] not in _OWN
        return None if others else inner

    def _before_verb(self, at: int) -> int:
        while at < len(self.words) and (end := self.adjuncts.adverbial(at)):
            at = end
        return at

    def _read_adjunct(self, at: int) -> Adjunct | None:
        finders = (self.adjuncts.adverbial, self.adjuncts.medium, self.adjuncts.speaking)
        if end := self.adjuncts.unnamed(at):
            return Adjunct(end, end, unnamed=True)
        plain = max(finder(at) for finder in finders)
        if (end := self.adjuncts.carrier(at)) > plain and not self.adjuncts.adverbial(end):
            return Adjunct(end, self._without_link(at, end), carrier=True)
        return Adjunct(plain, plain) if plain else None

    def _without_link(self, at: int, end: int) -> int:
        """How much of `in an interview with` is kept where the carrier is told apart; nothing of `speaking to`."""
        return end - 1 if self._known.groups["to"].end(self.words, at) == end - 1 else at

    def _word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""


@lru_cache(_MOST_KEPT)
def cue_of(words: str) -> Cue | None:
    """The cue that is exactly these words, as they are kept."""
    tokens = tokens_of(words)
    read = Predicates(tokens, lexicon())
    start = _leading(read)
    core = read.core(start) if tokens else None
    if core is None:
        return None
    end = read.behind(core)
    for _ in range(_MOST_ADJUNCTS):
        if end == len(tokens):
            return Cue(" ".join(words.split()), core.end, core.meaning)
        adjunct = read.adjunct(end)
        if adjunct is None or (adjunct.carrier and adjunct.kept == end):
            return None
        end = adjunct.kept
    return None


def _leading(read: Predicates) -> int:
    """The index of the cue behind what stands before it."""
    at = 0
    while read.tokens and at < len(read.tokens) and read.core(at) is None:
        adjunct = read.adjunct(at)
        if adjunct is None:
            return 0
        at = adjunct.kept
    return at
