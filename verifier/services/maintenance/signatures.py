"""Checking signatures: that every revision recorded while its analyst had a key in force is signed with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from verifier.services.signing import Verify, fingerprint, verifier_of_signatures
from verifier.storage.db.database import Transaction
from verifier.storage.ledger import keys
from verifier.storage.ledger.keys import KeyChange, Signed


@dataclass
class Signatures:
    """How many signatures were checked, how many could not be for want of the library, and the first fault in words.

    `unvouched` holds the revisions that replaced or revoked a key without being signed with it, `given` those in which
    somebody gave a key to another's name: no faults, since keys are lost, but for people to know about.
    """

    checked: int = 0
    unchecked: int = 0
    unvouched: list[int] = field(default_factory=list)
    given: list[KeyChange] = field(default_factory=list)
    fault: str | None = None


def check_signatures(connection: Transaction) -> Signatures:
    """Check each signature by the key that was in force at its revision; goes on to the end for what is not a fault."""
    found = Signatures()
    if not keys.any_signed(connection):
        return found
    verify = verifier_of_signatures()
    changes = list(keys.key_changes(connection))
    found.given += [change for change in changes if change.giver is not None]
    owners = {change.public_key: change.analyst for change in changes if change.public_key}
    for signed in keys.signed_revisions(connection):
        found.fault = found.fault or next(_faults(signed, verify, owners), None)
        if signed.signature is not None:
            found.checked += verify is not None
            found.unchecked += verify is None
        if any(not _vouched(signed, key) for _, key in signed.changes):
            found.unvouched.append(signed.revision)
    return found


def _vouched(signed: Signed, former: str) -> bool:
    """Whether a change of a key is signed with the key it replaces."""
    return signed.signature is not None and signed.public_key == former


def _faults(signed: Signed, verify: Verify | None, owners: dict[str, str]) -> Iterator[str]:
    revision = f"r{signed.revision} by {signed.analyst}"
    if signed.public_key is None:
        if signed.signature is not None:
            yield f"{revision} carries a signature, and {signed.analyst} had no key then"
        return
    in_force = fingerprint(signed.public_key)
    if signed.signature is None:
        if not _changes_own_key(signed):
            yield f"{revision} is not signed, and {signed.analyst} had the key {in_force} then"
        return
    if verify is None or verify(signed.public_key, signed.digest, signed.signature):
        return
    for other, owner in owners.items():
        if verify(other, signed.digest, signed.signature):
            yield f"{revision} is signed with another key than {in_force}: {fingerprint(other)} of {owner}"
            return
    yield f"the signature of {revision} is not valid"


def _changes_own_key(signed: Signed) -> bool:
    """Whether a revision replaces or revokes its analyst's key, which may be because that was lost."""
    return any(change.analyst == signed.analyst for change, _ in signed.changes)
