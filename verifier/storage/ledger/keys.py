"""Whose key is in force, and which revisions are signed.

A key is in force for the revisions of its analyst that come after the one that recorded it. Revisions that tell of keys
are never undone, so all of these facts exist.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from sqlalchemy import or_, select

from verifier.storage.db.connection import Connection
from verifier.storage.schema.tables import analyst_keys, revisions
from verifier.storage.statements.selection import recorded

GIVEN_BY: Final = " by "
"""Between the name a key is for and that of who gave it, in what a revision tells of itself."""


class KeyChange(Struct, frozen=True):
    """That an analyst's revisions are signed with a key from now on, or with none; recorded by whom, when and why."""

    revision: int
    recorded_at: int
    analyst: str
    public_key: str | None
    by: str
    reason: str | None
    detail: str = ""

    @property
    def giver(self) -> str | None:
        """Who gave a key to another's name; None of one's own, and of none."""
        if self.public_key is None:
            return None
        if self.by != self.analyst:
            return self.by
        _, told, giver = self.detail.partition(f"{self.analyst}{GIVEN_BY}")
        return giver if told else None


class Signed(Struct, frozen=True):
    """A revision that is signed, or should be: the signature as it is stored, the key in force, and key changes in it.

    `changes` holds the changes of keys that were in force, each with the key that then was.
    """

    revision: int
    analyst: str
    digest: str
    signature: object
    public_key: str | None
    changes: tuple[tuple[KeyChange, str], ...]


def in_force(connection: Connection, analyst: str) -> str | None:
    """The public key with which an analyst's next revision is signed."""
    columns = analyst_keys.c
    newest = select(columns.public_key).where(columns.analyst == analyst).order_by(columns.id.desc()).limit(1)
    found: str | None = connection.scalar(newest)
    return found


def any_signed(connection: Connection) -> bool:
    """Whether anybody ever had a key, or any revision carries a signature."""
    had = connection.scalar(select(analyst_keys.c.id).limit(1)) is not None
    return (
        had or connection.scalar(select(revisions.c.id).where(revisions.c.signature.is_not(None)).limit(1)) is not None
    )


def key_changes(connection: Connection, known_at: int | None = None) -> list[KeyChange]:
    """Every change of a key, in the order of recording."""
    own, of = analyst_keys.c, revisions.c
    statement = (
        select(own.revision, of.recorded_at, own.analyst, own.public_key, of.analyst, of.reason, of.detail)
        .join_from(analyst_keys, revisions, of.id == own.revision)
        .where(recorded(analyst_keys, known_at))
        .order_by(own.id)
    )
    return [KeyChange(*row) for row in connection.execute(statement)]


def signed_revisions(connection: Connection) -> Iterator[Signed]:
    """The revisions that carry a signature, were recorded while their analyst had a key, or changed a key in force."""
    waiting = key_changes(connection)
    now: dict[str, str | None] = {}
    of = revisions.c
    concerned = or_(
        of.signature.is_not(None),
        of.analyst.in_(select(analyst_keys.c.analyst)),
        of.id.in_(select(analyst_keys.c.revision)),
    )
    for row in connection.stored_rows(revisions, concerned):
        key = now.get(row["analyst"])
        changes = []
        while waiting and waiting[0].revision <= row["id"]:
            change = waiting.pop(0)
            if (before := now.get(change.analyst)) is not None:
                changes.append((change, before))
            now[change.analyst] = change.public_key
        if key is not None or row["signature"] is not None or changes:
            yield Signed(row["id"], row["analyst"], row["digest"], row["signature"], key, tuple(changes))
