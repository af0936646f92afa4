"""What a draft adds to what is recorded: empty fields are filled, differing ones a fault, what was corrected stays out.

What a correction took out does not come back by being recorded again, from a sheet or a table: it is noted by its ref,
with what became of it. It comes back when the correction is undone, and a link when it is made on purpose. What a
correction took out of a claim stays out of the one that claim is merged into.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from msgspec.structs import replace

from verifier.domain.errors import ConflictError
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind, folded
from verifier.domain.model.statements import Attribution, Document, Stance
from verifier.domain.model.time import Moment
from verifier.domain.rules.records import check_links
from verifier.intake.phrases.phrase import Phrase
from verifier.intake.problems import Problem
from verifier.intake.sheets.drafts import ClaimDraft
from verifier.intake.text import deceptive
from verifier.services.review.refs import former_claims, how_corrected, how_unlinked
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.statements import corrections, queries
from verifier.storage.statements.corrections import TakenOut

_OF_DOCUMENTS: Final = tuple(name for name in Document.__struct_fields__ if name != "id")
_TELLING: Final = ("kind", "happened", "place", "parties", "against", "favours", "measure")
_FIELDS: Final = ("key", "kind", "happened", "place", "parties", "against", "favours", "measure", "tags")

_WORDS: Final = ("text", "place", "measure", "tags")
"""The fields of a claim that are words of the analyst's own."""


def deceptive_words(draft: ClaimDraft, known: Claim | None = None) -> Iterator[Problem]:
    """What makes the words of a new claim, or what a draft adds to a known one, look like others, at its line."""
    for name in _WORDS:
        given = getattr(draft, name)
        if known is not None and (name == "text" or _same(given, getattr(known, name))):
            continue
        for words in given if isinstance(given, tuple) else (given,):
            if words is not None and (problem := deceptive(words)):
                yield problem.placed(draft.line, words)


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


def uncorrected(ledger: Ledger, wanted: Sequence[Attribution], left_out: dict[str, str]) -> Sequence[Attribution]:
    """Those of the attributions that no correction took out before; the others are noted."""
    if not ledger.has_corrections:
        return wanted
    ledger.flush()
    taken = corrections.taken_out(ledger.connection, wanted)
    if ledger.has_merges:
        taken = _taken_before_merging(ledger, wanted, taken)
    left_out |= {f"a{one.number}": how_corrected(one) for one in taken if one is not None}
    return [attribution for attribution, one in zip(wanted, taken, strict=True) if one is None]


def note_meanings(
    ledger: Ledger, recorded: Iterable[tuple[Attribution, tuple[int, bool]]], left_out: dict[str, str]
) -> None:
    """Note the languages and translations of quotations that are not recorded, as what was said is known without."""
    given = {number: one for one, (number, new) in recorded if not new and _meaning(one) != (None, None)}
    if not given:
        return
    ledger.flush()
    for known in queries.attributions(ledger.connection, {one.claim for one in given.values()}):
        if known.id in given and _meaning(given[known.id]) != _meaning(known):
            ref = f"a{known.id}"
            fix = f"verifier correct {ref} PHRASE --why REASON"
            left_out[ref] = f"the language or translation of what {ref} quotes, which is recorded otherwise: {fix}"


def _meaning(attribution: Attribution) -> tuple[str | None, str | None]:
    return attribution.quote_language, attribution.quote_translation


def _taken_before_merging(
    ledger: Ledger, wanted: Sequence[Attribution], taken: Sequence[TakenOut | None]
) -> list[TakenOut | None]:
    """The same, also where a correction took an attribution out of a claim that was merged into its own later."""
    connection, found = ledger.connection, list(taken)
    former = former_claims(connection, {attribution.claim for attribution in wanted})
    for place, attribution in enumerate(wanted):
        if found[place] is not None or corrections.same_as(connection, attribution):
            continue
        alike = [replace(attribution, claim=claim) for claim in former.get(attribution.claim, ())]
        for one, there in zip(corrections.taken_out(connection, alike), alike, strict=True):
            if one is not None and not corrections.was_moved(connection, one, there.claim):
                found[place] = one
    return found


def is_taken_away(ledger: Ledger, link: Link, left_out: dict[str, str]) -> bool:
    """Whether a correction took a link away before; that is noted."""
    if not ledger.has_corrections:
        return False
    taken = corrections.unlinked(ledger.connection, link)
    if taken is None and ledger.has_merges:
        taken = _unlinked_before_merging(ledger, link)
    if taken is None:
        return False
    left_out[_named(link)] = how_unlinked(link, taken)
    return True


def _unlinked_before_merging(ledger: Ledger, link: Link) -> TakenOut | None:
    """How a link of a claim that was merged later was taken away, before that."""
    connection = ledger.connection
    if corrections.link_numbers(connection, link):
        return None
    former = former_claims(connection, {link.claim, link.other})
    ends = ([end, *former.get(end, ())] for end in (link.claim, link.other))
    for claim, other in product(*ends):
        taken = corrections.unlinked(connection, Link(claim, link.kind, other))
        if taken is not None and not corrections.merges_in(connection, taken.revision.id):
            return taken
    return None


def is_within_one(ledger: Ledger, link: Link, left_out: dict[str, str]) -> bool:
    """Whether a link is of one claim to another that were merged since, and says no more; that is noted."""
    if link.claim != link.other or link.kind is not LinkKind.ENTAILS or not ledger.has_merges:
        return False
    if not former_claims(ledger.connection, {link.claim}):
        return False
    left_out[_named(link)] = f"{_named(link)} is a link of claims that were merged, and says nothing any more"
    return True


def self_denial(called: str, other: str, links: Sequence[Link]) -> Problem | None:
    """What is wrong with the last of the links, of claims called so, if one would then imply its own negation."""
    if links[-1].claim == links[-1].other:
        return Problem(None, None, f"{called} cannot be linked with itself", "Name another claim")
    try:
        check_links(links)
    except ConflictError:
        what = f"that {called} {links[-1].kind} {other} would make a claim imply its own negation"
        return Problem(None, None, what, "Leave the link out")
    return None


def opinion_linked(called: str) -> Problem:
    """What to say of a link of an opinion."""
    what = f"{called} is an opinion, and opinions neither give nor take along links"
    return Problem(None, None, what, "Leave the link out")


def _named(link: Link) -> str:
    return f"c{link.claim} {link.kind} c{link.other}"
