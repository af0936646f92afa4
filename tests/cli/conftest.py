"""Desks with a database that has the starter registry, some of it or the whole."""

from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from tests.conftest import begin, copied, whole_starter
from verifier.storage.db.location import Location


@pytest.fixture(scope="session")
def started_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with some of the starter registry, to copy."""
    path = tmp_path_factory.mktemp("started") / "started.db"
    begin(Location(path=path), "nobody")
    return path


@pytest.fixture(scope="session")
def whole_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the whole starter registry, to copy."""
    path = tmp_path_factory.mktemp("whole") / "whole.db"
    with whole_starter():
        begin(Location(path=path), "nobody")
    return path


@pytest.fixture
def desk(started_file: Path, tmp_path: Path) -> CommandLine:
    """A desk with a SQLite database of some of the starter registry."""
    return desk_with(started_file, tmp_path)


@pytest.fixture
def whole_desk(whole_file: Path, tmp_path: Path) -> CommandLine:
    """A desk with a SQLite database of the whole starter registry."""
    return desk_with(whole_file, tmp_path)


def desk_with(database: Path, directory: Path) -> CommandLine:
    """A desk with a copy of a SQLite database, in a directory."""
    home = directory / "home"
    home.mkdir()
    return CommandLine(home, Location(path=copied(database, directory)), {})


@pytest.fixture
def bare_desk(tmp_path: Path) -> CommandLine:
    """A desk whose database is not there yet."""
    home = tmp_path / "home"
    home.mkdir()
    return CommandLine(home, Location(path=tmp_path / "new" / "verifier.db"), {})


@pytest.fixture
def any_desk(begun_database: Location, tmp_path: Path) -> CommandLine:
    """A desk with a database that has some of the starter registry, on SQLite and on PostgreSQL."""
    home = tmp_path / "home"
    home.mkdir()
    return CommandLine(home, begun_database, {})
