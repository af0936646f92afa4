"""Telling what a check of the database found, and what it could not look at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import typer

from verifier.cli.session import Session
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.storage.files.kept import StoreChecked

if TYPE_CHECKING:
    from verifier.services.maintenance.check import Checked

_NO: Final = 1
_TOLD: Final = 5


def tell(session: Session, checked: "Checked") -> None:
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


def _sound(checked: "Checked") -> Iterator[str]:
    ended = f", r{checked.head.id} {checked.head.digest}" if checked.head else ""
    yield f"sound: {counted(checked.claims, 'claim')}{ended}"
    signatures = checked.signatures
    if signatures.checked:
        yield counted(signatures.checked, "valid signature")
    if signatures.unchecked:
        yield f"{counted(signatures.unchecked, 'signature')} not checked"
    if checked.replayed is not None:
        yield f"the log of {counted(checked.replayed.revisions, 'revision')} replayed"
    texts = sum(not one.files for one in checked.purged)
    if texts:
        yield f"{counted(texts, 'text')} purged"
    if files := len(checked.purged) - texts:
        yield f"files of {counted(files, 'document')} purged"
    if checked.store.kept:
        yield f"{counted(checked.store.kept, 'kept file')}"
    if checked.noted is not None:
        yield f"the digest asked for is that of r{checked.noted.id}"


def _purged(checked: "Checked") -> Iterator[Line]:
    """What was removed, by whom and why: what is left is proved, and not what was taken out."""
    for document, name, revision, files in checked.purged:
        what, who = "files" if files else "text", f"by {visible(revision.analyst)} in r{revision.id}"
        yield line(
            f"purged: the {what} of document {document}, {visible(name)}, {who}: {visible(revision.reason or '')}"
        )


def _warnings(checked: "Checked") -> Iterator[Line]:
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
    yield from _of_store(checked.store, warning)
    if checked.replayed is not None and (other := checked.replayed.other_rules):
        yield line(warning, f"{counted(other, 'revision')} not replayed, as recorded under other rules than today's")


def _of_store(store: StoreChecked, warning: Run) -> Iterator[Line]:
    """What is in the store and should not be."""
    for names, told in (
        (store.left, "purged, and still in the store. Purge it again: verifier document purge"),
        (store.extra, "in the store, and no revision names it: what a killed program left, or somebody's own"),
    ):
        for name in names[:_TOLD]:
            yield line(warning, f"{visible(name)} is {told}")
        if len(names) > _TOLD:
            yield line(warning, f"and {len(names) - _TOLD} more {told}")


def _as_json(checked: "Checked") -> dict[str, object]:
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
                "files": files,
            }
            for document, name, revision, files in checked.purged
        ],
        "files": {
            "kept": checked.store.kept,
            "purged": list(checked.store.left),
            "extra": list(checked.store.extra),
        },
        "unvouched": [f"r{revision}" for revision in checked.signatures.unvouched],
        "replayed": checked.replayed
        and {"revisions": checked.replayed.revisions, "other_rules": checked.replayed.other_rules},
    }
