"""Who is meant, report by report: names, and pronouns and short forms by the last source that fits."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from verifier.intake.draft.naming import Name, name_of
from verifier.intake.draft.verbs import verbs
from verifier.intake.phrases.names import Names

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSONAL: Final = frozenset({"he", "she", "him", "her"})
_PLURAL: Final = frozenset({"they", "them", "both", "some", "many", "others"})
_DEFINITE: Final = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their"})
_LONGEST_SHORT_FORM: Final = 3


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
            name = self._full(name_of(token, self._names))
            self._keep(self._short_form(token, name) or name)

    def mention(self, token: "Token") -> Mention:
        """Who a source or carrier is."""
        word = token.lower_
        if token.pos_ == "PRON" or word in _PERSONAL | _PLURAL | {"it"}:
            return self._pronoun(token)
        name = self._full(name_of(token, self._names))
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
