"""A PostgreSQL server of the tests' own, which may be killed and started again; nothing of it is left in the end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PATIENCE: Final = 60.0
USER: Final = "postgres"
INSTALLED: Final = Path("/usr/lib/postgresql")


class OwnServer:
    """A server that writes through to the disk, as those do whose data matter."""

    def __init__(self, programs: Path, directory: Path) -> None:
        self._programs, self._data, self._log = programs, directory / "data", directory / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._run("initdb", "-D", str(self._data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", check=True)

    @property
    def address(self) -> str:
        """The URL of its first database."""
        return f"postgresql://{USER}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it, if need be again and again: it waits for the processes of one that was killed to be gone."""
        until = time.monotonic() + PATIENCE
        options = f"-p {self._port} -k '' -h 127.0.0.1 -c fsync=on -c synchronous_commit=on"
        while not self._control("-l", str(self._log), "-w", "-o", options, "start"):
            if time.monotonic() > until:
                raise RuntimeError(self._log.read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill the server's first process; those that serve find out and end."""
        os.kill(int((self._data / "postmaster.pid").read_text(encoding="ascii").split()[0]), signal.SIGKILL)

    def stop(self) -> None:
        """Stop it without letting it finish anything, as when the power fails."""
        self._control("-m", "immediate", "-w", "stop")

    def stand_by(self) -> None:
        """Start it again as the copy of another server, which only reads."""
        self.stop()
        (self._data / "standby.signal").touch()
        self.start()

    def promote(self) -> None:
        """Let it write again."""
        assert self._control("-w", "promote")

    def _control(self, *words: str) -> bool:
        return self._run("pg_ctl", "-D", str(self._data), *words, check=False)

    def _run(self, program: str, *words: str, check: bool) -> bool:
        command = [*_as_its_user(), str(self._programs / program), *words]
        # Its output goes nowhere: a server that was started would keep a pipe open.
        done = subprocess.run(
            command,
            check=check,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return done.returncode == 0


def _as_its_user() -> list[str]:
    """PostgreSQL refuses to be run by root."""
    return ["runuser", "-u", USER, "--"] if _is_root() else []


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _programs() -> Path | None:
    """Where the newest PostgreSQL has its programs, which are not always on the path."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return installed[-1].parent if installed else None


@contextmanager
def own_server() -> Iterator[OwnServer | None]:
    """A server that runs; None where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None or (_is_root() and shutil.which("runuser") is None):
        yield None
        return
    with tempfile.TemporaryDirectory() as directory:
        if _is_root():
            shutil.chown(directory, USER)
        server = OwnServer(programs, Path(directory))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def mounted(command: str, *words: str) -> bool:
    """Run a command of mounting; whether it did."""
    program = shutil.which(command)
    return program is not None and subprocess.run([program, *words], check=False, capture_output=True).returncode == 0
