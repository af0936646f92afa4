"""What a draft adds to a claim or document that is known: empty fields are filled, differing ones are a fault."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from verifier.domain.model.claims import Claim, ClaimKind, folded
from verifier.domain.model.statements import Document, Stance
from verifier.domain.model.time import Moment
from verifier.intake.lookalikes import deceptive
from verifier.intake.phrases.phrase import Phrase
from verifier.intake.problems import Problem
from verifier.intake.sheets.drafts import ClaimDraft

_OF_DOCUMENTS: Final = tuple(name for name in Document.__struct_fields__ if name != "id")
_TELLING: Final = ("kind", "happened", "place", "parties", "against", "favours", "measure")
_FIELDS: Final = ("key", "kind", "happened", "place", "parties", "against", "favours", "measure", "tags")


def deceptive_words(draft: ClaimDraft) -> Problem | None:
    """What makes a new claim look like another one, at its line."""
    for words in (draft.text, draft.place, draft.measure, *draft.tags):
        if words is not None and (problem := deceptive(words)):
            return problem.placed(draft.line, words)
    return None


def opened(draft: ClaimDraft) -> Claim:
    """The claim a draft makes where its text is not known."""
    return Claim(
        0,
        draft.text or "",
        key=draft.key,
        kind=draft.kind or ClaimKind.FACT,
        happened=draft.happened,
        place=draft.place,
        parties=draft.parties,
        against=draft.against,
        favours=draft.favours,
        measure=draft.measure,
        tags=draft.tags,
    )


def filled(known: Claim, draft: ClaimDraft, called: str, was: Claim | None = None) -> tuple[Claim, tuple[Problem, ...]]:
    """The claim, `called` so by the analyst, with its empty fields filled, and a fault for each that differs.

    If a claim is named that `was` merged into this one, what that was recorded with is no news either.
    """
    new: dict[str, object] = {}
    faults = []
    for name in _FIELDS:
        given, recorded = getattr(draft, name), getattr(known, name)
        if not given or _same(given, recorded) or (was is not None and _same(given, getattr(was, name))):
            continue
        if recorded:
            what = f"{name} of {called} is recorded as {_written(recorded)}, not {_written(given)}"
            faults.append(_at_field(draft, name, what, "Leave it out, or give what is recorded"))
        else:
            new[name] = given
    return (replace(known, **new) if new else known), tuple(faults)


def differences(claim: Claim, target: Claim) -> Iterator[tuple[str, str, str]]:
    """The fields by which two claims cannot be one, with what each has; keys and tags are no such."""
    for name in _TELLING:
        own, other = getattr(claim, name), getattr(target, name)
        if own and other and not _same(own, other):
            yield name, _written(own), _written(other)


def united(claim: Claim, target: Claim) -> Claim:
    """The target with what it lacks of a claim that is merged into it, and the tags of both."""
    lacking = {
        name: getattr(claim, name) for name in ("key", *_TELLING) if getattr(claim, name) and not getattr(target, name)
    }
    known = {folded(tag) for tag in target.tags}
    tags = (*target.tags, *(tag for tag in claim.tags if folded(tag) not in known))
    return replace(target, **lacking, tags=tags)


def key_taken(draft: ClaimDraft, owner: str) -> Problem:
    """What to say of a key that belongs to another claim."""
    return _at_field(draft, "key", f"key '{draft.key}' is that of {owner}", "Choose another key")


def _at_field(draft: ClaimDraft, name: str, what: str, fix: str) -> Problem:
    """A problem at the field of a claim that a sheet gives."""
    line, column, text = (draft.where or {}).get(name, (draft.line, None, ""))
    return Problem(line, column, what, fix).placed(line, text)


def figure_fault(phrase: Phrase, measure: str | None) -> Problem | None:
    """What is wrong with the figure of a phrase on a claim with, or without, a measure."""
    figure, who = phrase.figure, phrase.origin.name
    if figure is None:
        return None
    if not measure:
        what = "a figure needs a claim with a measure"
        return Problem(None, None, what, "Give the claim a measure (what is counted), or leave the figure out")
    if phrase.stance is Stance.AFFIRMS and figure.is_nothing:
        what = f"{{{figure}}} says that there were none, and whoever says so denies the claim"
        return Problem(None, None, what, f"Write: {who} denies")
    if phrase.stance is Stance.DENIES and figure.is_anything:
        what = f"{{{figure}}} is every number, and whoever rejects them all denies the claim"
        return Problem(None, None, what, f"Write: {who} denies")
    if phrase.stance not in {Stance.AFFIRMS, Stance.DENIES}:
        what = f"a figure is affirmed or rejected, and {who} {phrase.stance}"
        return Problem(None, None, what, "Leave the figure out; it can stand in a (NOTE)")
    return None


def other_outlet(line: int | None, column: int | None, outlet: str) -> Problem:
    """What to say of an address under another outlet than it was recorded with."""
    what = f"this address was recorded as a document of {outlet}"
    return Problem(line, column, what, "Give the same outlet, or leave it out")


def revised(known: Document, wanted: Document) -> Document:
    """The document with all that is given of it; a date written in other words is no other date."""
    if wanted == known:
        return known
    given = ((name, getattr(wanted, name)) for name in _OF_DOCUMENTS)
    new = {name: value for name, value in given if value is not None and not _same(value, getattr(known, name))}
    return replace(known, **new) if new else known


def _same(given: object, recorded: object) -> bool:
    if isinstance(given, Moment) and isinstance(recorded, Moment):
        return (given.earliest, given.latest) == (recorded.earliest, recorded.latest)
    if isinstance(given, tuple) and isinstance(recorded, tuple):
        return {folded(item) for item in given} == {folded(item) for item in recorded}
    return given == recorded


def _written(value: object) -> str:
    if isinstance(value, Moment):
        return f"'{value.text}'"
    return f"'{', '.join(value)}'" if isinstance(value, tuple) else f"'{value}'"
