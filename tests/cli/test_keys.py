"""Keys from the command line: making, listing, replacing and revoking them, and what an audit says of signatures."""

import os
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from tests.cli.test_upkeep import log


def fingerprint(desk: CommandLine) -> str:
    """The newest key's, as it is listed."""
    return str(desk.ok("key", "list", "--json").json[-1]["fingerprint"])


def file_of(desk: CommandLine) -> Path:
    """Where ann's private key is looked for."""
    return Path(desk.ok("config", "show", "--json").json["key"]["value"])


def lose(path: Path) -> None:
    """Put a private key out of reach."""
    path.rename(path.with_suffix(".lost"))


def test_a_key_is_made_and_signs(any_desk: CommandLine) -> None:
    """It lies in the config directory; the audit counts what it signed."""
    log(any_desk)
    done = any_desk.ok("key", "create")
    path = file_of(any_desk)
    assert path == any_desk.home / "config" / "verifier" / "keys" / "ann.pem"
    assert (done.out, path.stat().st_mode & 0o777) == ("", 0o600)
    assert done.err.splitlines()[:2] == [
        f"key {fingerprint(any_desk)} of ann, made in {path}",
        "recorded in r3; your revisions after it are signed",
    ]
    log(any_desk, "Six missiles were fired")
    audit = any_desk.ok("audit", "--json").json
    assert (audit["signatures"], audit["unvouched"]) == ({"checked": 1, "unchecked": 0}, [])
    assert any_desk.ok("audit").out == f"sound: 2 claims, r4 {audit['digest']}; 1 valid signature\n"


def test_keys_are_listed(desk: CommandLine) -> None:
    """One line each on stdout, with the end of those that were replaced or revoked; as data, all of it."""
    assert (desk.ok("key", "list").out, desk.ok("key", "list", "--json").json) == ("", [])
    first = desk.ok("key", "create", "--json").json
    desk.ok("key", "create", "--replace", "--why", "new laptop")
    desk.ok("key", "revoke", "ann", "--why", "[/] stolen", "--analyst", "bob")
    listed = desk.ok("key", "list")
    lines = listed.out.splitlines()
    assert lines[0].startswith(f"ann       {first['fingerprint']}  since r2 (")
    assert (lines[0].endswith(": new laptop"), lines[1].endswith(" by bob: [/] stolen")) == (True, True)
    assert listed.err == "2 keys\n"
    keys = desk.ok("key", "list", "--json").json
    assert [(key["since"]["revision"], key["revoked"]["revision"]) for key in keys] == [("r2", "r3"), ("r3", "r4")]
    assert desk.ok("key", "list", "--json", "--known-at", "r2").json[0]["revoked"] is None


def test_what_cannot_be_signed_is_not_written(desk: CommandLine) -> None:
    """Exit 6 with what to do; the ledger stays as it is, and reading goes on."""
    log(desk)
    desk.ok("key", "create")
    key = fingerprint(desk)
    lose(file_of(desk))
    done = desk.run("say", "c1", "Kyiv denies")
    assert (done.status, done.out) == (6, "")
    assert done.err == (
        f"error: the revisions of ann are signed with the key {key}, and there is no {file_of(desk)}. Nothing was "
        "written. Put the private key there, name its file with VERIFIER_KEY, or take a new one: verifier key create "
        "--replace --why REASON\n"
    )
    assert desk.run("say", "c1", "Kyiv denies", "--json").error["code"] == "database"
    assert (desk.ok("audit", "--json").json["revision"], desk.ok("list").status) == ("r3", 0)
    assert desk.run("key", "create").status == 5


def test_a_lost_key_replaced_is_told_by_the_audit(desk: CommandLine) -> None:
    """Sound, with a warning on stderr and the revision in the data."""
    desk.ok("key", "create")
    lose(file_of(desk))
    desk.ok("key", "create", "--replace", "--why", "lost")
    done = desk.ok("audit")
    assert done.err == "warning: r3 put a key out of force and is not signed with it. See: verifier key list\n"
    assert desk.ok("audit", "--json").json["unvouched"] == ["r3"]


def test_the_key_file_is_a_setting(desk: CommandLine) -> None:
    """The environment goes before the config file, and that before the usual place; ~ is the home directory."""
    desk.ok("key", "create")
    usual = file_of(desk)
    moved = desk.home / "stick" / "ann.pem"
    moved.parent.mkdir()
    usual.rename(moved)
    assert desk.run("log", "The depot burned").status == 6
    log(desk.with_environment(VERIFIER_KEY=str(moved)))
    config = Path(desk.ok("config", "path").out.strip())
    config.write_text('key = "~/stick/ann.pem"\n', encoding="utf-8")
    log(desk, "Six missiles were fired")
    assert desk.ok("audit", "--json").json["signatures"]["checked"] == 2
    shown = desk.ok("config", "show", "--json").json["key"]
    assert shown == {"value": "~/stick/ann.pem", "origin": "config file"}


@pytest.mark.parametrize(
    ("one", "other"), [("Ann", "ann"), ("a/b", "a b"), ("../ann", "ann"), ("Анна", "Инна"), ("x" * 50, "x" * 51)]
)
def test_no_two_analysts_share_a_file(desk: CommandLine, one: str, other: str) -> None:
    """Whatever they are called, each has a file of its own, and it lies in the directory of keys."""
    paths = [Path(desk.ok("config", "show", "--json", "--analyst", name).json["key"]["value"]) for name in (one, other)]
    keys = desk.home / "config" / "verifier" / "keys"
    assert [Path(os.path.normpath(path)).parent for path in paths] == [keys, keys]
    assert paths[0].name.lower() != paths[1].name.lower()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("create", "--replace"), 2),
        (("create", "--replace", "--why", " "), 2),
        (("revoke",), 2),
        (("revoke", "--why", ""), 2),
        (("revoke", "--why", "left"), 3),
        (("revoke", "bob", "--why", "left"), 3),
        (("create", "--known-at", "r1"), 2),
    ],
)
def test_what_is_asked_wrongly_is_refused(desk: CommandLine, words: tuple[str, ...], status: int) -> None:
    """A reason is needed, a key to revoke too, and nothing is written in the past."""
    done = desk.run("key", *words)
    assert (done.status, done.out, done.err.startswith("error: ")) == (status, "", True)
    assert not file_of(desk).exists()


def test_a_deep_audit_tells_how_much_it_replayed(desk: CommandLine) -> None:
    """In words and as data; without it, that is null."""
    log(desk)
    done = desk.ok("audit", "--deep")
    assert done.out.endswith("; the log of 2 revisions replayed\n")
    assert desk.ok("audit", "--deep", "--json").json["replayed"] == {"revisions": 2, "other_rules": 0}
    assert desk.ok("audit", "--json").json["replayed"] is None
