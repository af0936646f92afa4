"""A ledger on a server that is backed up and put back with the server's own tools, as the documents say."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.driving import CommandLine
from tests.conftest import Server
from tests.people import Team, a_team
from verifier.storage.db.location import Location

TOOLS = ("pg_dump", "pg_restore")


@pytest.fixture
def team(server: Server) -> Iterator[Team]:
    """A database with its roles."""
    with a_team(server) as team:
        team.found()
        yield team


def dumped(location: Location, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The outcome of dumping a database into a file."""
    url = str(location.url)
    return ran("pg_dump", *options, "--format=custom", f"--file={file}", url)


def ran(tool: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The outcome of one of the server's own tools."""
    return subprocess.run([tool, *words], capture_output=True, encoding="utf-8", check=False, timeout=120)


@pytest.mark.long
@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="the server's own tools are not installed")
def test_a_dump_is_put_back_elsewhere_and_given_its_roles_there(team: Team, desk: CommandLine, tmp_path: Path) -> None:
    """By an owner, or by a reader who asks for row security; the other database is sound and has roles of its own."""
    admin = replace(desk, location=team.location)
    admin.ok("log", "The depot burned", "-a", "Moscow says", "-a", "Kyiv denies")
    before = admin.ok("audit").out
    reader = team.member(team.roles.reader)
    assert dumped(reader, tmp_path / "refused").returncode != 0
    for number, (who, options) in enumerate(((team.location, ()), (reader, ("--enable-row-security",)))):
        file = tmp_path / f"{number}.dump"
        assert dumped(who, file, *options).stderr == ""
        with a_team(team.server) as other:
            parts = urlsplit(str(other.location.url))
            target = f"--dbname=postgresql://{parts.netloc}{parts.path}"
            assert ran("pg_restore", "--no-owner", "--no-privileges", target, str(file)).stderr == ""
            there = replace(desk, location=other.location)
            assert other.roles.analyst in there.ok("db", "init").err
            analyst = replace(desk, location=other.member(other.roles.analyst))
            assert analyst.ok("audit").out == before
            analyst.ok("say", "c1", "Moscow says @ 2024-11-22")
            assert analyst.ok("audit").out.startswith("sound: 1 claim")
