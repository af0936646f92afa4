"""Lines of the review screen, laid out to a width: state, heading, claims."""

from typing import Final

from msgspec import Struct

from verifier.domain.model.claims import Status
from verifier.reports.changes import Change
from verifier.reports.listing import ListedClaim, claim_head, claim_words
from verifier.reports.text.styled import Line, Role, Run, cut, glyph, line, padded, plain, visible, width, wrapped
from verifier.reports.text.wording import age, clock
from verifier.services.review.asked import When
from verifier.storage.lists.conditions import Sorting
from verifier.tui.state import Review, View

WIDE: Final = 110
"""From how many columns on list and page stand side by side."""
WIDEST: Final = 180
"""From how many columns on there is a third column."""
MARK: Final = "*"
NEWS: Final = "•"
ASCII_NEWS: Final = "!"
AGES: Final = len("25 Nov 2024")
_LEAST_STATE: Final = 60
"""Below how many columns the state of the list needs them all."""
_VIEWS: Final = {
    View.DISPUTED: (Status.DISPUTED, Role.DENY),
    View.UNCONFIRMED: (Status.UNVERIFIED, Role.NEUTRAL),
    View.ALL: (None, Role.STRONG),
    View.REVIEW_DUE: (None, Role.REFUTED),
    View.CHANGED: (None, Role.REFUTED),
}
_SORTINGS: Final = {
    Sorting.NEWEST: "newest first",
    Sorting.OLDEST: "longest first",
    Sorting.NUMBER: "by number",
}


class Look(Struct, frozen=True):
    """How to lay a claim out: the instant asked about, the width of refs, the columns and lines there are."""

    now: int
    refs: int
    columns: int
    height: int
    ascii_only: bool = False
    causes: bool = False

    @property
    def ellipsis(self) -> str:
        """What stands for text that was cut."""
        return "..." if self.ascii_only else "…"


def heading(refs: int) -> Line:
    """What stands above the claims."""
    return line(
        Run(f" {padded('ref', refs)}   {padded('for', AGES, right=True)}  ", Role.FAINT),
        Run(" +", Role.AFFIRM),
        " ",
        Run(" -", Role.DENY),
        " ",
        Run(" ?", Role.NEUTRAL),
        Run("  claim", Role.FAINT),
    )


def claim_lines(claim: ListedClaim, look: Look, *, marked: bool, change: Change | None = None) -> list[Line]:
    """A claim in exactly as many lines as there are for it; one that changed has a mark, and where wanted the cause."""
    lasts = padded(age(claim.state.since, look.now), AGES, right=True)
    news = Run(ASCII_NEWS if look.ascii_only else NEWS, Role.REFUTED) if change else Run(" ")
    mark = Run(MARK, Role.AFFIRM) if marked else news
    head = (mark, *claim_head(claim, lasts, look.refs, ascii_only=look.ascii_only))
    text, indent = claim_words(claim), width(plain(head))
    if change and look.causes:
        text = (*cause(change, ascii_only=look.ascii_only), Run(": ", Role.FAINT), *text)
    room = max(8, look.columns - indent - 1)
    if look.height == 1:
        return [(*head, *cut(text, room, ellipsis=look.ellipsis))]
    first, *others = wrapped(text, room)
    rest = cut(line(" ".join(map(plain, others))), room, ellipsis=look.ellipsis)
    return [(*head, *first), (Run(" " * indent), *rest)]


def cause(change: Change, *, ascii_only: bool) -> Line:
    """From which status to which, in which revision, and whose that is."""
    before = "new" if change.old is None else change.old.value
    arrow = "->" if ascii_only else "→"
    return line(Run(f"{before} {arrow} {change.new}, {visible(change.analyst)} r{change.revision}", Role.NEUTRAL))


def state_line(review: Review, columns: int, *, busy: bool, ascii_only: bool) -> Line:
    """View, counts, filter, order, marks, moment: always to be seen."""
    if not review.opened:
        return line(Run(f" {review.wanted.view.value.upper()}   reading", Role.FAINT))
    status, role = _VIEWS[review.wanted.view]
    mark = f"{glyph(status, ascii_only=ascii_only)} " if status else ""
    name = review.view_name
    count = len(review.pager)
    parts: list[str | Run] = [
        Run(f" {mark}{review.wanted.view.value.upper()} {count:,}", role),
        f" of {review.pager.total:,}",
        *([Run(f"   {visible(name)}", Role.STRONG)] if name else []),
        *([Run(f"   {len(review.shown_marks):,} marked", Role.AFFIRM)] if review.shown_marks else []),
        *([Run(f"   / {visible(review.wanted.text)}", Role.DENY)] if review.wanted.text else []),
        *([Run(f"   reading {visible(_document(review))}", Role.AFFIRM)] if review.document.fields else []),
        *([Run(f"   {_news(review)}", Role.REFUTED)] if review.changed else []),
        Run(f"   {_SORTINGS[review.wanted.sorting]}", Role.FAINT),
        Run(f"   {_clock(review, review.pager.at)}", Role.FAINT),
        *([Run("   read only", Role.DENY)] if review.read_only else []),
        *([Run("   reading", Role.FAINT)] if busy else []),
    ]
    said, own = line(*parts), Run(f"{_own(review)} ", Role.FAINT)
    ellipsis = "..." if ascii_only else "…"
    room = columns - width(own.text) - 2
    if room < _LEAST_STATE:
        return cut(said, columns, ellipsis=ellipsis)
    said = cut(said, room, ellipsis=ellipsis)
    return (*said, Run(" " * (columns - width(plain(said)) - width(own.text))), own)


def _document(review: Review) -> str:
    """The current document in a word: its outlet, else where it is."""
    document = review.document
    return document.outlet or document.url.removeprefix("https://").partition("/")[0]


def _own(review: Review) -> str:
    """Whose screen it is, and of which database."""
    location = review.workspace.location
    name = location.path.name if location.path is not None else str(location).rpartition("/")[2]
    return visible(f"{review.workspace.analyst}@{name}")


def _news(review: Review) -> str:
    """How many claims changed, and since when: today's time, else the date."""
    seen, now = review.look.at, review.pager.at
    told = _clock(review, seen)
    today = told.split()[:3] == _clock(review, now).split()[:3]
    return f"{len(review.changed):,} changed since {told.split()[3] if today else ' '.join(told.split()[:4])}"


def banner(review: Review, *, ascii_only: bool) -> Line | None:
    """What is said while looking back: as of when, as known when."""
    when = review.wanted.when
    if when.is_present:
        return None
    parts = [
        *([] if when.said is None else [(f"AS OF {_clock(review, when.said)}", "said")]),
        *([] if when.known is None else [(f"AS KNOWN AT {_known(review, when.known)}", "recorded")]),
    ]
    moment = (", " if ascii_only else " · ").join(part for part, _ in parts)
    done = " and ".join(done for _, done in parts)
    return line(Run(f" {moment}: what had been {done} by then. Writing is off. Esc: back to now", Role.DENY))


def moment_read(review: Review, when: When, known_since: int | None) -> str:
    """A moment as it was understood, before it is looked back to."""
    said = "" if when.said is None else f"said until {_clock(review, when.said)}"
    known = "" if when.known is None else f"recorded until {_revision(review, when.known, known_since)}"
    return ", ".join(filter(None, (said, known)))


def _known(review: Review, known: int) -> str:
    return _revision(review, known, review.known_since)


def _revision(review: Review, number: int, since: int | None) -> str:
    return f"r{number} ({'before the first' if since is None else _clock(review, since)})"


def _clock(review: Review, instant: int) -> str:
    zone = review.workspace.zone
    return f"{clock(instant, zone.tz)} {zone.label}"
