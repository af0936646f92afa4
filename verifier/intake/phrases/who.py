"""Who is meant at a place of a phrase: known names, persons by their titles, what comes from somebody, descriptions.

Names are tried longest first, and a name that is not known only up to the first word that cannot be part of one. What
fails is remembered, so that the reader can say how far it came.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from verifier.domain.model.sources import Source, SourceKind
from verifier.intake.phrases.anonymous import described, is_anonymous, is_thing, party_of
from verifier.intake.phrases.correcting import LONGEST_NAME, REGISTER, how_to, instead_of_cue, too_long
from verifier.intake.phrases.cues import MARKS, Lexicon, Words, lexicon
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.predicates import Adjunct, Predicates
from verifier.intake.phrases.speakers import KnownReader, Slot, Speaker, TitleReader, kind_by, person, speaker_of
from verifier.intake.phrases.tokens import ARTICLES, PhraseText, Token, tokens_of
from verifier.intake.problems import Problem, quoted

_SHORT: Final = 60
_LONGEST_APPOSITION: Final = 16
WAYS: Final = ("outward", "inward")
_PLACED: Final = ("in", "from", "at", "near", "outside")


class DeferredProblem(NamedTuple):
    """What stopped a reading at a column: what is wrong and what to do, worked out only where it is told."""

    column: int
    tell: Callable[[], tuple[str, str]]


class SlotReader(PhraseText):
    """Reads the names of one phrase."""

    def __init__(self, text: str, names: Names) -> None:
        super().__init__(text)
        self.predicates = Predicates(self.tokens, lexicon())
        self.known = KnownReader(self, self.predicates, names)
        self._fault: DeferredProblem | None = None
        self._names = names
        self._titles = TitleReader(self.tokens, self.predicates, names)
        self._lexicon: Lexicon = lexicon()
        self._found: dict[int, tuple[Slot, ...]] = {}
        self._within_work = False

    def fail(self, fault: DeferredProblem) -> None:
        """Remember what stopped a reading, if none came farther."""
        if self._fault is None or fault.column > self._fault.column:
            self._fault = fault

    @property
    def failure(self) -> Problem | None:
        """What stopped the reading that came farthest."""
        return None if self._fault is None else Problem(None, self._fault.column, *self._fault.tell())

    def slots(self, at: int) -> tuple[Slot, ...]:
        """The names that may be meant at an index, the best first, each also with what is said of it beside."""
        if at not in self._found:
            self._found[at] = tuple(self._with_appositions(at))
        return self._found[at]

    def _with_appositions(self, at: int) -> Iterator[Slot]:
        for slot in self._read(at):
            yield slot
            yield from self._apposed(slot)

    def _read(self, at: int) -> Iterator[Slot]:
        if self.word(at) == "[":
            yield from self._verbatim(at, at)
            return
        ends = set()
        for known in self.known.at(at):
            ends.add(known.end)
            yield known
        article, begin = self._doubted(at)
        if begin != at:
            doubted = self._verbatim(at, begin) if self.word(begin) == "[" else self.known.at(begin)
            for slot in doubted:
                ends.add(slot.end)
                yield Slot(replace(slot.speaker, column=self.place(at) + 1), slot.end, doubted=True)
            if self.word(begin) == "[":
                return
        yield from self.known.described(begin)
        yield from self._persons(begin)
        yield from self._works(begin)
        for end in self._ends_of_unknown(begin):
            if end not in ends and (unknown := self._unknown(article, begin, end)):
                yield Slot(unknown, end, doubted=begin != at)

    def _verbatim(self, at: int, begin: int) -> Iterator[Slot]:
        """The name between brackets, whatever words it holds."""
        start = self.place(begin)
        close = self.text.find("]", start)
        name = " ".join(self.text[start + 1 : close].split())
        end = self.index_behind(close + 1)
        if close < 0 or not name or not end:
            what = "the bracket is not closed" if close < 0 or not end else "there is no name between the brackets"
            self.fail(DeferredProblem(start + 1, lambda: (what, "Write [NAME], as in: [state media] reports")))
        elif len(name) > LONGEST_NAME:
            self.fail(DeferredProblem(start + 1, lambda: too_long(name)))
        else:
            yield Slot(self._named(name, self.place(at) + 1), end)

    def _named(self, name: str, column: int) -> Speaker:
        if source := self._names.meant(name):
            return speaker_of(source, column)
        if is_anonymous(name) and not is_thing(name):
            return Speaker(described(name), None, True, party_of(name, self._names), column)  # noqa: FBT003 - a field
        return Speaker(name, None, False, None, column)  # noqa: FBT003 - a field

    def _doubted(self, at: int) -> tuple[str, int]:
        """The article before `unverified`, and where the name behind it begins; the same place without it."""
        if self.word(at) in self._lexicon.doubted:
            return "", at + 1
        if self.word(at) in ARTICLES and self.word(at + 1) in self._lexicon.doubted:
            return self.tokens[at].text + " ", at + 2
        return "", at

    def _persons(self, at: int) -> Iterator[Slot]:
        """Persons by name behind their titles: `Iranian Foreign Minister Abbas Araghchi`."""
        yield from self._holders(at)
        for begin in self._titles.places_behind(at):
            known = list(self.known.at(begin))
            yield from known
            title = self.written(at, begin)
            end = self._titles.end_of_name(begin)
            if end and not any(slot.end >= end for slot in known) and self._titles.may_name(begin, end):
                yield Slot(self._person(begin, end, title), end)

    def _person(self, begin: int, end: int, title: str) -> Speaker:
        """Somebody named behind a title, who is not known."""
        return speaker_of(person(self.written(begin, end), title, self._names), self.place(begin) + 1)

    def _holders(self, at: int) -> Iterator[Slot]:
        """Persons by name behind the name of an office: `Israel's military chief of staff Herzi Halevi`."""
        for office in self.known.at(at):
            source = office.speaker.made or self._names.registry.sources[office.speaker.source or 0]
            if source.kind is not SourceKind.OFFICIAL or office.end == len(self.tokens):
                continue
            yield from self.known.at(office.end)
            if (end := self._titles.end_of_name(office.end)) and end > office.end + 1:
                person = self._person(office.end, end, self.written(at, office.end))
                party = person.party or office.speaker.party
                yield Slot(replace(person, party=party, made=person.made and replace(person.made, party=party)), end)

    def _works(self, at: int) -> Iterator[Slot]:
        """What comes from somebody, as that one's word: `a report by Human Rights Watch`, `a UN report`."""
        end = self._lexicon.groups["works"].end(self.words, at)
        link = self._lexicon.lists["works.links"].end(self.words, end) if end else 0
        if link:
            loose = self.word(link - 1) in {"from", "of"}
            yield from (slot for slot in self._makers(link) if not (loose and self.known.is_place(slot.speaker)))
        start = at + 1 if self.word(at) in ARTICLES else at
        for slot in self.known.owners(start):
            if own := self._end_of_own(slot.end):
                yield Slot(slot.speaker, own)

    def _makers(self, at: int) -> list[Slot]:
        """Those from whom something may come; what comes from them in turn is nobody."""
        if self._within_work:
            return []
        self._within_work = True
        found = list(self._with_appositions(at))
        self._within_work = False
        return found

    def _end_of_own(self, at: int) -> int:
        adjectives, own = (self._lexicon.lists[f"works.{name}"] for name in ("adjectives", "own"))
        while not (end := own.end(self.words, at)) and (further := adjectives.end(self.words, at)):
            at = further
        return end

    def _apposed(self, slot: Slot) -> Iterator[Slot]:
        """The same with what is said of somebody beside the name: `Araghchi, Iran's foreign minister,`."""
        at = slot.end
        yield from self._named_again(slot)
        if self.word(at) == "(" and (close := self._closing(at)) and close + 1 < len(self.tokens):
            yield from self._after_bracket(slot, close + 1)
        if self.word(at) != ",":
            return
        yield from self._named_behind(slot, at + 1)
        end = self._end_of_apposition(at + 1) or self._end_of_clause(at + 1)
        if end:
            told = self.written(at + 1, end)
            yield Slot(self._described(slot.speaker, told), end, slot.doubted)

    def _named_again(self, slot: Slot) -> Iterator[Slot]:
        """The same by another of its names: `UN humanitarian office OCHA`, `Ukraine's military intelligence, HUR,`."""
        comma = self.word(slot.end) == ","
        for again in self.known.at(slot.end + comma) if slot.speaker.source else ():
            if again.speaker.source == slot.speaker.source and (not comma or self.word(again.end) == ","):
                yield Slot(slot.speaker, again.end + comma, slot.doubted)

    def _named_behind(self, slot: Slot, at: int) -> Iterator[Slot]:
        """Whoever is what was told before: `Iran's foreign minister, Abbas Araghchi,`, `a war monitor, Airwars,`."""
        role = self.written(self.index(slot.speaker.column - 1), slot.end)
        words = [token.folded for token in tokens_of(role)]
        official, other = (self._lexicon.lists[f"titles.{name}"] for name in ("official", "other"))
        ends = {official.end(words, at) or other.end(words, at) for at in range(len(words))} - {0}
        kind = words[-1] in self._lexicon.lists["outlets.kinds"]
        if not kind and not any(end == len(words) or words[end] in {"to", "of", "for", "at", "in"} for end in ends):
            return
        if not kind and self.known.media(at):
            return
        for known in self.known.at(at):
            if self.word(known.end) in {",", ""}:
                yield Slot(known.speaker, known.end)
        end = next(self._titles.places_behind(at), at)
        name_end = 0 if kind else self._titles.end_of_name(end)
        if name_end and self.word(name_end) in {",", ""}:
            yield Slot(self._person(end, name_end, role), name_end)

    def _end_of_clause(self, at: int) -> int:
        """The index of the comma behind a clause that says more of a name and takes no stance; 0 if it is none."""
        if end := self._lexicon.lists["clauses.whole"].end(self.words, at):
            return end
        start = self._lexicon.lists["clauses.starts"].end(self.words, at)
        end = next((i for i in range(start, len(self.tokens)) if not self.tokens[i].is_word), len(self.tokens))
        if not start or end - at > _LONGEST_APPOSITION or self.word(end) not in {",", ""}:
            return 0
        bars = self._lexicon.lists["clauses.bars"]
        spoken = any(self.predicates.core(i) for i in range(start, end) if not self.tokens[i].is_capital)
        return 0 if spoken or any(word in bars or word.endswith("n't") for word in self.words[at:end]) else end

    def _after_bracket(self, slot: Slot, at: int) -> Iterator[Slot]:
        """Brackets that end a phrase are a note; others say more of a name."""
        if self.word(at) not in {"{", "@", ":", "(", '"'}:
            yield Slot(slot.speaker, at, slot.doubted)
            yield from self._apposed(Slot(slot.speaker, at, slot.doubted))

    def _closing(self, at: int) -> int:
        for end in range(at + 1, len(self.tokens)):
            if self.words[end] == ")":
                return end
            if self.words[end] == "(":
                return 0
        return 0

    def _end_of_apposition(self, at: int) -> int:
        """The index of the comma behind words that describe somebody, or the end; 0 if they are anything else."""
        end = at
        while end < len(self.tokens) and self.tokens[end].is_word and end - at < _LONGEST_APPOSITION:
            barred = self._lexicon.bars(self.words[end]) or self.words[end] in MARKS or self.words[end] == "@"
            role = self._lexicon.lists["titles.roles"].end(self.words, end)
            spoken = self.predicates.core(end) and self.words[end] not in self._lexicon.lists["nouns"]
            if barred or (spoken and not role):
                return 0
            end = max(end + 1, role)
        if end == at or (end < len(self.tokens) and self.word(end) != ","):
            return 0
        return end if self._describes(at, end) else 0

    def _describes(self, at: int, end: int) -> bool:
        if end - at == 1 and self.word(at).isdecimal():
            return True
        if self.predicates.adjunct(at):
            return False
        lists = self._lexicon.lists
        names = ("titles.official", "titles.other", "titles.roles", "anonymous.singular", "party.roles")
        return any(lists[name].end(self.words, place) for place in range(at, end) for name in names)

    def _described(self, speaker: Speaker, told: str) -> Speaker:
        """Somebody not known, with the party and the office that are told of them."""
        if speaker.source is not None or speaker.anonymous or speaker.party or told.isdecimal():
            return speaker
        if speaker.made and not speaker.made.note:
            return speaker
        party = party_of(told, self._names)
        made = Source(0, speaker.name, kind=kind_by(told), party=party, note=told)
        return replace(speaker, party=party, made=made)

    def _unknown(self, article: str, begin: int, end: int) -> Speaker | None:
        name = " ".join((article + self.written(begin, end)).split())
        if fault := self._not_one_name(name, begin, end):
            self.fail(fault)
            return None
        column = self.place(begin) + 1
        if is_anonymous(name):
            return Speaker(described(name), None, True, party_of(name, self._names), column)  # noqa: FBT003 - a field
        return Speaker(name, None, False, None, column)  # noqa: FBT003 - a field

    def _not_one_name(self, name: str, begin: int, end: int) -> DeferredProblem | None:  # noqa: PLR0911 - one fault after another
        if len(name) > LONGEST_NAME:
            return DeferredProblem(self.behind(end), lambda: too_long(name))
        first, *others = name.replace(" & ", " and ").split(" and ")
        if self._names.source(first) and any(self._names.source(other) or is_anonymous(other) for other in others):
            rest = self.text[self.behind(end) :].strip()
            each = "; ".join(f"{one} {rest}" for one in (first, *others)) if rest and len(rest) < _SHORT else ""
            fix = f"Write one attribution for each{': ' if each else ''}{each}"
            return DeferredProblem(self.behind(end), lambda: (f"{quoted(name)} are several", fix))
        if name[0] in "+?~!-" and len(name) > 1:
            alone = "A mark stands alone: put a space behind it"
            return DeferredProblem(self.behind(end), lambda: (f"{quoted(name)} begins with a mark", alone))
        if self._belongs_to_cue(begin, end - 1):
            return DeferredProblem(self.place(end - 1) + 1, lambda: self._no_part(begin, end - 1))
        if known := self._known_before_cue(begin, end):
            left, before = self.written(known.end, end), self.written(begin, known.end)
            what = f"{quoted(left)} behind {quoted(before)} is somebody else's word, or no name"
            return DeferredProblem(self.place(known.end) + 1, lambda: (what, REGISTER))
        if not is_anonymous(name) and (known := self._known_before_small_words(begin, end)):
            rest, whose = self.written(known.end, end), self.written(begin, known.end)
            unread = f"{quoted(rest)} behind {quoted(whose)} is no cue that is known"
            return DeferredProblem(self.place(known.end) + 1, lambda: (unread, instead_of_cue(whose, rest)))
        return None

    def _no_part(self, begin: int, last: int) -> tuple[str, str]:
        """What to say of a last word that belongs to no name and no cue."""
        what = f"{quoted(self.tokens[last].text)} is no part of a name, and of no cue that is known"
        who = self.written(begin, last)
        return what, f"Write + {who}, - {who} or ? {who}, whichever it says"

    def _known_before_small_words(self, begin: int, end: int) -> Slot | None:
        """The known name with which an unknown one begins, if no word behind it may belong to a name."""
        joining = self._lexicon.lists["joining"]
        for slot in self.known.at(begin):
            rest = self.tokens[slot.end : end]
            if rest and (not any(token.is_capital for token in rest) or self._is_small(rest[0], joining)):
                return slot
        return None

    def _belongs_to_cue(self, begin: int, at: int) -> bool:
        """Whether the last word of a name belongs to what follows: `falsely claimed`, `dodged questions`."""
        token, lists = self.tokens[at], self._lexicon.lists
        if not token.text.islower():
            return False
        adverb = token.folded.endswith("ly") and token.folded not in lists["lasting"]
        named = at == begin or self.words[at - 1] in ARTICLES or self._is_participle(at)
        verb = token.folded.endswith("ed") and not named
        return adverb or verb or token.folded in lists["never_last"]

    def _known_before_cue(self, begin: int, end: int) -> Slot | None:
        """A known name, a cue in small letters and another name: `Reuters reports Kyiv` is nobody."""
        for slot in self.known.at(begin):
            cue = slot.end
            if (
                cue + 1 < end
                and self.tokens[cue].text.islower()
                and self.predicates.core(cue)
                and (self.tokens[cue + 1].is_capital or self.known.at(cue + 1))
            ):
                return slot
        return None

    def _is_small(self, token: Token, joining: Words) -> bool:
        """Whether a word in small letters joins no parts of a name: `rather`, but not `of`."""
        return token.text.islower() and token.folded not in joining and not token.text.startswith("al-")

    def _ends_of_unknown(self, start: int) -> Iterator[int]:
        """Where a name not yet known may end: before a word that cannot be part of one, or before one that may be."""
        at, stopped = start, False
        while at < len(self.tokens) and not stopped and self.tokens[at].is_word and self._reaches(start, at):
            if at == start and self._never_first(at):
                break
            described = self._describes_people(start, at)
            stopped = not described and self._stops(at)
            if stopped or (not described and self._may_stop(at)):
                self._fail_at_word(at)
                if at > start and self.words[start:at] not in ([article] for article in ARTICLES):
                    yield at
            at += not stopped
        if at == start:
            self.fail(
                DeferredProblem(min(self.place(at), len(self.text)) + 1, lambda: ("a name is missing here", how_to()))
            )
        elif not stopped:
            yield at

    def _describes_people(self, start: int, at: int) -> bool:
        """Whether a word that may be a cue describes people: `an informed source`, `two accused officers`."""
        lists = self._lexicon.lists
        if not self.words[at].endswith("ed") or at > start + 1:
            return False
        opened = at == start or self.words[start] in ARTICLES or self.words[start] in lists["anonymous.openings"]
        return opened and any(self.word(at + 1) in lists[f"anonymous.{kind}"] for kind in ("singular", "plural"))

    def _reaches(self, start: int, at: int) -> bool:
        """Whether a name of a bearable length may reach so far."""
        return self.tokens[at].start - self.tokens[start].start <= LONGEST_NAME + 1

    def _never_first(self, at: int) -> bool:
        token = self.tokens[at]
        never = self._lexicon.lists["never_first"]
        small = token.text.islower() or at == 0
        return token.text in MARKS or (token.folded in never and small and not token.text[1:].isupper())

    def _stops(self, at: int) -> bool:
        """Whether a word cannot be part of a name."""
        word = self.words[at]
        if word == "@" or self._lexicon.bars(word):
            return True
        if any(self._lexicon.lists[f"chain.{name}"].end(self.words, at) for name in ("saying", "loose")):
            return True
        if self._tells_how(at):
            return False
        core = self.predicates.core(at)
        if core is not None:
            return core.end > at + 1 or word not in self._lexicon.lists["nouns"]
        adjunct = None if self.tokens[at].is_capital else self.predicates.adjunct(at)
        return adjunct is not None and not self._describes_itself(at, adjunct)

    def _describes_itself(self, at: int, adjunct: Adjunct) -> bool:
        """Whether what could stand beside a cue is part of a description: `videos on social media`."""
        if adjunct.unnamed:
            return not any(self._lexicon.bars(word) for word in self.words[at : adjunct.end])
        place = at + 1 + (self.word(at + 1) == "the")
        if self.words[at] in _PLACED and place < len(self.tokens) and self.tokens[place].is_capital:
            return True
        posted = self._lexicon.lists["anonymous.posted"]
        return at > 0 and self.words[at - 1] in posted and self.words[at] in {"on", "in", "from"}

    def _tells_how(self, at: int) -> bool:
        """Whether a word belongs to how something was made known: `posted online`, `verified by Reuters`."""
        if self._is_participle(at):
            return True
        return at > 0 and self._is_participle(at - 1) and self.predicates.adjunct(at) is not None

    def _is_participle(self, at: int) -> bool:
        """Whether a word tells how something was made known: `posted` in `a video posted online`."""
        lists = self._lexicon.lists
        return (
            at > 0
            and self.words[at] in lists["anonymous.participles"]
            and self.words[at - 1] in lists["anonymous.posted"]
        )

    def _may_stop(self, at: int) -> bool:
        return self.predicates.core(at) is not None and not self._tells_how(at)

    def _fail_at_word(self, at: int) -> None:
        """Remember the word that ended a name, in case no reading explains it."""
        lists = self._lexicon.lists
        if self._lexicon.bars(self.words[at]) and not any(lists[f"chain.{way}"].end(self.words, at) for way in WAYS):
            what = f"{quoted(self.tokens[at].text)} is part of no cue that is known, nor of a name not yet known"
            self.fail(DeferredProblem(self.place(at) + 1, lambda: (what, f"{how_to()}. {REGISTER}")))
