"""Correcting attributions: one is voided, or replaced by one other, with a reason.

Invariant: what is corrected stays as it was recorded and keeps its number; from the correcting revision on it is not
counted, and undoing that revision brings it back.
"""

from typing import Final

from msgspec.structs import replace

from verifier.domain.errors import ConflictError, NotFoundError, UsageError
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Source
from verifier.domain.model.statements import Attribution
from verifier.domain.model.time import Moment
from verifier.domain.revisions import Correction
from verifier.intake.phrases.names import Names
from verifier.intake.refs import AttributionRef, ClaimRef, KeyRef, Ref, RevisionRef, is_slug, read_ref
from verifier.intake.times.format import written
from verifier.services.record.actions import (
    Act,
    Entry,
    Options,
    Recorded,
    document_of,
    read_said,
    reason_of,
    record,
    refuse_faults,
)
from verifier.services.record.recorder import Recorder
from verifier.services.review.refs import find_attribution, find_claim
from verifier.services.workspace import Workspace
from verifier.storage.statements import corrections, queries

ACTION: Final = "correct"


def void(workspace: Workspace, number: int, why: str, options: Options | None = None) -> Recorded:
    """Take an attribution out of the case (NotFoundError; ConflictError if it was corrected already)."""

    def enter(recorder: Recorder) -> None:
        original = find_attribution(recorder.ledger.connection, number)
        recorder.ledger.add_correction(Correction(number))
        _note(recorder, original)

    return record(workspace, act(f"a{number}", why), options or Options(), enter)


def replace_by(workspace: Workspace, number: int, entry: Entry, why: str, options: Options | None = None) -> Recorded:
    """Replace an attribution by the one of a phrase, as read for the same claim in the same document.

    `entry` holds the phrase, and fields of another document if it was read elsewhere. Its time of saying is the
    original's unless the phrase, or --said, gives one (NotFoundError; ConflictError if it was corrected already, or
    the replacement is no other).
    """
    chosen = options or Options()

    def enter(recorder: Recorder) -> None:
        original = find_attribution(recorder.ledger.connection, number)
        wanted = _replacement(recorder, original, entry, chosen.said)
        _refuse_same(recorder, original, wanted)
        new = recorder.ledger.replace_attribution(number, wanted)
        recorder.notes.attributions.append(replace(wanted, id=new))
        recorder.notes.recorded.append(f"a{new}")
        _note(recorder, original)

    return record(workspace, act(f"a{number}", why), chosen, enter)


def act(what: str, why: str) -> Act:
    """The act of correcting something, for a reason that says something (UsageError)."""
    return Act(ACTION, what, reason_of(why))


def _note(recorder: Recorder, original: Attribution) -> None:
    recorder.notes.recorded.append(f"correction of a{original.id}")
    recorder.notes.touch(original.claim)


def _replacement(recorder: Recorder, original: Attribution, entry: Entry, said: Moment | None) -> Attribution:
    """The attribution that a phrase makes in place of another."""
    elsewhere = bool(entry.fields)
    fields = entry.fields if elsewhere else _base(recorder, original.document)
    default = said or (original.said if original.written else None)
    typed = read_said(recorder, fields, entry.phrases, default)
    refuse_faults(typed.problems)
    [claim], document = queries.claims(recorder.ledger.connection, [original.claim]), original.document
    if elsewhere:
        document = document_of(recorder, typed.document)
    [draft] = typed.attributions
    if not draft.written and not elsewhere:
        draft = draft._replace(said=original.said)
    wanted = recorder.attribution(claim, draft, document)
    refuse_faults((), recorder.faults)
    assert wanted is not None, "without a fault there is an attribution"  # noqa: S101 - tells the type checker
    return wanted


def _base(recorder: Recorder, document: int | None) -> dict[str, str]:
    """The date from which relative ones in a phrase count: that of the document it was read in."""
    known = queries.documents(recorder.ledger.connection, [] if document is None else [document])
    published = known[document].published if document is not None else None
    return {} if published is None else {"published": written(published)}


def _refuse_same(recorder: Recorder, original: Attribution, wanted: Attribution) -> None:
    """Refuse a replacement that is the original, or is recorded already (ConflictError)."""
    if _as_said(wanted) == _as_said(original):
        raise ConflictError(f"that is what a{original.id} says already. Write what it should say, or --void it")
    recorder.ledger.flush()
    for number in corrections.same_as(recorder.ledger.connection, wanted):
        if number != original.id:
            how = f"verifier correct a{original.id} --void"
            raise ConflictError(f"a{number} says that already. If a{original.id} is wrong, void it: {how}")


def _as_said(attribution: Attribution) -> Attribution:
    """What is said, without its number, the words for its time, and what came with its recording."""
    said = replace(attribution.said, text="")
    return replace(attribution, id=0, said=said, outlet=None, recorded=0, revision=0)


def find_target(workspace: Workspace, ref: str) -> AttributionRef | Claim | Source:
    """What a ref, a claim's key or a source's name stands for (NotFoundError if nothing, or a key and a name)."""
    try:
        read: Ref | None = read_ref(ref)
    except UsageError:
        read = None
    if isinstance(read, AttributionRef):
        return read
    if isinstance(read, RevisionRef):
        raise UsageError(f"{ref} is a revision. Take it back whole with: verifier undo {ref}")
    with workspace.read() as connection:
        if isinstance(read, ClaimRef):
            return find_claim(connection, ref)
        names = Names(queries.registry(connection))
        claim = queries.claim_by_key(connection, read.key) if isinstance(read, KeyRef) else None
    return _one_of(ref, claim, names)


def _one_of(ref: str, claim: Claim | None, names: Names) -> Claim | Source:
    """The claim or the source that is meant (NotFoundError if there is neither, or both)."""
    source = names.source(ref)
    if claim is not None and source is not None:
        other = f"the {source.name}" if is_slug(source.name) else source.name
        raise NotFoundError(
            f"'{ref}' is the key of c{claim.id} and a name of {source.name}. Write c{claim.id}, or '{other}'",
            suggestions=[f"c{claim.id}", other],
        )
    found = claim or source
    if found is None:
        closest = names.closest(ref)
        near = f" Closest: {', '.join(closest)}." if closest else ""
        raise NotFoundError(
            f"'{ref}' is no attribution, claim or source.{near} Write a34, c12, a claim's key, or a source's name",
            suggestions=closest,
        )
    return found
