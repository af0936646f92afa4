"""The worked case in a database of its own for each test, at a time that stands still."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from verifier.services.record.actions import log_sheets
from verifier.services.record.sheets import SheetFile
from verifier.services.starter import WORKED_CASE, data_file
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

NOW: Final = 1_733_054_400_000_000
"""1 December 2024, 12:00 UTC."""


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
