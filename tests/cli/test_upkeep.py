"""Auditing, making again, backing up and restoring from the command line."""

from pathlib import Path

import pytest

from tests.cli.driving import CommandLine


def digest(desk: CommandLine) -> str:
    """The newest digest, as it is printed."""
    return str(desk.ok("audit", "--json").json["digest"])


def log(desk: CommandLine, claim: str = "The depot burned") -> None:
    """Log a claim."""
    desk.ok("log", claim, "-a", "Moscow says")


@pytest.mark.long
def test_an_audit_tells_what_it_found(any_desk: CommandLine) -> None:
    """In words and as data, against a digest noted elsewhere too."""
    log(any_desk)
    noted = digest(any_desk)
    log(any_desk, "Six missiles were fired")
    head = digest(any_desk)
    assert any_desk.ok("audit").out == f"sound: 2 claims, r3 {head}\n"
    assert any_desk.ok("db", "check").out == f"sound: 2 claims, r3 {head}\n"
    told = any_desk.ok("audit", "--head", noted.upper()).out
    assert told == f"sound: 2 claims, r3 {head}; the digest asked for is that of r2\n"
    assert any_desk.ok("audit", f"--head={noted}", "--json").json == {
        "sound": True,
        "fault": None,
        "claims": 2,
        "revision": "r3",
        "digest": head,
        "noted": "r2",
        "signatures": {"checked": 0, "unchecked": 0},
        "unvouched": [],
        "given": [],
        "ahead": [],
        "purged": [],
        "files": {"kept": 0, "extra": [], "purged": []},
        "replayed": None,
    }


def test_an_unknown_digest_is_told_and_exits_1(any_desk: CommandLine) -> None:
    """A head that is in no revision: not sound."""
    log(any_desk)
    done = any_desk.run("audit", "--head", "0" * 64)
    told = f"no revision has the digest {'0' * 64}: the newest ones are missing"
    assert (done.status, done.err) == (1, "")
    assert done.out == f"not sound: {told}, or this is an older copy or another database\n"
    done = any_desk.run("audit", "--head", "0" * 64, "--json")
    assert (done.status, done.json["sound"], done.json["noted"]) == (1, False, None)


@pytest.mark.parametrize("written", ["", "abc", "0" * 63, "g" * 64])
def test_what_is_no_digest_is_a_usage_error(desk: CommandLine, written: str) -> None:
    """Part of a digest proves nothing, so all of it is asked for."""
    done = desk.run("audit", "--head", written)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"error: --head: '{written}' is not a digest. Give all 64 hexadecimal digits\n"


def test_making_again_is_told(any_desk: CommandLine) -> None:
    """How many claims there are."""
    log(any_desk)
    assert any_desk.ok("db", "rebuild").err == "rebuilt from the facts: 1 claim\n"


def test_a_backup_is_restored(desk: CommandLine) -> None:
    """What was recorded since is gone from the database and kept beside it."""
    log(desk)
    then = digest(desk)
    backup = str(desk.home / "claims.backup.db")
    done = desk.ok("db", "backup", backup)
    assert (done.out, done.err) == (f"sound: 1 claim, r2 {then}\n", f"copied to {backup}\n")
    log(desk, "Six missiles were fired")
    later = digest(desk)
    done = desk.ok("db", "restore", backup, "-y")
    assert done.out == f"sound: 1 claim, r2 {then}\n"
    assert done.err.startswith(f"restored from {backup}; the database as it was: ")
    kept = Path(done.err.strip().rpartition(": ")[2])
    assert desk.ok("--db", str(kept), "audit", "--head", later).err == ""
    assert desk.run("audit", "--head", later).status == 1


def test_a_backup_overwrites_nothing(desk: CommandLine) -> None:
    """A name that is taken is refused."""
    backup = desk.file("notes.txt", "mine")
    done = desk.run("db", "backup", backup)
    assert (done.status, done.out) == (6, "")
    assert done.err == f"error: {backup} exists already. Give the backup a new name\n"


@pytest.mark.long
def test_restoring_is_agreed_to_first(desk: CommandLine) -> None:
    """At a terminal it is asked, elsewhere -y is wanted; a no changes nothing."""
    log(desk)
    backup = str(desk.home / "claims.backup.db")
    desk.ok("db", "backup", backup)
    log(desk, "Six missiles were fired")
    before = digest(desk)
    done = desk.run("db", "restore", backup)
    assert (done.status, done.out) == (2, "")
    assert "To do so without being asked, give -y" in done.err
    refused = desk.terminal("db", "restore", backup, answers=[("kept beside it?", "n")])
    assert (refused.status, "nothing was changed" in refused.out, digest(desk)) == (1, True, before)
    agreed = desk.terminal("db", "restore", backup, answers=[("kept beside it?", "y")])
    assert (agreed.status, "restored from" in agreed.out, digest(desk) == before) == (0, True, False)


def test_a_server_is_backed_up_with_its_own_tools(desk: CommandLine) -> None:
    """Both commands say so and exit 2, without a connection."""
    server = desk.with_environment(VERIFIER_DB="postgresql://ann:s3cret@127.0.0.1:1/claims")
    for words, told in ((("backup", "x.db"), "pg_dump"), (("restore", "x.db", "-y"), "pg_restore")):
        done = server.run("db", *words)
        assert (done.status, done.out, told in done.err, "s3cret" in done.err) == (2, "", True, False)


@pytest.mark.parametrize("words", [("db", "rebuild"), ("db", "backup", "x.db"), ("db", "restore", "x.db", "-y")])
def test_upkeep_does_not_look_back(desk: CommandLine, words: tuple[str, ...]) -> None:
    """Options that look back are refused, as what they ask for is not done."""
    done = desk.run(*words, "--known-at", "r1")
    assert (done.status, done.out) == (2, "")
    assert "--known-at looks back" in done.err
