"""Looking after the database: bringing it up to date, and checking that it says what its facts say."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verifier.domain.answer import standings
from verifier.domain.revision import Revision, StatusChange
from verifier.domain.standing import Standing
from verifier.services.evaluating import dossiers
from verifier.services.reviewing import batches
from verifier.services.workspace import Workspace
from verifier.storage import journal, listing, queries
from verifier.storage.audit import verify_digests
from verifier.storage.engine import Transaction, connect
from verifier.storage.schema import upgrade


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the newest revision, how many claims there are, and the first fault in words (or None)."""

    head: Revision | None
    claims: int
    fault: str | None


def upgrade_database(workspace: Workspace) -> Path | None:
    """Bring an older database to the present schema; gives the backup made before, of a SQLite file that was older."""
    engine = connect(workspace.location)
    try:
        return upgrade(engine)
    finally:
        engine.dispose()


def check_database(workspace: Workspace) -> Checked:
    """Recompute every digest, every standing and the end of the log, and tell the first difference."""
    with workspace.read() as connection:
        head = journal.head(connection)
        difference = verify_digests(connection)
        if difference is not None:
            return Checked(head, 0, difference.what)
        claims = 0
        for batch in batches(claim.id for claim in queries.all_claims(connection)):
            claims += len(batch)
            fault = next(_differences(connection, workspace, list(batch)), None)
            if fault is not None:
                return Checked(head, claims, fault)
        return Checked(head, claims, None)


def _differences(connection: Transaction, workspace: Workspace, claims: list[int]) -> Iterator[str]:
    """What of these claims' standings and last logged statuses is not what their facts give."""
    recorded: dict[int, list[Standing]] = {claim: [] for claim in claims}
    for standing in listing.standings(connection, claims):
        recorded[standing.claim].append(standing)
    logged = {change.claim: change for change in journal.status_changes(connection, claims=claims)}
    registry = queries.registry(connection)
    for dossier in dossiers(connection, claims, registry, workspace.policy):
        for claim in recorded.keys() & dossier.claims.keys():
            yield from _difference(
                claim, recorded[claim], standings(dossier, claim, workspace.clock()), logged.get(claim)
            )


def _difference(
    claim: int, recorded: list[Standing], found: tuple[Standing, ...], logged: StatusChange | None
) -> Iterator[str]:
    # A prediction that has fallen due meanwhile has one standing now where two were recorded.
    if recorded[-len(found) :] != list(found) and not _same_but_for_validity(recorded[-1:], found):
        yield f"c{claim} is listed as {[s.status.value for s in recorded]}, and its facts give {found[0].status}"
    if logged is None or logged.to_status not in {s.status for s in recorded}:
        yield f"the log does not end with the status of c{claim}"


def _same_but_for_validity(recorded: list[Standing], found: tuple[Standing, ...]) -> bool:
    shown = [(s.status, s.derived, s.support, s.opposition, s.since) for s in recorded]
    return shown == [(s.status, s.derived, s.support, s.opposition, s.since) for s in found[-1:]]
