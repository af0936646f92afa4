"""Databases of every released schema are upgraded: what they showed before, they show after."""

import contextlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert

from tests.cli.driving import CommandLine
from verifier.storage.db.database import HEAD, Database, connect, migrations_directory, writing
from verifier.storage.db.location import Location
from verifier.storage.schema.tables import FACTS, claim_states, claim_terms, metadata, revisions

if TYPE_CHECKING:
    from tests.conftest import Server

DATABASES: Final = Path(__file__).parent.parent / "databases"
RELEASED: Final = sorted(path.stem for path in DATABASES.glob("*.db"))


def shown_then(version: str) -> dict[str, list[dict[str, Any]]]:
    """What the program that made a database showed of it."""
    found: dict[str, list[dict[str, Any]]] = json.loads((DATABASES / f"{version}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(params=RELEASED)
def version(request: pytest.FixtureRequest) -> str:
    """The schema of a released database."""
    return str(request.param)


@pytest.fixture
def old_desk(version: str, database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CommandLine]:
    """A desk with a released database: the file itself, or a PostgreSQL database of that schema with its rows."""
    home = tmp_path / "home"
    home.mkdir()
    file = tmp_path / "verifier.db"
    shutil.copy(DATABASES / f"{version}.db", file)
    if database_kind == "sqlite":
        yield CommandLine(home, Location(path=file), {})
        return
    server: Server = request.getfixturevalue("server")
    with server.database() as location:
        engine = connect(location)
        migrate_to(engine, version)
        move_rows(file, engine)
        engine.dispose()
        yield CommandLine(home, location, {})


def migrate_to(engine: Database, version: str) -> None:
    """Make the tables of an earlier schema."""
    config = Config()
    config.set_main_option("script_location", str(migrations_directory()))
    with writing(engine) as connection:
        config.attributes["connection"] = connection.sql
        command.upgrade(config, version)


def move_rows(file: Path, engine: Database) -> None:
    """Put the rows of a file into the same tables elsewhere, but for the words and totals, which are made again."""
    lite = sqlite3.connect(file)
    lite.row_factory = sqlite3.Row
    there = {name for (name,) in lite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    with writing(engine) as connection:
        for table in (revisions, *FACTS, claim_states, claim_terms):
            if table.name not in there:
                continue
            rows = [dict(row) for row in lite.execute(f"SELECT * FROM {table.name}")]  # noqa: S608 - our own names
            flags = [column.name for column in table.c if column.type.python_type is bool]
            for row in rows:
                row.update({name: bool(row[name]) for name in flags if row.get(name) is not None})
            if rows:
                connection.execute(insert(metadata.tables[table.name]), rows)
    lite.close()


def upgrade(desk: CommandLine) -> None:
    """Bring a database to the present schema; on a server what is not a fact was not moved there."""
    assert desk.run("db", "upgrade").status == 0
    if desk.location.path is None:
        assert desk.run("db", "rebuild").status == 0


SINCE_THE_LAST_RELEASE: Final = 9
"""How many migrations stand between the newest released schema and the present: no database was made of theirs."""


def test_there_is_one_for_every_released_schema() -> None:
    """A schema that was released has its database here, with what was shown of it."""
    assert [f"{number:04}" for number in range(1, int(HEAD) - SINCE_THE_LAST_RELEASE)] == RELEASED
    assert all((DATABASES / f"{version}.json").exists() for version in RELEASED)


def test_a_released_database_says_how_to_upgrade(old_desk: CommandLine) -> None:
    """Until then nothing is read from it or written to it."""
    done = old_desk.run("list")
    assert done.status == 6
    assert "verifier db upgrade" in done.err
    assert old_desk.run("log", "A claim", "-a", "Moscow says").status == 6


@pytest.mark.long
def test_a_released_database_keeps_its_log_when_upgraded(old_desk: CommandLine, version: str) -> None:
    """What it answered stays in the log; what other rules answer now is logged behind it. The proof still holds."""
    upgrade(old_desk)
    then = shown_then(version)["changes"]
    now = old_desk.run("--json", "changes").json
    assert_shown(now[: len(then)], then)
    assert {change["action"] for change in now[len(then) :]} <= {"upgrade"}
    audited = old_desk.run("audit", "--deep")
    assert audited.status == 0
    assert "1 revision replayed" in audited.out


@pytest.mark.long
def test_of_a_moment_under_other_rules_the_log_answers(old_desk: CommandLine, version: str) -> None:
    """The status that was logged and its cause, null for the rest; not by what had been said by when."""
    upgrade(old_desk)
    then = {claim["ref"]: claim for claim in shown_then(version)["known_at_r4"]}
    now = {claim["ref"]: claim for claim in old_desk.run("--json", "list", "--known-at", "r4").json}
    assert now.keys() == then.keys()
    for ref, claim in now.items():
        assert {name: claim[name] for name in ("status", "derived")} == {
            name: then[ref][name] for name in ("status", "derived")
        }
        assert claim["logged"]["revision"] in {"r2", "r3", "r4"}
        assert [claim[name] for name in ("why", "flags", "counts", "affirmed_by", "awaiting", "since")] == [None] * 6
    shown = old_desk.run("show", "c1", "--known-at", "r4")
    assert (shown.status, "as other rules held then" in shown.out) == (0, True)
    assert old_desk.run("--json", "show", "c1", "--known-at", "r4").json["history"] is None
    assert old_desk.run("report", "claims", "--known-at", "r4").status == 0
    refused = old_desk.run("list", "--known-at", "r4", "--as-of", "2024-11-20")
    assert refused.status == 2
    assert "--as-of" in refused.err


@pytest.mark.long
def test_what_the_log_of_other_rules_does_not_tell_is_left_open(old_desk: CommandLine) -> None:
    """A list has no ages and counts, and no kind of dispute but one of figures; a page has no age."""
    upgrade(old_desk)
    told = {claim["ref"]: claim for claim in old_desk.run("--json", "list", "--known-at", "r4").json}
    lines = {row.split()[0]: row for row in old_desk.run("list", "--known-at", "r4").out.splitlines()[1:]}
    assert lines.keys() == told.keys()
    assert {claim["status"] for claim in told.values()} > {"disputed"}
    for ref, claim in told.items():
        figures = claim["derived"] == "disputed" and claim["row"] == 2
        between = lines[ref].removesuffix(claim["claim"]).split()
        assert between[2:] == (["figure:"] if figures else [])
    head, *_ = old_desk.run("show", "c1", "--known-at", "r4").out.splitlines()
    assert re.fullmatch(r"\S \S+   c1\b.*", head)


@pytest.mark.long
def test_what_an_upgrade_would_change_is_told_beforehand(old_desk: CommandLine, version: str) -> None:
    """Just what it then changes; the database is still the old one."""
    previewed = old_desk.run("db", "upgrade", "-n")
    assert previewed.status == 0
    assert old_desk.run("list").status == 6
    upgrade(old_desk)
    logged = [change["ref"] for change in old_desk.run("--json", "changes").json if change["action"] == "upgrade"]
    assert [line.split()[0] for line in previewed.out.splitlines()] == logged
    assert version != "0003" or len(logged) > 4


def report_before(desk: CommandLine, version: str, path: Path) -> Path:
    """A report of claims as the program that made a database would have told it: of the revision before the upgrade."""
    upgraded = desk.home / "upgraded.db"
    shutil.copy(DATABASES / f"{version}.db", upgraded)
    CommandLine(desk.home, Location(path=upgraded), {}).ok("db", "upgrade")
    with contextlib.closing(sqlite3.connect(DATABASES / f"{version}.db")) as lite:
        number, digest = lite.execute("SELECT id, digest FROM revisions ORDER BY id DESC LIMIT 1").fetchone()
    then = CommandLine(desk.home, Location(path=upgraded), {})
    then.ok("report", "claims", "--known-at", f"r{number}", "-o", str(path))
    beside = path.with_name(f"{path.name}.datapackage.json")
    note = json.loads(beside.read_text(encoding="utf-8"))
    note["verifier"] |= {"revision": f"r{number}", "digest": digest, "known_at": None}
    beside.write_text(json.dumps(note), encoding="utf-8")
    return path


@pytest.mark.long
def test_a_report_that_an_upgrade_falsifies_is_told_with_how_many_rows(
    old_desk: CommandLine, version: str, tmp_path: Path
) -> None:
    """One row for each claim that changes; a report that keeps all its truth is not named; files need -n."""
    report = report_before(old_desk, version, tmp_path / "kept.csv")
    previewed = old_desk.ok("db", "upgrade", "-n", str(report))
    changed = [line for line in previewed.out.splitlines() if line.startswith("c")]
    named = [line for line in previewed.out.splitlines() if str(report) in line]
    assert bool(named) == bool(changed)
    if named:
        assert named == [f"{report}: {len(changed)} row{'s' * (len(changed) > 1)} would no longer be true"]
    assert version != "0003" or len(changed) > 4
    refused = old_desk.run("db", "upgrade", str(report))
    assert (refused.status, "-n" in refused.err) == (2, True)
    assert old_desk.run("list").status == 6


SECOND_EDITION: Final = {
    "A fictional market was shelled": ("unverifiable", "corroborated"),
    "A fictional church was looted": ("rebutted", "rebutted"),
    "Fictional tanks burned": None,
    "Fictional guns were captured": ("disputed", "disputed"),
    "A fictional river will be crossed on 25 November 2026": ("unattributed", "unattributed"),
    "A fictional depot burned": ("disputed", "disputed"),
    "Fictional talks took place": ("single-source", "single-source"),
}
"""What the second edition of the rules makes of claims that the first answered otherwise, or logged nothing new of."""


@pytest.mark.long
def test_every_change_of_the_rules_is_logged_with_the_rules_as_its_cause(old_desk: CommandLine, version: str) -> None:
    """One revision says which rules came after which, and what they changed of every claim."""
    upgrade(old_desk)
    logged = [change for change in old_desk.run("--json", "changes").json if change["action"] == "upgrade"]
    listed = {claim["claim"]: claim for claim in old_desk.run("--json", "list").json}
    assert all((change["to"], change["to_derived"]) == shown(listed, change["claim"]) for change in logged)
    if version == "0003":
        changed = {change["claim"]: (change["to"], change["to_derived"]) for change in logged}
        for claim, stands in SECOND_EDITION.items():
            assert stands is None or shown(listed, claim) == stands
        assert changed["A fictional church was looted"] == ("rebutted", "rebutted")


def shown(listed: dict[str, dict[str, Any]], claim: str) -> tuple[str, str]:
    """The status shown of a claim, and the derived one."""
    return listed[claim]["status"], listed[claim]["derived"]


@pytest.mark.long
def test_an_upgraded_database_is_written_on(old_desk: CommandLine) -> None:
    """New revisions follow the old ones in one chain, and old ones can still be undone."""
    upgrade(old_desk)
    assert old_desk.run("say", "c1", "- Kyiv").status == 0
    assert old_desk.run("undo", "-y").status == 0
    assert old_desk.run("undo", "-y").status == 0
    assert old_desk.run("redo").status == 0
    assert old_desk.run("audit").status == 0


def assert_shown(now: list[dict[str, Any]], then: list[dict[str, Any]]) -> None:
    """Every field shown then is shown now, with the same value."""
    assert [{name: row[name] for name in before} for row, before in zip(now, then, strict=True)] == then
