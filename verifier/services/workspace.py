"""One database, one analyst, one clock: opened once at the edge, and what every verb works in.

A write is one transaction that opens with the database's write lock; what it raises leaves nothing behind. The first
write makes the database and its first revision, the starter registry.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.domain.errors import DatabaseError, VerifierError
from verifier.domain.model.time import MINUTE, SECOND
from verifier.intake.times.local import UTC, Zone
from verifier.reports.text.times import iso
from verifier.storage.db.database import (
    Database,
    Transaction,
    check_current,
    damage_behind,
    lock_head,
    open_database,
    reading,
    writing,
)
from verifier.storage.db.location import Location
from verifier.storage.ledger.chain import Sign, Signer, check_continues, end_of_chain

if TYPE_CHECKING:  # what only a write needs is imported when there is one
    from verifier.intake.phrases.names import Names
    from verifier.storage.ledger.ledger import Ledger


def _ahead(now: int, number: int, dated: int) -> str:
    own, written = iso(now // SECOND * SECOND), iso(dated // SECOND * SECOND)
    return (
        f"r{number} is dated {written}, and this machine's clock says {own}: what was said later than now does not "
        "count yet. If the clock is right, go on with: verifier db set-clock --why REASON"
    )


def _behind(now: int, newest: int) -> str:
    own, dated = iso(now // SECOND * SECOND), iso(newest // SECOND * SECOND)
    return (
        f"this machine's clock says {own}, and the newest revision is dated {dated}: so is this one. If the clock is "
        "right, go on with: verifier db set-clock --why REASON"
    )


def wall_clock() -> int:
    """The present instant, microseconds UTC."""
    return time.time_ns() // 1000


class DryRunRollback(Exception):  # noqa: N818 - it ends a dry run, nothing went wrong
    """Takes a write back that was only tried: raised within it by the verb that makes it, and caught there."""


@dataclass
class Workspace:
    """Where an analyst works. `zone` is the time zone times are shown in, `key` the file of the private key, if any.

    `own_name` is who works there, where the analyst is somebody else for once. `warnings` are what there is to say
    beside what was asked, for whoever shows it to take.
    """

    location: Location
    analyst: str
    zone: Zone = UTC
    clock: Callable[[], int] = wall_clock
    key: Path | None = None
    own_name: str | None = None
    warnings: list[str] = field(default_factory=list, compare=False)
    _warned_of: set[str] = field(default_factory=set, init=False, repr=False, compare=False)
    _seen: tuple[int, str] | None = field(default=None, init=False, repr=False, compare=False)

    @cached_property
    def _existing(self) -> Database:
        return self._opened(create=False)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One moment of the database (DatabaseError if there is none)."""
        with reading(self._existing) as connection:
            self._seen = end_of_chain(connection)
            yield connection

    @contextmanager
    def write(
        self, action: str, detail: str = "", reason: str | None = None, signed: Signer | None = None
    ) -> "Iterator[Ledger]":
        """The next revision, committed at the end if it was sealed with something in it.

        It is signed if the analyst has a key in force, by the workspace's key unless told otherwise (DatabaseError).
        """
        with writing(self._writable()) as connection:
            lock_head(connection)
            check_current(connection)
            check_continues(connection, self._seen)
            # A file's name need not be text: what no database keeps of it is written out.
            told = detail.encode(errors="backslashreplace").decode()
            ledger = self._begin(connection, action, told, reason, signed)
            yield ledger
            ledger.keep_contents()

    def names(self, connection: Transaction) -> "Names":
        """The registry as it is now, by its names, as long as the transaction."""
        from verifier.intake.phrases.names import Names
        from verifier.storage.statements.sources import NamesInDatabase, registry_on_demand

        return Names(registry_on_demand(connection), NamesInDatabase(connection))

    def damage_behind(self, error: Exception) -> DatabaseError | None:
        """What to tell of an error that nobody foresaw, if it is because of what is stored."""
        if "_existing" not in self.__dict__:
            return None
        with suppress(VerifierError), reading(self._existing) as connection:
            return damage_behind(connection, error)
        return None

    def close(self) -> None:
        """Let go of the database."""
        if "_existing" in self.__dict__:
            self._existing.dispose()
        self._seen = None

    def _writable(self) -> Database:
        if "_existing" not in self.__dict__:
            self.__dict__["_existing"] = self._opened(create=True)
        return self._existing

    def _opened(self, *, create: bool) -> Database:
        database = open_database(self.location, create=create)
        if database.notice:
            self.warn(database.notice)
        return database

    def warn(self, words: str, subject: str = "") -> None:
        """Say something beside what was asked, once of a subject, which is the words themselves if none is given."""
        if (subject := subject or words) not in self._warned_of:
            self._warned_of.add(subject)
            self.warnings.append(words)

    def warn_of_clock(self, number: int, dated: int) -> None:
        """Warn of a revision that is dated more than a minute later than now (microseconds UTC)."""
        now = self.clock()
        if dated > now + MINUTE:
            self.warn(_ahead(now, number, dated), f"r{number} is ahead")

    def rewrite(self, table: str) -> str | None:
        """Write a table anew, so that nothing is left of what was removed from it; what kept it from that, in words."""
        return self._existing.rewrite(table)

    def initialise(self) -> bool:
        """Make the database with its first revision; False if it was there before."""
        with writing(self._writable()) as connection:
            return self._begin_with_starter(connection)

    def _begin_with_starter(self, connection: Transaction) -> bool:
        first = self.next_revision(connection, "init", "starter registry")
        if first.revision != 1:
            return False
        from verifier.services.starter import load_starter

        load_starter(first)
        first.seal()
        return True

    def _begin(
        self, connection: Transaction, action: str, detail: str, reason: str | None, signed: Signer | None
    ) -> "Ledger":
        ledger = self.next_revision(connection, action, detail, reason, signed)
        if ledger.revision > 1:
            return ledger
        self._begin_with_starter(connection)
        return self.next_revision(connection, action, detail, reason, signed)

    def next_revision(
        self,
        connection: Transaction,
        action: str,
        detail: str,
        reason: str | None = None,
        signed: Signer | None = None,
    ) -> "Ledger":
        """The next revision, in a transaction that writes."""
        from verifier.domain.rules.policy import RULES_VERSION
        from verifier.storage.ledger.ledger import Ledger
        from verifier.storage.statements import queries

        ledger = Ledger.begin(
            connection,
            at=self.clock(),
            analyst=self.analyst,
            action=action,
            detail=detail,
            reason=reason,
            rules_version=RULES_VERSION,
            policy_version=queries.policy(connection).version,
            signer=signed or self._sign_with,
        )
        if ledger.recorded_at > ledger.now + MINUTE:
            self.warn(_behind(ledger.now, ledger.recorded_at), "the clock is behind")
        if ledger.is_signed:
            self._warn_of_exposed_key()
        return ledger

    def _sign_with(self, public_key: str) -> Sign:
        from verifier.services.signing import sign_with

        return sign_with(self.key, self.analyst, public_key)

    def _warn_of_exposed_key(self) -> None:
        from verifier.services.signing import exposed

        if words := exposed(self.key):
            self.warn(words)
