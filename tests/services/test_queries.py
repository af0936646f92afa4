"""Queries answer alike everywhere: the present and the past, in a file and on a server; OR joins and brackets hold."""

import io
from random import Random
from typing import Final

import pytest

from tests.services.chronicle import DAYS, NOW, Newsroom, day, head
from tests.services.clocks import Clock
from verifier.domain.errors import UsageError
from verifier.domain.model.time import HOUR
from verifier.intake.query import read_query
from verifier.intake.times.dates import DateReader
from verifier.services.correct.attributions import void
from verifier.services.record.actions import Entry, Options, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.reporting.reports import Report, write_report
from verifier.services.review.asked import PRESENT, Asked, When
from verifier.services.review.changes import changes, said_changes
from verifier.services.review.claim_views import answers, list_claims
from verifier.services.review.history import log
from verifier.services.review.pager import PresentPager, past_shelf
from verifier.services.workspace import Workspace
from verifier.storage.lists.conditions import Sorting

pytestmark = pytest.mark.long

SEED: Final = 3
NEW: Final = Options(Choices(accept_all=True))
TERMS: Final = (
    "missiles", "-fired", '"were fired"', "status:unconfirmed", "status:disputed", "status:not-checkable,denied",
    "flag:denied-by,split", "kind:fact", "kind:opinion,prediction", "who:Moscow", "party:Ukraine", "via:Reuters",
    "quote:launch", 'quote:"no launch"', "tag:bryansk", "key:hit", "place:kursk", "place:Region",
    "happened:2024-11-20", "happened:2024-11-20..", "happened:..2024-11-19", "by:ann", "by:nobody",
    "since:2024-11-20", "until:2024-11-20", "stale:30d",
)  # fmt: skip
QUESTIONS: Final = 4


@pytest.fixture
def newsroom(empty: Workspace, clock: Clock) -> tuple[Workspace, Random]:
    """A workspace in which things were done at random, and what else is drawn."""
    workspace = empty
    news = Newsroom(workspace, SEED)
    fields = {"place": "the Kursk Region", "happened": DAYS[1]}
    log_entry(workspace, Entry("A depot burned", fields, ('Kyiv says: "no launch was seen"',)), NEW)
    log_entry(workspace, Entry("A truce will hold", {"kind": "prediction", "happened": DAYS[0]}), NEW)
    log_entry(workspace, Entry("A truce is a mistake", {"kind": "opinion", "place": "Kursk"}), NEW)
    for _ in range(12):
        clock.now += HOUR
        news.step()
    say_of(workspace, Entry("c1", phrases=('Moscow denies: "The launch never happened"',)), NEW)
    return workspace, Random(SEED)  # noqa: S311 - a test's choices


def found(workspace: Workspace, query: str, when: When = PRESENT) -> set[int]:
    """The claims a query finds, which lists, answers, reports and the pages of the screen must agree on."""
    asked = Asked(read_query(query, DateReader(NOW)), when=when)
    listed = [line.number for line in list_claims(workspace, asked).claims]
    with workspace.read() as connection:
        assert [answer.claim.id for answer in answers(connection, workspace, asked)] == listed
    stream = io.StringIO()
    assert write_report(workspace, Report.CLAIMS, asked, stream).rows == len(listed)
    pages = (
        PresentPager(workspace, asked, Sorting.NEWEST)
        if when.is_present
        else past_shelf(workspace, asked, Sorting.NEWEST, lambda: False)
    )
    assert pages is not None
    assert [line.number for line in pages.rows(0, len(pages))] == listed
    return set(listed)


def field(term: str) -> str:
    """The field of a term: what stands in the same one twice is no further condition, but another value."""
    name, colon, _ = term.partition(":")
    return name if colon else term


def test_or_is_either_and_side_by_side_is_both(newsroom: tuple[Workspace, Random]) -> None:
    """Whatever is joined, at present and in the past; as known at the newest revision all is as at present."""
    workspace, draw = newsroom
    newest = When(known=head(workspace))
    moments = (PRESENT, When(known=draw.randrange(3, newest.known or 0)), When(said=day(DAYS[1]).latest))
    some = 0
    for _ in range(QUESTIONS):
        a, b, c = draw.sample(TERMS, 3)
        when = draw.choice(moments)
        either = found(workspace, a, when) | found(workspace, b, when)
        assert found(workspace, f"{a} OR {b}", when) == either
        if field(c) not in {field(a), field(b)}:
            both = found(workspace, c, when) & either
            assert found(workspace, f"({a} OR {b}) {c}", when) == both
            assert found(workspace, f"{a} AND {c} OR ({c} {b})", when) == both
            some += bool(both)
        assert found(workspace, f"{a} OR {b}", newest) == found(workspace, f"{a} OR {b}")
    assert some


def test_changes_are_asked_for_by_alternatives(newsroom: tuple[Workspace, Random]) -> None:
    """Each alternative bounds and names what it asks of changes, along either clock."""
    workspace, draw = newsroom
    asked = [term for term in TERMS if field(term) not in {"stale", "flag", "since", "until"}]
    with workspace.read() as connection:
        ends = [change.at for change in changes(connection)]

        def recorded(text: str) -> set[tuple[int, int]]:
            query = read_query(text, DateReader(NOW))
            return {(change.revision, change.claim) for change in changes(connection, query=query)}

        def said(text: str) -> set[tuple[int, int]]:
            query = read_query(text, DateReader(NOW))
            return {(step.at, step.claim) for step in said_changes(connection, workspace, query, PRESENT)}

        def logged(text: str) -> list[str]:
            query = read_query(text, DateReader(NOW))
            return [repr(entry) for entry in log(connection, query=query)]

        for _ in range(QUESTIONS):
            a, b = draw.sample(asked, 2)
            assert recorded(f"{a} OR {b}") == recorded(a) | recorded(b)
            assert said(f"{a} since:2024-11-20 OR {b}") == said(f"{a} since:2024-11-20") | said(b)
            assert recorded(f"{a} until:2024-12-01 OR {b}") == recorded(b)
            if {field(a), field(b)}.isdisjoint({"status"}):
                whole = logged(f"{a} OR {b}")
                assert set(whole) >= {*logged(a), *logged(b)}
                assert whole == [entry for entry in logged("") if entry in set(whole)]
        assert min(ends) > day("2024-12-01").latest
        with pytest.raises(UsageError, match="outside of OR"):
            logged("fire since:2024-11-20 OR who:Kyiv")
        with pytest.raises(UsageError, match="asks about the present"):
            recorded("fire OR stale:1d")


def test_a_quotation_is_known_when_it_was_recorded(empty: Workspace) -> None:
    """Neither a later quotation nor one that was taken back is found."""
    workspace = empty
    log_entry(workspace, Entry("A depot burned", phrases=('Kyiv says: "no launch was seen"',)), NEW)
    then = When(known=head(workspace))
    say_of(workspace, Entry("c1", phrases=('Moscow denies: "Nothing flew"',)), NEW)
    assert (found(workspace, "quote:flew", then), found(workspace, "quote:flew")) == (set(), {1})
    void(workspace, 1, "logged by mistake")
    assert (found(workspace, 'quote:"no launch"', then), found(workspace, 'quote:"no launch"')) == ({1}, set())
