"""The projection: where each claim stands, what is told of it, the counts by status, and the words to find claims by.

None of it is a fact; all of it can be made again from the facts.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Final, Protocol, TypeVar

from verifier.domain.account import Account, Line
from verifier.domain.batches import batches
from verifier.domain.standing import BEGINNING, FOREVER, Standing
from verifier.storage import words
from verifier.storage.account_rows import account_row
from verifier.storage.connection import Connection
from verifier.storage.entity_rows import claim_of
from verifier.storage.layout import insert_rows, laid_out
from verifier.storage.record_rows import standing_row

_BATCH_ROWS: Final = 5_000


class _OnClaim(Protocol):
    @property
    def claim(self) -> int: ...


_Kept = TypeVar("_Kept", bound=_OnClaim)


def put_lines(connection: Connection, lines: Iterable[Line]) -> None:
    """Replace all that is kept of claims; the lines of one claim come one after the other, and all of them."""
    for batch in _whole(lines):
        put_standings(connection, [line.standing for line in batch])
        put_accounts(connection, [line.account for line in batch])


def put_accounts(connection: Connection, accounts: Iterable[Account]) -> None:
    """Replace the accounts of claims; those of one claim come one after the other, and all of them."""
    for batch in _whole(accounts):
        _forget_accounts(connection, {account.claim for account in batch})
        insert_rows(connection, "claim_accounts", [laid_out("claim_accounts", account_row(one)) for one in batch])


def _forget_accounts(connection: Connection, claims: Collection[int]) -> None:
    connection.ask("accounts_removed", claims=claims)


def put_standings(connection: Connection, standings: Iterable[Standing]) -> None:
    """Replace the standings of claims; those of one claim come one after the other, and all of them."""
    for batch in _whole(standings):
        totals = _removed(connection, {standing.claim for standing in batch})
        for standing in batch:
            kept = _always(standing.valid_from, standing.valid_until)
            totals[standing.status.value, standing.still_disputed] += kept
        insert_rows(connection, "claim_states", [laid_out("claim_states", standing_row(one)) for one in batch])
        _add_to_totals(connection, totals)


def forget_lines(connection: Connection, claims: Collection[int]) -> None:
    """Take claims out of the lists; their words stay, as lists of what was known earlier are looked up by them."""
    _forget_accounts(connection, claims)
    _add_to_totals(connection, _removed(connection, claims))


def _removed(connection: Connection, claims: Collection[int]) -> Counter[tuple[str, bool]]:
    """Delete the standings of claims; what that takes off the totals."""
    totals: Counter[tuple[str, bool]] = Counter()
    for status, still_disputed, valid_from, valid_until in connection.ask("standings_removed", claims=claims):
        totals[status, still_disputed] -= _always(valid_from, valid_until)
    return totals


def clear(connection: Connection) -> None:
    """Forget all lines, before all are put again."""
    connection.change("accounts_cleared", [{}])
    connection.change("standings_cleared", [{}])
    connection.change("totals_cleared", [{}])


def put_words(connection: Connection, claims: Collection[int]) -> None:
    """Index the words of the present versions of claims again."""
    existing = list(map(claim_of, connection.ask("claims", numbers=claims)))
    if existing:
        words.forget_words(connection, [claim.id for claim in existing])
        words.put_words(connection, [(claim.id, words.words_of(claim)) for claim in existing])


def rebuild_words(connection: Connection) -> None:
    """Index every claim's words again, also of those that are undone."""
    words.forget_all(connection)
    claims = map(claim_of, connection.stream("every_claim_ever"))
    found = ((claim.id, words.words_of(claim)) for claim in claims)
    for batch in batches(found, _BATCH_ROWS):
        words.put_words(connection, batch)


def _whole(kept: Iterable[_Kept]) -> Iterator[list[_Kept]]:
    """Batches in which every claim has all that is kept of it."""
    batch: list[_Kept] = []
    for _, of_claim in groupby(kept, attrgetter("claim")):
        batch += of_claim
        if len(batch) >= _BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _always(valid_from: int, valid_until: int) -> int:
    # Totals count claims that change only by a write; the few others are counted when asked for.
    return int(valid_from == BEGINNING and valid_until == FOREVER)


def _add_to_totals(connection: Connection, totals: Counter[tuple[str, bool]]) -> None:
    changed = [{"s": s, "d": d, "more": more} for (s, d), more in totals.items() if more]
    if changed:
        connection.change("added_to_totals", changed)
