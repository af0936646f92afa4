"""What somebody who owns the database can do to it, and what the check then says."""

from collections.abc import Callable

from sqlalchemy import text, update

from tests.storage.test_digests import disarm, server_checks
from verifier.domain.model.claims import Verdict
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, assess_claim, log_entry
from verifier.services.workspace import Workspace
from verifier.storage.db.connection import Connection
from verifier.storage.db.database import connect, file_of, writing
from verifier.storage.ledger.chain import ORIGIN, RevisionDigest
from verifier.storage.schema.tables import FACTS, revisions


def log(workspace: Workspace, claim: str, *phrases: str, **fields: str) -> None:
    """Log a claim."""
    log_entry(workspace, Entry(claim, fields, phrases))


def begin(workspace: Workspace) -> None:
    """Log two claims, and confirm one."""
    log(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19", "Kyiv denies @ 2024-11-20", tags="atacms")
    log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
    assess_claim(workspace, "c2", Verdict.CONFIRMED, "seen on images")


def fault(workspace: Workspace, noted: str | None = None) -> str | None:
    """What the check finds."""
    return check_database(workspace, noted).fault


def head_digest(workspace: Workspace) -> str:
    """The newest digest, as an analyst notes it down."""
    head = check_database(workspace).head
    assert head is not None
    return head.digest


def meddle(workspace: Workspace, *changes: Callable[[Connection], object]) -> None:
    """Change the database as its owner can, with triggers and references out of the way."""
    workspace.close()
    engine = connect(workspace.location)
    if engine.sqlite:
        with file_of(engine).driver_connection() as driver:
            driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with writing(engine) as connection:
            armed = guards(connection)
            disarm(connection)
            for change in changes:
                change(connection)
            for guard in armed:
                connection.sql.exec_driver_sql(guard, execution_options={"no_parameters": True})
    finally:
        engine.dispose()


def guards(connection: Connection) -> list[str]:
    """What makes again that which stands in the way: SQLite's triggers, and a server's checks of values.

    A server only passes over its triggers; its checks look at no row that is there, so they can be put back whatever
    was changed.
    """
    if not connection.sqlite:
        checks = server_checks(connection)
        return [f"ALTER TABLE {check.table} ADD CONSTRAINT {check.name} {check.definition}" for check in checks]
    return list(connection.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")))


def run(statement: str) -> Callable[[Connection], object]:
    """A change by a statement."""
    return lambda connection: connection.execute(text(statement))


def forge(connection: Connection) -> None:
    """Give every revision the digest of what it holds now, as one could who knows how."""
    previous = ORIGIN
    for revision in list(connection.stored_rows(revisions)):
        running = RevisionDigest()
        for table in FACTS:
            for row in connection.stored_rows(table, table.c.revision == revision["id"]):
                running.add(table.name, [*row], [tuple(row.values())])
        fields = {**revision, "previous_digest": previous}
        previous = running.seal(fields)
        own = revisions.c.id == revision["id"]
        connection.execute(
            update(revisions).where(own).values(previous_digest=fields["previous_digest"], digest=previous)
        )
