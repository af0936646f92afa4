"""The reference of commands, the help, and the words read before Typer all say the same."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.documentation.consoles import DOCUMENTS, ROOT
from tests.documentation.generated import parts, with_generated
from tests.documentation.manual import MANUAL, manual
from tests.documentation.tree import Command, commands, root, spellings, takes_value
from verifier.cli.app import GLOBAL_FLAGS, GLOBAL_VALUES, VALUE_OPTIONS, run
from verifier.domain.rules.policy import Policy
from verifier.intake.policy import write_policy

REFERENCE = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
GROFF = shutil.which("groff")
COMMANDS = tuple(commands())
BY_TYPER = frozenset({"--install-completion", "--show-completion", "-h", "--help"})
GENERATED = [path for path in DOCUMENTS if parts(path.read_text(encoding="utf-8"))]

BEFORE = {
    "verifier import": [["export", "statements.csv"]],
    "verifier undo": [["log", f"Claim {number}"] for number in range(10)],
    "verifier redo": [["log", "One claim more"], ["undo", "-y"]],
    "verifier merge": [["log", "Kyiv was hit", "--key", "kyiv-hit"], ["log", "Kyiv was struck", "--key", "kyiv"]],
    "verifier document purge": [["log", "-f", "leak.md"]],
    "verifier document text": [["document", "add", "notes.txt", "--to", "d1"]],
    "verifier document open": [["document", "add", "article.html", "--to", "d1"]],
    "verifier key revoke": [["key", "create"]],
    "verifier db restore": [["db", "backup", "claims.backup.db"]],
    "verifier source merge": [["source", "add", "Ria agency"]],
    "verifier source retire": [["source", "add", "Depo Monitor"]],
}
"""What has to be recorded before a command's example makes sense."""
PARAGRAPH = "<p>Moscow said on Tuesday that a depot had burned near Bryansk.</p>"
ARTICLE = f"<html><body><article>{PARAGRAPH * 9}</article></body></html>"
ARCHIVED = "link,archive location\nhttps://example.org/fictional,https://archive.example.org/fictional\n"
LEAK = """\
# A leak
url: https://example.org/fictional-leak
text: article.html

## A key leaked
Moscow says
"""
REGISTRY = """\
[[source]]
name = "Newsroom"
kind = "media"
"""


def words(command: Command) -> str:
    """A command as it is named among the tests."""
    return command.words


def test_the_manual_page_is_up_to_date() -> None:
    """It is made of the same tree. Anew: python -m tests.documentation."""
    assert MANUAL.read_text(encoding="utf-8") == manual()


@pytest.mark.skipif(GROFF is None, reason="there is no groff here")
def test_the_manual_page_is_set_without_a_warning() -> None:
    """Every command and option is in what a reader sees, as it is typed."""
    done = subprocess.run(
        [GROFF or "groff", "-k", "-man", "-ww", "-Tutf8", "-P-cbu", "-rLL=100n", MANUAL],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    for command in COMMANDS:
        assert command.words in done.stdout
    assert "--known-at WHEN" in done.stdout


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_generated_parts_are_up_to_date(path: Path) -> None:
    """What documents take from the program is what the program is. Anew: python -m tests.documentation."""
    document = path.read_text(encoding="utf-8")
    assert document == with_generated(document)


@pytest.mark.parametrize("command", [root(), *COMMANDS], ids=words)
def test_every_command_and_option_is_in_the_reference(command: Command) -> None:
    """The reference has a section for each command, and a line for each of its options."""
    heading = f"### {command.words}\n" if command.words != "verifier" else "## Global options\n"
    _, found, section = REFERENCE.partition(heading)
    assert found
    section = section.partition("\n## ")[0].partition("\n### ")[0]
    written = {spelling for option in command.options for spelling in spellings(option)}
    missing = {spelling for spelling in written if f"`{spelling}`" not in section}
    assert missing == set()


@pytest.mark.parametrize("command", COMMANDS, ids=words)
def test_every_command_has_an_example_that_works(
    command: Command, worked_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example in a command's help runs as it stands, on the worked case, with every question answered yes."""
    (worked_case.parent / "newsroom.toml").write_text(REGISTRY, encoding="utf-8")
    (worked_case.parent / "article.html").write_text(ARTICLE, encoding="utf-8")
    (worked_case.parent / "notes.txt").write_text(PARAGRAPH, encoding="utf-8")
    (worked_case.parent / "archived.csv").write_text(ARCHIVED, encoding="utf-8")
    (worked_case.parent / "leak.md").write_text(LEAK, encoding="utf-8")
    (worked_case.parent / "new.toml").write_text(write_policy(Policy(version="2", row_7=False)), encoding="utf-8")
    assert command.example is not None
    assert command.example.startswith(f"{command.words} ") or command.example == command.words
    _, *arguments = shlex.split(command.example)
    assert [run(["-q", *words]) for words in BEFORE.get(command.words, ())] == [0] * len(BEFORE.get(command.words, ()))
    assert (run(["-y", *arguments]), "error" in capsys.readouterr().err) == (0, False)


def test_the_global_options_are_known_before_typer_reads_them() -> None:
    """An option is moved to the front, with its value if it takes one, exactly if it is global."""
    found = {spelling: takes_value(option) for option in root().options for spelling in spellings(option)}
    own = {spelling: valued for spelling, valued in found.items() if spelling not in BY_TYPER}
    assert own == {**dict.fromkeys(GLOBAL_VALUES, True), **dict.fromkeys(GLOBAL_FLAGS, False)}


def test_the_options_with_values_are_known_before_typer_reads_them() -> None:
    """What follows an option of a command is kept as its value exactly if the option takes one."""
    valued = {
        spelling
        for command in COMMANDS
        for option in command.options
        if takes_value(option)
        for spelling in spellings(option)
    }
    assert sorted(VALUE_OPTIONS) == sorted(valued)
