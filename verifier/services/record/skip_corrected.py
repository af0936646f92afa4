"""What a correction took out does not come back by being recorded again, from a sheet or a table: it is left out.

What is left out is noted by its ref, with what became of it. It comes back when the correction is undone, and a link
when it is made on purpose. What a correction took out of a claim stays out of the one that claim is merged into.
"""

from collections.abc import Iterable, Sequence
from itertools import product

from msgspec.structs import replace

from verifier.domain.model.claims import Link, LinkKind
from verifier.domain.model.statements import Attribution
from verifier.services.review.attributions import how_corrected, how_unlinked
from verifier.services.review.redirects import former_claims
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.statements import corrections, queries
from verifier.storage.statements.corrections import TakenOut


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


def _named(link: Link) -> str:
    return f"c{link.claim} {link.kind} c{link.other}"
