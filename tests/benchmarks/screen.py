"""What the review screen costs on many disputed claims: its first paint, and a page of its rows."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from tests.benchmarks.harness import Timed, interleaved
from verifier.domain.explain.claim_report import ClaimSummary, Line
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import Claim, Status
from verifier.domain.model.sources import Party, Source, SourceKind
from verifier.domain.model.statements import Attribution, Stance
from verifier.domain.model.time import MINUTE, Moment
from verifier.domain.query import Query
from verifier.domain.rules.policy import RULES_VERSION, Policy
from verifier.services.review.asked import Asked
from verifier.services.review.pager import PresentPager
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Database, writing
from verifier.storage.db.location import Location
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.lists.conditions import Sorting
from verifier.storage.projection import projection_row

ROWS: Final = 100
BATCH: Final = 10_000
START: Final = 1_732_000_000_000_000
WHY: Final = "Moscow (official) affirms it, Kyiv (official) denies it."


def measure(path: Path, rounds: int, claims: int) -> tuple[list[Timed], list[Timed]]:
    """Processes that paint once, against an empty one; and pages of rows: next, last, from the middle, filtered."""
    workspace = Workspace(Location(path=path), "ann")
    disputed = Asked(still_disputed=True)
    filtered = Asked(Query(words=(f"depot{claims // 2}",)), still_disputed=True)
    place = str(path)
    painted = interleaved(
        rounds,
        {
            "an empty Textual application": partial(_painted, "empty", place),
            "an empty one, once the first page was read": partial(_painted, "read", place),
            "the review screen": partial(_painted, "review", place),
        },
    )
    pages = interleaved(
        rounds,
        {
            "count, first page": lambda: PresentPager(workspace, disputed, Sorting.NEWEST).rows(0, ROWS),
            "a next page": _at(workspace, disputed, ROWS),
            "the last page": _at(workspace, disputed, claims - ROWS),
            "a page from the middle": _at(workspace, disputed, claims // 2),
            "filtered to one": lambda: PresentPager(workspace, filtered, Sorting.NEWEST).rows(0, ROWS),
        },
    )
    workspace.close()
    return painted, pages


def _at(workspace: Workspace, asked: Asked, start: int) -> Callable[[], object]:
    """Read a page, on a shelf that knows its first page only."""

    def read() -> object:
        shelf.forget()
        return shelf.rows(start, ROWS)

    shelf = PresentPager(workspace, asked, Sorting.NEWEST)
    return read


def _painted(what: str, database: str) -> None:
    """Start a process that paints and ends."""
    command = (sys.executable, "-m", "tests.benchmarks.painting", what, database)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def fill(database: Database, claims: int) -> None:
    """Record so many claims, each affirmed by one side and denied by the other."""
    draw = Random(1)
    with writing(database) as connection:
        ledger = Ledger.begin(
            connection,
            at=START,
            analyst="ann",
            action="import",
            detail="",
            rules_version=RULES_VERSION,
            policy_version=Policy().version,
        )
        for name in ("Russia", "Ukraine"):
            ledger.add_party(Party(name, adverse_to=("Ukraine",) if name == "Russia" else ()))
        voices = [
            ledger.add_source(Source(0, name, kind=SourceKind.GOVERNMENT, party=party, official=True))
            for name, party in (("Moscow", "Russia"), ("Kyiv", "Ukraine"))
        ]
        for start in range(0, claims, BATCH):
            _enter(ledger, range(start, min(start + BATCH, claims)), voices, draw)
        ledger.seal()


def _enter(ledger: Ledger, which: range, voices: list[int], draw: Random) -> None:
    texts = (f"Missiles struck depot{number} of the brigade near the river" for number in which)
    numbers = [number for number, _ in ledger.add_claims([Claim(0, text) for text in texts])]
    said = {number: START - draw.randrange(500_000) * MINUTE for number in numbers}
    ledger.add_attributions(
        [
            Attribution(0, number, voice, stance, Moment(said[number], said[number] + MINUTE))
            for number in numbers
            for voice, stance in zip(voices, (Stance.AFFIRMS, Stance.DENIES), strict=True)
        ]
    )
    ledger.put_rows(
        projection_row(Line(_disputed(number, said[number]), ClaimSummary(number, WHY))) for number in numbers
    )


def _disputed(claim: int, since: int) -> ClaimState:
    return ClaimState(
        claim,
        Status.DISPUTED,
        Status.DISPUTED,
        9,
        2,
        2,
        since,
        affirmed=1,
        denied=1,
        still_disputed=True,
        last_said=since,
    )
