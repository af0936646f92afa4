"""What an analyst means by refs, keys and texts of claims and attributions, merged, moved and corrected ones too."""

from collections.abc import Collection

from verifier.domain.duplicates import MergedClaim, Redirect
from verifier.domain.errors import ConflictError, NotFoundError, UsageError
from verifier.domain.model.claims import Claim, Link, text_key
from verifier.domain.model.statements import Attribution
from verifier.intake.nearest import nearest
from verifier.intake.refs import AttributionRef, ClaimRef, KeyRef, read_ref
from verifier.storage.db.database import Transaction
from verifier.storage.statements import corrections, queries, revision_log
from verifier.storage.statements.claims import (
    Merged,
    any_merged,
    every_merge,
    merge_steps,
    merged_by_key,
    merged_by_text,
    merged_into,
    merges_of,
)


def find_claim(connection: Transaction, ref: str, known: int | None = None) -> Claim:
    """The claim of a ref (`c12`) or key, or that it was merged into (NotFoundError if there is none)."""
    read = read_ref(ref)
    found: Claim | None = None
    if isinstance(read, ClaimRef):
        steps = merge_steps(connection, read.number, known)
        found = queries.claim(connection, steps[-1].target if steps else read.number, known)
    elif isinstance(read, KeyRef):
        found = queries.claim_by_key(connection, read.key, known)
    if found is None:
        closest = _closest_keys(connection, read.key, known) if isinstance(read, KeyRef) else ()
        near = f"Closest: {', '.join(closest)}. " if closest else ""
        raise NotFoundError(
            f"claim '{ref}' is not known. {near}List the claims with: verifier list", suggestions=closest
        )
    return found


def _closest_keys(connection: Transaction, key: str, known: int | None) -> tuple[str, ...]:
    """The keys of claims most like a key, best first."""
    return nearest(key, queries.claim_keys(connection, known))


def what_it_is_now(connection: Transaction, ref: str, known: int | None = None) -> tuple[str, str] | None:
    """The ref of what a ref or key means since it was merged or moved, and that in words."""
    if (found := redirect_of_ref(connection, ref, known)) is not None:
        return f"c{found.target}", found.words
    try:
        read = read_ref(ref)
    except UsageError:
        return None
    return _moved(connection, read.number, known) if isinstance(read, AttributionRef) else None


def _moved(connection: Transaction, number: int, known: int | None) -> tuple[str, str] | None:
    """What an attribution is since it was moved to another claim."""
    taken, place = corrections.correction_of(connection, number, known), corrections.recorded_in(connection, number)
    if taken is None or place is None or not corrections.was_moved(connection, taken, place[0]):
        return None
    later = _moved(connection, taken.replacement or 0, known)
    ref = later[0] if later else f"a{taken.replacement}"
    why = f" ({taken.revision.reason})" if taken.revision.reason else ""
    return ref, f"a{number} is {ref} since it was moved in r{taken.revision.id} by {taken.revision.analyst}{why}"


def redirect_of_ref(connection: Transaction, ref: str, known: int | None = None) -> Redirect | None:
    """What became of the claim of a ref or key, if that was merged into another."""
    if not any_merged(connection):
        return None
    try:
        read = read_ref(ref)
    except UsageError:
        return None
    found: Merged | None = None
    if isinstance(read, ClaimRef):
        found = merges_of(connection, [read.number], known).get(read.number)
    elif isinstance(read, KeyRef) and read.key not in queries.claim_keys(connection, known):
        found = merged_by_key(connection, [read.key], known).get(read.key)
    return None if found is None else _redirect(connection, found, known)


def redirect_of_text(connection: Transaction, text: str, meant: Claim) -> Redirect | None:
    """What became of the claim of a text, where another one is meant by it."""
    if text_key(text) == text_key(meant.text):
        return None
    found = merged_by_text(connection, [text]).get(text_key(text))
    return None if found is None else _redirect(connection, found)


def _redirect(connection: Transaction, found: Merged, known: int | None = None) -> Redirect:
    steps = merge_steps(connection, found.claim.id, known)
    return Redirect(
        found.claim, steps[-1].target, revision_log.revisions_of(connection, [found.revision])[found.revision]
    )


def merged_claims(connection: Transaction, number: int, known: int | None = None) -> tuple[MergedClaim, ...]:
    """The claims that were merged into one, in the order of recording, with the verdicts that stay with them."""
    found = merged_into(connection, [number], known)
    if not found:
        return ()
    revisions = revision_log.revisions_of(connection, {one.revision for one in found})
    given = queries.assessments(connection, [one.claim.id for one in found], known)
    return tuple(
        MergedClaim(
            Redirect(one.claim, number, revisions[one.revision]),
            tuple(assessment for assessment in given if assessment.claim == one.claim.id),
        )
        for one in found
    )


def redirects(connection: Transaction, known: int | None = None) -> list[tuple[Redirect, Claim]]:
    """Every claim that was merged into another, with that other one, in the order of recording."""
    found = every_merge(connection, known)
    revisions = revision_log.revisions_of(connection, {one.revision for one in found})
    targets = {claim.id: claim for claim in queries.claims(connection, {one.target for one in found}, known)}
    return [(Redirect(one.claim, one.target, revisions[one.revision]), targets[one.target]) for one in found]


def former_claims(connection: Transaction, numbers: Collection[int]) -> dict[int, list[int]]:
    """The claims that were merged into some, by number."""
    return {
        number: [one.claim.id for one in found] for number in numbers if (found := merged_into(connection, [number]))
    }


def find_attribution(connection: Transaction, number: int, known: int | None = None) -> Attribution:
    """The attribution of a number, or what that is since it was moved to another claim.

    NotFoundError if there is none; ConflictError if it was corrected, with by what and why.
    """
    if (found := corrections.attribution(connection, number, known)) is not None:
        return found
    place = corrections.recorded_in(connection, number, known)
    if place is None:
        raise NotFoundError(f"attribution 'a{number}' is not known. See those of a claim with: verifier show c1")
    claim, revision = place
    if (corrected := corrections.correction_of(connection, number, known)) is not None:
        if corrected.replacement is not None and corrections.was_moved(connection, corrected, claim):
            return find_attribution(connection, corrected.replacement, known)
        raise ConflictError(how_corrected(corrected))
    from verifier.storage import undoing  # which builds statements of its own, and has seldom to be asked

    undone = undoing.undone_in(connection, revision)
    where = f" in r{undone}" if undone else ""
    raise NotFoundError(
        f"a{number} on c{claim} was taken back{where} with all of r{revision}. To bring that back run: verifier redo"
    )


def how_corrected(corrected: corrections.TakenOut) -> str:
    """What became of an attribution that was corrected, by whom and why, and how to have it otherwise."""
    number, by = corrected.number, _by(corrected)
    if corrected.replacement is None:
        return f"a{number} was voided {by}. To bring it back run: verifier undo r{corrected.revision.id}"
    other = f"a{corrected.replacement}"
    return f"a{number} was replaced by {other} {by}. Correct that one: verifier correct {other}"


def how_unlinked(link: Link, corrected: corrections.TakenOut) -> str:
    """By whom and why a link was taken away, and how to make it anew."""
    named = f"c{link.claim} {link.kind} c{link.other}"
    return f"the link {named} was taken away {_by(corrected)}. To make it anew run: verifier link {named}"


def _by(corrected: corrections.TakenOut) -> str:
    revision = corrected.revision
    return f"in r{revision.id} by {revision.analyst} ({revision.reason})"
