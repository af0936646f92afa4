"""Who is meant, report by report: by a name as it is to be written, or by a pronoun or short form of an earlier one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from verifier.intake.draft.verbs import verbs
from verifier.intake.phrases.anonymous import is_anonymous
from verifier.intake.phrases.names import Names

if TYPE_CHECKING:
    from spacy.tokens import Token

_KEPT_BEHIND: Final = frozenset({"prep", "case", "nummod"})
_NAMED_BEHIND: Final = frozenset(
    {"of", "for", "in", "to", "at", "on", "from", "with", "within", "near", "close", "familiar"}
)
_POSTED: Final = frozenset({"posted", "shared", "published", "circulating", "released", "circulated", "uploaded"})
_DOUBTED: Final = frozenset({"unverified", "unconfirmed"})
_LONGEST_NAME: Final = 8
_UNFIT: Final = re.compile(r"[\[\]{}()\"\u201c\u201d:,;<>|\u2018]|(?<!\w)'|'(?!\w)")
_PERSONAL: Final = frozenset({"he", "she", "him", "her"})
_PLURAL: Final = frozenset({"they", "them", "both", "some", "many", "others"})
_DEFINITE: Final = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their"})
_LONGEST_SHORT_FORM: Final = 3


class Name(Struct, frozen=True):
    """What somebody is called; `person`, `plural` and `heads` (folded words) are what pronouns and short forms fit."""

    text: str
    known: bool
    anonymous: bool
    person: bool
    plural: bool
    heads: frozenset[str]
    doubted: bool = False


def _name_of(token: "Token", names: Names) -> Name:
    """The name of whom a noun names, by its words and those that belong to it."""
    named = apposed(token)
    words = words_of(named)
    doubted = any(word.lower_ in _DOUBTED for word in words)
    words = [word for word in words if word.lower_ not in _DOUBTED]
    text = _text(words)
    person = named.ent_type_ == "PERSON"
    plural = named.tag_ in {"NNS", "NNPS"} or any(below.dep_ == "conj" for below in named.children)
    heads = frozenset(word.lower_ for word in words if word.pos_ in {"NOUN", "PROPN"})
    if is_anonymous(text) and not names.source(text):
        return Name(text, known=False, anonymous=True, person=not plural, plural=plural, heads=heads, doubted=doubted)
    known = _known(words, named, names)
    if known is not None:
        return Name(known, known=True, anonymous=False, person=person, plural=plural, heads=heads, doubted=doubted)
    text = (_person(named) if person else None) or _without_article(words) or text
    return Name(text, known=False, anonymous=False, person=person, plural=plural, heads=heads, doubted=doubted)


def apposed(token: "Token") -> "Token":
    """The person a description stands beside: `its spokesman, Ivan Ivanov`."""
    for below in token.children:
        if below.dep_ == "appos" and below.ent_type_ == "PERSON" and token.ent_type_ != "PERSON":
            return below
    return token


def words_of(token: "Token") -> "list[Token]":
    """The words of a name or description, without what is only said of whom they name."""
    last = token.i
    for below in token.children:
        if (
            below.i == last + 1 and below.dep_ in _KEPT_BEHIND and below.lower_ in _NAMED_BEHIND | {"'s", "\u2019s"}
        ) or (below.i == last + 1 and below.dep_ in {"acl", "amod", "advmod"} and _may_follow(below)):
            last = below.right_edge.i
    first = token.left_edge.i
    run: list[Token] = []
    for word in token.doc[first : last + 1]:
        if word.i > token.i and (
            word.text in {",", "(", "-", "--", "\u2014", ";", ":", '"'} or word.dep_ in {"relcl", "mark"}
        ):
            break
        if word.i < token.i and (word.text in {",", ";", ":", "-", "--", "\u2014", ")", '"'}):
            run = []
            continue
        if word.lower_ in _POSTED and word.i > token.i:
            continue
        run.append(word)
    return _without_reports(run)


def _without_reports(words: "list[Token]") -> "list[Token]":
    """Those whose reports are meant: `U.S. media reports`."""
    several = len(words) > 1 and words[-1].lower_ in {"report", "reports"}
    return words[:-1] if several and words[-2].lower_ in {"media", "news", "press", "intelligence"} else words


def _may_follow(token: "Token") -> bool:
    return token.lower_ in _POSTED or token.lower_ in {"familiar", "close", "briefed", "involved", "based", "near"}


def _known(words: Sequence["Token"], head: "Token", names: Names) -> str | None:
    """The registry's name for these words, or for a part of them to which the others are titles or descriptions."""
    for part, rest in _parts(words):
        source = names.source(part)
        if source is not None and not source.anonymous and _adds_nothing(rest, head):
            return source.name
    return None


def _parts(words: Sequence["Token"]) -> Iterator[tuple[str, list["Token"]]]:
    """The runs of words, longest first, each with the words left out."""
    most = min(len(words), _LONGEST_NAME)
    for length in range(most, 0, -1):
        for start in range(len(words) - length + 1):
            yield _text(words[start : start + length]), [*words[:start], *words[start + length :]]


def _adds_nothing(rest: Sequence["Token"], head: "Token") -> bool:
    """Whether words beside a known name only say who that is."""
    lexicon = verbs()
    titles, outlets = lexicon.nouns["titles"], lexicon.nouns["outlets"]
    before = [word for word in rest if word.i < head.i]
    behind = [word for word in rest if word.i >= head.i]
    if not all(word.lower_ in outlets | {"news", "state"} for word in behind):
        return False
    return all(
        word.lower_ in titles | outlets | {"news"} or word.ent_type_ == "NORP" or (word.tag_ == "JJ" and word.is_lower)
        for word in before
    )


def _person(head: "Token") -> str | None:
    """A person's name without titles."""
    span = next((one for one in head.doc.ents if one.start <= head.i < one.end), None)
    if span is None:
        return None
    titles = verbs().nouns["titles"]
    kept = [word for word in span if word.lower_ not in titles and word.lower_ not in {"'s", "\u2019s"}]
    return _text(kept) or None


def _without_article(words: Sequence["Token"]) -> str:
    start = 1 if words and words[0].lower_ in {"the", "this", "that", "these", "those"} and len(words) > 1 else 0
    return _text(words[start:])


def _text(words: Sequence["Token"]) -> str:
    """Words as they stand, on one line, fit to stand in a phrase."""
    written = "".join(word.text_with_ws for word in words)
    visible = "".join(character for character in written if character.isprintable())
    return " ".join(_UNFIT.sub(" ", visible).split()).removesuffix("'s").removesuffix("\u2019s")


class Mention(Struct, frozen=True):
    """Somebody as meant at a place; `guess` tells what was guessed, if anything."""

    name: Name
    guess: str | None = None


class Speakers:
    """Those named so far, the last ones last."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._met: list[Name] = []

    def meet(self, token: "Token") -> None:
        """Keep in mind somebody who acts in the article, source or not."""
        if token.ent_type_ in {"PERSON", "ORG"} or token.pos_ == "PROPN":
            name = self._full(_name_of(token, self._names))
            self._keep(self._short_form(token, name) or name)

    def mention(self, token: "Token") -> Mention:
        """Who a source or carrier is."""
        word = token.lower_
        if token.pos_ == "PRON" or word in _PERSONAL | _PLURAL | {"it"}:
            return self._pronoun(token)
        name = self._full(_name_of(token, self._names))
        meant = self._short_form(token, name)
        if meant is not None:
            self._keep(meant)
            return Mention(meant, f'"{token.doc[token.left_edge.i : token.i + 1].text}" = {meant.text}')
        self._keep(name)
        return Mention(name)

    def _keep(self, name: Name) -> None:
        if not name.text:
            return
        if name in self._met:
            self._met.remove(name)
        self._met.append(name)

    def _full(self, name: Name) -> Name:
        """The full name a person was introduced by, where only the last is given."""
        if name.known or name.anonymous or " " in name.text or not name.text:
            return name
        for met in reversed(self._met):
            last = met.text.split()[-1]
            if not met.anonymous and " " in met.text and last == name.text and (met.person or not met.known):
                return met
        return name

    def _pronoun(self, token: "Token") -> Mention:
        word = token.lower_
        fits = [met for met in reversed(self._met) if _fits(word, met)]
        if not fits:
            return Mention(
                Name(token.text, known=False, anonymous=False, person=False, plural=False, heads=frozenset()),
                f'who is "{token.text}"?',
            )
        others = [met.text for met in fits[1:3]]
        told = f'"{token.text}" = {fits[0].text}' + (f"; or {', '.join(others)}" if others else "")
        self._keep(fits[0])
        return Mention(fits[0], told)

    def _short_form(self, token: "Token", name: Name) -> Name | None:
        """The source that `the ministry` is short for."""
        if name.known or name.anonymous or token.pos_ not in {"NOUN", "PROPN"}:
            return None
        first = token.doc[token.left_edge.i]
        if first.lower_ not in _DEFINITE and token.pos_ != "PROPN":
            return None
        if not name.heads or len(name.text.split()) > _LONGEST_SHORT_FORM:
            return None
        for met in reversed(self._met):
            if met.heads > name.heads:
                return met
        is_outlet = token.lemma_.lower() in verbs().nouns["outlets"] and first.lower_ in _DEFINITE
        return self._outlet() if is_outlet else None

    def _outlet(self) -> Name | None:
        """The last outlet named."""
        return next((met for met in reversed(self._met) if is_outlet_name(met.text, self._names)), None)


def _fits(word: str, met: Name) -> bool:
    if word in _PERSONAL:
        return met.person and not met.plural
    if word in _PLURAL:
        return met.plural
    return not met.person and not met.plural


def is_outlet_name(text: str, names: Names) -> bool:
    """Whether a name is an outlet's: by the registry, or by its words."""
    source = names.source(text)
    if source is not None:
        return source.kind == "media"
    words = {word.casefold().removesuffix("'s") for word in text.replace("-", " ").split()}
    return not words.isdisjoint(verbs().nouns["media"] | verbs().nouns["outlets"])


def actors(doc: Iterable["Token"]) -> Iterator["Token"]:
    """The named subjects of a paragraph, in order."""
    return (token for token in doc if token.dep_ in {"nsubj", "nsubjpass"} and token.pos_ == "PROPN")
