"""The projection: where claims stand, what is told of them, counts by status, and what claims and sources are found by.

None of it is a fact; all of it can be made again from the facts.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from msgspec.json import decode

from verifier.domain.batches import batches
from verifier.domain.explain.claim_report import ClaimSummary, Counts, Figures, Line, Rejected
from verifier.domain.explain.outcome import (
    BEGINNING,
    BITS,
    FOREVER,
    Awaited,
    ClaimState,
    Flag,
    Flags,
    Gatekeeper,
    Reversal,
)
from verifier.domain.explain.why import Dispute, DisputeSide
from verifier.domain.model.claims import Claim, Status
from verifier.domain.model.sources import Party, Source
from verifier.domain.model.statements import Stance
from verifier.domain.rules.status import Challenge
from verifier.storage.db.connection import Connection, check_texts, insert_rows
from verifier.storage.db.statement import ClaimNumberRow, Given, Row, Snapshot, columns_of, statement
from verifier.storage.lists import search
from verifier.storage.statements.claims import claim_of, claim_terms, select_claims, select_every_claim_ever
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.sources import party_keys, source_keys
from verifier.storage.statements.values import (
    Values,
    figure_of,
    figure_text,
    from_json,
    number_of,
    read_figure,
    to_json,
)

_BATCH_ROWS: Final = 5_000


class StateRow(Row):
    """Where a claim stands in a span of time."""

    claim: int
    valid_from: int
    valid_until: int
    since: int
    status: str
    derived: str
    rule: int
    support: int
    opposition: int
    affirmed: int
    denied: int
    withheld: int
    still_disputed: bool
    split: bool
    review_due: bool
    last_said: int | None
    flags: int | None


class SummaryRow(Row):
    """What is told of a claim in a span of time."""

    claim: int
    valid_from: int
    why: str
    because: str | None
    affirmed_by: str | None
    denied_by: str | None
    withheld_by: str | None
    awaiting: str | None
    awaiting_since: str | None
    documents: int
    outlets: int
    origins: int
    independent_origins: int
    figures: str | None
    dispute: str | None
    sides: str | None
    denied_by_interested: str | None
    insisted_by_interested: str | None
    anonymous: str | None
    hedged: str | None
    one_gatekeeper: str | None
    self_contradictory: str | None
    reversed: str | None
    against_interest: str | None
    challenged: str | None
    revised: str | None


class RemovedStateRow(Row):
    """What a state counted in, that was deleted."""

    status: str
    still_disputed: bool
    valid_from: int
    valid_until: int


# An enum takes much longer to find its member.
_status: Final = cache(Status)


def state_row(state: ClaimState) -> Values:
    """The row of a state."""
    return (
        state.claim,
        state.valid_from,
        state.valid_until,
        state.since,
        state.status.value,
        state.derived.value,
        state.row,
        state.support,
        state.opposition,
        state.affirmed,
        state.denied,
        state.withheld,
        state.still_disputed,
        state.split,
        state.review_due,
        state.last_said,
        sum([BITS[flag] for flag in state.flags]),
    )


def state_of(row: StateRow) -> ClaimState:
    """The state of a row."""
    return ClaimState(
        row.claim,
        _status(row.status),
        _status(row.derived),
        row.rule,
        row.support,
        row.opposition,
        row.since,
        row.affirmed,
        row.denied,
        row.withheld,
        row.still_disputed,
        row.split,
        row.review_due,
        row.last_said,
        row.valid_from,
        row.valid_until,
        _flags(row.flags or 0),
    )


@cache
def _flags(bits: int) -> frozenset[Flag]:
    return frozenset([flag for flag, bit in BITS.items() if bits & bit])


@statement(StateRow)
def select_states(snapshot: Snapshot, numbers: Given | None = None) -> "sql.Select[Any]":
    """Where some claims, or all, stand: by claim and validity."""
    columns = tables.claim_states.c
    statement = sql.select(tables.claim_states).order_by(columns.claim, columns.valid_from)
    return statement if numbers is None else statement.where(selection.among(snapshot, columns.claim, numbers))


@statement(SummaryRow)
def select_summaries(snapshot: Snapshot, numbers: Given | None = None) -> "sql.Select[Any]":
    """What is told of some claims, or of all, by claim and validity."""
    columns = tables.claim_accounts.c
    statement = sql.select(tables.claim_accounts).order_by(columns.claim, columns.valid_from)
    return statement if numbers is None else statement.where(selection.among(snapshot, columns.claim, numbers))


@statement(RemovedStateRow)
def delete_states(snapshot: Snapshot, claims: Given) -> "sql.Executable":
    """The states of some claims deleted; what the totals lose by it."""
    columns = tables.claim_states.c
    gone = sql.delete(tables.claim_states).where(selection.among(snapshot, columns.claim, claims))
    return gone.returning(columns.status, columns.still_disputed, columns.valid_from, columns.valid_until)


@statement(ClaimNumberRow)
def delete_summaries(snapshot: Snapshot, claims: Given) -> "sql.Executable":
    """The summaries of some claims deleted; the claims that had one."""
    own = selection.among(snapshot, tables.claim_accounts.c.claim, claims)
    return sql.delete(tables.claim_accounts).where(own).returning(tables.claim_accounts.c.claim)


@statement(Row)
def update_totals(_snapshot: Snapshot) -> "sql.Update":
    """A number added to the count of a status."""
    total = tables.status_totals.c
    where = (total.status == sql.bindparam("s"), total.still_disputed == sql.bindparam("d"))
    return sql.update(tables.status_totals).where(*where).values(claims=total.claims + sql.bindparam("more"))


@statement(Row)
def delete_all_summaries(_snapshot: Snapshot) -> "sql.Delete":
    """Every summary deleted."""
    return sql.delete(tables.claim_accounts)


@statement(Row)
def delete_all_states(_snapshot: Snapshot) -> "sql.Delete":
    """Every state deleted."""
    return sql.delete(tables.claim_states)


@statement(Row)
def reset_totals(_snapshot: Snapshot) -> "sql.Update":
    """Every count set to nothing."""
    return sql.update(tables.status_totals).values(claims=0)


class ProjectionRow(NamedTuple):
    """A line of the projection as it is kept: the row of its state and the row of its summary."""

    state: Values
    summary: Values

    @property
    def claim(self) -> int:
        """The claim's number."""
        claim: int = self.state[0]
        return claim


@cache
def _counted_by() -> Callable[[Values], tuple[str, bool, int, int]]:
    """What tells of a state's row in which total it is counted."""
    places = map(columns_of("claim_states").index, ("status", "still_disputed", "valid_from", "valid_until"))
    return itemgetter(*places)


def projection_row(line: Line) -> ProjectionRow:
    """The rows of a line."""
    return ProjectionRow(state_row(line.state), summary_row(line.summary))


def put_rows(connection: Connection, lines: Iterable[ProjectionRow]) -> None:
    """Replace all that is kept of claims; the lines of one claim come one after the other, and all of them."""
    for batch in _whole(lines):
        totals = _removed(connection, {line.claim for line in batch})
        states, summaries = zip(*batch, strict=True)
        insert_rows(connection, "claim_states", states)
        insert_rows(connection, "claim_accounts", summaries)
        for status, still_disputed, valid_from, valid_until in map(_counted_by(), states):
            totals[status, still_disputed] += _always(valid_from, valid_until)
        _add_to_totals(connection, totals)


def forget_lines(connection: Connection, claims: Collection[int]) -> None:
    """Take claims out of the lists; their words stay, as lists of what was known earlier are looked up by them."""
    _add_to_totals(connection, _removed(connection, claims))


def _removed(connection: Connection, claims: Collection[int]) -> Counter[tuple[str, bool]]:
    """Delete all that is kept of claims; what that takes off the totals."""
    connection.ask(delete_summaries(claims=claims))
    totals: Counter[tuple[str, bool]] = Counter()
    for status, still_disputed, valid_from, valid_until in connection.ask(delete_states(claims=claims)):
        totals[status, still_disputed] -= _always(valid_from, valid_until)
    return totals


def clear(connection: Connection) -> None:
    """Forget all lines, before all are put again."""
    connection.change(delete_all_summaries(), [{}])
    connection.change(delete_all_states(), [{}])
    connection.change(reset_totals(), [{}])


def put_words(connection: Connection, claims: Collection[int]) -> None:
    """Index the words of the present versions of claims again."""
    existing = list(map(claim_of, connection.ask(select_claims(numbers=claims))))
    if existing:
        search.forget_words(connection, [claim.id for claim in existing])
        search.put_words(connection, [(claim.id, search.words_of(claim)) for claim in existing])


def rebuild_words(connection: Connection) -> None:
    """Index every claim's words again, also of those that are undone."""
    search.forget_all(connection)
    claims = map(claim_of, connection.stream(select_every_claim_ever()))
    found = ((claim.id, search.words_of(claim)) for claim in claims)
    for batch in batches(found, _BATCH_ROWS):
        search.put_words(connection, batch)


def _whole(lines: Iterable[ProjectionRow]) -> Iterator[list[ProjectionRow]]:
    """Batches in which every claim has all that is kept of it."""
    batch: list[ProjectionRow] = []
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
        connection.change(update_totals(), changed)


def summary_row(summary: ClaimSummary) -> Values:
    """The row of a summary, in the order of its table's columns."""
    counts, flags, dispute = summary.counts, summary.flags, summary.dispute
    return (
        summary.claim,
        summary.valid_from,
        summary.why,
        _some(summary.because),
        _some(summary.affirmed_by),
        _some(summary.denied_by),
        _some(summary.withheld_by),
        _some(tuple([awaited.party for awaited in summary.awaiting])),
        _some(tuple([awaited.since for awaited in summary.awaiting])),
        counts.documents,
        counts.outlets,
        counts.origins,
        counts.independent_origins,
        _figures_text(summary.figures),
        dispute and dispute.kind,
        dispute and _sides_text(dispute),
        _some(flags.denied_by),
        _some(flags.insisted_by),
        _some(flags.anonymous),
        _some(flags.hedged),
        flags.one_gatekeeper and to_json((flags.one_gatekeeper.carrier, flags.one_gatekeeper.copies)),
        _some(flags.self_contradictory),
        _some(tuple([(reversal.who, reversal.at) for reversal in flags.reversed])),
        _some(flags.against_interest),
        _some(tuple([(challenge.who, challenge.stance) for challenge in flags.challenged])),
        _some(tuple([(revision.who, revision.at) for revision in flags.revised])),
    )


def summary_of(row: SummaryRow) -> ClaimSummary:
    """The summary of a row."""
    gatekeeper = _items(row.one_gatekeeper)
    return ClaimSummary(
        claim=row.claim,
        why=row.why,
        because=_items(row.because),
        affirmed_by=_items(row.affirmed_by),
        denied_by=_items(row.denied_by),
        withheld_by=_items(row.withheld_by),
        awaiting=tuple(map(Awaited, _items(row.awaiting), _items(row.awaiting_since))),
        counts=Counts(row.documents, row.outlets, row.origins, row.independent_origins),
        figures=_figures_of(row.figures),
        dispute=None if row.dispute is None else Dispute(row.dispute, _sides_of(row.sides or "[]")),
        flags=Flags(
            denied_by=_items(row.denied_by_interested),
            insisted_by=_items(row.insisted_by_interested),
            anonymous=_items(row.anonymous),
            hedged=_items(row.hedged),
            one_gatekeeper=Gatekeeper(*gatekeeper) if gatekeeper else None,
            self_contradictory=_items(row.self_contradictory),
            reversed=tuple(Reversal(who, at) for who, at in _items(row.reversed)),
            against_interest=_items(row.against_interest),
            challenged=tuple(Challenge(who, Stance(stance)) for who, stance in _items(row.challenged)),
            revised=tuple(Reversal(who, at) for who, at in _items(row.revised)),
        ),
        valid_from=row.valid_from,
    )


def _some(values: tuple[Any, ...]) -> str | None:
    return to_json(values) if values else None


def _items(text: str | None) -> tuple[Any, ...]:
    return () if text is None else from_json(text)


def _figures_text(figures: Figures | None) -> str | None:
    """The lowest figure, the highest, the range that none excludes, and what is rejected, by whom."""
    if figures is None:
        return None
    bounds = (None if bound is None else str(bound) for bound in (figures.low, figures.high))
    rejected = tuple((figure_text(one.figure), one.by) for one in figures.rejected)
    return to_json((*bounds, figure_text(figures.agreed), rejected))


def _figures_of(text: str | None) -> Figures | None:
    if text is None:
        return None
    low, high, agreed, rejected = from_json(text)
    return Figures(_decimal(low), _decimal(high), figure_of(agreed), tuple(_rejected(*one) for one in rejected))


def _rejected(figure: str, by: list[str]) -> Rejected:
    return Rejected(read_figure(figure), tuple(by))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else number_of(text)


def _sides_text(dispute: Dispute) -> str:
    return to_json(tuple((side.position, side.who, side.because) for side in dispute.sides))


def _sides_of(text: str) -> tuple[DisputeSide, ...]:
    return tuple(DisputeSide(position, tuple(who), tuple(because)) for position, who, because in decode(text))


def states(connection: Connection, numbers: Iterable[int] | None = None) -> Iterator[ClaimState]:
    """What the projection holds, of these claims or of all, by claim and validity."""
    return map(state_of, connection.stream(select_states(None if numbers is None else list(numbers))))


def summaries(connection: Connection, numbers: Collection[int] | None = None) -> Iterator[ClaimSummary]:
    """What the projection tells of these claims or of all, by claim and validity."""
    return map(summary_of, connection.stream(select_summaries(numbers)))


class LookupKeys:
    """What claims, parties and sources are found by, waiting to be written once their versions are."""

    def __init__(self) -> None:
        self._terms: list[tuple[str, str, int]] = []
        self._words: list[tuple[int, list[str]]] = []
        self._names: dict[str, list[tuple[str, int, int]]] = {"party_names": [], "source_names": []}

    def add(self, versions: Sequence[tuple[int, int, Claim]]) -> None:
        """Take in versions of claims, with their own numbers and the claims'."""
        rows = [(*term, version) for version, _, claim in versions for term in claim_terms(claim)]
        check_texts("claim_terms", rows)
        self._terms += rows
        self._words += [(number, search.words_of(claim)) for _, number, claim in versions]

    def add_party(self, version: int, party: Party) -> None:
        """Take in a version of a party, with its own number."""
        self._add_names("party_names", version, party_keys(party))

    def add_source(self, version: int, source: Source) -> None:
        """Take in a version of a source, with its own number."""
        self._add_names("source_names", version, source_keys(source))

    def _add_names(self, table: str, version: int, keys: Mapping[str, int]) -> None:
        rows = [(key, version, rank) for key, rank in keys.items()]
        check_texts(table, rows)
        self._names[table] += rows

    def flush(self, connection: Connection) -> None:
        """Write what is waiting."""
        if self._terms:
            insert_rows(connection, "claim_terms", self._terms)
            self._terms = []
        for table, rows in self._names.items():
            if rows:
                insert_rows(connection, table, rows)
                self._names[table] = []
        if self._words:
            search.put_words(connection, self._words)
            self._words = []
