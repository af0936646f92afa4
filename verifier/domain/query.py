"""What an analyst asks for when listing claims, and how each condition is written: declared here alone."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.explain.outcome import ClaimState, Flag
from verifier.domain.model.claims import ClaimKind, Status

UNCONFIRMED: Final = frozenset({Status.UNVERIFIED, Status.SINGLE_SOURCE})
"""What `status:unconfirmed` stands for."""

Span = tuple[int | None, int | None]
"""From when to when, both included (microseconds UTC); None is open."""


class Query(Struct, frozen=True):
    """Conditions that must all hold; inside one field, any of its values will do. An empty field asks nothing.

    `words` are words or exact phrases of the claim, `without` those it may not have. `who`, `party`, `via` and `by`
    are names as written, `places` parts of the place's name, `quotes` words or phrases of one quotation. `since`,
    `until` (both included) bound when the claim entered its present status, `happened` is a span that the claim's own
    meets, and `stale` says for how long at least nothing new was said, all in microseconds (UTC). `review_due` asks for
    claims of which a verdict is due for review, `flags` for those with a flag, `stale_after` being the silence after
    which a claim is flagged stale. Claims that meet all of this are asked for, and those that meet one of `others`.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    statuses: frozenset[Status] = frozenset()
    who: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    stale: int | None = None
    review_due: bool = False
    flags: frozenset[Flag] = frozenset()
    stale_after: int | None = None
    kinds: frozenset[ClaimKind] = frozenset()
    places: tuple[str, ...] = ()
    happened: Span | None = None
    quotes: tuple[str, ...] = ()
    others: tuple["Query", ...] = ()

    @classmethod
    def any_of(cls, alternatives: Iterable["Query"]) -> "Query":
        """What asks for claims that meet one of these, none of which has others (one at least)."""
        first, *others = dict.fromkeys(alternatives)
        return replace(first, others=tuple(others)) if others else first

    @property
    def alternatives(self) -> tuple["Query", ...]:
        """Queries without others: a claim is asked for if it meets one of them."""
        return (replace(self, others=()), *self.others) if self.others else (self,)

    def each(self, change: Callable[["Query"], "Query | None"]) -> "Query | None":
        """The query with every alternative changed, or left out where that gives None; None if none is left."""
        changed = [found for one in self.alternatives if (found := change(one)) is not None]
        return Query.any_of(changed) if changed else None

    def bounds(self, since: int | None, until: int | None) -> tuple[int | None, int | None]:
        """The instants that bound what is asked for, where these bound it as well; others are not looked at."""
        first = max((at for at in (since, self.since) if at is not None), default=None)
        last = min((at for at in (until, self.until) if at is not None), default=None)
        return first, last

    def fits(self, state: ClaimState, now: int) -> bool:
        """Whether a claim that stands so at an instant (microseconds UTC) meets the conditions on its status.

        Others are not looked at.
        """
        if self.statuses and state.status not in self.statuses:
            return False
        if self.review_due and not state.review_due:
            return False
        if self.flags and not any(state.has(flag, now, self.stale_after or 0) for flag in self.flags):
            return False
        if self.since is not None and state.since < self.since:
            return False
        if self.until is not None and state.since > self.until:
            return False
        return self.stale is None or state.silent_for(now, self.stale)


class Sort(StrEnum):
    """What sort of value a field of a query has."""

    NAMES = "names"
    WORDS = "words"
    STATUSES = "statuses"
    FLAGS = "flags"
    KINDS = "kinds"
    START = "start"
    END = "end"
    SPAN = "span"
    SILENCE = "silence"
    SWITCH = "switch"


class QueryField(Struct, frozen=True):
    """How a condition of a Query is written and noted.

    `of` is what it is called there; `written` its field in a query string, None if it has none; `about` says which
    claims it lists; `noted` is its name in the side-car of a report, where what was not always asked is `optional`.
    """

    of: str
    sort: Sort
    written: str | None = None
    about: str = ""
    noted: str = ""
    optional: bool = False

    @property
    def name(self) -> str:
        """Its name in the side-car of a report."""
        return self.noted or self.of

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that there are, if they are few."""
        return _CHOICES.get(self.sort, ())


_CHOICES: Final = {
    Sort.STATUSES: (*(status.value for status in Status), "unconfirmed"),
    Sort.FLAGS: tuple(flag.value for flag in Flag),
    Sort.KINDS: tuple(kind.value for kind in ClaimKind),
}

_STATUS: Final = "with this status; `unconfirmed` is `unverified` or `single-source`"
_WHO: Final = "with an attribution whose origin has this name, or is a voice of the party it speaks for"
_QUOTE: Final = 'with a quotation that has this word by its beginning, or this phrase in `""`'
_HAPPENED: Final = "that happened then: `2024-11-19`, a span as `2024-11-18..20`, or open at one end as `2024-11-18..`"
_STALE: Final = "on which nothing new was said for so long: `90m`, `48h`, `14d`, `2w`"

QUERY_FIELDS: Final = (
    QueryField("words", Sort.WORDS),
    QueryField("without", Sort.WORDS),
    QueryField("statuses", Sort.STATUSES, "status", _STATUS),
    QueryField("flags", Sort.FLAGS, "flag", "with this flag, such as `challenged` or `split`", optional=True),
    QueryField("kinds", Sort.KINDS, "kind", "of this kind: `fact`, `prediction` or `opinion`", optional=True),
    QueryField("who", Sort.NAMES, "who", _WHO),
    QueryField("party", Sort.NAMES, "party", "with an attribution whose origin belongs to this party"),
    QueryField("via", Sort.NAMES, "via", "that came through this carrier or outlet"),
    QueryField("quotes", Sort.WORDS, "quote", _QUOTE, optional=True),
    QueryField("tags", Sort.NAMES, "tag", "with this tag"),
    QueryField("keys", Sort.NAMES, "key", "with this key"),
    QueryField("places", Sort.NAMES, "place", "with this in the name of its place", optional=True),
    QueryField("happened", Sort.SPAN, "happened", _HAPPENED, optional=True),
    QueryField("by", Sort.NAMES, "by", "on which this analyst recorded something"),
    QueryField("since", Sort.START, "since", "that entered their present status then or later"),
    QueryField("until", Sort.END, "until", "that entered their present status then or before"),
    QueryField("stale", Sort.SILENCE, "stale", _STALE, noted="stale_seconds"),
    QueryField("review_due", Sort.SWITCH),
    QueryField("stale_after", Sort.SILENCE, noted="stale_after_seconds", optional=True),
)
"""Every condition there is; `others` are queries of their own."""

FIELDS: Final = {field.written: field for field in QUERY_FIELDS if field.written}
"""Those that have a field in query strings, by its name."""

FIXED_VALUES: Final = {name: field.choices for name, field in FIELDS.items() if field.choices}
"""By field, the values that are the same in every ledger."""

_PLAIN: Final = re.compile(r"[^\s,()]+")


def term(name: str, value: str) -> str:
    """A field with its value, as a query has it."""
    return f"{name}:{value}" if _PLAIN.fullmatch(value) else f'{name}:"{value}"'
