"""Desks with a database that has the starter registry."""

from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from tests.conftest import copied
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location


@pytest.fixture(scope="session")
def started_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the starter registry, to copy."""
    path = tmp_path_factory.mktemp("started") / "started.db"
    workspace = Workspace(Location(path=path), "nobody")
    workspace.initialise()
    workspace.close()
    return path


@pytest.fixture
def desk(started_file: Path, tmp_path: Path) -> CommandLine:
    """A desk with a SQLite database of the starter registry."""
    home = tmp_path / "home"
    home.mkdir()
    return CommandLine(home, Location(path=copied(started_file, tmp_path)), {})


@pytest.fixture
def bare_desk(tmp_path: Path) -> CommandLine:
    """A desk whose database is not there yet."""
    home = tmp_path / "home"
    home.mkdir()
    return CommandLine(home, Location(path=tmp_path / "new" / "verifier.db"), {})


@pytest.fixture
def any_desk(begun_database: Location, tmp_path: Path) -> CommandLine:
    """A desk with a database that has the starter registry, on SQLite and on PostgreSQL."""
    home = tmp_path / "home"
    home.mkdir()
    return CommandLine(home, begun_database, {})
