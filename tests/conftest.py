"""Databases for tests: each test gets one of its own, on SQLite and on a real PostgreSQL."""

import itertools
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final, LiteralString, cast
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from verifier.domain.model.sources import Party, Source
from verifier.intake.registry.packs import joined
from verifier.services import starter
from verifier.services.registry_changes import registered
from verifier.services.workspace import Workspace
from verifier.storage.db.database import open_database
from verifier.storage.db.location import Location
from verifier.storage.db.roles import Roles

ADDRESS: Final = os.environ.get("VERIFIER_TEST_POSTGRES")
USUAL_ADDRESSES: Final = tuple(f"postgresql://{user}@127.0.0.1:5432/postgres" for user in ("postgres", "root"))
IN_CI: Final = os.environ.get("CI", "").lower() not in {"", "0", "false"}

_numbers: Final = itertools.count(1)


class Server:
    """A PostgreSQL server on which tests make and drop databases."""

    def __init__(self, address: str) -> None:
        self.address = address.replace("postgresql+psycopg://", "postgresql://")

    def create(self, *, template: str = "template0") -> str:
        """Make a database; gives its name."""
        name = f"verifier_test_{os.getpid()}_{next(_numbers)}"
        self.execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected, and its roles."""
        self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        for role in Roles.of(name).all:
            self.execute("DROP ROLE IF EXISTS {}", role)

    def execute(self, statement: LiteralString, *names: str) -> None:
        """Run a statement on the server as a whole, with these names in it."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def url(self, name: str) -> str:
        """The URL of a database."""
        return urlunsplit(urlsplit(self.address)._replace(path=f"/{name}"))

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[Location]:
        """A database that is dropped in the end, without tables or as another one is."""
        name = self.create(template=template)
        try:
            yield Location.parse(self.url(name))
        finally:
            self.drop(name)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The PostgreSQL server named in VERIFIER_TEST_POSTGRES, the usual local one, or one started for the tests."""
    if ADDRESS:
        yield Server(ADDRESS)
        return
    if found := next(filter(answers, USUAL_ADDRESSES), None):
        yield Server(found)
        return
    with _own_server(tmp_path_factory.mktemp("postgresql")) as address:
        if address is None:
            (pytest.fail if IN_CI else pytest.skip)("no PostgreSQL server: set VERIFIER_TEST_POSTGRES to its URL")
        yield Server(address)


def answers(address: str) -> bool:
    """Whether a server can be reached there."""
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _own_server(directory: Path) -> Iterator[str | None]:
    initdb, control = shutil.which("initdb"), shutil.which("pg_ctl")
    if initdb is None or control is None or not _made(initdb, directory / "data"):
        yield None
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -k '' -h 127.0.0.1 -F"
    started = [control, "-D", str(directory / "data"), "-l", str(directory / "log"), "-w"]
    try:
        subprocess.run([*started, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*started, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)


def _made(initdb: str, data: Path) -> bool:
    command = [initdb, "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database as it is when just made, to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    open_database(Location(path=path), create=True).dispose()
    return path


@pytest.fixture(scope="session")
def migrated_server(server: Server) -> Iterator["Migrated"]:
    """PostgreSQL databases as they are when just made."""
    migrated = Migrated(server)
    yield migrated
    migrated.drop()


class Migrated:
    """Databases of the present schema without facts. Making one takes a third of a second, so they are used again."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._template = server.create()
        open_database(Location.parse(server.url(self._template)), create=True).dispose()
        with self._open(self._template) as connection:
            self._shape = _shape(connection)
        self._spare: list[str] = []

    @contextmanager
    def database(self) -> Iterator[Location]:
        """A database that nobody else uses meanwhile."""
        name = self._spare.pop() if self._spare else self._server.create(template=self._template)
        try:
            yield Location.parse(self._server.url(name))
        finally:
            if self._emptied(name):
                self._spare.append(name)
            else:
                self._server.drop(name)

    def drop(self) -> None:
        """Drop all of them."""
        for name in (*self._spare, self._template):
            self._server.drop(name)

    def _open(self, name: str) -> psycopg.Connection:
        return psycopg.connect(self._server.url(name), autocommit=True)

    def _emptied(self, name: str) -> bool:
        """Delete every row; False if the database is no longer of the schema it was made with."""
        with self._open(name) as connection:
            connection.execute(DISCONNECT_OTHERS)
            if _shape(connection) != self._shape:
                return False
            connection.execute("SET session_replication_role = replica")  # facts refuse to be deleted otherwise
            for (table,) in connection.execute(TABLES_WITH_ROWS).fetchall():
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute("UPDATE status_totals SET claims = 0")
        return True


DISCONNECT_OTHERS: Final = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
TABLES_WITH_ROWS: Final = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname NOT IN ('alembic_version', 'ledger_head', 'status_totals')"""


def _shape(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    relations = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
    return [*connection.execute(relations), *connection.execute("SELECT version_num FROM alembic_version")]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on: each of both."""
    return cast("str", request.param)


@pytest.fixture
def empty_database(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    """A place for a database: a file that does not exist yet, or a PostgreSQL database without a table."""
    if database_kind == "sqlite":
        yield Location(path=tmp_path / "empty.db")
        return
    server: Server = request.getfixturevalue("server")
    with server.database() as location:
        yield location


@pytest.fixture
def database(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    """A database of the present schema without any facts."""
    if database_kind == "sqlite":
        yield Location(path=copied(request.getfixturevalue("migrated_file"), tmp_path))
        return
    migrated: Migrated = request.getfixturevalue("migrated_server")
    with migrated.database() as location:
        yield location


ALL_PACKS: Final = starter.starter_registry

BEGUN: Final = 1_735_000_000_000_000
"""When the first revision of a begun database is dated: a day in December 2024."""


PACKS: Final = ("world", "russia-ukraine")
"""The packs of the registry that databases of tests begin with.

All of them are eight times as many sources, which every audit, copy and report reads again.
"""


@cache
def few_packs() -> tuple[list[Party], list[Source]]:
    """The parties and sources of these packs."""
    return registered(joined([pack for pack in starter.packs() if pack.name in PACKS]))


@pytest.fixture(scope="session", autouse=True)
def _begin_with_few_packs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter, "starter_registry", few_packs)
        yield


@contextmanager
def whole_starter() -> Iterator[None]:
    """Databases that are made within begin with all packs, as those of users do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter, "starter_registry", ALL_PACKS)
        yield


@pytest.fixture
def whole_registry() -> Iterator[None]:
    """The database of the test begins with all packs."""
    with whole_starter():
        yield


def begin(location: Location, analyst: str = "ann") -> None:
    """Make a database that begins as every one does."""
    workspace = Workspace(location, analyst, clock=lambda: BEGUN)
    workspace.initialise()
    workspace.close()


@pytest.fixture(scope="session")
def begun_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with some of the registry that comes with verifier, to copy."""
    path = tmp_path_factory.mktemp("begun") / "begun.db"
    begin(Location(path=path))
    return path


@pytest.fixture(scope="session")
def begun_template(server: Server) -> Iterator[str]:
    """The name of a PostgreSQL database with some of the registry that comes with verifier, to copy."""
    name = server.create()
    begin(Location.parse(server.url(name)))
    yield name
    server.drop(name)


@pytest.fixture
def begun_database(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    """A database with some of the registry that comes with verifier, by ann, and nothing else."""
    if database_kind == "sqlite":
        yield Location(path=copied(request.getfixturevalue("begun_file"), tmp_path))
        return
    server: Server = request.getfixturevalue("server")
    with server.database(request.getfixturevalue("begun_template")) as location:
        yield location


@pytest.fixture
def sqlite_database(migrated_file: Path, tmp_path: Path) -> Location:
    """A SQLite database of the present schema without any facts."""
    return Location(path=copied(migrated_file, tmp_path))


def copied(database: Path, directory: Path) -> Path:
    """A copy of a SQLite database that nobody has open."""
    return Path(shutil.copy(database, directory / "verifier.db"))
