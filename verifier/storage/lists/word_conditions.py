"""What a query asks of the words of claims: the index holds present ones, those of then are read from the facts."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from verifier.domain.query import Query
from verifier.storage.db.connection import Connection
from verifier.storage.db.statement import Bound, CountRow, Given, Row, Snapshot, statement
from verifier.storage.lists.words import Phrase, cut, questions, words_of
from verifier.storage.statements.claims import ClaimRow, claim_of
from verifier.storage.statements.lazy import LazyModule, selection, sql, tables

if TYPE_CHECKING:
    from verifier.storage.lists import search
else:
    search = LazyModule("verifier.storage.lists.search")


class Asking(NamedTuple):
    """What was known, and which claims are asked: those kept for lists, met in order or not, or all recorded."""

    connection: Connection
    known_at: int | None
    listed: bool
    in_order: bool


def number_of(*, listed: bool) -> "sql.ColumnElement[int]":
    """The number of the claim that is asked about."""
    return tables.claim_states.c.claim if listed else tables.claims.c.id


@statement(Row)
def is_found(
    snapshot: Snapshot, words: str, *, wanted: bool, listed: bool, in_order: bool
) -> "sql.ColumnElement[bool]":
    """Whether the index finds a claim by some words, or does not.

    The number of claims that are met in order is looked up in no index, being worked out.
    """
    number = number_of(listed=listed) + 0 if in_order else number_of(listed=listed)
    found = search.found_by(snapshot, words)
    return number.in_(found) if wanted else number.not_in(found)


@statement(Row)
def was_found(snapshot: Snapshot, words: str, claims: Given, *, wanted: bool) -> "sql.ColumnElement[bool]":
    """Whether the index finds a claim, or did not; of those that were written otherwise then, some are given."""
    number, rewritten = tables.claims.c.id, search.rewritten(snapshot.known_at)
    as_now = sql.and_(number.in_(search.found_by(snapshot, words)), number.not_in(rewritten))
    found = sql.or_(selection.among(snapshot, number, claims), as_now)
    return found if wanted else sql.not_(found)


@statement(Row)
def never(_snapshot: Snapshot) -> "sql.ColumnElement[bool]":
    """What no claim meets."""
    return sql.false()


@statement(ClaimRow)
def select_rewritten(snapshot: Snapshot) -> "sql.Select[Any]":
    """The claims that have been written otherwise since."""
    since = search.rewritten(snapshot.known_at)
    return selection.claims_known(snapshot.known_at).where(tables.claims.c.id.in_(since))


@statement(CountRow)
def count_found(snapshot: Snapshot, *, words: str, most: int) -> "sql.Select[Any]":
    """How many claims the index finds by some words, counted no further than to a number."""
    return search.counted_up_to(search.found_by(snapshot, words), most)


def asked_of_words(asking: Asking, query: Query) -> Iterator[Bound[Row]]:
    """What one alternative asks of the words of claims."""
    connection, known_at, listed, in_order = asking
    if not all(map(cut, query.words)):  # there is no word in it, so nothing has it
        yield never()
    elif known_at is None:
        for words, wanted in questions(query.words, query.without, sqlite=connection.sqlite):
            yield is_found(words, wanted=wanted, listed=listed, in_order=in_order)
    else:
        for phrases, wanted in ((query.words, True), (query.without, False)):
            for phrase in filter(cut, phrases):
                [(words, _)] = questions([phrase], (), sqlite=connection.sqlite)
                yield was_found(words, _had(connection, phrase, known_at), wanted=wanted)


def _had(connection: Connection, phrase: str, known_at: int) -> list[int]:
    """The claims that have been written otherwise since, and had a phrase."""
    sought = Phrase(phrase)
    then = map(claim_of, connection.stream(select_rewritten(), known_at))
    return [claim.id for claim in then if sought.is_among(words_of(claim))]


def finds_few(connection: Connection, phrases: Sequence[str], few: int) -> bool:
    """Whether the index finds fewer claims than so many by phrases that a claim must have; not if there are none."""
    asked = questions(list(filter(cut, phrases)), (), sqlite=connection.sqlite)
    return any(connection.ask(count_found(words=words, most=few))[0].claims < few for words, _ in asked)
