"""Making a database for a team, and keeping its roles' rights in step with its tables."""

from typing import TYPE_CHECKING

from msgspec import Struct

from verifier.services.maintenance.upgrade import upgrade_database
from verifier.services.starter import packs
from verifier.services.workspace import Workspace
from verifier.storage.db.database import open_database

if TYPE_CHECKING:
    from pathlib import Path

    from verifier.storage.db.roles import Granting


class Established(Struct, frozen=True):
    """Whether the database was made now, and what came of its roles (None where it has none, or others see to them).

    `adverse` are the pairs of parties that the packs of a new database say are adverse.
    """

    made: bool
    granting: "Granting | None"
    adverse: tuple[tuple[str, str], ...] = ()


def establish(workspace: Workspace) -> Established:
    """Make the database with its first revision and, on a server, its roles; what is there already stays."""
    made = workspace.initialise()
    adverse = tuple(enmity.parties for pack in packs() for enmity in pack.enmities) if made else ()
    return Established(made, _grant(workspace, make=True), adverse)


def bring_up_to_date(workspace: Workspace) -> "tuple[Path | None, Granting | None]":
    """Bring an older database to the present schema, and give the roles it has their rights in what is new.

    Gives the backup made before, of a SQLite file that was older.
    """
    backup = upgrade_database(workspace)
    return backup, _grant(workspace, make=False)


def _grant(workspace: Workspace, *, make: bool) -> "Granting | None":
    engine = open_database(workspace.location)
    try:
        if engine.sqlite:
            return None
        from verifier.storage.db.roles import grant_rights  # which imports SQLAlchemy

        return grant_rights(engine, make=make)
    finally:
        engine.dispose()
