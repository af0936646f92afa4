"""Whatever a command is given to read may have no end: it is refused once it is larger than such a file may be."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.driving import COMMAND, CommandLine
from verifier.services.reporting.publish import STATE

ENDLESS = Path("/dev/zero")
pytestmark = pytest.mark.skipif(not ENDLESS.exists(), reason="there is no such device here")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("log", "-f"), 4),
        (("draft",), 4),
        (("source", "import"), 4),
        (("policy", "check"), 4),
        (("import",), 2),
        (("changes", "--since-report"), 2),
    ],
    ids=str,
)
def test_a_file_without_end_is_refused(desk: CommandLine, words: tuple[str, ...], status: int) -> None:
    """In one line, with the exit status of what cannot be read, and nothing is recorded."""
    before = desk.ok("audit").out
    done = desk.run(*words, str(ENDLESS))
    assert (done.status, done.out, "/dev/zero" in done.err, "unexpected" in done.err) == (status, "", True, False)
    assert desk.ok("audit").out == before


def test_a_key_and_a_config_file_without_end_are_refused(desk: CommandLine, tmp_path: Path) -> None:
    """What is set for verifier is read in bounds as well."""
    done = CommandLine(desk.home, desk.location, {"VERIFIER_KEY": str(ENDLESS)}).run("key", "create")
    assert (done.status, "holds no private key" in done.err) == (6, True)
    config = tmp_path / "config" / "verifier"
    config.mkdir(parents=True)
    (config / "config.toml").symlink_to(ENDLESS)
    done = CommandLine(desk.home, desk.location, {"XDG_CONFIG_HOME": str(config.parent)}).run("list")
    assert (done.status, "config.toml is larger than 1 MiB" in done.err) == (2, True)


@pytest.mark.parametrize("words", [("log", "-f", "-"), ("draft", "-")], ids=" ".join)
def test_standard_input_without_end_is_refused(desk: CommandLine, words: tuple[str, ...]) -> None:
    """As a file is, however it is given."""
    with ENDLESS.open("rb") as endless:
        command = [str(COMMAND), *words]
        done = subprocess.run(
            command, stdin=endless, env=desk.environment, cwd=desk.home, capture_output=True, check=False, timeout=60
        )
    assert (done.returncode, done.stdout, b"unexpected" in done.stderr) == (4, b"", False)


def test_the_state_of_a_site_that_is_nested_without_end_is_told(desk: CommandLine, tmp_path: Path) -> None:
    """A state file of somebody else's: what it is, and no failure of the program."""
    desk.ok("log", "The depot burned", "-a", "Moscow says")
    site = tmp_path / "site"
    desk.ok("publish", str(site))
    state = site / STATE
    assert json.loads(state.read_text("utf-8"))
    state.write_text("[" * 200_000, encoding="utf-8")
    done = desk.run("publish", str(site))
    assert (done.status, "cannot be read" in done.err) == (2, True)
