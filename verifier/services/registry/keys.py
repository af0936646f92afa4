"""The analysts' keys in a ledger: recording one, telling of them, taking one back."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from verifier.domain.errors import ConflictError, NotFoundError, UsageError
from verifier.domain.revisions import AnalystKey, Revision
from verifier.reports.keys import ListedKey, Turn
from verifier.services.record.actions import check_words
from verifier.services.signing import exposed, fingerprint, make_key, private_sign, public_key_of
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.ledger.chain import Sign, Signer
from verifier.storage.statements.lazy import LazyModule

if TYPE_CHECKING:
    from verifier.storage.ledger import keys
else:
    keys = LazyModule("verifier.storage.ledger.keys")


class Created(Struct, frozen=True):
    """The key now in force and its file. `revision` is None if it was before; `made` tells whether the file is new."""

    public_key: str
    path: Path
    revision: Revision | None
    made: bool


def create_key(workspace: Workspace, *, instead: bool = False, reason: str | None = None) -> Created:
    """Have the analyst's revisions signed from the next one on, with the private key there is or with a new one.

    `instead` replaces a key in force, for a reason (ConflictError if there is one and it was not said so).
    """
    if reason is not None:
        check_words(reason, "the reason", "--why")
    path = workspace.key
    if path is None:
        raise UsageError("there is no place for a private key. Name its file with VERIFIER_KEY")
    held = public_key_of(path)
    with workspace.write("key", _given(workspace), reason, _if_at_hand(workspace)) as ledger:
        connection = ledger.connection
        now = keys.in_force(connection, workspace.analyst)
        if now is not None and not instead:
            return _kept(workspace, path, now)
        made = held is None or not _may_serve(connection, workspace.analyst, held)
        public_key = make_key(path) if held is None or made else held
        ledger.add_key(AnalystKey(workspace.analyst, public_key))
        return Created(public_key, path, ledger.seal(), made)


def _given(workspace: Workspace) -> str:
    """Whose key it is, and who gives it if that is somebody else."""
    own = workspace.own_name
    return workspace.analyst if own in {None, workspace.analyst} else f"{workspace.analyst}{keys.GIVEN_BY}{own}"


def revoke_key(workspace: Workspace, analyst: str | None, reason: str) -> Revision:
    """Have an analyst's revisions signed no longer, by default one's own (NotFoundError if they are not)."""
    check_words(reason, "the reason", "--why")
    whose = analyst or workspace.analyst
    own = whose == workspace.analyst
    with workspace.write("key", whose, reason, _if_at_hand(workspace) if own else None) as ledger:
        if keys.in_force(ledger.connection, whose) is None:
            raise NotFoundError(f"{whose} has no key in force. See: verifier key list")
        ledger.add_key(AnalystKey(whose, None))
        revision = ledger.seal()
    assert revision is not None, "the revocation itself is a fact"  # noqa: S101 - tells the type checker
    return revision


def list_keys(workspace: Workspace, known_at: int | None = None) -> list[ListedKey]:
    """Every key ever recorded, in the order of recording."""
    if words := exposed(workspace.key):
        workspace.warn(words)
    with workspace.read() as connection:
        return list(_listed(keys.key_changes(connection, known_at)))


def _listed(changes: "Iterable[keys.KeyChange]") -> Iterator[ListedKey]:
    found: list[ListedKey] = []
    standing: dict[str, int] = {}
    for change in changes:
        turn = Turn(change.revision, change.recorded_at, change.giver or change.by, change.reason)
        if (former := standing.pop(change.analyst, None)) is not None:
            found[former] = found[former]._replace(ended=turn)
        if (key := change.public_key) is not None:
            standing[change.analyst] = len(found)
            found.append(ListedKey(change.analyst, fingerprint(key), key, turn, None))
    yield from found


def _if_at_hand(workspace: Workspace) -> Signer:
    """What signs a change of one's own key with the one before, which may be lost."""

    def sign_with(public_key: str) -> Sign | None:
        return None if workspace.key is None else private_sign(workspace.key, public_key)

    return sign_with


def _kept(workspace: Workspace, path: Path, public_key: str) -> Created:
    if private_sign(path, public_key) is not None:
        return Created(public_key, path, None, made=False)
    raise ConflictError(
        f"{workspace.analyst} has a key in force, {fingerprint(public_key)}, whose private half is not in {path}. "
        "Put it there, or take another key: verifier key create --replace --why REASON"
    )


def _may_serve(connection: Transaction, analyst: str, public_key: str) -> bool:
    """Whether a key may be put in force here: not one that was before (ConflictError if it is somebody else's)."""
    of = {change.analyst for change in keys.key_changes(connection) if change.public_key == public_key}
    if others := sorted(of - {analyst}):
        raise ConflictError(
            f"the key {fingerprint(public_key)} is that of {others[0]}. Name a file of your own with VERIFIER_KEY"
        )
    return not of
