"""How a server is reached: by our settings, and by those of whoever set others."""

import pytest
from sqlalchemy import text

from tests.conftest import Server
from verifier.storage.db.database import connect, reading
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
