"""People at a database on a server: each has a login of its own, and the role that is given to it."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.conftest import Server
from verifier.services.maintenance.create import establish
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.db.roles import Roles

_numbers: Final = itertools.count(1)


class Team:
    """A database, the names of its roles, and a way to let people in."""

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self.roles = Roles.of(name)
        self.server = server
        self.logins: list[str] = []

    @property
    def location(self) -> Location:
        """The database as its administrator reaches it."""
        return Location.parse(self.server.url(self.name))

    def member(self, *roles: str) -> Location:
        """The database as somebody reaches it who has these roles."""
        login = f"verifier_login_{os.getpid()}_{next(_numbers)}"
        self.server.execute("CREATE ROLE {} LOGIN PASSWORD 'test'", login)
        self.logins.append(login)
        for role in roles:
            self.server.execute("GRANT {} TO {}", role, login)
        return self.reached_by(login)

    def reached_by(self, login: str) -> Location:
        """The database as a login reaches it."""
        parts = urlsplit(self.server.url(self.name))
        host = parts.netloc.rpartition("@")[2]
        return Location.parse(urlunsplit(parts._replace(netloc=f"{login}:test@{host}")))

    def found(self) -> None:
        """Make the tables, the first revision and the roles, as the administrator."""
        workspace = Workspace(self.location, "admin")
        establish(workspace)
        workspace.close()


@contextmanager
def a_team(server: Server) -> Iterator[Team]:
    """A database without tables; it, its roles and the logins are dropped in the end."""
    team = Team(server, server.create())
    try:
        yield team
    finally:
        server.drop(team.name)
        for login in team.logins:
            server.execute("DROP OWNED BY {} CASCADE", login)
            server.execute("DROP ROLE {}", login)


def opened(location: Location) -> psycopg.Connection:
    """A plain connection, as any program has it."""
    return psycopg.connect(str(location.url), autocommit=True)


def refusal(connection: psycopg.Connection, statement: str) -> str | None:
    """The server's code for a statement it refuses, None for one it runs."""
    try:
        connection.execute(statement.encode())
    except psycopg.Error as error:
        return error.sqlstate
    return None
