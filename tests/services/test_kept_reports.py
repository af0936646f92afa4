"""Reports of what is kept say, to the letter, what is worked out anew: whatever was recorded, however it is asked."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.services.chronicle import NOW, Newsroom
from tests.services.clocks import Clock
from verifier.domain.explain.claim_report import ClaimReport
from verifier.domain.explain.outcome import BEGINNING, FOREVER
from verifier.domain.model.claims import Verdict
from verifier.domain.model.time import DAY, HOUR
from verifier.intake.query import read_query
from verifier.intake.times.dates import DateReader
from verifier.reports.files.columns import CLAIMS, cells, header
from verifier.reports.files.csv import csv_text
from verifier.services.record.actions import Entry, Options, assess_claim, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.reporting.reports import Period, Report, Written, table
from verifier.services.review import claim_views
from verifier.services.review.asked import Asked
from verifier.services.workspace import Workspace

NEW = Options(Choices(accept_all=True))
SHEETS = ("bryansk-2024-11-19.claims.md", "example-follow-up.claims.md")
DATA = Path(__file__).parents[2] / "data"
QUERIES = ("", "status:disputed", "who:Moscow", "tag:atacms", "stale:1d", "party:Ukraine missiles", "review-due")


@pytest.fixture
def workspace(empty: Workspace) -> Workspace:
    """A workspace with the starter registry."""
    empty.initialise()
    return empty


def assert_the_same(workspace: Workspace, queries: tuple[str, ...] = QUERIES) -> str:
    """Compare answers and reports with what is worked out anew, and give the report of all claims."""
    told = ""
    for query in reversed(queries):
        for disputed in (True, False):
            asked = Asked(read_query(query, DateReader(workspace.clock())), disputed)
            with workspace.read() as connection:
                at = workspace.clock()
                answers = list(claim_views.answers(connection, workspace, asked))
                anew = list(claim_views.answers_on(connection, claim_views.numbers(connection, asked, at), asked, at))
                assert list(map(boundless, answers)) == anew
                for raw in (True, False):
                    written = Written()
                    made = table(connection, workspace, Report.CLAIMS, asked, Period())
                    told = "".join(made.text(written, raw=raw))
                    assert told == "".join(csv_text(header(CLAIMS), (cells(CLAIMS, one) for one in anew), raw=raw))
                    assert written.rows == len(anew)
    return told


def boundless(answered: ClaimReport) -> ClaimReport:
    """The answer as if it held at all times, which one that is worked out at an instant is taken to."""
    state = replace(answered.state, valid_from=BEGINNING, valid_until=FOREVER)
    found, told = replace(answered.outcome, state=state), replace(answered.summary, valid_from=BEGINNING)
    return replace(answered, outcome=found, summary=told)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_after_any_history(workspace: Workspace, clock: Clock, seed: int) -> None:
    """Whatever was logged, corrected, renamed, adopted, imported, undone and redone, then and days later."""
    newsroom = Newsroom(workspace, seed + 400)
    for _ in range(12):
        clock.now += HOUR
        newsroom.step()
        assert_the_same(workspace, ("",))
    clock.now += 40 * DAY
    assert_the_same(workspace)


@pytest.mark.long
def test_on_the_worked_case(workspace: Workspace, clock: Clock) -> None:
    """Links, rivals, figures, copies, withdrawals and verdicts, also of analysts who differ."""
    clock.now += 300 * DAY
    log_sheets(workspace, [SheetFile(name, (DATA / name).read_bytes()) for name in SHEETS], NEW)
    assess_claim(workspace, "c1", Verdict.CONFIRMED, "read both")
    elsewhere = Workspace(workspace.location, "ben", clock=clock)
    assess_claim(elsewhere, "c1", Verdict.REFUTED, "read neither")
    elsewhere.close()
    assert assert_the_same(workspace).count("\r\n") > 17


@pytest.mark.long
def test_of_words_that_are_trouble_in_a_table(workspace: Workspace) -> None:
    """Formulas, commas, quotes, backslashes, breaks of lines, lists of names with any of them; numbers of all sorts."""
    log_entry(
        workspace,
        Entry(
            '=1+1, "quoted" \\ and so on',
            {
                "place": '-"Bryansk", east',
                "tags": '=a, @b, "c", d\\e',
                "measure": "+missiles",
                "happened": "2024-11-19",
            },
            ("=Formula says {2.5..1000000}", "Back\\slash News says {>=3}", "Moscow says {0..1}"),
        ),
        NEW,
    )
    log_entry(
        workspace, Entry("Ночью «удар» по складу", {"measure": "t"}, ("Ñandú denies {<=0.0001}", "Kyiv says")), NEW
    )
    log_entry(workspace, Entry("Nobody said this", {"parties": "Russia, Ukraine", "against": "Russia"}), NEW)
    assert assert_the_same(workspace).count("\r\n") >= 4


@pytest.mark.long
def test_of_a_prediction_before_and_after_it_falls_due(workspace: Workspace, clock: Clock) -> None:
    """The line that is valid is told, though nothing is written when it changes."""
    log_entry(
        workspace, Entry("A truce holds", {"kind": "prediction", "happened": "2024-12-31"}, ("Kyiv says @ 2024-11-19",))
    )
    say_of(workspace, Entry("c1", phrases=("Washington denies @ 2024-11-20",)))
    before = assert_the_same(workspace)
    clock.now = NOW + 30 * DAY
    after = assert_the_same(workspace)
    assert "not-checkable" in before
    assert "not-checkable" not in after


@pytest.mark.long
def test_of_nothing(workspace: Workspace) -> None:
    """An empty base has a header."""
    assert assert_the_same(workspace).count("\r\n") == 1
