"""What is noted beside a report file, so that the report can be made again and checked."""

from msgspec import Struct

from verifier.domain.query import Query


class ReportNote(Struct, frozen=True):
    """How a report was asked for, of which ledger, and what became of it. Instants are microseconds UTC.

    `query` is as written, `conditions` as understood. `as_of`, `since` and `until` are instants, `known_at` is a
    revision's number. `revision` and `digest` are the head's in the moment that was read, None of an empty ledger.
    `raw` tells whether cells that look like formulas were left as they are. Claims under `private_tags` were left out
    and confidential sources masked; None if all was told.
    """

    report: str
    query: str
    conditions: Query
    created: int
    rules: str
    policy: str
    revision: int | None = None
    digest: str | None = None
    as_of: int | None = None
    known_at: int | None = None
    since: int | None = None
    until: int | None = None
    raw: bool = False
    rows: int = 0
    size: int = 0
    sha256: str = ""
    private_tags: tuple[str, ...] | None = None
