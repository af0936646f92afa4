"""The server itself keeps each role to what it may do, whatever program its people use."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.config import Config

from tests.conftest import Server
from tests.people import Team, a_team, opened, refusal
from verifier.domain.errors import DatabaseError
from verifier.services.maintenance.create import bring_up_to_date, establish
from verifier.services.workspace import Workspace
from verifier.storage.db.database import HEAD, connect, migrations_directory, open_database, writing
from verifier.storage.db.location import Location
from verifier.storage.db.roles import ADDED_TO, OWNERS_ONLY, Roles, grant_rights
from verifier.storage.schema import tables

FORBIDDEN = "42501"
FACTS = tuple(sorted(table.name for table in (tables.revisions, *tables.FACTS)))
DERIVED = tuple(sorted({*tables.metadata.tables, "claim_words"} - {*FACTS, "ledger_head"}))
BEFORE_HEAD = f"{int(HEAD) - 1:04}"


@pytest.fixture(scope="module")
def team(server: Server) -> Iterator[Team]:
    """A database with its roles, for tests that leave it as it is."""
    with a_team(server) as team:
        team.found()
        yield team


@pytest.fixture(scope="module")
def analyst(team: Team) -> Iterator[psycopg.Connection]:
    """An analyst's connection."""
    with opened(team.member(team.roles.analyst)) as connection:
        yield connection


@pytest.fixture(scope="module")
def reader(team: Team) -> Iterator[psycopg.Connection]:
    """A reader's connection."""
    with opened(team.member(team.roles.reader)) as connection:
        yield connection


def test_names_of_roles_fit_and_tell_databases_apart() -> None:
    """A role has its database in its name; long names that begin alike, in any script, stay different."""
    assert Roles.of("claims").all == ("verifier_claims_reader", "verifier_claims_analyst", "verifier_claims_owner")
    names = ["claims", "Claims", "c" * 46, "c" * 62, "c" * 61 + "d", "ж" * 31, "ж" * 30 + "з", 'a"b%c']
    made = [role for name in names for role in Roles.of(name).all]
    assert len(set(made)) == len(names) * 3
    assert all(len(role.encode()) <= 63 for role in made)


def spoiling(table: str) -> list[str]:
    """Statements that would alter a table's rows or its shape, or switch off what refuses that."""
    column = "id" if table in {"revisions", "ledger_head"} else "revision"
    return [
        f"UPDATE {table} SET {column} = {column}",  # noqa: S608 - names of ours
        f"DELETE FROM {table}",  # noqa: S608 - likewise
        f"TRUNCATE {table} CASCADE",
        *shaping(table),
    ]


def shaping(table: str) -> list[str]:
    """Statements that would change what a table is."""
    return [
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} ADD COLUMN more text",
        f"ALTER TABLE {table} OWNER TO CURRENT_USER",
        f"DROP TABLE {table} CASCADE",
        f"CREATE INDEX ON {table} ((1))",
        f"CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
        f"CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION verifier_refuse()",
    ]


def commanding(roles: Roles) -> list[str]:
    """Statements about the database as a whole that are only an administrator's or an owner's."""
    return [
        "CREATE TABLE mine (a text)",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION verifier_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION verifier_refuse() CASCADE",
        "DROP VIEW claims_now CASCADE",
        "UPDATE alembic_version SET version_num = '9999'",
        "INSERT INTO ledger_head (id) VALUES (1)",
        "DELETE FROM ledger_head",
        "SET session_replication_role = replica",
        "CREATE ROLE mine",
        f'SET ROLE "{roles.owner}"',
        f'GRANT "{roles.owner}" TO CURRENT_USER',
        f'DROP ROLE "{roles.owner}"',
    ]


def test_nobody_can_log_in_as_a_role(team: Team) -> None:
    """The roles are given to people; none is a person."""
    with opened(team.location) as connection:
        wanted = [team.roles.reader, team.roles.analyst, team.roles.owner]
        found = connection.execute("SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = ANY(%s)", [wanted])
        assert found.fetchall() == [(False, False)] * 3


@pytest.mark.parametrize("table", [*FACTS, "alembic_version", "ledger_head"])
def test_an_analyst_cannot_spoil_a_fact(analyst: psycopg.Connection, table: str) -> None:
    """No fact is changed, deleted or emptied, no table altered, and no trigger switched off."""
    statements = spoiling(table) if table in FACTS else shaping(table)
    allowed = [statement for statement in statements if refusal(analyst, statement) != FORBIDDEN]
    assert allowed == []


@pytest.mark.parametrize("table", sorted(OWNERS_ONLY & set(FACTS)))
def test_an_analyst_cannot_adopt_a_policy(analyst: psycopg.Connection, table: str) -> None:
    """What only owners decide, an analyst reads and does not add to."""
    assert refusal(analyst, f"SELECT * FROM {table}") is None  # noqa: S608 - a name of ours
    assert refusal(analyst, f"INSERT INTO {table} SELECT * FROM {table}") == FORBIDDEN  # noqa: S608 - likewise


def test_an_analyst_cannot_undo_a_policy(team: Team, analyst: psycopg.Connection) -> None:
    """A row that takes back what adopted one is refused; the others are there for everybody to read."""
    with opened(team.location) as connection:
        [[before]] = connection.execute("SELECT count(*) FROM undos").fetchall()
        with connection.transaction(force_rollback=True):
            connection.execute("SET LOCAL verifier.copied = 'on'")
            connection.execute("INSERT INTO policies (id, version, figures, revision) VALUES (999, 'x', '{}', 1)")
            connection.execute(f'SET ROLE "{team.roles.analyst}"'.encode())
            row = "INSERT INTO undos (id, target, what, revision) VALUES (999, 1, 'undo', 1)"
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(row)
    assert analyst.execute("SELECT count(*) FROM undos").fetchall() == [(before,)]


def test_an_analyst_does_not_command_the_database(team: Team, analyst: psycopg.Connection) -> None:
    """Nothing is made, replaced or dropped; the schema's version stays; no other role is taken."""
    allowed = [statement for statement in commanding(team.roles) if refusal(analyst, statement) != FORBIDDEN]
    assert allowed == []
    assert [statement for table in DERIVED for statement in shaping(table) if refusal(analyst, statement) is None] == []


def test_a_reader_only_reads(team: Team, reader: psycopg.Connection) -> None:
    """Every table and view is read, and nothing is written, not even what can be made again, nor the lock taken."""
    found = reader.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind ~ '[rv]'"
    )
    relations = [name for (name,) in found.fetchall()]
    assert {*FACTS, *DERIVED, "ledger_head", "alembic_version", "claims_now"} <= set(relations)
    assert [name for name in relations if refusal(reader, f'SELECT * FROM "{name}"') is not None] == []  # noqa: S608 - ours
    inserting = [f"INSERT INTO {table} SELECT * FROM {table}" for table in (*FACTS, *DERIVED)]  # noqa: S608 - ours
    emptying = [f"DELETE FROM {table}" for table in DERIVED]  # noqa: S608 - ours
    statements = [
        *inserting,
        *emptying,
        *(statement for table in FACTS for statement in spoiling(table)),
        *commanding(team.roles),
        "SELECT id FROM ledger_head FOR UPDATE",
    ]
    assert [statement for statement in statements if refusal(reader, statement) != FORBIDDEN] == []


def test_each_right_is_in_just_the_tables_it_is_meant_for(team: Team) -> None:
    """An analyst adds facts but policies, writes what is made from them, and has no other right anywhere."""
    assert rights(team, team.roles.analyst) == {
        **{table: {"SELECT", "INSERT"} for table in (*FACTS, *ADDED_TO) if table not in OWNERS_ONLY},
        **{table: {"SELECT"} for table in {*OWNERS_ONLY, "ledger_head", "alembic_version"}},
        **{table: {"SELECT", "INSERT", "UPDATE", "DELETE"} for table in DERIVED},
    }
    readable = (*FACTS, *ADDED_TO, *DERIVED, "ledger_head", "alembic_version")
    assert rights(team, team.roles.reader) == {table: {"SELECT"} for table in readable}


def test_an_analyst_hands_no_right_on(team: Team, analyst: psycopg.Connection) -> None:
    """The server ignores the attempt, as it does with rights nobody may hand on."""
    before = access(team)
    for table in FACTS:
        refusal(analyst, f"GRANT ALL ON {table} TO PUBLIC")
    assert access(team) == before


def rights(team: Team, role: str) -> dict[str, set[str]]:
    """The rights of a role in each table."""
    statement = """
        SELECT relname, priv FROM pg_class,
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS priv
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND has_table_privilege(%s, pg_class.oid, priv)"""
    found: dict[str, set[str]] = {}
    with opened(team.location) as connection:
        for table, right in connection.execute(statement, [role]):
            found.setdefault(table, set()).add(right)
    return found


def test_giving_the_roles_their_rights_again_changes_nothing(team: Team) -> None:
    """Everything stays as it is; a right that was given by hand in our tables is taken back."""
    before = access(team)
    assert given_again(team) == ()
    assert access(team) == before
    with opened(team.location) as connection:
        connection.execute(f'GRANT DELETE ON claims TO "{team.roles.analyst}"'.encode())
        connection.execute("GRANT SELECT ON claims TO PUBLIC")
    assert given_again(team) == ()
    assert access(team) == before


def given_again(team: Team) -> tuple[str, ...]:
    """Give the rights once more; what lacks for that."""
    engine = connect(team.location)
    granting = grant_rights(engine, make=True)
    engine.dispose()
    assert granting is not None
    return granting.lacking


def access(team: Team) -> list[tuple[object, ...]]:
    """Who owns and may do what."""
    with opened(team.location) as connection:
        return connection.execute(
            "SELECT relname, relowner, relacl::text, (SELECT array_agg(attacl::text) FROM pg_attribute"
            " WHERE attrelid = pg_class.oid AND attacl IS NOT NULL)"
            " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i' ORDER BY relname"
        ).fetchall()


def test_roles_of_one_database_have_no_right_in_another(team: Team, server: Server) -> None:
    """An owner here is nobody there."""
    with a_team(server) as other:
        other.found()
        stranger = other.member(team.roles.owner)
        with pytest.raises(DatabaseError, match="this user may not read it"):
            open_database(stranger)


@pytest.mark.long
def test_a_database_of_any_name_has_roles(server: Server) -> None:
    """Marks in its name are neither parameters nor the end of a name."""
    name = f'Verifier "{os.getpid()}" %s:claims-é \'{"x" * 30}'
    server.execute("CREATE DATABASE {} TEMPLATE template0", name)
    team = Team(server, name)
    try:
        team.found()
        with psycopg.connect(server.address, dbname=name) as connection:
            asked = connection.execute("SELECT has_table_privilege(%s, 'claims', 'SELECT')", [team.roles.reader])
            assert asked.fetchall() == [(True,)]
    finally:
        server.drop(name)


@pytest.mark.long
def test_a_database_may_be_closed_to_everybody_without_a_role(server: Server) -> None:
    """Once PUBLIC may not connect, those who have a role still may, and nobody else."""
    with a_team(server) as team:
        team.found()
        server.execute("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", team.name)
        open_database(team.member(team.roles.reader)).dispose()
        with pytest.raises(DatabaseError, match="this user may not read it"):
            open_database(team.member())


@pytest.mark.long
def test_who_may_not_make_roles_is_told_what_an_administrator_has_to_run(server: Server) -> None:
    """The tables are made; once the statements were run, the next try gives the rights, and the maker is an owner."""
    with a_team(server) as team:
        maker = team.member()
        give_away(team)
        workspace = Workspace(maker, "maker")
        done = establish(workspace)
        assert done.made
        assert done.granting is not None
        assert f'CREATE ROLE "{team.roles.reader}" NOLOGIN' in done.granting.lacking
        with opened(team.location) as connection:
            for statement in done.granting.lacking:
                connection.execute(statement.encode())
        again = establish(workspace)
        assert (again.made, again.granting and again.granting.lacking) == (False, ())
        workspace.close()
        with opened(maker) as connection:
            assert refusal(connection, "ALTER TABLE claims ADD COLUMN more text") is None
        assert rights(team, team.roles.analyst)["claims"] == {"SELECT", "INSERT"}


@pytest.mark.long
def test_who_may_make_roles_needs_no_administrator(server: Server) -> None:
    """A login that owns the database and may make roles does all of it alone."""
    with a_team(server) as team:
        maker = team.member()
        give_away(team)
        server.execute("ALTER ROLE {} CREATEROLE", team.logins[0])
        workspace = Workspace(maker, "maker")
        done = establish(workspace)
        workspace.close()
        assert (done.made, done.granting and done.granting.lacking) == (True, ())
        assert rights(team, team.roles.reader)["claims"] == {"SELECT"}


@pytest.mark.long
def test_what_the_administrator_takes_over_its_maker_still_owns(server: Server) -> None:
    """A database somebody made alone is given roles later; its maker becomes one of its owners."""
    with a_team(server) as team:
        maker = team.member()
        give_away(team)
        open_database(maker, create=True).dispose()
        team.found()
        with opened(maker) as connection:
            assert refusal(connection, "ALTER TABLE claims ADD COLUMN more text") is None


def give_away(team: Team) -> None:
    """Make the last login the database's owner."""
    team.server.execute("ALTER DATABASE {} OWNER TO {}", team.name, team.logins[-1])


def older(team: Team) -> None:
    """Make a database of the schema before, with its roles."""
    engine = connect(team.location)
    with writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations_directory()))
        config.attributes["connection"] = connection.sql
        command.upgrade(config, BEFORE_HEAD)
    grant_rights(engine, make=True)
    engine.dispose()


def upgraded_by(location: Location) -> None:
    """Bring the database up to date as somebody."""
    workspace = Workspace(location, "somebody")
    try:
        bring_up_to_date(workspace)
    finally:
        workspace.close()


@pytest.mark.long
@pytest.mark.parametrize("role", ["owner", "administrator"])
def test_an_upgrade_gives_the_rights_in_what_is_new(server: Server, role: str) -> None:
    """Whoever upgrades, all belongs to the owner's role afterwards, and every right is as in a new database."""
    with a_team(server) as team, a_team(server) as new:
        older(team)
        upgraded_by(team.location if role == "administrator" else team.member(team.roles.owner))
        new.found()
        assert rights(team, team.roles.analyst) == rights(new, new.roles.analyst)
        assert rights(team, team.roles.reader) == rights(new, new.roles.reader)
        with opened(team.location) as connection:
            owners = connection.execute(
                "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')"
                " UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            ).fetchall()
        assert owners == [(team.roles.owner,)]


@pytest.mark.parametrize("role", ["reader", "analyst"])
def test_only_an_owner_upgrades(server: Server, role: str) -> None:
    """Others are told whom to ask, and the database stays as it is."""
    with a_team(server) as team:
        older(team)
        somebody = team.member(getattr(team.roles, role))
        with pytest.raises(DatabaseError, match=r"only an owner may\. Ask the database's administrator"):
            upgraded_by(somebody)
        with opened(team.location) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(BEFORE_HEAD,)]


def test_a_database_without_roles_gets_none_by_an_upgrade(server: Server) -> None:
    """Roles are made when they are asked for."""
    with a_team(server) as team:
        open_database(team.location, create=True).dispose()
        upgraded_by(team.location)
        with opened(team.location) as connection:
            found = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(team.roles.all)])
            assert found.fetchall() == []
