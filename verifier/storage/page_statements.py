"""Named statements about pages of lists, of claims that are asked for nothing but words in a SQLite file: `statements`.

`words` are as its index is asked for them; if `in_order`, each claim is asked for them as it is met.
"""

from typing import Any

from sqlalchemy import Select, select

from verifier.storage import fulltext, pages
from verifier.storage.list_order import Walk
from verifier.storage.selection import CLAIM_TEXT, among, newest_version
from verifier.storage.snapshot import Snapshot, Values
from verifier.storage.tables import claim_versions, claims


def page(
    _snapshot: Snapshot,
    *,
    walk: Walk,
    still_disputed: bool,
    in_order: bool,
    now: int,
    since: int,
    claim: int,
    skip: int,
    limit: int,
    words: str | None = None,
) -> Select[Any]:
    """Where some claims stand: those beyond one, on the way along a list."""
    found = pages.asked_by_words(now, words, still_disputed=still_disputed, in_order=in_order)
    return pages.page([*found, pages.beyond(walk, since, claim)], walk, skip, limit)


def place(
    _snapshot: Snapshot,
    *,
    walk: Walk,
    still_disputed: bool,
    in_order: bool,
    now: int,
    since: int,
    claim: int,
    words: str | None = None,
) -> Select[Any]:
    """How many claims of a list are beyond one."""
    found = pages.asked_by_words(now, words, still_disputed=still_disputed, in_order=in_order)
    return pages.counted([*found, pages.beyond(walk, since, claim)])


def counted(_snapshot: Snapshot, *, still_disputed: bool, now: int, words: str | None = None) -> Select[Any]:
    """How many claims there are."""
    return pages.counted(pages.asked_by_words(now, words, still_disputed=still_disputed, in_order=words is None))


def with_words(_snapshot: Snapshot, *, words: str, most: int) -> Select[Any]:
    """How many claims have some words, counted no further than to a number."""
    return fulltext.counted_up_to(fulltext.found_by_index(words), most)


def texts(snapshot: Snapshot, numbers: Values) -> Select[Any]:
    """What some claims are called by: key and text."""
    return (
        select(claims.c.id, claim_versions.c.key, CLAIM_TEXT)
        .join(claim_versions, claim_versions.c.claim == claims.c.id)
        .where(newest_version(claim_versions, "claim", None))
        .where(among(snapshot, claims.c.id, numbers))
    )
