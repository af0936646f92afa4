"""Bringing an older database to the present schema, with a backup made before.

Downgrades are not offered: recorded facts would be lost.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from verifier.storage.db.backups import copied, put_new, share_contents
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import (
    HEAD,
    Database,
    State,
    compared,
    lock_schema,
    migrate_to_head,
    refusal,
    state,
    version_in,
    writing,
)


def upgrade(engine: Database, remake: Callable[[Connection], object], *, trial: bool = False) -> Path | None:
    """Bring an older database to the present schema; gives the backup made before, of a SQLite file.

    `remake` makes what is kept beside the facts again, in the same transaction: migrations know no rules. Of a `trial`,
    which it ends by what it raises, there is no backup.
    """
    found = state(engine)
    if found is State.CURRENT:
        return None
    if found is not State.OLDER:
        raise refusal(found, engine.location)
    path = engine.location.path
    with writing(engine) as connection:
        lock_schema(connection)
        _keep_writers_out(connection)
        if compared(version_in(connection)) is State.CURRENT:
            return None  # somebody else has just done it
        # Under the write lock, so that the backup has all that was recorded before.
        backup = None if path is None or trial else _back_up_before_upgrade(engine, path)
        migrate_to_head(connection)
        remake(connection)
    return backup


def _keep_writers_out(connection: Connection) -> None:
    """Let whoever is about to record wait, to find the newer schema then; only an owner may."""
    if not connection.sqlite:
        connection.run("LOCK TABLE ledger_head IN EXCLUSIVE MODE")


def _back_up_before_upgrade(engine: Database, path: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = path.with_name(f"{path.stem}.before-{HEAD}-{moment}{path.suffix}")
    with copied(engine, target) as copy:
        share_contents(path, target)
        put_new(copy, target)
    return target
