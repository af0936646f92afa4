"""Corrections in random histories: undone they leave no trace in any answer, and what is voided was never there."""

import random
from pathlib import Path

import pytest

from tests.conftest import copied
from tests.services.chronicle import LATER, NOW, Newsroom, everything, fault, head, lists
from tests.services.test_order import DAYS, KEYS, SPEAKERS, STANCES
from verifier.domain.model.claims import LinkKind
from verifier.reports.files.json import full_answer_json
from verifier.services.correct.attributions import void
from verifier.services.correct.undo import redo, undo
from verifier.services.record.actions import Entry, Options, link_claims, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.review.asked import When
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

pytestmark = pytest.mark.long

SEEDS = range(2)
NEW = Options(Choices(accept_all=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_correction_undone_gives_every_answer_back(workspace: Workspace, seed: int) -> None:
    """After any history, whatever is corrected or retracted; and redone it gives the corrected answers again."""
    newsroom = Newsroom(workspace, seed + 200)
    corrected = 0
    for _ in range(12):
        newsroom.step()
        before, was = (everything(workspace), lists(workspace)), head(workspace)
        if not any(newsroom.correct() for _ in range(3)) or head(workspace) != was + 1:
            continue
        corrected += 1
        after = everything(workspace), lists(workspace)
        undo(workspace)
        assert (everything(workspace), lists(workspace)) == before
        redo(workspace)
        assert (everything(workspace), lists(workspace)) == after
    assert corrected > 1
    assert fault(workspace) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_voided_at_once_was_never_there(workspace: Workspace, seed: int) -> None:
    """After any history, something said and voided leaves each answer as it was, lists included."""
    newsroom = Newsroom(workspace, seed + 300)
    for _ in range(12):
        newsroom.step()
    log_entry(workspace, Entry("A bridge fell", phrases=("Kyiv says @ 2024-11-19",)))
    before = everything(workspace), lists(workspace)
    said = say_of(workspace, Entry(f"c{min(before[0])}", phrases=("Zed Blogger denies @ 2024-11-20",)), NEW)
    assert everything(workspace) != before[0]
    void(workspace, said.notes.attributions[0].id, "logged by mistake")
    assert (everything(workspace), lists(workspace)) == before
    assert fault(workspace) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_voided_later_was_never_there(migrated_file: Path, tmp_path: Path, seed: int) -> None:
    """A ledger with a voided record answers like one in which it was never recorded, among linked claims."""
    choice = random.Random(seed)  # noqa: S311 - a test's choices
    spoken = {
        (choice.choice(KEYS), f"{choice.choice(SPEAKERS)} {choice.choice(STANCES)} @ {choice.choice(DAYS)}")
        for _ in range(14)
    }
    said = sorted(spoken)
    choice.shuffle(said)
    for left_out in choice.sample(range(len(said)), 4):
        with_void = _told(migrated_file, tmp_path, said, left_out + 1)
        without = _told(migrated_file, tmp_path, [*said[:left_out], *said[left_out + 1 :]], None)
        assert with_void == without


def _told(migrated_file: Path, directory: Path, said: list[tuple[str, str]], voided: int | None) -> dict[str, object]:
    """The answers on linked claims of which this was said, in words and not in numbers of records."""
    workspace = Workspace(Location(path=copied(migrated_file, directory)), "ann", clock=lambda: NOW)
    for key in KEYS:
        log_entry(workspace, Entry(f"Claim {key}", {"key": key, "measure": "missiles"}))
    link_claims(workspace, "six", LinkKind.ENTAILS, "hit")
    link_claims(workspace, "none", LinkKind.CONTRADICTS, "hit")
    for key, phrase in said:
        say_of(workspace, Entry(key, phrases=(phrase,)), NEW)
    if voided is not None:
        void(workspace, voided, "logged by mistake")
    assert fault(workspace) is None
    found = {key: _in_words(workspace, key) for key in KEYS}
    workspace.close()
    return found


def _in_words(workspace: Workspace, key: str) -> object:
    shown = show(workspace, key, When(LATER))
    found = full_answer_json(shown.full, shown.context)
    course = [[step[name] for name in ("at", "status", "support", "opposition")] for step in found["history"]]
    kept = ("status", "row", "support", "opposition", "since", "flags", "awaiting", "counts", "figure", "would_change")
    return course, {name: found[name] for name in kept}
