"""How a server is reached: by our settings, and by those of whoever set others."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.conftest import Server
from verifier.domain.errors import DatabaseError
from verifier.storage.db.database import Database, connect, lock_head, open_database, reading, writing
from verifier.storage.db.location import Location


def settings(location: Location) -> list[str]:
    """What is set on a connection: compiling of queries, how long to wait for a lock, the zone."""
    database = connect(location)
    try:
        with reading(database) as connection:
            names = ("jit", "lock_timeout", "timezone")
            return [str(connection.execute(text(f"SHOW {name}")).scalar()) for name in names]
    finally:
        database.dispose()


@pytest.mark.parametrize(
    ("environment", "in_url", "expected"),
    [
        ("", "", ["off", "5s"]),
        ("-c timezone=Asia/Tokyo", "", ["off", "5s", "Asia/Tokyo"]),
        ("-c timezone=Asia/Tokyo", "-c%20timezone%3DEurope/Kyiv", ["off", "5s", "Europe/Kyiv"]),
        ("-c lock_timeout=7s", "", ["off", "7s"]),
    ],
)
def test_settings_of_others_are_kept_beside_ours(
    server: Server, monkeypatch: pytest.MonkeyPatch, environment: str, in_url: str, expected: list[str]
) -> None:
    """Those of the URL, else of the environment, are added, and hold where they differ from ours."""
    monkeypatch.setenv("PGOPTIONS", environment)
    with server.database() as location:
        asked = Location(url=f"{location.url}{'&' if '?' in (location.url or '') else '?'}options={in_url}")
        found = settings(asked if in_url else location)
    assert found[: len(expected)] == expected


def test_who_may_only_read_records_nothing(server: Server) -> None:
    """A database, a role or a setting by which transactions only read is obeyed."""
    with server.database() as location:
        open_database(location, create=True).dispose()
        asked = f"{location.url}?options=-c%20default_transaction_read_only%3Don"
        database = open_database(Location(url=asked))
        with pytest.raises(DatabaseError, match="the server is read-only"), writing(database) as connection:
            lock_head(connection)
        database.dispose()


def test_connections_are_shared_by_threads(engine: Database) -> None:
    """Many threads that ask at once each have a connection, and leave it to the next."""

    def ask(_number: int) -> int:
        with reading(engine) as connection:
            return len(connection.run("SELECT 1"))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(ask, range(400))) == 400
    finally:
        sys.setswitchinterval(interval)
