"""The console examples of the documents: run in a fresh directory, compared, and written anew.

A fenced block marked `console` holds commands behind `$ ` and what each prints, stdout and stderr as they come. The
blocks of one document are run in one shell, one after the other. A fenced block marked `file=NAME` is a file that is
there when the commands run. What varies from run to run is masked before comparing: times of recording (everything in
the examples is said in 2024, so any later time is one), ages counted from today, and digests.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final = tuple(sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]))

_LATER_YEAR: Final = r"20(?:2[5-9]|[3-9]\d)"
_MASKS: Final = (
    (re.compile(rf"\b{_LATER_YEAR}-\d\d-\d\d(?:[T ][\d:.]+(?:[+-]\d\d:\d\d)?)?"), "<recorded>"),
    (re.compile(rf"\b\d{{1,2}} [A-Z][a-z][a-z] {_LATER_YEAR}(?: \d\d:\d\d)?(?: (?=  ))?"), "<recorded>"),
    (re.compile(r" *\b\d+[dhm]\b"), " <age>"),
    (re.compile(r" *\b\d+ (?:day|hour|minute|month|year)s?\b"), " <age>"),
    (re.compile(r'"days": \d+'), '"days": <age>'),
    (re.compile(r"\b(?:[0-9a-f]{32}){1,2}\b"), "<digest>"),
)
_BLOCK: Final = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE: Final = re.compile(r"\bfile=(\S+)")
_ENDED: Final = re.compile("\x1e[0-9]+\n")


@dataclass(frozen=True, slots=True)
class Example:
    """A command as written, with its further lines, and what it prints."""

    command: str
    printed: str

    def text(self) -> str:
        """The example as it stands in a document."""
        return f"$ {self.command}\n{self.printed}"


def masked(text: str) -> str:
    """The text without what varies from run to run, and without spaces at the ends of lines."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def examples(document: str) -> list[Example]:
    """The examples of a document's text, in order."""
    return [example for block in _consoles(document) for example in _split(block)]


def files(document: str) -> dict[str, str]:
    """The files a document's text shows, by name."""
    named = ((_FILE.search(match[2]), match[3]) for match in _BLOCK.finditer(document))
    return {name[1]: content for name, content in named if name}


def rerun(document: str, directory: Path, changed: Mapping[str, str] | None = None) -> list[Example]:
    """The document's examples as they run now, in an empty directory; `changed` words are put in place of others."""
    home = directory / "home"
    home.mkdir()
    (directory / "data").symlink_to(ROOT / "data")
    for name, content in files(document).items():
        (directory / name).write_text(content, encoding="utf-8")
    commands = [example.command for example in examples(document)]
    script = _script(commands)
    for shown, real in (changed or {}).items():
        script = script.replace(shown, real)
    done = subprocess.run(
        ["/bin/bash", "--norc", "-c", script],
        cwd=directory,
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    printed = done.stdout.replace(str(home), "~")
    for shown, real in (changed or {}).items():
        printed = printed.replace(real, shown)
    assert "error: unexpected" not in printed, f"a failure is no example:\n{printed}"
    outputs = _ENDED.split(printed)[:-1]
    assert len(outputs) == len(commands), f"the shell stopped early:\n{printed}"
    return [Example(command, output) for command, output in zip(commands, outputs, strict=True)]


def with_examples(document: str, fresh: list[Example]) -> str:
    """The document's text with these examples in place of its own, wherever they differ by more than what varies."""
    waiting = iter(fresh)

    def _anew(match: re.Match[str]) -> str:
        if match[1] != "console":
            return match[0]
        pairs = [(old, next(waiting)) for old in _split(match[3])]
        kept = (old if masked(old.printed) == masked(new.printed) else new for old, new in pairs)
        return f"```console\n{''.join(example.text() for example in kept)}```"

    return _BLOCK.sub(_anew, document)


def _consoles(document: str) -> Iterator[str]:
    return (match[3] for match in _BLOCK.finditer(document) if match[1] == "console")


def _split(block: str) -> Iterator[Example]:
    """The commands of a block; a command goes on after a backslash at the end of its line."""
    lines = block.splitlines(keepends=True)
    while lines:
        assert lines[0].startswith("$ "), f"a console block begins with a command, not with {lines[0]!r}"
        command = lines.pop(0).removeprefix("$ ")
        while command.endswith("\\\n"):
            command += lines.pop(0)
        end = next((number for number, line in enumerate(lines) if line.startswith("$ ")), len(lines))
        yield Example(command.removesuffix("\n"), "".join(line.rstrip() + "\n" for line in lines[:end]))
        lines = lines[end:]


def _script(commands: list[str]) -> str:
    """One shell for all, which marks where each command's output ends and keeps its exit status for `echo $?`."""
    steps = (f"(exit $ended)\n{command}\nended=$?; printf '\\036%s\\n' \"$ended\"\n" for command in commands)
    return "ended=0\n" + "".join(steps)


def _environment(home: Path) -> dict[str, str]:
    """What is set for the examples: an analyst called ann, who has set nothing else."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "COLUMNS": "100",
        "VERIFIER_ANALYST": "ann",
    }
