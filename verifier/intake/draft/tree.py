"""What the words of a sentence are to each other, read off its dependency parse."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS: Final = frozenset({"nsubj", "csubj"})
_RELATIVE: Final = frozenset({"WDT", "WP", "WP$"})


def subtree(token: "Token", *without: "Token") -> "list[Token]":
    """A token with all below it, in order, less what stands below others."""
    left_out = {below.i for other in without for below in other.subtree}
    return [below for below in token.subtree if below.i not in left_out]


def child(token: "Token", *dependencies: str) -> "Token | None":
    """The first child of a token that depends on it in one of these ways."""
    return next((below for below in token.children if below.dep_ in dependencies), None)


def is_verb(token: "Token") -> bool:
    """Whether a token is the head of a clause."""
    return token.pos_ in {"VERB", "AUX"}


def is_negated(verb: "Token") -> bool:
    """Whether a verb is negated, by `not` or by `never`."""
    return any(below.dep_ == "neg" or below.lower_ in {"never", "n't", "not"} for below in verb.children)


def is_passive(verb: "Token") -> bool:
    """Whether a verb tells what was done to its subject."""
    return verb.tag_ == "VBN" and child(verb, "nsubjpass", "auxpass", "agent") is not None


def subject(verb: "Token") -> "Token | None":
    """The head of the words that name who does what a verb says."""
    own = [below for below in verb.children if below.dep_ in _SUBJECTS]
    if own:
        nearest = min(own, key=lambda below: abs(below.i - verb.i))
        return _antecedent(verb) if nearest.tag_ in _RELATIVE else nearest
    return _inverted(verb) or _inherited(verb)


def _antecedent(verb: "Token") -> "Token | None":
    """What a relative pronoun stands for."""
    clause = verb
    while clause.dep_ in {"conj", "xcomp", "ccomp"} and clause.head != clause:
        clause = clause.head
    return clause.head if clause.dep_ in {"relcl", "acl"} else None


def _inverted(verb: "Token") -> "Token | None":
    """A subject that the parser took for an object: `…, said Smith`."""
    if verb.tag_ not in {"VBD", "VBZ"} or verb.i == verb.sent.start:
        return None
    before = verb.nbor(-1)
    if before.text not in {",", '"', "\u201d", "''", "\u2019"}:
        return None
    found = child(verb, "dobj", "oprd", "attr", "npadvmod")
    return found if found is not None and found.i > verb.i and found.pos_ in {"PROPN", "PRON", "NOUN"} else None


def _inherited(verb: "Token") -> "Token | None":
    """The subject of the verb that another is joined to or hangs on."""
    head = verb.head
    if head == verb:
        return None
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and (outer := reporter(head)) is not None:
        return outer
    if verb.dep_ in {"conj", "xcomp", "advcl"} and is_verb(head):
        return child(head, "nsubj", "nsubjpass") if child(head, "nsubj", "nsubjpass") is not None else subject(head)
    if verb.dep_ == "pcomp" and is_verb(head.head):
        return subject(head.head) or child(head.head, "nsubjpass")
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return head
    return None


def reporter(verb: "Token") -> "Token | None":
    """Who says what a verb stands in: whoever goes on `saying` behind it."""
    while verb.dep_ in {"conj", "ccomp", "xcomp", "advcl"} and verb.head != verb:
        if verb.dep_ == "ccomp":
            return child(verb.head, "nsubj")
        verb = verb.head
    return None


def agent(verb: "Token") -> "Token | None":
    """Who did what a verb in the passive says."""
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def clause_of(token: "Token") -> "Token":
    """The nearest verb above a token that heads a clause of its own."""
    while token.head != token and not (is_verb(token) and token.dep_ not in {"aux", "auxpass", "xcomp", "amod"}):
        token = token.head
    return token
