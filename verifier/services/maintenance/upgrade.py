"""Bringing a database to the present schema and the present rules, and what that would change."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from verifier.domain.query import Query
from verifier.domain.revisions import UPGRADE, Revision
from verifier.domain.rules.policy import RULES_VERSION
from verifier.services.evaluate.evaluator import Move, reread
from verifier.services.maintenance.rebuild import present, rebuild_derived
from verifier.services.reporting.compare import falsified_rows
from verifier.services.workspace import DryRunRollback, Workspace
from verifier.storage.db.database import Transaction, connect
from verifier.storage.db.upgrade import upgrade
from verifier.storage.lists import lists
from verifier.storage.statements import queries, revision_log


def upgrade_database(workspace: Workspace) -> Path | None:
    """Bring an older database to the present schema, with all that is kept beside the facts made again.

    Gives the backup made before, of a SQLite file that was older.
    """
    engine = connect(workspace.location)

    def remake(connection: Transaction) -> None:
        head = revision_log.head(connection)
        if head is not None and head.rules_version != RULES_VERSION:
            _adopt_rules(workspace, connection, head)
        now = present(workspace, revision_log.head(connection))
        rebuild_derived(connection, now)

    try:
        return upgrade(engine, remake)
    finally:
        engine.dispose()


class UpgradePreview(Struct, frozen=True):
    """What an upgrade would change: the claims whose status it would, and how many rows of which kept reports."""

    moves: tuple[Move, ...] = ()
    falsified: tuple[tuple[Path, int], ...] = ()


def try_upgrade(workspace: Workspace, reports: Sequence[Path] = ()) -> UpgradePreview:
    """What an upgrade would change, and which of these report files it would falsify; nothing is recorded."""
    engine, found = connect(workspace.location), UpgradePreview()

    def remake(connection: Transaction) -> None:
        nonlocal found
        head, moves = revision_log.head(connection), tuple[Move, ...]()
        if head is not None and head.rules_version != RULES_VERSION:
            moves = tuple(move for move in _adopt_rules(workspace, connection, head) if move.changed)
        rebuild_derived(connection, workspace.clock())
        changed = {move.after.claim.id for move in moves}
        rows = ((path, falsified_rows(connection, workspace, path, changed)) for path in reports)
        found = UpgradePreview(moves, tuple((path, count) for path, count in rows if count))
        raise DryRunRollback

    try:
        upgrade(engine, remake, trial=True)
    except DryRunRollback:
        pass
    finally:
        engine.dispose()
    return found


def _adopt_rules(workspace: Workspace, connection: Transaction, head: Revision) -> list[Move]:
    """Record that other rules hold from now on, and log what they change, as a revision of its own."""
    detail = f"rules {RULES_VERSION} after rules {head.rules_version}"
    ledger = workspace.next_revision(connection, UPGRADE, detail)
    ledger.add_policy(queries.policy(connection))
    moves = list(reread(ledger, lists.matching_claims(connection, Query()), queries.registry(connection)))
    ledger.seal()
    return moves
