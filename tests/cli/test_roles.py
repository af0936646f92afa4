"""What people of each role do with the command at a shared database, and how it is told what they may not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from tests.cli.driving import CommandLine
from tests.conftest import Server
from tests.people import Team, a_team, opened, refusal
from verifier.storage.db.location import Location
from verifier.storage.db.roles import OWNERS_ONLY, Roles
from verifier.storage.schema import tables

pytestmark = pytest.mark.long

STATEMENTS: Final = "claim,origin,stance,said\nThe bridge fell,Moscow,affirms,2024-11-19\n"
WRITES: Final[tuple[tuple[str, ...], ...]] = (
    ("log", "The depot burned", "-a", "Moscow says"),
    ("say", "c1", "Kyiv denies"),
    ("assess", "c1", "refuted", "--why", "No damage seen"),
    ("link", "c1", "entails", "c2"),
    ("undo", "-y"),
    ("redo",),
    ("import", "statements.csv"),
    ("source", "add", "Depo"),
    ("correct", "c1", "--place", "Bryansk", "--why", "It was left out"),
    ("say", "c1", "the Guardian reports @ 2024-11-20", "--url", "https://example.org/1", "--outlet", "the Guardian"),
    ("document", "retract", "https://example.org/1", "--why", "Pulled"),
    ("db", "init"),
    ("db", "rebuild"),
)
READS: Final[tuple[tuple[str, ...], ...]] = (
    ("list",),
    ("disputed",),
    ("show", "c1"),
    ("changes",),
    ("report", "claims"),
    ("audit",),
    ("export", "--all"),
    ("source", "list"),
    ("db", "check"),
    ("db", "path"),
    ("db", "upgrade"),
)


@pytest.fixture
def team(server: Server) -> Iterator[Team]:
    """A database with its roles."""
    with a_team(server) as team:
        team.found()
        yield team


@pytest.fixture
def desk(tmp_path: Path) -> CommandLine:
    """A desk at which nobody sits yet."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "statements.csv").write_text(STATEMENTS, encoding="utf-8")
    return CommandLine(home, Location(path=tmp_path / "none.db"), {})


def words_at(desk: CommandLine, words: tuple[str, ...]) -> list[str]:
    """The words of a command, files being those of the desk."""
    return [str(desk.home / word) if word.endswith(".csv") else word for word in words]


def test_an_analyst_records_whatever_there_is_to_record(team: Team, desk: CommandLine) -> None:
    """Logging, saying, assessing, linking, undoing, redoing and importing work, and all is sound in the end."""
    analyst = replace(desk, location=team.member(team.roles.analyst))
    analyst.ok("log", "Missiles hit", "-a", "Moscow says")
    analyst.ok("log", "Six missiles hit", "-a", "Kyiv says")
    for words in WRITES:
        analyst.ok(*words_at(desk, words))
    for words in READS:
        analyst.ok(*words)
    assert analyst.ok("audit").out.startswith("sound: 4 claims")


def test_a_reader_reads_and_is_told_whom_to_ask_to_record(team: Team, desk: CommandLine) -> None:
    """Every reading command works; every write ends in one error, exit status 6, and leaves the ledger as it is."""
    admin = replace(desk, location=team.location)
    for claim in ("Missiles hit", "Six missiles hit", "None hit"):
        admin.ok("log", claim, "-a", "Moscow says", "-a", "Kyiv denies")
    admin.ok("undo", "-y")
    reader = replace(desk, location=team.member(team.roles.reader))
    before = reader.ok("audit").out
    for words in READS:
        reader.ok(*words)
    for words in WRITES:
        done = reader.run(*words_at(desk, words))
        *_, told = done.err.splitlines()
        assert (done.status, done.out) == (6, ""), words
        assert told.startswith(f"error: {reader.location}: this user may only read there, and not record. Ask")
        assert "Traceback" not in done.err
    assert reader.run(*WRITES[0], "--json").error["code"] == "database"
    assert reader.ok("audit").out == before


def test_an_owner_looks_after_the_database(team: Team, desk: CommandLine) -> None:
    """Recording, upgrading, rebuilding and giving the roles their rights again work; facts are kept all the same."""
    owner = replace(desk, location=team.member(team.roles.owner))
    owner.ok("log", "Missiles hit", "-a", "Moscow says")
    owner.ok("db", "upgrade")
    owner.ok("db", "rebuild")
    assert team.roles.owner in owner.ok("db", "init").err
    with opened(owner.location) as connection:
        assert [t.name for t in tables.FACTS if refusal(connection, f"DELETE FROM {t.name}") is None] == []  # noqa: S608
    owner.ok("audit")


def test_only_an_owner_decides_on_the_policy(team: Team, desk: CommandLine) -> None:
    """An analyst neither adopts one nor undoes what adopted one; an owner does both."""
    owner, analyst = (replace(desk, location=team.member(role)) for role in (team.roles.owner, team.roles.analyst))
    shown = owner.ok("policy", "show").out
    version = 'version = "'
    assert shown.count(version) == 1
    new = desk.file("new.toml", shown.replace(version, f"{version}new-"))
    refused = [analyst.run("policy", "adopt", new, "--why", "By vote")]
    owner.ok("policy", "adopt", new, "--why", "By vote")
    refused += [analyst.run("undo", "r2", "-y")]
    for done in refused:
        assert (done.status, done.out) == (6, "")
        assert done.err.endswith(
            "only an owner may. Ask the database's administrator for: GRANT verifier_NAME_owner TO USER\n"
        )
    analyst.ok("log", "Missiles hit", "-a", "Moscow says")
    analyst.ok("undo", "-y")
    owner.ok("undo", "r2", "-y")
    assert owner.ok("policy", "show").out == shown
    analyst.ok("audit")


def test_who_has_no_role_is_told_whom_to_ask(team: Team, desk: CommandLine) -> None:
    """A login that was given nothing sees nothing, in one line."""
    nobody = replace(desk, location=team.member())
    for words in (("list",), ("log", "A claim"), ("db", "init")):
        done = nobody.run(*words)
        assert (done.status, done.out, done.err.count("\n")) == (6, "", 1)
        assert "this user may not read it. Ask the database's administrator for: GRANT verifier_" in done.err


def test_who_may_not_make_roles_sees_what_has_to_be_run(server: Server, desk: CommandLine) -> None:
    """Also when quiet; a database is made all the same, and its maker records in it."""
    with a_team(server) as team:
        maker = replace(desk, location=team.member())
        server.execute("ALTER DATABASE {} OWNER TO {}", team.name, team.logins[0])
        told = maker.ok("db", "init", "-q").err
        assert told.startswith("warning: the roles do not have their rights")
        assert f'  CREATE ROLE "{team.roles.reader}" NOLOGIN;\n' in told
        assert told.endswith("and after that, once more: verifier db init\n")
        maker.ok("log", "Missiles hit", "-a", "Moscow says")


def test_what_only_owners_decide_is_named_by_the_tables_there_are() -> None:
    """A policy is a fact like others, which analysts may not add."""
    assert {table.name for table in tables.FACTS} >= OWNERS_ONLY


def test_the_first_write_makes_the_tables_of_a_server_without_roles(server: Server, desk: CommandLine) -> None:
    """An empty database is a ledger with the first claim; the roles wait for `db init`."""
    with server.database() as location:
        first = replace(desk, location=location)
        first.ok("log", "The depot burned", "-a", "Moscow says")
        assert first.ok("audit").out.startswith("sound: 1 claim")
        roles = Roles.of(str(location.url).rpartition("/")[2].partition("?")[0])
        with opened(location) as connection:
            named = [roles.reader, roles.analyst, roles.owner]
            assert connection.execute("SELECT 1 FROM pg_roles WHERE rolname = ANY(%s)", [named]).fetchall() == []


def test_an_analyst_may_record_under_any_name_and_revoke_any_key(team: Team, desk: CommandLine) -> None:
    """The server keeps people to a role and not to a name; the audit warns of a key revoked by somebody else."""
    location = team.member(team.roles.analyst)
    login = str(location.url).partition("//")[2].partition(":")[0]
    bea, cid = (replace(desk, location=place) for place in (location, team.member(team.roles.analyst)))
    replace(bea, extra={"VERIFIER_ANALYST": login}).ok("key", "create")
    cid.ok("--analyst", "somebody", "log", "The depot burned", "-a", "Moscow says")
    assert "  somebody  c1  opened: " in cid.ok("changes", "--log").out
    assert cid.ok("audit").err == ""
    revoked = cid.ok("--analyst", "cid", "key", "revoke", login, "--why", "Left")
    assert f"the revisions of {login} after it are not signed" in revoked.err
    assert "r4" in cid.ok("audit").err
