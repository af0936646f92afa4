"""Encrypted servers that want a password: every usual way to give it works, and it is told nowhere."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from tests.cli.driving import CommandLine, Done
from tests.conftest import IN_CI
from tests.secured import PASSWORD, SECRETS, USER, Secured, secured_server
from verifier.cli.app import Failure
from verifier.cli.screen import Screen
from verifier.storage.db.location import Location

NOTHING: Final = "0 claims  verifier log --help\n"
PASSFILE: Final = f"*:*:*:*:{PASSWORD.replace(':', chr(92) + ':')}\n"
WRONG: Final = f"{USER}:wrong-{quote(PASSWORD, safe='')}@"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A server that demands both, with a database in it."""
    directory = tmp_path_factory.mktemp("secured")
    with secured_server(directory) as secured:
        if secured is None:
            (pytest.fail if IN_CI else pytest.skip)("no PostgreSQL or no OpenSSL to make a secured server with")
        (directory / "home").mkdir()
        made = a_desk(directory / "home", secured.url(**secured.verified)).run("db", "init")
        assert made.status == 0, made.err
        yield secured


def a_desk(home: Path, url: str, **environment: str) -> CommandLine:
    """A desk with a database at a URL."""
    return CommandLine(home, Location.parse("sqlite:///unused.db"), {"VERIFIER_DB": url, **environment})


def told(done: Done) -> str:
    """All that was told, in which no secret may be."""
    everything = done.out + done.err
    assert [secret for secret in SECRETS if secret in everything] == []
    assert "error: unexpected" not in everything
    return everything


def listed(desk: CommandLine) -> None:
    """A list is read from the database, and nothing said where it is tells the password."""
    done = desk.run("list")
    assert (done.status, told(done)) == (0, NOTHING)
    for words in (["db", "path"], ["config", "show"], ["db", "path", "--json"], ["config", "show", "--json"]):
        told(desk.ok(*words))


@pytest.mark.long
def test_a_password_in_the_url(secured: Secured, tmp_path: Path) -> None:
    """Written in percent signs before the host, or as an option behind it."""
    listed(a_desk(tmp_path, secured.url(**secured.verified)))
    listed(a_desk(tmp_path, secured.url(f"{USER}@", password=PASSWORD, **secured.verified)))
    done = replace(a_desk(tmp_path, ""), extra={}).run("--db", secured.url(), "list")
    assert (done.status, told(done)) == (0, NOTHING)


@pytest.mark.long
def test_a_password_in_a_file(secured: Secured, tmp_path: Path) -> None:
    """The usual one in the home directory, one that is named by the environment, and one named in the URL."""
    url = secured.url(f"{USER}@", **secured.verified)
    file = tmp_path / "passwords"
    for path in (file, tmp_path / ".pgpass"):
        path.write_text(PASSFILE, encoding="utf-8")
        path.chmod(0o600)
    listed(a_desk(tmp_path, url))
    (tmp_path / ".pgpass").unlink()
    assert a_desk(tmp_path, url).run("list").status == 6
    listed(a_desk(tmp_path, url, PGPASSFILE=str(file)))
    listed(a_desk(tmp_path, secured.url(f"{USER}@", passfile=str(file), **secured.verified)))


def test_what_the_environment_says_of_the_server(secured: Secured, tmp_path: Path) -> None:
    """A password, how it is to prove who it is, and a whole service that has all of it."""
    login = {"PGUSER": USER, "PGPASSWORD": PASSWORD}
    listed(a_desk(tmp_path, secured.url("", **secured.verified), **login))
    proof = {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": str(secured.certificate)}
    listed(a_desk(tmp_path, secured.url(""), **login, **proof))
    refused = a_desk(tmp_path, secured.url(""), **login, PGSSLMODE="disable").run("list")
    assert (refused.status, "lets this user in neither from here nor so" in told(refused)) == (6, True)
    services = tmp_path / "services"
    services.write_text(
        f"[team]\nhost=localhost\nport={secured.port}\ndbname=postgres\nuser={USER}\npassword={PASSWORD}\n"
        f"sslmode=verify-full\nsslrootcert={secured.certificate}\n",
        encoding="utf-8",
    )
    listed(a_desk(tmp_path, "postgresql://", PGSERVICE="team", PGSERVICEFILE=str(services)))
    listed(a_desk(tmp_path, "postgresql:///?service=team", PGSERVICEFILE=str(services)))


REFUSALS: Final = {
    "a wrong password": (WRONG, {}, "refused the login: authentication failed"),
    "a wrong password as an option": (f"{USER}@", {"password": f"{PASSWORD}x"}, "refused the login"),
    "no password": (f"{USER}@", {}, "refused the login"),
    "no encryption": (None, {"sslmode": "disable"}, "add ?sslmode=require"),
    "an unknown server": (None, {"sslmode": "verify-full"}, "the connection could not be secured"),
    "no certificate": (None, {"sslmode": "verify-full", "sslrootcert": "none.crt"}, "could not be secured"),
    "nonsense": (None, {"sslmode": "s3kret"}, "could not be secured"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_is_one_line_without_the_password(secured: Secured, tmp_path: Path, case: str) -> None:
    """Also as JSON and with --debug; what to look at is said."""
    login, options, expected = REFUSALS[case]
    url = secured.url(**options) if login is None else secured.url(login, **options)
    for words in (["list"], ["log", "A claim"], ["db", "init"], ["list", "--debug"], ["db", "copy", url, url]):
        done = a_desk(tmp_path, url).run(*words)
        assert (done.status, done.out, done.err.count("\n")) == (6, "", 1), done
        assert expected in told(done)
    assert a_desk(tmp_path, url).run("list", "--json").error["code"] == "database"
    told(a_desk(tmp_path, url).run("list", "--json", "--debug"))


def test_a_certificate_of_another_server_is_refused(secured: Secured, tmp_path: Path) -> None:
    """The name in the URL has to be the one in the certificate."""
    options = {**secured.verified}
    done = a_desk(tmp_path, secured.url(host="127.0.0.1", **options)).run("list")
    assert (done.status, "the connection could not be secured" in told(done)) == (6, True)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://{USER}:s3cret@nowhere.invalid/claims",
        f"postgresql://{USER}:s3cret@localhost:1/claims",
        f"postgresql://{USER}:s3@cret@localhost:1/claims",
        f"postgresql://{USER}:s3cret/claims",
        f"postgresql://{USER}:s3cret@localhost:none/claims",
        f"postgresql://{USER}@localhost:1/claims?password=s3cret",
        f"postgresql://{USER}:s3cret%00@localhost:1/claims",
        f"postgresql://{USER}:s3cret\udcff@localhost:1/claims",
        f"postgresql://{USER}:s3cret@localhost:1/claims?s3=1&password=s3cret",
        f"mysql://{USER}:s3cret@localhost/claims",
        "host=localhost user=ann password=s3cret",
    ],
)
def test_a_url_that_leads_nowhere_is_told_without_its_password(tmp_path: Path, url: str) -> None:
    """Whatever is wrong with it, and wherever on the command line it was written."""
    desk = a_desk(tmp_path, "")
    for words in (
        ["--db", url, "list"], ["--db", url, "list", "--json"], ["--db", url, "list", "--debug"],
        ["--db", url, "log", "A claim", "--debug"], ["--db", url, "db", "path"], ["--db", url, "config", "show"],
        ["db", "copy", url, "copy.db"], ["db", "copy", "unused.db", url],
    ):  # fmt: skip
        done = desk.run(*words)
        told(done)
        assert done.status in {0, 2, 6} or words[2:] == ["list"], done
    if "://" in url:
        for words in (["db", "init", url], ["db", "init", url, "--json"], ["db", "copy", url, "a", "b"], [url]):
            done = desk.run(*words)
            assert (done.status, done.out) == (2, "")
            told(done)


def test_a_config_file_is_refused_without_the_password_in_it(tmp_path: Path) -> None:
    """A setting of the wrong kind is not repeated."""
    desk = a_desk(tmp_path, "")
    config = tmp_path / "config" / "verifier"
    config.mkdir(parents=True)
    for content in ('db = ["postgresql://ann:s3cret@db/claims"]', '[db]\npassword = "s3cret"', 'db = "a" s3cret'):
        (config / "config.toml").write_text(content, encoding="utf-8")
        done = desk.run("list")
        assert done.status == 2
        told(done)
    assert "db is text, not a table" in _refused(desk, config / "config.toml", '[db]\npassword = "s3cret"')


def _refused(desk: CommandLine, path: Path, content: str) -> str:
    path.write_text(content, encoding="utf-8")
    return desk.run("list").err


def test_an_unexpected_failure_tells_no_password(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in its one line nor in the traceback that --debug prints."""
    with pytest.raises(RuntimeError) as failed:
        raise RuntimeError("lost postgresql://ann:s3cret@db/claims") from ValueError("postgresql://a:s3cret@b")
    for debug in (False, True):
        assert Failure(Screen(), debug=debug).unexpected(failed.value) == 70
        printed = capsys.readouterr().err
        # Lines of a program's text, which a traceback shows, are here the test's.
        lines = [line for line in printed.splitlines() if not line.startswith("    ")]
        assert any("postgresql://ann:***@db/claims" in line for line in lines)
        assert not any("s3cret" in line for line in lines)
        assert ("Traceback" in printed) is debug


def test_a_password_is_in_no_file_the_program_keeps(secured: Secured, tmp_path: Path) -> None:
    """Nothing beside the database remembers it."""
    desk = a_desk(tmp_path, secured.url(**secured.verified))
    desk.ok("source", "list")
    desk.ok("report", "claims", "-o", str(tmp_path / "claims.csv"))
    kept = [Path(directory, name) for directory, _, names in os.walk(tmp_path) for name in names]
    assert kept
    assert [path for path in kept if any(secret.encode() in path.read_bytes() for secret in SECRETS)] == []
