"""Where the analyst is: view, filter, order, moment, current claim and marks. Plain Python, without a screen.

Invariant: what is wanted is found without changing anything here (`find`, in any thread), and taken over at once
(`settle`). Marks and the current claim are remembered by view; only marked claims that are shown are acted upon.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.errors import UsageError
from verifier.domain.model.time import MINUTE, SECOND
from verifier.domain.query import UNCONFIRMED, Query
from verifier.reports.changes import Change
from verifier.reports.listing import ListedClaim
from verifier.reports.text.times import moment_of
from verifier.services.review.asked import PRESENT, Asked, When
from verifier.services.review.facets import OFFERED, Facet
from verifier.services.review.last_look import LastLook, Place, by_claim, changes_since, keep
from verifier.services.review.pager import ClaimPager, PastPager
from verifier.services.workspace import Workspace
from verifier.storage.lists.conditions import Sorting

if TYPE_CHECKING:
    from verifier.services.review.privacy import Privacy

PAGE: Final = 100
_PAGES_KEPT: Final = 40
# What reads the database is imported where it is read, which is after the screen has been painted.
_Choice = TypeVar("_Choice", "View", Sorting)


class View(StrEnum):
    """Which claims are looked at."""

    DISPUTED = "disputed"
    UNCONFIRMED = "unconfirmed"
    ALL = "all"
    REVIEW_DUE = "review due"
    CHANGED = "changed"


NO_CHANGES: Final[Mapping[int, Change]] = MappingProxyType({})
NOTHING_FOUND: Final = -1
"""The revision of a list before any was found."""


class Wanted(Struct, frozen=True):
    """What is to be listed: a view, a filter as written and as read, an order, a moment likewise."""

    view: View = View.DISPUTED
    text: str = ""
    query: Query = field(default_factory=Query)
    sorting: Sorting = Sorting.NEWEST
    when: When = PRESENT
    moment: str = ""

    def narrowed(self, term: str) -> str:
        """The filter with a term that all it finds has to meet as well."""
        text = f"({self.text})" if self.query.others else self.text
        return f"{text} {term}".strip()

    @property
    def asked(self) -> Asked | None:
        """The claims of the view that pass the filter; None if there can be none."""
        if self.view is View.UNCONFIRMED:
            unconfirmed = self.query.each(_unconfirmed)
            return Asked(unconfirmed, when=self.when) if unconfirmed else None
        due = self.query.each(lambda one: replace(one, review_due=True))
        query = due if due and self.view is View.REVIEW_DUE else self.query
        return Asked(query, still_disputed=self.view is View.DISPUTED, when=self.when)


def _unconfirmed(query: Query) -> Query | None:
    """What asks for the same among unconfirmed claims; None if there can be none."""
    statuses = UNCONFIRMED & (query.statuses or UNCONFIRMED)
    return replace(query, statuses=statuses) if statuses else None


class CurrentDocument(Struct, frozen=True):
    """What is being read: the document of everything that is said until another one is chosen."""

    url: str = ""
    outlet: str = ""
    published: str = ""

    @property
    def fields(self) -> Mapping[str, str]:
        """The fields of the document that are known."""
        known = {"url": self.url, "outlet": self.outlet, "published": self.published}
        return {name: value for name, value in known.items() if value}


@dataclass
class Spot:
    """What is remembered of a view: the current claim, its place, and the marks."""

    claim: int | None = None
    place: int = 0
    marks: set[int] = field(default_factory=set)


class Found(Struct, frozen=True):
    """What was found for something wanted: the lines, the place of the current claim, the marks that are shown.

    `known_since` is when the revision was recorded as known at which it is looked (microseconds UTC).
    """

    wanted: Wanted
    pager: ClaimPager
    place: int
    marks: frozenset[int]
    revision: int
    known_since: int | None = None
    changed: Mapping[int, Change] = NO_CHANGES


class Review:
    """The state of the review screen.

    `look` is what is kept of the analyst from one run to the next, `privacy` what does not leave the ledger in files.
    """

    def __init__(
        self,
        workspace: Workspace,
        text: str = "",
        when: When = PRESENT,
        moment: str = "",
        look: LastLook | None = None,
        *,
        privacy: "Privacy | None" = None,
    ) -> None:
        self.workspace = workspace
        self.privacy = privacy
        self.look = look or LastLook()
        self.changed = NO_CHANGES
        self.read_only = False
        self.spots = {view: Spot() for view in View}
        known = {name: text for name, text in self.look.document.items() if name in CurrentDocument.__struct_fields__}
        self.document = CurrentDocument(**known)
        self.wanted = Wanted(text=text.strip(), query=self.read_filter(text), when=when, moment=moment)
        self._take(Found(self.wanted, PastPager((), workspace.clock(), 0), 0, frozenset(), NOTHING_FOUND))

    def open(self) -> None:
        """Find what is wanted at first (DatabaseError)."""
        if found := self.find(self.wanted, lambda: False):
            self.settle(found)

    def facets(self, given_up: Callable[[], bool] = lambda: False, offered: int = OFFERED) -> list[Facet] | None:
        """What the list can be narrowed to, `offered` values of a field; None if it was given up (DatabaseError)."""
        from verifier.services.review.facets import facets

        wanted, pager = self.wanted, self.pager
        if (asked := wanted.asked) is None:
            return []

        def narrowed(term: str) -> Asked | None:
            return replace(wanted, query=self._read(wanted.narrowed(term))).asked

        return facets(self.workspace, pager, asked, narrowed, given_up=given_up, offered=offered)

    def read_document(self, document: CurrentDocument) -> None:
        """Take another document for the current one, for the next run too."""
        self.document = document
        self.look.document = dict(document.fields)

    def put_off(self, claim: int) -> int:
        """Put a claim off until tomorrow; gives the instant at which it comes back."""
        tz = self.workspace.zone.tz
        today = moment_of(self.workspace.clock(), tz).date()
        tomorrow = datetime.combine(today + timedelta(days=1), time.min, tz)
        self.look.later[claim] = int(tomorrow.timestamp()) * SECOND
        return self.look.later[claim]

    def is_put_off(self, claim: int) -> bool:
        """Whether a claim comes back only later."""
        return self.look.later.get(claim, 0) > self.workspace.clock()

    def read_filter(self, text: str) -> Query:
        """A filter as typed (UsageError)."""
        query = self._read(text)
        if query.who or query.via or query.party:
            from verifier.services.review.names_asked import refuse_unknown_names

            refuse_unknown_names(self.workspace, query)
        return query

    def _read(self, text: str) -> Query:
        if not text:
            return Query()
        from verifier.intake.query import read_query
        from verifier.intake.times.dates import DateReader
        from verifier.services.review.claim_views import stale_days

        reader = DateReader(self.workspace.clock(), zone=self.workspace.zone)
        return read_query(text, reader, lambda: stale_days(self.workspace))

    @property
    def spot(self) -> Spot:
        """What is remembered of the present view."""
        return self.spots[self.wanted.view]

    @property
    def writing(self) -> bool:
        """Whether this is the present, in which alone something can be recorded, and that is wanted."""
        return self.wanted.when.is_present and not self.read_only

    @property
    def aged(self) -> bool:
        """Whether the list is of a minute that is over."""
        return self.wanted.when.is_present and self.workspace.clock() // MINUTE != self.pager.at // MINUTE

    def find(self, wanted: Wanted, given_up: Callable[[], bool]) -> Found | None:
        """What is wanted, from the database; None if it was given up meanwhile (DatabaseError)."""
        from verifier.services.review.moments import recorded_at
        from verifier.services.review.pager import head_revision

        revision = head_revision(self.workspace)
        changed = self._changes(wanted, revision)
        pager = self._pager(wanted, given_up)
        if pager is None:
            return None
        if wanted.view is View.CHANGED:
            pager = picked(pager, changed)
        spot = self.spots[wanted.view]
        place = None if spot.claim is None else pager.place(spot.claim)
        marks = frozenset(pager.which(spot.marks) if spot.marks else ())
        known = wanted.when.known
        known_since = None if known is None else recorded_at(self.workspace, known)
        return Found(wanted, pager, spot.place if place is None else place, marks, revision, known_since, changed)

    def _changes(self, wanted: Wanted, revision: int) -> Mapping[int, Change]:
        """The claims that stand otherwise than when the analyst last looked."""
        if not self.look.ever or not wanted.when.is_present:
            return NO_CHANGES
        return self.changed if revision == self.revision else by_claim(changes_since(self.workspace, self.look.seen))

    def _pager(self, wanted: Wanted, given_up: Callable[[], bool]) -> ClaimPager | None:
        asked = wanted.asked
        if asked is None:
            every = self._listed(Asked(when=wanted.when), wanted.sorting, given_up)
            return None if every is None else PastPager((), every.at, every.total)
        return self._listed(asked, wanted.sorting, given_up)

    def _listed(self, asked: Asked, sorting: Sorting, given_up: Callable[[], bool]) -> ClaimPager | None:
        from verifier.services.review.claim_views import present
        from verifier.services.review.pager import PresentPager, past_shelf

        with self.workspace.read() as connection:
            asked = present(connection, self.workspace, asked)
        if asked.when.is_present:
            return PresentPager(self.workspace, asked, sorting)
        return past_shelf(self.workspace, asked, sorting, given_up)

    def settle(self, found: Found) -> None:
        """Take over what was found; where the current claim is gone, the one in its place becomes current."""
        self._take(found)
        self.move_to(found.place)

    def _take(self, found: Found) -> None:
        self.wanted = found.wanted
        self.pager = found.pager
        self.revision = found.revision
        self.known_since = found.known_since
        self.changed = found.changed
        # A mark may have been taken away while it was looked for.
        self.shown_marks = set(found.marks) & self.spots[found.wanted.view].marks
        self._pages: dict[int, Sequence[ListedClaim]] = {}

    def line(self, place: int) -> ListedClaim | None:
        """The line at a place, read with those around it when it is wanted (DatabaseError)."""
        if not 0 <= place < len(self.pager):
            return None
        number, index = divmod(place, PAGE)
        if number not in self._pages:
            if len(self._pages) >= _PAGES_KEPT:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = self.pager.rows(number * PAGE, PAGE)
        lines = self._pages[number]
        # Fewer than expected if somebody wrote meanwhile: the list is about to be read again.
        return lines[index] if index < len(lines) else None

    def restore(self) -> None:
        """Want what was looked at when the screen was left last, if that can still be read."""
        with suppress(UsageError):
            self.wanted = self.wanted_at(self.look.place)
            self.spot.claim = self.look.place.claim

    def wanted_at(self, place: Place) -> Wanted:
        """What is wanted at a place that was kept (UsageError if that cannot be read any more)."""
        try:
            view, sorting = View(place.view), Sorting(place.sorting)
        except ValueError as error:
            raise UsageError(f"{error}: this view cannot be read any more") from error
        return replace(self.wanted, view=view, sorting=sorting, text=place.filter, query=self.read_filter(place.filter))

    @property
    def place(self) -> Place:
        """View, filter and order as they are kept."""
        return Place(self.wanted.view.value, self.wanted.text, self.wanted.sorting.value)

    @property
    def view_name(self) -> str:
        """The name under which this view was kept; nothing if it has none."""
        return next((name for name, place in self.look.views.items() if place == self.place), "")

    def keep_view(self, name: str) -> None:
        """Keep view, filter and order under a name."""
        self.look.views[name] = self.place
        keep(self.workspace, self.look)

    def forget_view(self, name: str) -> None:
        """Keep a view no longer."""
        self.look.views.pop(name, None)
        keep(self.workspace, self.look)

    def leave(self) -> None:
        """Keep where the screen is left, and that everything up to now was seen; nothing if nothing was shown."""
        if self.opened:
            self.look.place = replace(self.place, claim=self.spot.claim)
            self.see_everything()

    @property
    def opened(self) -> bool:
        """Whether a list was found, be it an empty one."""
        return self.revision >= 0

    def see_everything(self) -> None:
        """Note that everything up to now was seen."""
        self.look.seen, self.look.at = self.revision, self.workspace.clock()
        self.changed = NO_CHANGES
        keep(self.workspace, self.look)

    def move_to(self, place: int) -> None:
        """Make the line at a place, or the nearest there is, the current one."""
        place = max(0, min(place, len(self.pager) - 1))
        line = self.line(place)
        self.spot.place = place
        self.spot.claim = line.number if line else None

    @property
    def targets(self) -> list[int]:
        """The claims an action is about: those marked and shown, else the current one."""
        if self.shown_marks:
            return sorted(self.shown_marks)
        return [] if self.spot.claim is None else [self.spot.claim]

    def toggle_mark(self) -> None:
        """Mark the current claim, or take its mark away."""
        if self.spot.claim is not None:
            self.spot.marks ^= {self.spot.claim}
            self.shown_marks ^= {self.spot.claim}

    def mark_shown(self) -> None:
        """Mark every claim shown, or take the marks away if all are marked (DatabaseError)."""
        if len(self.shown_marks) == len(self.pager):
            self.unmark()
        else:
            self.shown_marks = set(self.pager.numbers())
            self.spot.marks |= self.shown_marks

    def unmark(self) -> None:
        """Take the marks of the claims shown away."""
        self.spot.marks -= self.shown_marks
        self.shown_marks = set()


def picked(pager: ClaimPager, claims: Collection[int]) -> PastPager:
    """Those lines of a list that are of some claims, in the order of the list."""
    places = sorted(place for claim in pager.which(claims) if (place := pager.place(claim)) is not None)
    return PastPager([row for place in places for row in pager.rows(place, 1)], pager.at, pager.total)


def after(choice: _Choice) -> _Choice:
    """The next view or order, the first one after the last."""
    choices: list[_Choice] = list(type(choice))
    return choices[(choices.index(choice) + 1) % len(choices)]
