"""The projection: where each claim stands, what is told of it, the counts by status, and the words to find claims by.

None of it is a fact; all of it can be made again from the facts.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

from verifier.domain.batches import batches
from verifier.domain.explain.state import BEGINNING, FOREVER
from verifier.domain.explain.summary import Line
from verifier.storage import words
from verifier.storage.account_rows import account_row
from verifier.storage.catalogue import columns_of
from verifier.storage.connection import Connection
from verifier.storage.entity_rows import claim_of
from verifier.storage.layout import insert_rows
from verifier.storage.record_rows import standing_row
from verifier.storage.values import Values

_BATCH_ROWS: Final = 5_000


class Laid(NamedTuple):
    """A line of the projection as it is kept: the row of its standing and the row of its account."""

    standing: Values
    account: Values

    @property
    def claim(self) -> int:
        """The claim's number."""
        claim: int = self.standing[0]
        return claim


@cache
def _counted_by() -> Callable[[Values], tuple[str, bool, int, int]]:
    """What tells of a standing's row in which total it is counted."""
    places = map(columns_of("claim_states").index, ("status", "still_disputed", "valid_from", "valid_until"))
    return itemgetter(*places)


def laid(line: Line) -> Laid:
    """The rows of a line."""
    return Laid(standing_row(line.standing), account_row(line.account))


def put_laid(connection: Connection, lines: Iterable[Laid]) -> None:
    """Replace all that is kept of claims; the lines of one claim come one after the other, and all of them."""
    for batch in _whole(lines):
        totals = _removed(connection, {line.claim for line in batch})
        standings, accounts = zip(*batch, strict=True)
        insert_rows(connection, "claim_states", standings)
        insert_rows(connection, "claim_accounts", accounts)
        for status, still_disputed, valid_from, valid_until in map(_counted_by(), standings):
            totals[status, still_disputed] += _always(valid_from, valid_until)
        _add_to_totals(connection, totals)


def forget_lines(connection: Connection, claims: Collection[int]) -> None:
    """Take claims out of the lists; their words stay, as lists of what was known earlier are looked up by them."""
    _add_to_totals(connection, _removed(connection, claims))


def _removed(connection: Connection, claims: Collection[int]) -> Counter[tuple[str, bool]]:
    """Delete all that is kept of claims; what that takes off the totals."""
    connection.ask("accounts_removed", claims=claims)
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


def _whole(lines: Iterable[Laid]) -> Iterator[list[Laid]]:
    """Batches in which every claim has all that is kept of it."""
    batch: list[Laid] = []
    for _, of_claim in groupby(lines, attrgetter("claim")):
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
