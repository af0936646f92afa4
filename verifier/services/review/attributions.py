"""Attributions by their refs: where one is, and what became of one, or of a link, that is no longer counted."""

from verifier.domain.errors import ConflictError, NotFoundError
from verifier.domain.model.claims import Link
from verifier.domain.model.statements import Attribution
from verifier.storage.db.transaction import Transaction
from verifier.storage.statements import corrections


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
