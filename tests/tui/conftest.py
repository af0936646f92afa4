"""The worked case in a database of its own for each test, at a time that stands still."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from verifier.domain.model.claims import LinkKind
from verifier.services.record.actions import link_claims
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.starter import WORKED_CASE, data_file
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

NOW: Final = 1_733_054_400_000_000
"""1 December 2024, 12:00 UTC."""
TEXT: Final = "A fuel depot burned in the port of Feodosia"
AGAIN: Final = "Fuel depot in the port of Feodosia burned"


def opened(path: Path) -> Workspace:
    """The workspace on a database, at the time that stands still."""
    return Workspace(Location(path=path), "ann", clock=lambda: NOW)


@pytest.fixture(scope="session")
def worked_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked case with its follow-up, to copy."""
    path = tmp_path_factory.mktemp("worked") / "case.db"
    workspace = opened(path)
    for name in WORKED_CASE:
        log_sheets(workspace, [SheetFile.read(data_file(name))])
    workspace.close()
    return path


@pytest.fixture
def workspace(worked_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace on the worked case, whose analyst has a home of their own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = opened(Path(shutil.copy(worked_case, tmp_path / "case.db")))
    yield found
    found.close()


@pytest.fixture
def twice(workspace: Workspace) -> Workspace:
    """A workspace in which one thing was logged twice: as c18, linked with c3, and as c19."""
    sheet = f"## {TEXT}\nMoscow says @ 2024-11-29\n\n## {AGAIN}\nhappened: 2024-11-29\nKyiv denies @ 2024-11-30\n"
    log_sheets(workspace, [SheetFile("sheet", sheet.encode())])
    link_claims(workspace, "c19", LinkKind.CONTRADICTS, "c3")
    return workspace
