"""What a correction took out does not come back by being recorded again, from a sheet or a table: it is left out.

What is left out is noted by its ref, with what became of it. It comes back when the correction is undone, and a link
when it is made on purpose.
"""

from collections.abc import Sequence

from verifier.domain.model.claims import Link
from verifier.domain.model.statements import Attribution
from verifier.services.review.attributions import how_corrected, how_unlinked
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.statements import corrections


def uncorrected(ledger: Ledger, wanted: Sequence[Attribution], left_out: dict[str, str]) -> Sequence[Attribution]:
    """Those of the attributions that no correction took out before; the others are noted."""
    if not ledger.has_corrections:
        return wanted
    ledger.flush()
    taken = corrections.taken_out(ledger.connection, wanted)
    left_out |= {f"a{one.number}": how_corrected(one) for one in taken if one is not None}
    return [attribution for attribution, one in zip(wanted, taken, strict=True) if one is None]


def is_taken_away(ledger: Ledger, link: Link, left_out: dict[str, str]) -> bool:
    """Whether a correction took a link away before; that is noted."""
    if not ledger.has_corrections or (taken := corrections.unlinked(ledger.connection, link)) is None:
        return False
    left_out[f"c{link.claim} {link.kind} c{link.other}"] = how_unlinked(link, taken)
    return True
