"""One answer everywhere: lists, reports, pages of the screen and `show`, at every instant along both clocks.

Also of claims that only links bear on, that only an analyst judged, and of predictions before and after their time.
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.conftest import Migrated, copied
from tests.effort import SAME_CASES, times
from tests.services.chronicle import NOW, head
from tests.services.clocks import Clock
from tests.services.ledgers import NEW, Scripted, play, scripts
from verifier.domain.explain.claim_report import FullClaimReport
from verifier.domain.explain.outcome import BEGINNING, FOREVER, ClaimState, Flag
from verifier.domain.model.claims import LinkKind, Status, Verdict
from verifier.domain.model.time import DAY
from verifier.domain.query import Query
from verifier.domain.rules.status import verdicts
from verifier.reports.files.columns import CLAIMS, claim_cells
from verifier.reports.files.columns import header as names_of
from verifier.reports.files.csv import csv_text
from verifier.reports.files.json import Context, answer_json, full_answer_json
from verifier.reports.listing import ListedClaim
from verifier.services.record.actions import Entry, assess_claim, link_claims, log_entry
from verifier.services.reporting.reports import Report, write_report
from verifier.services.review.asked import Asked, When
from verifier.services.review.claim_views import Shown, answers, list_claims, show, stale_days
from verifier.services.review.pager import ClaimPager, PresentPager, past_shelf
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.lists.conditions import Sorting
from verifier.storage.statements import queries

pytestmark = pytest.mark.long

IN_A_FILE: Final = 20
ON_A_SERVER: Final = 2
"""How many moments besides the present are asked about of each ledger."""


def moments(workspace: Workspace) -> list[When]:
    """Every moment but the present: each instant at which something was said or judged, and just before, by each known.

    Also when predictions fall due, and just before.
    """
    with workspace.read() as connection:
        claims = queries.all_claims(connection)
        numbers = [claim.id for claim in claims]
        told = {a.said.earliest for number in numbers for a in queries.attributions(connection, [number])}
        told |= {a.at for a in queries.assessments(connection, numbers)}
        told |= {claim.happened.latest + 1 for claim in claims if claim.happened is not None}
    instants = sorted({at - early for at in told for early in (0, 1)})
    return [When(*both) for both in product((None, *instants), (None, *range(1, head(workspace) + 1)))][1:]


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
    return ListedClaim(claim.number, claim.key, claim.text, timeless(claim.state))


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
        lines = [ListedClaim(a.claim.id, a.claim.key, a.claim.text, timeless(a.state)) for a in told]
        assert [line(claim) for claim in list_claims(workspace, asked).claims] == lines
        pages = paged(workspace, asked)
        assert ([line(claim) for claim in pages.rows(0, len(pages))], pages.total) == (lines, len(every))
        assert json_of(workspace, asked) == [answer_json(one.full.answer, one.context) for one in shown]
        rows = "".join(csv_text(names_of(CLAIMS), map(claim_cells, told), raw=False))
        assert report_of(workspace, report, when) == rows
    return [full_answer_json(one.full, one.context) for one in every]


def filtered_alike(workspace: Workspace, when: When, told: list[dict[str, Any]]) -> None:
    """Whoever filters by a status or a flag finds the claims that are told with it."""
    stale_after = stale_days(workspace, when.known) * DAY
    for status in {claim["status"] for claim in told}:
        wanted = [claim["ref"] for claim in told if claim["status"] == status]
        assert refs(workspace, Query(statuses=frozenset({Status(status)})), when) == wanted
    for flag in {name for claim in told for name, details in claim["flags"].items() if details}:
        wanted = [claim["ref"] for claim in told if claim["flags"][flag]]
        assert refs(workspace, Query(flags=frozenset({Flag(flag)}), stale_after=stale_after), when) == wanted


def refs(workspace: Workspace, query: Query, when: When) -> list[str]:
    """The claims listed, as refs."""
    return [f"c{claim.number}" for claim in list_claims(workspace, Asked(query, when=when)).claims]


@contextmanager
def rooms(*places: Location) -> Iterator[list[tuple[Workspace, Clock]]]:
    """A workspace at each place, with a clock of its own."""
    clocks = [Clock() for _ in places]
    found = [Workspace(at, "ann", clock=clock) for at, clock in zip(places, clocks, strict=True)]
    try:
        yield list(zip(found, clocks, strict=True))
    finally:
        for room in found:
            room.close()


@settings(
    max_examples=times(8),
    deadline=None,
    database=None,
    derandomize=SAME_CASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(script=scripts(), order=st.integers(0, 999))
def test_lists_reports_pages_and_show_agree_at_every_moment(
    migrated_file: Path, migrated_server: Migrated, script: list[int], order: int
) -> None:
    """Along both clocks, in a random ledger; and at present, now and when predictions have fallen due.

    What a file answers, a server answers.
    """
    with (
        tempfile.TemporaryDirectory() as directory,
        migrated_server.database() as server,
        rooms(Location(path=copied(migrated_file, Path(directory))), server) as both,
    ):
        (file, _), (elsewhere, _) = both
        for room, clock in both:
            play(room, clock, Scripted(script))
        asked = moments(file)
        asked = [When(), *Random(order).sample(asked, min(len(asked), times(IN_A_FILE)))]  # noqa: S311 - a test's
        for number, when in enumerate(asked):
            told = one_answer(file, when)
            filtered_alike(file, when, told)
            if number <= ON_A_SERVER:
                assert one_answer(elsewhere, when) == told
        for room, clock in both:
            clock.now += 20 * DAY
            filtered_alike(room, When(), one_answer(room, When()))


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
