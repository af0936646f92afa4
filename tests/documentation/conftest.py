"""The worked case, logged once; and a home of its own for each test."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import whole_starter
from tests.documentation.consoles import ROOT
from verifier.cli.app import run

SHEETS = ("data/bryansk-2024-11-19.claims.md", "data/example-follow-up.claims.md")


@pytest.fixture(autouse=True)
def _begin_as_users_do(whole_registry: None) -> None:
    """What documents show is shown with all packs of the registry."""


@pytest.fixture(autouse=True)
def somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An analyst who has set nothing, in an empty directory."""
    for name in ("VERIFIER_DB", "VERIFIER_TZ", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VERIFIER_ANALYST", "ann")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def logged_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked case and its follow-up in a database, to copy."""
    path = tmp_path_factory.mktemp("worked-case") / "case.db"
    files = [word for sheet in SHEETS for word in ("-f", str(ROOT / sheet))]
    with whole_starter():
        assert run(["--db", str(path), "--analyst", "ann", "-q", "log", *files]) == 0
    return path


@pytest.fixture
def worked_case(logged_once: Path, somebody: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The worked case as the analyst's database."""
    path = Path(shutil.copy(logged_once, somebody / "case.db"))
    monkeypatch.setenv("VERIFIER_DB", str(path))
    return path
