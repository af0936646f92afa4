"""A server that takes nobody without encryption and a password."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from tests.servers import own_server

PASSWORD: Final = "s3cret@/?#:%é&=1"  # noqa: S105 - that it is never told is what is tested
"""It has every mark in it that means something in a URL."""
SECRETS: Final = (PASSWORD, quote(PASSWORD, safe=""), "s3cret", "cret@")
USER: Final = "ann"

_PATIENCE: Final = 30.0
_CERTIFICATE: Final = (
    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
    "-addext", "subjectAltName=DNS:localhost",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Secured:
    """Where the server is, and the certificate it is known by."""

    port: int
    certificate: Path

    def url(self, login: str = f"{USER}:{quote(PASSWORD, safe='')}@", host: str = "localhost", **options: str) -> str:
        """The URL of its database."""
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in options.items())
        return f"postgresql://{login}{host}:{self.port}/postgres?{query}".rstrip("?")

    @property
    def verified(self) -> dict[str, str]:
        """The options by which the server has to prove who it is."""
        return {"sslmode": "verify-full", "sslrootcert": str(self.certificate)}


@contextmanager
def secured_server(directory: Path) -> Iterator[Secured | None]:
    """Such a server; None where PostgreSQL or OpenSSL is not installed."""
    openssl = shutil.which("openssl")
    with own_server() as server:
        if server is None or openssl is None:
            yield None
            return
        subprocess.run(
            [openssl, *_CERTIFICATE, "-keyout", directory / "server.key", "-out", directory / "server.crt"],
            check=True,
            capture_output=True,
        )
        with psycopg.connect(server.address, autocommit=True) as connection:
            _secure(connection, directory)
        secured = Secured(urlsplit(server.address).port or 0, directory / "server.crt")
        _wait(secured)
        yield secured


def _secure(connection: psycopg.Connection, directory: Path) -> None:
    data = Path(_setting(connection, "data_directory"))
    for name in ("server.key", "server.crt"):
        copy = Path(shutil.copy(directory / name, data / name))
        copy.chmod(0o600)
        os.chown(copy, data.stat().st_uid, data.stat().st_gid)
    user, password = sql.Identifier(USER), sql.Literal(PASSWORD)
    connection.execute(sql.SQL("CREATE ROLE {} SUPERUSER LOGIN PASSWORD {}").format(user, password))
    connection.execute("ALTER SYSTEM SET ssl = on")
    Path(_setting(connection, "hba_file")).write_text("hostssl all all all scram-sha-256\n", encoding="utf-8")
    connection.execute("SELECT pg_reload_conf()")


def _setting(connection: psycopg.Connection, name: str) -> str:
    found = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert found is not None
    return str(found[0])


def _wait(secured: Secured) -> None:
    """Until the server has read its settings again."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            psycopg.connect(secured.url(**secured.verified)).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
