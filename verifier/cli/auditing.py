"""Telling what a check of the database found, and what it could not look at."""

from collections.abc import Iterator
from typing import Final

import typer

from verifier.cli.session import Session
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.maintenance.upkeep import Checked

_NO: Final = 1
_TOLD: Final = 5


def tell(session: Session, checked: Checked) -> None:
    """Print what a check found; exit 1 on a fault."""
    if session.json:
        session.print_json(_as_json(checked))
    elif checked.fault is None:
        session.screen.out([line("; ".join(_sound(checked)))])
        session.screen.out(_purged(checked))
    else:
        session.screen.out([line(Run("not sound: ", Role.FAULT), visible(checked.fault))])
    session.screen.fail(_warnings(checked))
    if checked.fault is not None:
        raise typer.Exit(_NO)


def _sound(checked: Checked) -> Iterator[str]:
    ended = f", r{checked.head.id} {checked.head.digest}" if checked.head else ""
    yield f"sound: {counted(checked.claims, 'claim')}{ended}"
    signatures = checked.signatures
    if signatures.checked:
        yield counted(signatures.checked, "valid signature")
    if signatures.unchecked:
        yield f"{counted(signatures.unchecked, 'signature')} not checked"
    if checked.replayed is not None:
        yield f"the log of {counted(checked.replayed.revisions, 'revision')} replayed"
    if checked.purged:
        yield f"{counted(len(checked.purged), 'text')} purged"
    if checked.noted is not None:
        yield f"the digest asked for is that of r{checked.noted.id}"


def _purged(checked: Checked) -> Iterator[Line]:
    """Which texts were removed, by whom and why: what is left is proved, and not what was taken out."""
    for document, name, revision in checked.purged:
        who = f"by {visible(revision.analyst)} in r{revision.id}"
        yield line(f"purged: the text of document {document}, {visible(name)}, {who}: {visible(revision.reason or '')}")


def _warnings(checked: Checked) -> Iterator[Line]:
    """What no check can decide, for people to look at."""
    warning = Run("warning: ", Role.FAULT)
    if unchecked := checked.signatures.unchecked:
        lacking = "the package cryptography is not installed. Run: pip install 'verifier-ledger[signing]'"
        yield line(warning, f"{counted(unchecked, 'signature')} not checked, as {lacking}")
    for revision in checked.signatures.unvouched:
        yield line(warning, f"r{revision} put a key out of force and is not signed with it. See: verifier key list")
    for change in checked.signatures.given:
        yield line(
            warning,
            f"r{change.revision} by {visible(change.giver or '')} gave a key to the name {visible(change.analyst)}. "
            "Ask whose it is: verifier key list",
        )
    if checked.ahead:
        those = ", ".join(f"r{revision}" for revision in checked.ahead[:_TOLD])
        more = f" and {len(checked.ahead) - _TOLD} more" if len(checked.ahead) > _TOLD else ""
        yield line(
            warning,
            f"{those}{more} dated later than now: a clock was ahead. If this machine's is right, go on with: "
            "verifier db set-clock --why REASON",
        )
    if checked.replayed is not None and (other := checked.replayed.other_rules):
        yield line(warning, f"{counted(other, 'revision')} not replayed, as recorded under other rules than today's")


def _as_json(checked: Checked) -> dict[str, object]:
    return {
        "sound": checked.fault is None,
        "fault": checked.fault,
        "claims": checked.claims,
        "revision": checked.head and f"r{checked.head.id}",
        "digest": checked.head and checked.head.digest,
        "noted": checked.noted and f"r{checked.noted.id}",
        "signatures": {"checked": checked.signatures.checked, "unchecked": checked.signatures.unchecked},
        "given": [f"r{change.revision}" for change in checked.signatures.given],
        "ahead": [f"r{revision}" for revision in checked.ahead],
        "purged": [
            {
                "document": f"d{document}",
                "name": name,
                "revision": f"r{revision.id}",
                "analyst": revision.analyst,
                "reason": revision.reason,
            }
            for document, name, revision in checked.purged
        ],
        "unvouched": [f"r{revision}" for revision in checked.signatures.unvouched],
        "replayed": checked.replayed
        and {"revisions": checked.replayed.revisions, "other_rules": checked.replayed.other_rules},
    }
