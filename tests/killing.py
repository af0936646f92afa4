"""Rounds of killing the program: at what it was killed, and what was wrong afterwards."""

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from tests import crowding
from tests.conftest import Server
from tests.crashing import Place, acknowledged, content
from tests.crowding import Crowd, Deed
from tests.servers import OwnServer
from verifier.storage.db.database import State, connect, state
from verifier.storage.db.location import Location

RELEASED: Final = Path(__file__).parent / "databases"
"""A SQLite database of each released schema."""
WRITERS: Final = 4
LONGEST_WRITING: Final = 2.0
"""For how long (seconds) they write at most before the server is killed."""
AFTERWARDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Round:
    """What was killed, whether in time, how many revisions it had acknowledged, and what was wrong then."""

    what: str
    killed: bool
    told: int
    faults: list[str]


def kill_logging(place: Place, chance: random.Random, rounds: int) -> Iterator[Round]:
    """Kill logging, saying, undoing and reading sheets in."""
    for _ in range(rounds):
        told = place.kill_logging(chance)
        faults = [*place.faults(told), *place.faults_going_on()]
        yield Round("logging", killed=True, told=len(told), faults=faults if told else ["nothing was told", *faults])


def kill_importing(place: Place, chance: random.Random, rounds: int, rows: int) -> Iterator[Round]:
    """Kill importing a table: it is there as a whole or not at all."""
    seconds = place.seconds("import", _table(place, f"m{chance.randrange(10**12)}", rows))
    for _ in range(rounds):
        mark = f"m{chance.randrange(10**12)}"
        killed = place.kill(chance, seconds, "import", _table(place, mark, rows))
        told = acknowledged(place.told)
        faults, found = place.faults(told), place.count(mark)
        if found not in ({rows} if told else {0, rows}):
            faults.append(f"{found} of {rows} rows are there")
        yield Round("importing", killed, len(told), [*faults, *place.faults_going_on()])


def _table(place: Place, mark: str, rows: int) -> str:
    path = place.home / "table.csv"
    lines = [
        f"Depot {number} of {mark} burned,{'Moscow says' if number % 2 else 'Kyiv denies'}" for number in range(rows)
    ]
    path.write_text("\n".join(["claim,phrase", *lines]) + "\n", encoding="utf-8")
    return str(path)


def kill_backup(place: Place, chance: random.Random, rounds: int) -> Iterator[Round]:
    """Kill copying: what has the name of a backup is one, and another attempt makes one."""
    target = place.home / "claims.backup.db"
    seconds = place.seconds("db", "backup", str(target))
    for _ in range(rounds):
        target.unlink(missing_ok=True)
        before = place.digest()
        killed = place.kill(chance, seconds, "db", "backup", str(target))
        faults = [] if target.exists() or killed else ["it ended without a backup"]
        if not target.exists() and place.run("db", "backup", str(target)).returncode:
            faults.append("no backup can be made afterwards")
        copy = place.elsewhere(target)
        faults += copy.faults() if copy.digest() == before else ["the backup is of something else"]
        yield Round("backup", killed, 0, [*faults, *place.faults_going_on()])


def kill_upkeep(place: Place, chance: random.Random, rounds: int) -> Iterator[Round]:
    """Kill restoring and making again from the facts: the database is what it was, or what was put back."""
    backup = place.home / "claims.restored.db"
    backup.unlink(missing_ok=True)
    place.seconds("db", "backup", str(backup))
    for what, words in (("rebuild", ("db", "rebuild")), ("restore", ("db", "restore", str(backup), "-y"))):
        seconds = place.seconds(*words)
        for _ in range(rounds):
            faults = place.faults_going_on()
            allowed = {place.digest()} | ({place.elsewhere(backup).digest()} if what == "restore" else set())
            killed = place.kill(chance, seconds, *words)
            faults += place.faults() if place.digest() in allowed else ["the database is neither the old nor the new"]
            yield Round(what, killed, 0, [*faults, *_faults_of_kept(place)])


def _faults_of_kept(place: Place) -> Iterator[str]:
    """What is wrong with what was kept of a database."""
    for path in _path(place).parent.glob("*.before-*.db"):
        yield from (f"{path.name}: {fault}" for fault in place.elsewhere(path).faults())
        path.unlink()


def kill_upgrade(home: Path, chance: random.Random, rounds: int) -> Iterator[Round]:
    """Kill bringing a database of a released schema up to date: it is wholly old or wholly new."""
    for released in sorted(RELEASED.glob("*.db")):
        whole = _released(home, released, write_ahead_log=True)
        seconds = whole.seconds("db", "upgrade")
        revisions = len(content(_path(whole))["revisions"])
        for number in range(rounds):
            place = _released(home, released, write_ahead_log=number % 2 == 0)
            before = content(_path(place))
            killed = place.kill(chance, seconds, "db", "upgrade")
            yield Round("upgrade", killed, 0, list(_faults_of_upgrade(place, before, revisions)))


def _released(home: Path, released: Path, *, write_ahead_log: bool) -> Place:
    """A copy of a database of a released schema, alone in a directory."""
    directory = home / "released"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    path = Path(shutil.copy(released, directory))
    if write_ahead_log:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    return Place(Location(path=path), home)


def _path(place: Place) -> Path:
    assert place.location.path is not None
    return place.location.path


def _faults_of_upgrade(place: Place, before: dict[str, list[Any]], revisions: int) -> Iterator[str]:
    """What is wrong after an upgrade was killed, or once it was run again; then there are so many revisions."""
    engine = connect(place.location)
    found = state(engine)
    engine.dispose()
    if found is not State.CURRENT and content(_path(place)) != before:
        yield f"the database is {found.value}, and not as it was"
    for backup in _path(place).parent.glob("*.before-*.db"):
        if content(backup) != before:
            yield f"{backup.name} is not the database as it was"
    again = place.run("db", "upgrade")
    if again.returncode:
        yield again.stderr
    else:
        yield from _faults_of_past(before["revisions"], content(_path(place))["revisions"], revisions)
    yield from place.faults()
    yield from place.faults_going_on()


def _faults_of_past(before: list[Any], after: list[Any], revisions: int) -> Iterator[str]:
    """What is wrong with the revisions, which hold the digests of what there was; other rules are one more."""
    if any(new[: len(old)] != old for old, new in zip_longest(before, after[: len(before)], fillvalue=())):
        yield "the facts were altered"
    if len(after) != revisions:
        yield f"there are {len(after)} revisions, and {revisions} where no upgrade was killed"


def kill_server(server: OwnServer, chance: random.Random, rounds: int) -> Iterator[Round]:
    """Kill the server while several write: they are told, it is started again, and they go on as they are."""
    for number in range(rounds):
        with Server(server.address).database() as location:
            crowd = Crowd(location, WRITERS, chance.randrange(10**9))
            time.sleep(chance.uniform(0.1, LONGEST_WRITING))
            (server.kill if number % 2 else server.stop)()
            time.sleep(chance.uniform(0, 0.5))
            server.start()
            again = time.time()
            time.sleep(AFTERWARDS)
            deeds = crowd.end()
            found = [*crowding.faults(location, deeds, cut_off=True), *_faults_since(again, deeds)]
        told = sum(deed.revision is not None for deed in deeds)
        yield Round("server", any(deed.cut_off for deed in deeds), told, found)


def _faults_since(again: float, deeds: list[Deed]) -> Iterator[str]:
    """Who recorded nothing once the server was there again though no one held it up, or was told it is still gone."""
    later = [deed for deed in deeds if deed.begun > again]
    heard = {deed.analyst for deed in later if deed.revision or deed.waited_in_vain}
    for analyst in sorted({deed.analyst for deed in deeds} - heard):
        yield f"{analyst} recorded nothing once the server was there again"
    yield from (f"told once the server was there again: {deed.told}" for deed in later if deed.cut_off)
