"""One answer everywhere: lists, reports, pages of the screen and `show`, at every instant along both clocks.

Also of claims that only links bear on, that only an analyst judged, and of predictions before and after their time.
"""

import io
from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any, Final

import pytest
from msgspec.structs import replace

from tests.conftest import Migrated
from tests.services.chronicle import DAYS, NOW, Newsroom, head
from tests.services.clocks import Clock
from verifier.domain.explain.claim_report import FullClaimReport
from verifier.domain.explain.state import BEGINNING, FOREVER, ClaimState
from verifier.domain.model.claims import LinkKind, Status, Verdict
from verifier.domain.model.time import DAY, HOUR
from verifier.domain.rules.verdicts import verdicts
from verifier.reports.files.columns import CLAIMS, claim_cells
from verifier.reports.files.columns import header as names_of
from verifier.reports.files.csv import csv_text
from verifier.reports.files.json import Context, answer_json, full_answer_json
from verifier.reports.listing import ListedClaim
from verifier.services.record.actions import Options, assess_claim, link_claims, log_entry
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import Entry
from verifier.services.reporting.reports import Report, write_report
from verifier.services.review.claim_views import Asked, Shown, When, answers, list_claims, show
from verifier.services.review.pager import ClaimPager, PresentPager, past_shelf
from verifier.services.workspace import Workspace
from verifier.storage import queries
from verifier.storage.list_order import Sorting
from verifier.storage.location import Location

STEPS: Final = 8
MOMENTS: Final = 4
"""How many moments besides the present are asked about in each history."""
SEEDS: Final = range(2)

FORETOLD: Final = {"kind": "prediction", "happened": DAYS[1]}
CLAIMS_LOGGED: Final[tuple[tuple[str, dict[str, str], bool], ...]] = (
    ("Six missiles were fired", {"measure": "missiles", "against": "Russia"}, True),
    ("Missiles hit Bryansk", {"measure": "missiles", "favours": "Ukraine"}, True),
    ("Nothing was fired", {}, False),
    ("A depot burned", {}, False),
    ("A truce will hold", FORETOLD, False),
    ("A truce is a mistake", {"kind": "opinion"}, False),
)
"""Text, fields, and whether anybody speaks of it at first."""
CLAIM_LINKS: Final = (
    ("c1", LinkKind.CONTRADICTS, "c3"),
    ("c2", LinkKind.ENTAILS, "c4"),
    ("c1", LinkKind.ENTAILS, "c5"),
)

SPEAKERS: Final = (
    "Moscow", "Kyiv", "Washington", "Reuters", "Ivan Blogger", "an anonymous officer",
    "Reuters, citing a Ukrainian official,",
)  # fmt: skip
STANCES: Final = (
    "says",
    "denies",
    "retracts",
    "has not confirmed",
    "questions",
    "says {8}",
    "denies {8}",
    "says {>=5}",
)


class LinkedNewsroom(Newsroom):
    """A newsroom where some claims are only linked with what is spoken of."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace = workspace
        self._random = Random(seed)  # noqa: S311 - a test's choices
        for text, fields, spoken in CLAIMS_LOGGED:
            log_entry(workspace, Entry(text, fields, (self._phrase(),) if spoken else ()), NEW)
        for one, kind, other in CLAIM_LINKS:
            link_claims(workspace, one, kind, other)

    def _phrase(self) -> str:
        chosen = (self._random.choice(some) for some in (SPEAKERS, STANCES, DAYS))
        return "{} {} @ {}".format(*chosen)

    def _ref(self) -> str:
        return f"c{self._random.randint(1, len(CLAIMS_LOGGED))}"


NEW: Final = Options(Choices(accept_all=True))


def play(workspace: Workspace, clock: Clock, seed: int) -> None:
    """A random history, an hour a step."""
    news = LinkedNewsroom(workspace, seed)
    for _ in range(STEPS):
        clock.now += HOUR
        news.step()


def moments(workspace: Workspace, seed: int) -> list[When]:
    """The present, and moments along both clocks: by each instant at which something was said, and just before it."""
    with workspace.read() as connection:
        numbers = [claim.id for claim in queries.all_claims(connection)]
        said = {a.said.earliest for number in numbers for a in queries.attributions(connection, [number])}
        judged = {a.at for a in queries.assessments(connection, numbers)}
    instants = sorted({at - early for at in said | judged for early in (0, 1)})
    found = [When(at, known) for at, known in product((None, *instants), (None, *range(head(workspace) + 1)))]
    return [When(), *Random(seed).sample(found, min(len(found), MOMENTS))]  # noqa: S311 - a test's choices


def shown_of(workspace: Workspace, when: When) -> list[Shown]:
    """What `show` says of each claim on which anything bore by then, in the order of lists."""
    with workspace.read() as connection:
        numbers = [claim.id for claim in queries.all_claims(connection, when.known)]
    found = [show(workspace, f"c{number}", when) for number in numbers]
    silent = [one for one in found if when.said is not None and not is_addressed(one.full)]
    assert {one.full.answer.status for one in silent} <= {Status.UNATTRIBUTED, Status.NOT_CHECKABLE}
    listed = [one for one in found if one not in silent]
    return sorted(listed, key=lambda one: (-one.full.answer.since, one.full.answer.claim.id))


def is_addressed(full: FullClaimReport) -> bool:
    """Whether somebody spoke of it, of what it is linked with, or judged it."""
    return bool(full.attributions or full.reaching or verdicts(full.answer.assessments).live)


def line(claim: ListedClaim) -> ListedClaim:
    """A line whatever the time in which it is valid."""
    return ListedClaim(claim.number, claim.key, claim.text, timeless(claim.standing))


def timeless(state: ClaimState) -> ClaimState:
    """A state whatever the time in which it is valid."""
    return replace(state, valid_from=BEGINNING, valid_until=FOREVER)


def paged(workspace: Workspace, asked: Asked) -> ClaimPager:
    """The pages of the screen."""
    if asked.when.is_present:
        return PresentPager(workspace, asked, Sorting.NEWEST)
    found = past_shelf(workspace, asked, Sorting.NEWEST, lambda: False)
    assert found is not None
    return found


def json_of(workspace: Workspace, asked: Asked) -> list[dict[str, Any]]:
    """What `list --json` and `disputed --json` print."""
    with workspace.read() as connection:
        context = Context(queries.registry(connection, asked.when.known), zone=workspace.zone.tz)
        return [answer_json(answer, context) for answer in answers(connection, workspace, asked)]


def report_of(workspace: Workspace, report: Report, when: When) -> str:
    """A report as CSV."""
    stream = io.StringIO()
    write_report(workspace, report, Asked(still_disputed=report is Report.DISPUTED, when=when), stream)
    return stream.getvalue()


def one_answer(workspace: Workspace, when: When) -> list[dict[str, Any]]:
    """What everything answers at a moment, which must be one thing; as JSON."""
    every = shown_of(workspace, when)
    for disputed, report in ((False, Report.CLAIMS), (True, Report.DISPUTED)):
        shown = [one for one in every if one.full.answer.still_disputed or not disputed]
        told = [one.full.answer for one in shown]
        asked = Asked(still_disputed=disputed, when=when)
        lines = [ListedClaim(a.claim.id, a.claim.key, a.claim.text, timeless(a.standing)) for a in told]
        assert [line(claim) for claim in list_claims(workspace, asked).claims] == lines
        pages = paged(workspace, asked)
        assert ([line(claim) for claim in pages.rows(0, len(pages))], pages.total) == (lines, len(every))
        assert json_of(workspace, asked) == [answer_json(one.full.answer, one.context) for one in shown]
        rows = "".join(csv_text(names_of(CLAIMS), map(claim_cells, told), raw=False))
        assert report_of(workspace, report, when) == rows
    return [full_answer_json(one.full, one.context) for one in every]


@pytest.fixture
def both(sqlite_database: Location, migrated_server: Migrated) -> Iterator[tuple[tuple[Workspace, Clock], ...]]:
    """A workspace in a file and one on a server, with a clock each."""
    with migrated_server.database() as server:
        clocks = Clock(), Clock()
        rooms = [Workspace(at, "ann", clock=clock) for at, clock in zip((sqlite_database, server), clocks, strict=True)]
        yield tuple(zip(rooms, clocks, strict=True))
        for room in rooms:
            room.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_reports_pages_and_show_agree_at_every_moment(
    both: tuple[tuple[Workspace, Clock], ...], seed: int
) -> None:
    """Along both clocks, after a random history; and at present, now and when predictions have fallen due.

    What a file answers, a server answers.
    """
    for room, clock in both:
        play(room, clock, seed)
    (file, _), (server, _) = both
    for when in moments(file, seed):
        assert one_answer(file, when) == one_answer(server, when)
    for room, clock in both:
        clock.now += 20 * DAY
        one_answer(room, When())


def test_what_only_an_analyst_judged_or_only_withdrawn_links_reach_is_listed(empty: Workspace) -> None:
    """A verdict is an answer, and so is what links brought to a prediction and took away again."""
    log_entry(empty, Entry("A river was crossed"), NEW)
    log_entry(empty, Entry("It will be crossed", {"kind": "prediction", "happened": "2025-02-01"}), NEW)
    said = ("Moscow says @ 2024-11-19", "Moscow retracts @ 2024-11-20")
    log_entry(empty, Entry("It was crossed early", phrases=said), NEW)
    link_claims(empty, "c3", LinkKind.ENTAILS, "c2")
    assess_claim(empty, "c1", Verdict.CONFIRMED, "seen by the desk", evidence=())
    listed = [claim.number for claim in list_claims(empty, Asked(when=When(said=NOW))).claims]
    assert sorted(listed) == [1, 2, 3]
    one_answer(empty, When(said=NOW))
    assert [c.number for c in list_claims(empty, Asked(when=When(said=NOW - DAY))).claims] == [3, 2]
