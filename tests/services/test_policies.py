"""The policy: what another would change, adopting it, and that the past keeps the one it had."""

import itertools
import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from tests.services.chronicle import NOW, Newsroom, Shown, everything, fault, head, lists, log
from verifier.domain.errors import ConflictError, UsageError
from verifier.domain.model.claims import Status, Verdict
from verifier.domain.model.time import DAY
from verifier.domain.query import Query
from verifier.domain.rules.policy import Policy
from verifier.intake.problems import Problem
from verifier.intake.times.dates import DateReader
from verifier.services.correct.undo import redo, undo
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.upgrade import upgrade_database
from verifier.services.outputs import side_car
from verifier.services.record.actions import Entry, Options, assess_claim, log_entry
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.registry.policies import adopt_policy, compare_policy, policy_in_force, try_policy
from verifier.services.registry.sources import add_source
from verifier.services.reporting.files import ReportFile, write_report_file
from verifier.services.reporting.reports import Report
from verifier.services.review.asked import Asked, When
from verifier.services.review.claim_views import list_claims, show
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

SEEDS = range(4)
STEPS = 16
RELEASED = Path(__file__).parents[1] / "databases" / "0001.db"

STRICT = Policy(version="2", adverse_parties_confirm=False)


def logged(workspace: Workspace, text: str, *phrases: str, **fields: str) -> None:
    """A claim logged with its attributions."""
    log_entry(workspace, Entry(text, fields, phrases), Options(Choices(accept_all=True)))


@pytest.fixture
def cases(workspace: Workspace) -> Workspace:
    """A claim for each figure of a policy: confirmed, corroborated against a denial, rebutted against an insistence.

    And a fourth that no figure decides.
    """
    add_source(workspace, "Depo", {"kind": "organisation", "independent": True})
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19", "Kyiv says @ 2024-11-20")
    denied = ("Depo says @ 2024-11-19", "Kyiv says @ 2024-11-20", "Moscow denies @ 2024-11-21")
    logged(workspace, "A depot burned", *denied, against="Russia")
    insisted = ("Depo denies @ 2024-11-19", "Kyiv denies @ 2024-11-20", "Moscow says @ 2024-11-21")
    logged(workspace, "Everything was shot down", *insisted, favours="Russia")
    logged(workspace, "Nothing was hit", "Kyiv says @ 2024-12-20")
    return workspace


def statuses(workspace: Workspace, known: int | None = None) -> list[Status]:
    """The status of each claim, by number."""
    claims = list_claims(workspace, Asked(when=When(known=known))).claims
    return [line.state.status for line in sorted(claims, key=lambda line: line.number)]


BEFORE = [Status.CONFIRMED, Status.CORROBORATED, Status.REBUTTED, Status.SINGLE_SOURCE]


@pytest.mark.long
@pytest.mark.parametrize(
    ("policy", "claim", "after"),
    [
        (STRICT, 1, Status.CORROBORATED),
        (Policy(version="2", row_7=False), 2, Status.DISPUTED),
        (Policy(version="2", row_8=False), 3, Status.DISPUTED),
    ],
    ids=["adverse_parties_confirm", "row_7", "row_8"],
)
def test_each_figure_decides_a_status(cases: Workspace, policy: Policy, claim: int, after: Status) -> None:
    """Adopting changes the claim that the figure decides and no other, logged under the new version; all is sound."""
    assert (statuses(cases), fault(cases)) == (BEFORE, None)
    logged_before = log(cases)
    adopted = adopt_policy(cases, policy)
    expected = [*BEFORE[: claim - 1], after, *BEFORE[claim:]]
    assert (statuses(cases), fault(cases)) == (expected, None)
    assert adopted.revision is not None
    assert (adopted.revision.action, adopted.revision.detail, adopted.claims) == ("adopt", "policy 2", 4)
    assert [(e.claim, e.old, e.new, e.why) for e in adopted.effects] == [
        (claim, BEFORE[claim - 1], after, show(cases, f"c{claim}").full.answer.why)
    ]
    [change] = log(cases)[len(logged_before) :]
    assert (change["ref"], change["from"], change["to"]) == (f"c{claim}", BEFORE[claim - 1], after)
    assert (change["policy"], change["revision"]) == ("2", f"r{adopted.revision.id}")
    assert {change["policy"] for change in logged_before} == {"1"}


def test_trying_tells_what_adopting_does(cases: Workspace) -> None:
    """The same claims, statuses and reasons; trying itself records nothing."""
    policy = Policy(version="strict", row_7=False, row_8=False, adverse_parties_confirm=False)
    newest, before = head(cases), (everything(cases), lists(cases))
    tried = try_policy(cases, policy)
    assert [effect.claim for effect in tried.effects] == [1, 2, 3]
    assert (tried.claims, head(cases), (everything(cases), lists(cases))) == (4, newest, before)
    assert adopt_policy(cases, policy).effects == tried.effects


@contextmanager
def somebody_writing(location: Location) -> Iterator[None]:
    """Another program that holds the write lock."""
    if location.path is not None:
        with closing(sqlite3.connect(location.path, isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            yield
        return
    with psycopg.connect(location.url or "") as server:
        server.execute("SELECT id FROM ledger_head FOR UPDATE")
        yield


def test_trying_waits_for_nobody(cases: Workspace) -> None:
    """While somebody else has the write lock it is tried all the same."""
    with somebody_writing(cases.location):
        assert [effect.claim for effect in try_policy(cases, STRICT).effects] == [1]


def test_trying_looks_back_too(cases: Workspace) -> None:
    """As of a day before Kyiv spoke the policy would change nothing; as known before the claim there is none."""
    before_kyiv = When(said=_end_of("2024-11-19"))
    assert try_policy(cases, STRICT, before_kyiv).effects == ()
    assert try_policy(cases, STRICT, When(known=2)).claims == 0


def _end_of(day: str) -> int:
    found = DateReader(NOW).read(day)
    assert not isinstance(found, Problem)
    return found.latest


@pytest.mark.long
def test_undo_and_redo_of_a_policy(cases: Workspace) -> None:
    """Undoing brings the old figures and statuses back, logged under the old version; redoing the new ones."""
    adopted = adopt_policy(cases, STRICT)
    assert adopted.revision is not None
    after = everything(cases)
    undone = undo(cases)
    assert (undone.plan.recorded, statuses(cases), fault(cases)) == (("policy 2",), BEFORE, None)
    assert policy_in_force(cases).policy == Policy()
    assert log(cases)[-1] | {"at": None} == log(cases)[-1] | {"at": None, "policy": "1", "to": "confirmed"}
    redone = redo(cases)
    assert (everything(cases), fault(cases)) == (after, None)
    assert policy_in_force(cases).policy == STRICT
    assert log(cases)[-1] | {"at": None} == log(cases)[-1] | {"at": None, "policy": "2", "to": "corroborated"}
    assert undone.revision.id < redone.revision.id


class PolicyRoom(Newsroom):
    """A newsroom that also adopts policies at random."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - a test's choices
        self._versions = itertools.count(2)
        super().__init__(workspace, seed)

    def step(self) -> bool:
        """Do something, one time in three adopt a policy; whether it was possible."""
        if self._dice.random() > 1 / 3:
            return super().step()
        row_7, row_8, adverse = (self._dice.random() < 0.5 for _ in range(3))
        days = self._dice.choice((1, 14, 40))
        policy = Policy(f"v{next(self._versions)}", days, row_7, row_8, adverse)
        return adopt_policy(self.workspace, policy).revision is not None


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_the_past_keeps_the_policy_it_had(workspace: Workspace, seed: int) -> None:
    """Whatever is recorded, adopted, undone and redone: every revision's answers are given again as known then."""
    newsroom = PolicyRoom(workspace, seed)
    after: dict[int, tuple[Policy, Shown]] = {}
    for _ in range(STEPS):
        if newsroom.step() and head(workspace) not in after:
            after[head(workspace)] = policy_in_force(workspace).policy, everything(workspace)
            assert fault(workspace) is None
    assert len({policy for policy, _ in after.values()}) > 1
    for known, (policy, shown) in after.items():
        assert policy_in_force(workspace, known).policy == policy
        assert everything(workspace, known) == shown
    for change in log(workspace):
        revision = int(change["revision"][1:])
        if revision in after:
            assert change["policy"] == after[revision][0].version


@pytest.mark.long
def test_known_at_uses_the_old_policy_everywhere(cases: Workspace, tmp_path: Path) -> None:
    """List, detail, report and its side-car, and the audit are each of the policy known then."""
    then = head(cases)
    adopt_policy(cases, STRICT)
    assert statuses(cases, then) == BEFORE
    assert show(cases, "c1", When(known=then)).full.answer.status is Status.CONFIRMED
    rows, versions = [], []
    for known in (then, None):
        path = tmp_path / f"{known}.csv"
        write_report_file(cases, ReportFile(Report.CLAIMS, Asked(when=When(known=known)), path, ""))
        rows += [row.split(",") for row in path.read_text("utf-8-sig").splitlines() if "Bryansk" in row]
        versions.append(json.loads(side_car(path).read_text("utf-8"))["verifier"]["policy"])
    assert ["confirmed" in row for row in rows] == [True, False]
    assert versions == ["1", "2"]
    assert check_database(cases).fault is None


def test_what_is_stale_follows_the_policy_and_lists_do_not(cases: Workspace) -> None:
    """The flag takes the policy's days; `stale:` takes its own length; no status changes with it."""
    at = When(said=_end_of("2024-12-24"))
    assert [_stale(cases, at), _listed_stale(cases, 3)] == [None, [4]]
    tried = try_policy(cases, Policy(version="2", stale_days=3), at)
    assert (tried.effects, tried.stale_before, tried.stale_after) == ((), 0, 1)
    adopt_policy(cases, Policy(version="2", stale_days=3))
    assert [_stale(cases, at), _listed_stale(cases, 3), _listed_stale(cases, 5)] == [4, [4], []]


def _stale(workspace: Workspace, when: When) -> int | None:
    return show(workspace, "c4", when).full.answer.flags.stale_days


def _listed_stale(workspace: Workspace, days: int) -> list[int]:
    found = list_claims(workspace, Asked(Query(stale=days * DAY)))
    return [line.number for line in found.claims]


def test_a_verdict_stands_and_falls_due_for_review(cases: Workspace) -> None:
    """Where an analyst has judged, the derived status changes below the verdict, which is due for review."""
    assess_claim(cases, "c1", Verdict.CONFIRMED, "both sides say so")
    [effect] = adopt_policy(cases, STRICT).effects
    assert effect.course == (Status.CONFIRMED, Status.CORROBORATED, " (derived)")
    answer = show(cases, "c1").full.answer
    assert (answer.status, bool(answer.flags.review_due), fault(cases)) == (Status.CONFIRMED, True, None)


def _in_force_with_other_figures(workspace: Workspace) -> Policy:
    adopt_policy(workspace, STRICT)
    return replace(STRICT, row_7=False)


def _before_another(workspace: Workspace) -> Policy:
    adopt_policy(workspace, STRICT)
    return replace(Policy(), stale_days=3)


def _undone(workspace: Workspace) -> Policy:
    adopt_policy(workspace, STRICT)
    undo(workspace)
    return replace(STRICT, stale_days=3)


@pytest.mark.long
@pytest.mark.parametrize(
    ("history", "told"),
    [
        (
            _in_force_with_other_figures,
            "policy '2' is in force with other figures. Give the changed ones a new version",
        ),
        (_before_another, "policy '1' was in force before, first in r1, with other figures. Give these a new version"),
        (_undone, "policy '2' was in force before, first in r7, with other figures. Give these a new version"),
    ],
)
def test_a_version_stands_for_one_set_of_figures_for_good(
    cases: Workspace, history: Callable[[Workspace], Policy], told: str
) -> None:
    """A version that was used with other figures, undone or not, is refused, as comparing says; nothing is kept."""
    policy = history(cases)
    newest = head(cases)
    assert compare_policy(cases, policy).obstacle == told
    with pytest.raises(ConflictError) as refused:
        adopt_policy(cases, policy)
    assert (refused.value.message, head(cases), fault(cases)) == (told, newest, None)


def test_a_former_policy_can_be_adopted_again(cases: Workspace) -> None:
    """The same figures under the same version: after another, and after its adoption was undone."""
    adopt_policy(cases, STRICT)
    assert [effect.claim for effect in adopt_policy(cases, Policy()).effects] != []
    undo(cases)
    undo(cases)
    assert adopt_policy(cases, STRICT).revision is not None
    assert fault(cases) is None


def test_the_policy_in_force_is_not_adopted_again(cases: Workspace) -> None:
    """The same version with the same figures is no revision, and no difference."""
    newest = head(cases)
    assert adopt_policy(cases, Policy()).revision is None
    assert head(cases) == newest
    assert (compare_policy(cases, Policy()).differences, compare_policy(cases, Policy()).obstacle) == ((), None)


@pytest.mark.parametrize(("why", "told"), [(" ", "the reason is empty"), ("a\x1b[2J", "an escape character")])
def test_a_reason_has_words(cases: Workspace, why: str, told: str) -> None:
    """A reason that cannot be seen, or would be obeyed by a terminal, is refused."""
    newest = head(cases)
    with pytest.raises(UsageError, match=told):
        adopt_policy(cases, STRICT, why)
    assert head(cases) == newest


def test_who_adopted_it_when_and_why_is_known(cases: Workspace) -> None:
    """The policy in force comes with its revision: now, and as known at any."""
    adopted = adopt_policy(cases, STRICT, "  By vote ").revision
    found = policy_in_force(cases)
    assert adopted is not None
    assert found.revision == adopted
    assert (adopted.analyst, adopted.reason, adopted.policy_version) == ("ann", "By vote", "2")
    began = policy_in_force(cases, adopted.id - 1)
    assert (began.policy, began.revision and began.revision.id) == (Policy(), 1)


@pytest.mark.long
def test_claims_in_many_batches_are_all_read_again(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """More claims than are read at a time, linked across: each changes once, and the progress is told."""
    for batch in (
        "domain.batches.SOME",
        "services.evaluate.evaluator._BATCH_CLAIMS",
        "services.registry.policies._TOLD_EVERY",
    ):
        monkeypatch.setattr(f"verifier.{batch}", 10)
    sheet = "".join(
        f"## Claim {number}\nMoscow says @ 2024-11-19\nKyiv says @ 2024-11-20\n"
        + (f"entails: c{number - 20}\n" if number > 20 else "")
        for number in range(1, 26)
    )
    log_sheets(workspace, [SheetFile("many.claims.md", sheet.encode())])
    told: list[tuple[str, int]] = []
    tried = try_policy(workspace, STRICT, progress=lambda step, done: told.append((step, done)))
    adopted = adopt_policy(workspace, STRICT, progress=lambda step, done: told.append((step, done)))
    assert told == [("claims", 10), ("claims", 20)] * 2
    assert [effect.claim for effect in adopted.effects] == list(range(1, 26))
    assert adopted.effects == tried.effects
    assert fault(workspace) is None


def test_a_database_of_an_older_release_adopts_one_too(tmp_path: Path) -> None:
    """One in which no policy was ever recorded has the first; its version is taken, and the next one is recorded."""
    workspace = Workspace(Location(path=Path(shutil.copy(RELEASED, tmp_path / "old.db"))), "ann")
    upgrade_database(workspace)
    found = policy_in_force(workspace)
    assert found.policy == Policy()
    assert found.revision is not None
    assert found.revision.action == "upgrade"
    before = lists(workspace)
    with pytest.raises(ConflictError, match="policy '1' is in force with other figures"):
        adopt_policy(workspace, replace(Policy(), row_7=False))
    adopted = adopt_policy(workspace, STRICT)
    assert [effect.course for effect in adopted.effects] == [(Status.CONFIRMED, Status.CORROBORATED, " (derived)")]
    assert (lists(workspace) != before, fault(workspace)) == (True, None)
    undo(workspace)
    assert (lists(workspace), fault(workspace)) == (before, None)
    assert [change["policy"] for change in log(workspace)][-2:] == ["2", "1"]
    workspace.close()
