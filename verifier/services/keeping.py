"""Looking after the database: bringing it up to date, and checking that it says what its facts say."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from verifier.domain.answer import answer, standings
from verifier.domain.dossier import Dossier
from verifier.domain.model import ClaimKind, Registry
from verifier.domain.query import Query
from verifier.domain.revision import Revision, StatusChange
from verifier.domain.standing import Standing
from verifier.services.evaluating import dossiers
from verifier.services.reviewing import batches
from verifier.services.workspace import Workspace
from verifier.storage import audit, derived, journal, listing, projection, queries
from verifier.storage.engine import Transaction, connect, lock_head, writing
from verifier.storage.schema import open_database, upgrade

_UNKNOWN_DIGEST: Final = (
    "no revision has the digest {digest}: the newest ones are missing, or this is an older copy or another database"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the newest revision, how many claims there are, and the first fault in words (or None).

    `noted` is the revision whose digest was noted elsewhere, if that was asked and there is one.
    """

    head: Revision | None
    claims: int
    fault: str | None
    noted: Revision | None = None


def upgrade_database(workspace: Workspace) -> Path | None:
    """Bring an older database to the present schema; gives the backup made before, of a SQLite file that was older."""
    engine = connect(workspace.location)
    try:
        return upgrade(engine)
    finally:
        engine.dispose()


def check_database(workspace: Workspace, noted: str | None = None) -> Checked:
    """Recompute every digest, every standing and the end of the log, and tell the first difference.

    `noted` is a digest that some revision must have: without one, lost newest revisions and an old copy look sound.
    """
    with workspace.read() as connection:
        head = journal.head(connection)
        fault = audit.damage(connection) or _altered(connection)
        if fault is not None:
            return Checked(head, 0, fault)
        revision = None if noted is None else journal.revision_of_digest(connection, noted)
        if noted is not None and revision is None:
            return Checked(head, 0, _UNKNOWN_DIGEST.format(digest=noted))
        checking = _Checking(workspace, _now(workspace, head))
        fault = audit.with_any_bytes(connection, checking.fault)
        return Checked(head, checking.claims, fault, revision)


def rebuild_database(workspace: Workspace) -> int:
    """Make again from the facts all that is kept beside them; gives how many claims there are."""
    engine = open_database(workspace.location)
    try:
        with writing(engine) as connection:
            lock_head(connection)
            return _rebuild(connection, workspace)
    finally:
        engine.dispose()


def _rebuild(connection: Transaction, workspace: Workspace) -> int:
    now = _now(workspace, journal.head(connection))
    claims = listing.matching_claims(connection, Query())
    registry = queries.registry(connection)
    projection.clear(connection)
    for batch in batches(claims):
        projection.put_standings(connection, _standings(connection, workspace, batch, registry, now))
    derived.rebuild_totals(connection)
    derived.rebuild_terms(connection)
    projection.rebuild_words(connection)
    return len(claims)


def _standings(
    connection: Transaction, workspace: Workspace, claims: Collection[int], registry: Registry, now: int
) -> Iterator[Standing]:
    for dossier in dossiers(connection, claims, registry, workspace.policy):
        for claim in dossier.claims.keys() & set(claims):
            yield from standings(dossier, claim, now)


def _now(workspace: Workspace, head: Revision | None) -> int:
    """The present, which is never before what was recorded, whatever the clock says."""
    return max(workspace.clock(), head.recorded_at if head else 0)


def _altered(connection: Transaction) -> str | None:
    difference = audit.verify_digests(connection)
    return None if difference is None else difference.what


class _Checking:
    """One pass over all claims. `claims` counts those seen."""

    def __init__(self, workspace: Workspace, now: int) -> None:
        self.claims = 0
        self._workspace = workspace
        self._now = now

    def fault(self, connection: Transaction) -> str | None:
        """The first thing kept beside the facts that is not what they give."""
        self.claims = 0
        existing = listing.matching_claims(connection, Query())
        if strangers := derived.listed_claims(connection).difference(existing):
            return f"c{min(strangers)} is listed, and does not exist"
        registry = queries.registry(connection)
        for batch in batches(existing):
            self.claims += len(batch)
            if (fault := next(self._faults(connection, batch, registry), None)) is not None:
                return fault
        return derived.wrong_totals(connection) or derived.wrong_terms(connection)

    def _faults(self, connection: Transaction, claims: Collection[int], registry: Registry) -> Iterator[str]:
        stored = derived.stored_standings(connection, claims)
        logged = {change.claim: change for change in journal.status_changes(connection, claims=claims)}
        for dossier in dossiers(connection, claims, registry, self._workspace.policy):
            for claim in sorted(dossier.claims.keys() & set(claims)):
                rows = stored.get(claim, [])
                if not derived.is_stored(rows, standings(dossier, claim, self._put_at(rows))):
                    yield _listed_wrongly(claim, rows, standings(dossier, claim, self._now)[0])
                if not self._logged(connection, dossier, claim, logged.get(claim)):
                    yield f"the log does not end with the status of c{claim}"
        if (fault := derived.wrong_words(connection, queries.claims(connection, claims))) is not None:
            yield fault

    def _put_at(self, rows: list[dict[str, object]]) -> int:
        """An instant at which these standings could have been put: before a prediction fell due, if it was then."""
        begins = [begin for row in rows if isinstance(begin := row["valid_from"], int)]
        return max(begins) - 1 if len(begins) > 1 else self._now

    def _logged(self, connection: Transaction, dossier: Dossier, claim: int, last: StatusChange | None) -> bool:
        """Whether a claim's last entry in the log is its status, now or when that was logged."""
        if last is None:
            return False
        stands = standings(dossier, claim, self._now)[0]
        if (last.to_status, last.to_derived) == (stands.status, stands.derived):
            return True
        # A prediction changes its status when it falls due, without a write.
        if dossier.claims[claim].kind is not ClaimKind.PREDICTION:
            return False
        registry = queries.registry(connection, last.revision)
        [then] = dossiers(connection, [claim], registry, self._workspace.policy, last.revision)
        answered = answer(then, claim, last.recorded)
        return (last.to_status, last.to_derived) == (answered.status, answered.finding.status)


def _listed_wrongly(claim: int, rows: list[dict[str, object]], stands: Standing) -> str:
    listed = " and ".join(str(row["status"]) for row in rows) or "nothing"
    if any(row["status"] == stands.status for row in rows):
        return f"c{claim} is listed as {listed} with other details than its facts give"
    return f"c{claim} is listed as {listed}, and its facts give {stands.status}"
