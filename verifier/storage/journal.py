"""Reading the log: revisions, status changes, and why analysts judged."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from verifier.domain.revision import Revision, StatusChange
from verifier.storage.record_rows import change_of, revision_of
from verifier.storage.selection import among, changes_known, streamed
from verifier.storage.tables import assessments
from verifier.storage.tables import revisions as revision_table
from verifier.storage.tables import status_changes as change_table


def head(connection: Connection) -> Revision | None:
    """The newest revision."""
    row = connection.execute(select(revision_table).order_by(revision_table.c.id.desc()).limit(1)).first()
    return None if row is None else revision_of(row)


def revision(connection: Connection, number: int) -> Revision | None:
    """The revision of a number."""
    row = connection.execute(select(revision_table).where(revision_table.c.id == number)).first()
    return None if row is None else revision_of(row)


def revision_of_digest(connection: Connection, digest: str) -> Revision | None:
    """The revision that has a digest."""
    row = connection.execute(select(revision_table).where(revision_table.c.digest == digest)).first()
    return None if row is None else revision_of(row)


def revision_at(connection: Connection, instant: int) -> int:
    """The number of the newest revision recorded by an instant (microseconds UTC); 0 before the first."""
    columns = revision_table.c
    recorded = select(columns.id).where(columns.recorded_at <= instant)
    return connection.scalar(recorded.order_by(columns.recorded_at.desc(), columns.id.desc()).limit(1)) or 0


def revisions_of(connection: Connection, numbers: Collection[int]) -> dict[int, Revision]:
    """The revisions of these numbers."""
    if not numbers:
        return {}
    rows = connection.execute(select(revision_table).where(among(connection, revision_table.c.id, numbers)))
    return {row.id: revision_of(row) for row in rows}


def revisions(connection: Connection, known_at: int | None = None) -> Iterator[Revision]:
    """Every revision, oldest first, streamed."""
    statement = select(revision_table).order_by(revision_table.c.id)
    if known_at is not None:
        statement = statement.where(revision_table.c.id <= known_at)
    yield from map(revision_of, streamed(connection, statement))


def status_changes(
    connection: Connection,
    *,
    since: int | None = None,
    until: int | None = None,
    claims: Collection[int] | None = None,
    known_at: int | None = None,
) -> Iterator[StatusChange]:
    """Status changes in the order of recording, streamed; `since` and `until` are instants, both included."""
    statement = changes_known(known_at)
    if since is not None:
        statement = statement.where(revision_table.c.recorded_at >= since)
    if until is not None:
        statement = statement.where(revision_table.c.recorded_at <= until)
    if claims is not None:
        statement = statement.where(among(connection, change_table.c.claim, claims))
    yield from map(change_of, streamed(connection, statement))


def rationales(
    connection: Connection, numbers: Collection[int], revisions_asked: Collection[int]
) -> dict[tuple[int, int], str]:
    """Why analysts judged these claims in these revisions, by revision and claim."""
    if not numbers or not revisions_asked:
        return {}
    columns = assessments.c
    own = (among(connection, columns.claim, numbers), among(connection, columns.revision, revisions_asked))
    rows = connection.execute(
        select(columns.revision, columns.claim, columns.rationale).where(*own).order_by(columns.id)
    )
    return {(revision, claim): rationale for revision, claim, rationale in rows}
