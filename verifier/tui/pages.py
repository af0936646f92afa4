"""The pages that can be walked to: reading what one is of, laying it out, and what the rows of it stand for."""

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.errors import UsageError
from verifier.domain.model.statements import Attribution
from verifier.reports.contrast import contrast_page
from verifier.reports.detail import detail
from verifier.reports.log import log_listing
from verifier.reports.statements import Statements, statements_page
from verifier.reports.text.page import Kind, Page, Target
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, wrapped
from verifier.services.review.asked import When
from verifier.services.review.claim_views import Shown, instant, show
from verifier.services.review.compare import contrast
from verifier.services.review.history import log_of_claim
from verifier.services.review.statements import said_by, said_in
from verifier.tui.state import Review


class Lines(Struct, frozen=True):
    """A page that is laid out already, as of an instant."""

    lines: tuple[Line, ...]
    at: int


Read: TypeAlias = Shown | Statements | Lines
"""What a page was made of."""


class Wish(Struct, frozen=True):
    """What a page is to be of; `other` is the moment a claim is compared with."""

    subject: Target
    other: When
    columns: int
    ascii_only: bool


def read(review: Review, wish: Wish) -> Read:
    """What is wished for, from the database (VerifierError)."""
    workspace, when, number = review.workspace, review.wanted.when, wish.subject.number
    match wish.subject.kind:
        case Kind.SOURCE:
            return said_by(workspace, number, when)
        case Kind.DOCUMENT:
            return said_in(workspace, number, when)
        case Kind.HISTORY:
            return _history(review, wish)
        case Kind.COMPARISON:
            return _comparison(review, wish)
        case _:
            return show(workspace, f"c{number}", when)


def with_track_record(review: Review, found: Read) -> Read | None:
    """The page of a source that has a name with its track record; None for every other page (DatabaseError)."""
    if not isinstance(found, Statements) or found.source is None or found.source.anonymous:
        return None
    from verifier.services.review.track_record import track_record  # evaluates claims, which few pages need

    try:
        return replace(found, track_record=track_record(review.workspace, found.source.name, review.wanted.when))
    except UsageError:  # of a time when other rules held, under which no record is kept
        return None


def _history(review: Review, wish: Wish) -> Lines:
    workspace, when, claim = review.workspace, review.wanted.when, wish.subject.number
    with workspace.read() as connection:
        found = log_of_claim(connection, claim, when.known)
    told = tuple(log_listing(found, workspace.zone.tz, ascii_only=wish.ascii_only))
    return Lines((line(Run(f"RECORDED ABOUT c{claim}", Role.HEADING)), BLANK, *told), instant(workspace, when))


def _comparison(review: Review, wish: Wish) -> Lines:
    workspace, when, ref = review.workspace, review.wanted.when, f"c{wish.subject.number}"
    if wish.other.known is not None:
        newest = When(known=review.revision if when.known is None else when.known)
        found = contrast(workspace, ref, newest, wish.other.known)
    elif wish.other.said is not None:
        found = contrast(workspace, ref, When(said=instant(workspace, when)), wish.other.said)
    else:
        raise UsageError("the other moment is missing: a date, or known and a revision")
    page = Page(wish.columns, instant(workspace, when), wish.ascii_only)
    return Lines(tuple(contrast_page(found, workspace.zone.tz, page)), page.now)


def laid(found: Read, review: Review, columns: int, *, dense: bool, ascii_only: bool) -> Iterable[Line]:
    """A page as lines of a width."""
    at = found.at if isinstance(found, (Shown, Lines)) else review.pager.at
    page = Page(columns, at, ascii_only, dense=dense, drawn=True)
    if isinstance(found, Shown):
        return detail(found.full, found.context, page)
    if isinstance(found, Statements):
        return statements_page(found, page)
    return (row for whole in found.lines for row in wrapped(whole, page.columns, "      "))


def claim_shown(found: Read | None) -> Shown | None:
    """The claim that a page is of, if it is of one."""
    return found if isinstance(found, Shown) else None


def attribution_on(found: Read | None, number: int) -> Attribution | None:
    """The attribution of a row of a page."""
    if isinstance(found, Shown):
        said = [one.attribution for one in (*found.full.attributions, *found.full.reaching)]
    else:
        said = [one.said.attribution for one in found.found] if isinstance(found, Statements) else []
    return next((one for one in said if one.id == number), None)


def phrase_on(found: Read | None, said: Attribution) -> str:
    """An attribution of a page in words."""
    return found.context.phrases.get(said.id, "") if isinstance(found, Shown) else ""


def address_on(found: Read | None, document: int) -> str | None:
    """The address of a document of a page, if it has one."""
    if isinstance(found, Statements) and found.document:
        return found.document.url
    documents = found.context.documents if isinstance(found, Shown) else {}
    read_there = documents.get(document)
    return read_there.url if read_there else None
