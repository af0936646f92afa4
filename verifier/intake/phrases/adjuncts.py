"""What may stand around a cue and change nothing: adverbs, times in words, media, and that somebody is not named."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from verifier.intake.phrases.cues import Lexicon, lexicon

_DAY: Final = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_CLOCK: Final = re.compile(r"[0-9]{1,2}(?::[0-9]{2})?(?:am|pm|a\.m\.|p\.m\.)?")
_HALVES: Final = frozenset({"am", "pm", "a.m.", "p.m.", "a.m", "p.m"})
_LONGEST_CLAUSE: Final = 30


class Adjuncts:
    """Finds them among the folded words of one phrase; each method gives the index behind what it finds, or 0."""

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
