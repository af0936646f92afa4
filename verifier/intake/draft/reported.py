"""Reported speech in a paragraph, with who says it: by verbs of saying, `according to`, and words like `reportedly`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.statements import Stance
from verifier.intake.draft import tree
from verifier.intake.draft.parsing import Page
from verifier.intake.draft.verbs import Verb, verbs

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODALS: Final = frozenset(
    {"will", "would", "can", "could", "may", "might", "shall", "should", "must", "'ll", "'d", "wo", "ca"}
)
_HELD_BACK: Final = frozenset({"decline", "refuse"})
_ADJUNCTS: Final = frozenset({"prep", "npadvmod", "advmod", "advcl"})
_NOBODY: Final = frozenset({"i", "we", "you", "it", "there", "what", "which", "that", "this", "one"})
_HELPERS: Final = frozenset({"aux", "auxpass", "neg", "prt"})
_NEAR: Final = 5
_RELATIVE: Final = frozenset({"WDT", "WP"})
_CONDITIONS: Final = frozenset({"if", "unless", "whether", "until"})
_RAISING: Final = frozenset({"go", "continue", "appear", "seem", "begin", "proceed"})

Piece = tuple[int, int, int]
"""The number of a page, and where in its text something begins and ends."""


Content: TypeAlias = "tuple[Token | None, list[Piece]]"
"""What is said: the head of its clause if it has one, and where it stands."""

HEDGES: Final = frozenset({"reportedly", "allegedly", "purportedly", "supposedly"})


@dataclass(slots=True, eq=False)
class Report:
    """Somebody's words: who, by which cue, and what; `root` heads the clause of what is said, if there is one."""

    page: Page
    verb: "Token"
    cue: "list[Token]"
    source: "Token | None"
    content: list[Piece]
    root: "Token | None"
    stance: Stance
    kind: ClaimKind | None = None
    via: "list[Token]" = field(default_factory=list)
    listener: "Token | None" = None
    guessed: list[Piece] = field(default_factory=list)


def spoken(page: Page) -> Iterator[Report]:
    """What a paragraph reports by verbs of saying, outside quotations."""
    lexicon = verbs()
    for token in page.doc:
        if token.pos_ not in {"VERB", "AUX"} or page.is_quoted(token):
            continue
        verb = lexicon.verbs.get(token.lemma_.lower())
        found = _judged(page, token) if verb is None else _report(page, token, verb)
        if found is not None:
            yield found


def _report(page: Page, token: "Token", verb: Verb) -> Report | None:
    if _is_second(token):
        return None
    if (quoter := _quoter(token)) is not None:
        return _quoted(page, token, quoter)
    held_back = _held_back(token)
    head = held_back if held_back is not None else token
    negated = held_back is not None or tree.is_negated(token) or _is_neither(token)
    if not _is_finite(head, negated=negated):
        return None
    passive = tree.is_passive(token)
    if negated and token.lemma_ in {"respond", "reply"} and not _asked(token):
        return None
    source = tree.agent(token) if passive else _speaker(head)
    if source is None or not _may_speak(page, source, token, verb):
        return None
    root, content = _content(page, token, verb, source, passive=passive)
    stance = Stance.WITHHOLDS if negated else verb.stance
    return Report(page, token, _cue(token, head), source, content, root, stance, verb.kind, listener=_listener(token))


def _speaker(verb: "Token") -> "Token | None":
    """Who says something; of a verb joined to what is said, whoever says that, if nothing else could."""
    found = tree.subject(verb)
    if found is None or verb.dep_ != "conj" or tree.child(verb, "nsubj") is not None or speaks(found):
        return found
    return tree.reporter(verb.head) or found


def speaks(token: "Token") -> bool:
    """Whether words name somebody, or a thing that shows something."""
    lexicon = verbs()
    lemma = token.lemma_.lower()
    return (
        token.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}
        or token.pos_ in {"PROPN", "PRON"}
        or lemma in lexicon.nouns["people"] | lexicon.nouns["outlets"] | lexicon.nouns["evidence"]
    )


def _is_neither(token: "Token") -> bool:
    """Whether a verb is the first of two that are both denied: `neither confirmed nor denied`."""
    return any(below.lower_ == "neither" for below in token.children)


def _is_second(token: "Token") -> bool:
    """Whether a verb is the second of two that are both denied: it says nothing of its own."""
    first = token.head
    joined = any(below.dep_ == "cc" and below.lower_ in {"or", "nor"} for below in first.children)
    return token.dep_ == "conj" and joined and (_is_neither(first) or tree.is_negated(first))


def _quoter(token: "Token") -> "Token | None":
    """The verb of `quoted somebody as saying`."""
    head = token.head
    is_as = token.dep_ == "pcomp" and head.lower_ == "as" and head.head.lemma_ in {"quote", "cite"}
    return head.head if is_as else None


def _quoted(page: Page, token: "Token", quoter: "Token") -> Report | None:
    """What somebody is quoted by another as saying."""
    passive = tree.is_passive(quoter)
    source = tree.child(quoter, "nsubjpass") if passive else tree.child(quoter, "dobj")
    carrier = tree.agent(quoter) or tree.agent(token) if passive else tree.subject(quoter)
    clauses = [one for one in token.children if one.dep_ == "ccomp"]
    if source is None:
        return None
    root = clauses[0] if clauses else None
    via = [carrier] if carrier is not None else []
    return Report(page, token, [token], source, pieces(page, _below(clauses)), root, Stance.AFFIRMS, via=via)


def _judged(page: Page, token: "Token") -> Report | None:
    """What is called false, and what doubt is cast on."""
    source = tree.subject(token) if token.tag_ in {"VBD", "VBZ", "VBP"} else None
    thing = tree.child(token, "dobj")
    if source is None or thing is None:
        return None
    if token.lemma_ == "cast" and thing.lower_ in {"doubt", "doubts"}:
        about = next((one for one in (*token.children, *thing.children) if one.dep_ == "prep"), None)
        root = tree.child(about, "pobj") if about is not None else None
        cue = [token, thing, *([about] if about is not None else [])]
        return Report(page, token, cue, source, *_told_of(page, root), Stance.QUESTIONS) if root is not None else None
    said = tree.child(token, "oprd", "acomp", "xcomp")
    if token.lemma_ in {"call", "brand", "label"} and said is not None and _is_false(said):
        return Report(page, token, [token], source, *_told_of(page, thing), Stance.DENIES)
    return None


def _told_of(page: Page, root: "Token") -> "tuple[list[Piece], Token]":
    return pieces(page, tree.subtree(root)), root


def _is_false(word: "Token") -> bool:
    """Whether a word says that something is not so."""
    words = verbs().words["false"]
    return word.lower_ in words or any(below.lower_ in words for below in word.children)


def _held_back(token: "Token") -> "Token | None":
    """The verb that says that another was not done: `declined to say`."""
    head = token.head
    if token.dep_ != "xcomp":
        return None
    yet = head.lemma_ in {"have", "be"} and any(one.lower_ == "yet" for one in (*head.children, *token.children))
    return head if yet or head.lemma_ in _HELD_BACK else None


def _is_finite(verb: "Token", *, negated: bool) -> bool:
    """Whether a verb says that something was said, not that it might be."""
    modal = next((one for one in verb.children if one.dep_ == "aux" and one.lower_ in _MODALS), None)
    if modal is not None:
        return negated and modal.lower_ in {"could", "would", "will", "can", "wo", "ca"}
    if any(one.dep_ == "mark" and one.lower_ in _CONDITIONS for one in verb.children):
        return False
    if verb.tag_ == "VB":
        return negated or (verb.dep_ == "xcomp" and verb.head.lemma_ in _RAISING)
    if verb.tag_ == "VBN":
        return (
            any(one.dep_ in {"aux", "auxpass"} for one in verb.children)
            or tree.child(verb, "agent") is not None
            or verb.dep_ == "conj"
            or tree.child(verb, "nsubj") is not None
        )
    if verb.tag_ == "VBG":
        return verb.dep_ in {"advcl", "acl", "ROOT", "conj", "pcomp", "xcomp", "ccomp"} and not (
            verb.dep_ == "pcomp" and verb.head.lower_ in {"without", "of", "for", "from"}
        )
    return verb.tag_ in {"VBD", "VBZ", "VBP"}


def _may_speak(page: Page, source: "Token", token: "Token", verb: Verb) -> bool:
    """Whether the subject is somebody, or something that shows things."""
    if source.lower_ in _NOBODY and not page.is_quoted(source):
        return source.lower_ == "it" and not verb.evidence
    if not verb.evidence:
        return True
    lexicon = verbs()
    head = source.lemma_.lower()
    clause = tree.child(token, "ccomp") is not None
    return head in lexicon.nouns["evidence"] or (
        clause and token.lemma_ != "show" and (source.pos_ in {"PROPN", "PRON"} or token.lemma_ in {"find", "suggest"})
    )


def _cue(token: "Token", head: "Token") -> "list[Token]":
    """The words of the verb: with auxiliaries, negation, and the verb that holds it back."""
    words = {token.i: token, head.i: head}
    if _is_neither(token):
        last = next((one.i for one in token.children if one.dep_ == "conj"), token.i)
        return [one for one in token.doc[token.i - 1 : last + 1] if not one.is_punct]
    for verb in (token, head):
        words |= {one.i: one for one in verb.children if one.dep_ in _HELPERS and abs(one.i - verb.i) <= _NEAR}
    return [words[place] for place in sorted(words)]


def _asked(token: "Token") -> bool:
    """Whether somebody did not respond to a question, and not merely in kind."""
    words = {below.lemma_.lower() for below in token.subtree}
    return not words.isdisjoint({"request", "comment", "question", "message", "call", "email", "inquiry", "query"})


def _listener(token: "Token") -> "Token | None":
    if token.lemma_ not in {"tell", "inform", "assure"}:
        return None
    return tree.child(token, "dobj", "dative")


def _content(page: Page, token: "Token", verb: Verb, source: "Token", *, passive: bool) -> Content:
    """What is said: the head of its clause, and where it stands."""
    if passive:
        return _object(page, token, tree.child(token, "nsubjpass"))
    clauses = [one for one in token.children if one.dep_ == "ccomp" and one.i != source.i]
    if clauses:
        aside = _aside(page, token, source)
        return clauses[0], aside if len(aside) > 1 else pieces(page, _below(clauses))
    if (root := _around(token)) is not None:
        return root, pieces(page, tree.subtree(root, token))
    if aside := _aside(page, token, source):
        return None, aside
    return _complement(page, token, verb, source)


def _complement(page: Page, token: "Token", verb: Verb, source: "Token") -> Content:
    """What is said where no clause says it: what is denied, vowed, or somebody is accused of."""
    if "infinitive" in verb.takes and (root := tree.child(token, "xcomp")) is not None:
        return root, pieces(page, tree.subtree(root))
    root = tree.child(token, "dobj")
    second = tree.child(token, "conj") if root is None and (_is_neither(token) or tree.is_negated(token)) else None
    if second is not None and (root := tree.child(second, "dobj", "xcomp", "ccomp")) is not None:
        return root, pieces(page, tree.subtree(root))
    if root is None or root == source or token.lemma_ == "find":
        return None, []
    if "object" in verb.takes:
        return _object(page, token, root)
    if "of" in verb.takes:
        parts = [one for one in token.children if one.i >= root.i and one.dep_ in {"dobj", "prep"}]
        return root, pieces(page, _below(parts))
    return None, []


def _object(page: Page, token: "Token", root: "Token | None") -> Content:
    """What an object says is claimed; of a relative pronoun what it stands for."""
    if root is None:
        return None, []
    if (root.tag_ in _RELATIVE or root.lower_ == "that") and token.dep_ == "relcl":
        return token.head, pieces(page, [one for one in tree.subtree(token.head, token) if one.i < token.left_edge.i])
    return root, pieces(page, tree.subtree(root))


def _below(clauses: "list[Token]") -> "list[Token]":
    return sorted((below for one in clauses for below in one.subtree), key=lambda one: one.i)


def _around(token: "Token") -> "Token | None":
    """The clause that a verb of saying stands in as an aside: `The strike, he said, killed five`."""
    head = token.head
    if head == token or not tree.is_verb(head) or token.dep_ not in {"parataxis", "ccomp", "advcl"}:
        return None
    mark = tree.child(token, "mark")
    if mark is not None and mark.lower_ != "as":
        return None
    edge = token.left_edge.i
    before = token.doc[edge - 1].text if edge > token.sent.start else ""
    starts = edge == token.sent.start and mark is not None
    return head if before in {",", '"', "-", "\u2014", "("} or starts or mark is not None else None


def _aside(page: Page, token: "Token", source: "Token") -> list[Piece]:
    """The sentence that `, he said,` stands in as an aside, where the parser saw none."""
    doc, sentence = token.doc, token.sent
    first, last = min(source.left_edge.i, token.i), max(source.right_edge.i, token.i)
    own = [source.left_edge.i, source.right_edge.i, token.i]
    first, last = min(own), max(own)
    adjuncts = [one for one in token.children if one.i > last]
    closed = last + 1 < len(doc) and doc[last + 1].text == ","
    if not closed and all(one.dep_ in _ADJUNCTS or one.is_punct for one in adjuncts):
        last = max([last, *(one.right_edge.i for one in adjuncts if not one.is_punct)])
    before = doc[first - 1].text if first > sentence.start else ""
    behind = doc[last + 1].text if last + 1 < len(doc) else "."
    if before not in {",", "-", "--"} or behind not in {",", ".", "-", "--"}:
        return []
    return pieces(page, [one for one in sentence if one.i < first or one.i > last])


def pieces(page: Page, tokens: "list[Token]") -> list[Piece]:
    """Where tokens stand, as runs; without punctuation and the word `that` at their ends."""
    runs: list[list[Token]] = []
    for token in tokens:
        if runs and token.i == runs[-1][-1].i + 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    trimmed = (_trimmed(run) for run in runs)
    return [(page.number, run[0].idx, run[-1].idx + len(run[-1])) for run in trimmed if run]


def _trimmed(run: "list[Token]") -> "list[Token]":
    while run and (run[0].is_punct or run[0].is_space or (run[0].lower_ == "that" and run[0].dep_ == "mark")):
        run = run[1:]
    while run and ((run[-1].is_punct and run[-1].text not in {")", "]"}) or run[-1].is_space):
        run = run[:-1]
    return run


def according(page: Page) -> Iterator[Report]:
    """What stands under `according to`, outside quotations."""
    for token in page.doc:
        if token.lower_ != "according" or page.is_quoted(token) or token.i + 1 >= len(page.doc):
            continue
        to = token.nbor(1)
        source = tree.child(to, "pobj") if to.lower_ == "to" else None
        if source is None:
            continue
        root, content = _scope(page, token)
        yield Report(page, token, [token, to], source, content, root, Stance.AFFIRMS)


def _scope(page: Page, token: "Token") -> Content:
    """The clause that stands under it."""
    if token.head == token:
        return None, []
    root = tree.clause_of(token.head)
    return root, pieces(page, tree.subtree(root, token))


def hedged(page: Page) -> Iterator[Report]:
    """What is only reportedly so, said by nobody named."""
    for token in page.doc:
        if token.lower_ in HEDGES and not page.is_quoted(token):
            root = tree.clause_of(token)
            yield Report(page, token, [token], None, pieces(page, tree.subtree(root, token)), root, Stance.AFFIRMS)
