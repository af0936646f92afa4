"""The command, driven as an analyst drives it: within this process, as the installed program, or at a terminal."""

import codecs
import contextlib
import errno
import io
import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from verifier.cli.app import run
from verifier.storage.db.location import Location

COMMAND: Final = Path(sys.executable).parent / "verifier"
PATIENCE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Done:
    """What a run gave back."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        """The data on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error that was printed as JSON."""
        found: dict[str, Any] = json.loads(self.err)["error"]
        return found


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The command as one analyst runs it: with a home of its own, a database, a directory to work in."""

    home: Path
    location: Location
    extra: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment the command runs in."""
        homes = {f"XDG_{name}_HOME": str(self.home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLUMNS": "100",
            "PAGER": "cat",
            "VERIFIER_DB": self.location.url or str(self.location.path),
            "VERIFIER_ANALYST": "ann",
            **homes,
            **self.extra,
        }

    def with_environment(self, **extra: str) -> "CommandLine":
        """The same desk with other variables; an empty one is as good as none."""
        return CommandLine(self.home, self.location, {**self.extra, **extra})

    def file(self, name: str, content: str | bytes) -> str:
        """A file in the home directory; gives its path."""
        path = self.home / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def run(self, *words: str, stdin: str | bytes = b"") -> Done:
        """Run the command within this process."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", newline="") for _ in range(2))
        given = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), "utf-8")
        with (
            patch.dict(os.environ, self.environment, clear=True),
            patch.object(sys, "stdin", given),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            status = run(words)
        return Done(status, *(_written(stream) for stream in (out, err)))

    def ok(self, *words: str, stdin: str | bytes = b"") -> Done:
        """Run the command, which must succeed."""
        done = self.run(*words, stdin=stdin)
        assert done.status == 0, done.err
        return done

    def show(self, ref: str, *words: str) -> dict[str, Any]:
        """What `show --json` says of a claim."""
        found: dict[str, Any] = self.ok("show", ref, "--json", *words).json
        return found

    def process(self, *words: str, stdin: bytes = b"", directory: Path | None = None) -> Done:
        """Run the installed command as a process of its own."""
        done = subprocess.run(
            [COMMAND, *words],
            env=self.environment,
            input=stdin,
            capture_output=True,
            timeout=PATIENCE,
            cwd=directory or self.home,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def terminal(self, *words: str, answers: Sequence[tuple[str, str]] = ()) -> Done:
        """Run the installed command at a terminal; each answer is typed once its question is on the screen."""
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [COMMAND, *words],
            env=self.environment,
            stdin=follower,
            stdout=follower,
            stderr=follower,
            cwd=self.home,
            start_new_session=True,
        )
        os.close(follower)
        try:
            seen = _conversation(leader, answers)
            return Done(process.wait(PATIENCE), seen.replace("\r\n", "\n"), "")
        finally:
            process.kill()
            process.wait()
            os.close(leader)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    content: bytes = stream.detach().getvalue()  # type: ignore[attr-defined]
    return content.decode()


def _conversation(leader: int, answers: Sequence[tuple[str, str]]) -> str:
    """All that appears on the terminal, answered in turn."""
    seen, heard, waiting = "", 0, list(answers)
    decoder = codecs.getincrementaldecoder("utf-8")()
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if not select.select([leader], [], [], 0.2)[0]:
            continue
        try:
            piece = os.read(leader, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            break  # everybody has closed the terminal
        seen += decoder.decode(piece)
        if waiting and waiting[0][0] in seen[heard:]:
            heard = len(seen)
            os.write(leader, f"{waiting.pop(0)[1]}\n".encode())
    assert not waiting, f"never asked {waiting[0][0]!r}: {seen}"
    return seen
