"""What was said when decides the history, and not the order in which it was recorded."""

import random
from collections.abc import Iterator

import pytest

from verifier.domain.model.claims import LinkKind
from verifier.reports.files.json import full_answer_json
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, link_claims, log_entry, say_of
from verifier.services.review.asked import When
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

pytestmark = pytest.mark.long

RECORDED = 1_735_000_000_000_000
ASKED = When(said=RECORDED)
KEYS = ("six", "hit", "none")
SPEAKERS = (
    "Moscow",
    "Kyiv",
    "Sergei Lavrov",
    "RBC Ukraine",
    "an anonymous officer, via Reuters,",
    "a Russian official",
)
STANCES = ("says", "says {6}", "says {2..3}", "denies", "has not confirmed", "retracts", "probably says")
DAYS = ("2024-11-19", "2024-11-19 12:00", "2024-11-20", "2024-11")


@pytest.fixture
def workspace(database: Location) -> Iterator[Workspace]:
    """A workspace with three claims of which two are linked with the first."""
    found = Workspace(database, "ann", clock=lambda: RECORDED)
    yield found
    found.close()


def statements(choice: random.Random, number: int) -> list[tuple[str, str]]:
    """Claims and phrases about them, many at the same times."""
    found: set[tuple[str, str]] = set()
    while len(found) < number:
        phrase = f"{choice.choice(SPEAKERS)} {choice.choice(STANCES)} @ {choice.choice(DAYS)}"
        found.add((choice.choice(KEYS), phrase))
    return sorted(found)


def told(workspace: Workspace, spoken: list[tuple[str, str]]) -> dict[str, object]:
    """The courses of the claims once everything is recorded, in words and not in numbers of records."""
    for key in KEYS:
        log_entry(workspace, Entry(f"Claim {key}", {"key": key, "measure": "missiles"}))
    link_claims(workspace, "six", LinkKind.ENTAILS, "hit")
    link_claims(workspace, "none", LinkKind.CONTRADICTS, "hit")
    for key, phrase in spoken:
        say_of(workspace, Entry(key, phrases=(phrase,)))
        assert check_database(workspace).fault is None
    return {key: _course(workspace, key) for key in KEYS}


def _course(workspace: Workspace, key: str) -> object:
    shown = show(workspace, key, ASKED)
    found = full_answer_json(shown.full, shown.context)
    phrases = {a["ref"]: f"{a['claim']} {a['phrase']}" for a in (*found["attributions"], *found["reaching"])}
    steps = [
        (
            step["at"],
            step["status"],
            step["support"],
            step["opposition"],
            sorted(phrases[ref] for ref in step["because"]),
        )
        for step in found["history"]
    ]
    return steps, found["status"], found["counts"], sorted(found["affirmed_by"]), sorted(found["denied_by"])


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_recording_gives_the_same_history(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Statements recorded in two orders give the same courses; what is stored stays what the facts give throughout."""
    choice = random.Random(seed)  # noqa: S311 - a test's choices
    spoken = statements(choice, 10)
    first = told(workspace, spoken)
    choice.shuffle(spoken)
    other = Workspace(Location(path=tmp_path_factory.mktemp("other") / "other.db"), "ann", clock=lambda: RECORDED)
    try:
        assert told(other, spoken) == first
    finally:
        other.close()
