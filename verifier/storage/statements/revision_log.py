"""Reading the log: revisions, status changes, and why analysts judged."""

from collections.abc import Collection, Iterator

from verifier.domain.revisions import Revision, StatusChange
from verifier.storage.db.connection import Connection, Row
from verifier.storage.statements.record_rows import change_of, revision_of


def head(connection: Connection) -> Revision | None:
    """The newest revision."""
    return _one(connection.ask("head_revision"))


def revision(connection: Connection, number: int) -> Revision | None:
    """The revision of a number."""
    return _one(connection.ask("revision", number=number))


def revision_of_digest(connection: Connection, digest: str) -> Revision | None:
    """The revision that has a digest."""
    return _one(connection.ask("revision_of_digest", digest=digest))


def _one(rows: list[Row]) -> Revision | None:
    return revision_of(rows[0]) if rows else None


def revision_at(connection: Connection, instant: int) -> int:
    """The number of the newest revision recorded by an instant (microseconds UTC); 0 before the first."""
    return next((number for (number,) in connection.ask("revision_at", instant=instant)), 0)


def revisions_after(connection: Connection, instant: int) -> tuple[int, ...]:
    """The numbers of the revisions that are dated later than an instant (microseconds UTC)."""
    return tuple(
        number for (number,) in connection.run("SELECT id FROM revisions WHERE recorded_at > ? ORDER BY id", instant)
    )


def revisions_of(connection: Connection, numbers: Collection[int]) -> dict[int, Revision]:
    """The revisions of these numbers."""
    if not numbers:
        return {}
    return {row.id: revision_of(row) for row in connection.ask("revisions_of", numbers=numbers)}


def revisions(connection: Connection, known_at: int | None = None) -> Iterator[Revision]:
    """Every revision, oldest first, streamed."""
    return map(revision_of, connection.stream("revisions", known_at))


def status_changes(
    connection: Connection,
    *,
    since: int | None = None,
    until: int | None = None,
    claims: Collection[int] | None = None,
    known_at: int | None = None,
) -> Iterator[StatusChange]:
    """Status changes in the order of recording, streamed; `since` and `until` are instants, both included."""
    asked = {"since": since, "until": until, "claims": claims}
    given = {name: value for name, value in asked.items() if value is not None}
    return map(change_of, connection.stream("status_changes", known_at, **given))


def rationales(
    connection: Connection, numbers: Collection[int], revisions_asked: Collection[int]
) -> dict[tuple[int, int], str]:
    """Why analysts judged these claims in these revisions, by revision and claim."""
    if not numbers or not revisions_asked:
        return {}
    rows = connection.ask("rationales", numbers=numbers, revisions=revisions_asked)
    return {(revision, claim): rationale for revision, claim, rationale in rows}
