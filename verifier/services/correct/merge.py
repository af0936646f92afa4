"""Merging claims that say the same, and splitting a claim that says two things; each a revision, with a reason.

Invariant: what was said and linked is moved by corrections, so that what it was before stays known as of the time
before, and undoing the revision brings it back. A merged claim leads to the other one; verdicts stay where they were
given.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from verifier.domain.errors import ConflictError, UsageError
from verifier.domain.model.claims import Claim, Link, LinkKind
from verifier.domain.model.statements import Attribution
from verifier.domain.revisions import Correction, Merge
from verifier.domain.rules.records import check_links
from verifier.services.correct.amend import checked_text
from verifier.services.correct.consistency import check_claims
from verifier.services.record.actions import Act, Options, Recorded, reason_of, record
from verifier.services.record.additions import differences, united
from verifier.services.record.recorder import Recorder
from verifier.services.review.refs import find_attribution, find_claim
from verifier.services.workspace import Workspace
from verifier.storage.statements import corrections, queries

MERGE: Final = "merge"
SPLIT: Final = "split"


def merge_claims(workspace: Workspace, ref: str, into: str, why: str, options: Options | None = None) -> Recorded:
    """Have one claim be another: what was said of it and its links are the other's from now on.

    NotFoundError for a claim that is not known; ConflictError where the two do not say the same: fields that differ,
    links by which one would imply its own negation.
    """

    def enter(recorder: Recorder) -> None:
        connection = recorder.ledger.connection
        claim, target = find_claim(connection, ref), find_claim(connection, into)
        _refuse_same(claim, target, ref, into)
        merge_into(recorder, claim, target)

    return record(workspace, Act(MERGE, f"{ref} into {into}", reason_of(why)), options or Options(), enter)


def _refuse_same(claim: Claim, target: Claim, ref: str, into: str) -> None:
    if claim.id == target.id:
        same = f"{ref} and {into} are both c{claim.id}" if ref != into else f"{ref} is one claim"
        raise ConflictError(f"{same}. Name two: verifier merge c21 c8")


def merge_into(recorder: Recorder, claim: Claim, target: Claim) -> None:
    """Fill what a claim lacks, move what was said of another and linked with it, record that the other is this one.

    ConflictError where the two do not say the same.
    """
    ledger = recorder.ledger
    _, links = queries.linked(ledger.connection, [claim.id, target.id])
    moves = tuple(_moved_links(claim, target, links))
    faults = [*_differing(claim, target), *_opposed(claim, links, moves)]
    if faults:
        why = faults[0] if len(faults) == 1 else f"{len(faults)} reasons"
        raise ConflictError(
            f"c{claim.id} cannot be merged into c{target.id}: {why}", faults=faults if len(faults) > 1 else ()
        )
    ledger.add_merge(Merge(claim.id, target.id))
    ledger.flush()
    if ledger.revise_claim(united(claim, target)):
        recorder.notes.recorded.append(f"c{target.id}")
    said = queries.attributions(ledger.connection, [claim.id])
    _move_said(recorder, sorted(said, key=lambda attribution: attribution.id), target.id)
    _move_links(recorder, moves)
    ledger.flush()
    check_claims(ledger.connection, [target.id])
    ledger.forget_lines([claim.id])
    recorder.notes.recorded.append(f"merge of c{claim.id} into c{target.id}")
    recorder.notes.touch(target.id)


def _differing(claim: Claim, target: Claim) -> Iterator[str]:
    """What the two are recorded with that is not the same, and how to correct it."""
    for name, own, other in differences(claim, target):
        what = f"{name} of c{claim.id} is {own}, and of c{target.id} {other}"
        yield f"{what}. Correct one of them first: verifier correct c{claim.id} --{name}"


def _moved_links(claim: Claim, target: Claim, links: Iterable[Link]) -> Iterator[tuple[Link, Link]]:
    """The links of a claim, each with what it is once the claim is the target."""
    for link in links:
        if claim.id in {link.claim, link.other}:
            ends = (target.id if end == claim.id else end for end in (link.claim, link.other))
            yield link, Link(next(ends), link.kind, next(ends))


def _opposed(claim: Claim, links: Sequence[Link], moves: Iterable[tuple[Link, Link]]) -> Iterator[str]:
    """The links by which the two would deny each other, and how to take them away."""
    state = [link for link in links if claim.id not in {link.claim, link.other}]
    for link, moved in moves:
        words = f"c{link.claim} {link.kind} c{link.other}"
        unlink = f"verifier correct c{link.claim} --unlink '{link.kind} c{link.other}'"
        if moved.claim == moved.other:
            if link.kind is LinkKind.CONTRADICTS:
                yield f"{words}. Take that away first: {unlink}"
            continue
        try:
            check_links([*state, moved])
        except ConflictError:
            yield f"with {words} it would imply its own negation. Take that away first: {unlink}"
        else:
            state.append(moved)


def _move_said(recorder: Recorder, said: Iterable[Attribution], claim: int) -> None:
    """Have attributions be of another claim; one that says what another there says already is that one."""
    ledger = recorder.ledger
    for attribution in said:
        wanted = replace(attribution, id=0, claim=claim)
        ledger.flush()
        if same := corrections.same_as(ledger.connection, wanted):
            number = same[0]
            ledger.add_correction(Correction(attribution.id, replacement=number))
        else:
            number = ledger.replace_attribution(attribution.id, wanted)
            recorder.notes.attributions.append(replace(wanted, id=number))
            recorder.notes.recorded.append(f"a{number}")
        recorder.notes.moved[f"a{attribution.id}"] = f"a{number}"


def _move_links(recorder: Recorder, moves: Iterable[tuple[Link, Link]]) -> None:
    ledger = recorder.ledger
    for link, moved in moves:
        ledger.flush()
        for number in corrections.link_numbers(ledger.connection, link):
            ledger.add_correction(Correction(link=number))
        known = moved.claim == moved.other or corrections.link_numbers(ledger.connection, moved)
        if not known and ledger.add_link(moved):
            recorder.notes.recorded.append(f"c{moved.claim} {moved.kind} c{moved.other}")
        recorder.notes.touched.update(dict.fromkeys((moved.claim, moved.other)))


def split_claim(
    workspace: Workspace, ref: str, numbers: Sequence[int], text: str, why: str, *, options: Options | None = None
) -> Recorded:
    """Move attributions of a claim out to a new one, which has the fields of the first but its key.

    NotFoundError for a claim or attribution that is not known; ConflictError for attributions of another claim, for
    all there are, and for a text that is known.
    """
    if not numbers:
        raise UsageError("it is not said what to split off. Name attributions of the claim: verifier split c8 a12 a13")

    def enter(recorder: Recorder) -> None:
        connection = recorder.ledger.connection
        claim = find_claim(connection, ref)
        said = [find_attribution(connection, number) for number in dict.fromkeys(numbers)]
        _refuse_split(recorder, claim, said, text)
        new = replace(claim, id=0, text=checked_text(text), key=None, recorded=0, revision=0)
        number, _ = recorder.ledger.add_claim(new)
        recorder.note_similar([replace(new, id=number)], but=[claim.id])
        recorder.notes.recorded.append(f"c{number}")
        _move_said(recorder, said, number)
        recorder.notes.touch(number)
        recorder.notes.touch(claim.id)

    moved = " ".join(f"a{number}" for number in numbers)
    return record(workspace, Act(SPLIT, f"{ref} {moved}", reason_of(why)), options or Options(), enter)


def _refuse_split(recorder: Recorder, claim: Claim, said: Sequence[Attribution], text: str) -> None:
    """Refuse attributions of another claim, all that there are, and a text that is known (ConflictError)."""
    for attribution in said:
        if attribution.claim != claim.id:
            raise ConflictError(
                f"a{attribution.id} is of c{attribution.claim}, not of c{claim.id}. "
                f"Name attributions of one claim; see: verifier show c{claim.id}"
            )
    connection = recorder.ledger.connection
    if len(said) == len(queries.attributions(connection, [claim.id])):
        raise ConflictError(
            f"that is all that was said of c{claim.id}. To have it say something else run: "
            f"verifier correct c{claim.id} --text"
        )
    for other in queries.claims_called(connection, text):
        raise ConflictError(f"c{other} says that already. Give the new claim a text of its own, with --text")
