"""The built wheel, installed where nothing else is and used from an empty directory.

Everything is installed from files whose hashes `constraints.txt` holds; what the wheel asks for is taken from those
files and from nowhere else, so a dependency the metadata forgets is found here.
"""

import csv
import io
import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.long

ROOT: Final = Path(__file__).parents[1]
CLAIM: Final = "Ukrainian forces struck the Bryansk region with ATACMS missiles"


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a command prints; it has to succeed."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{command} exits {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pip(*arguments: str | Path, python: Path, cwd: Path) -> None:
    """Run pip, in the environment `python` belongs to."""
    run(python, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments, cwd=cwd)


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel in it, and an empty directory to stand in."""

    bin: Path
    home: Path
    here: Path

    def verifier(self, *arguments: str) -> str:
        """What `verifier` prints, for somebody who has nothing set."""
        env = {"PATH": os.defpath, "HOME": str(self.home), "LANG": "C.UTF-8", "VERIFIER_ANALYST": "ann"}
        return run(self.bin / "verifier", *arguments, cwd=self.here, env=env)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the source distribution, with the pinned build backend."""
    target = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, ROOT, cwd=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel and what it asks for, in an environment of their own."""
    place = tmp_path_factory.mktemp("machine")
    environment, files = place / "environment", place / "files"
    home, here = place / "home", place / "empty"
    home.mkdir()
    here.mkdir()
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    hashed: Sequence[str | Path] = ("--only-binary", ":all:", "--require-hashes", "-r", ROOT / "constraints.txt")
    pip("download", *hashed, "--dest", files, python=python, cwd=here)
    pip("install", "--no-index", "--find-links", files, wheel, python=python, cwd=here)
    yield Installed(environment / "bin", home, here)
    assert list(here.iterdir()) == []


@pytest.fixture(scope="module")
def logged(installed: Installed) -> Installed:
    """The same, with a disputed claim in the analyst's own database."""
    installed.verifier("log", CLAIM, "-a", "Moscow says", "-a", "Kyiv denies")
    return installed


def test_the_wheel_holds_the_package_its_migrations_and_its_data(wheel: Path) -> None:
    """Whatever the command reads travels inside the package; tests and docs stay at home."""
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    kept = {
        f"verifier/{path.relative_to(base)}"
        for base in (ROOT, ROOT / "verifier")
        for room in ("migrations", "data")
        for path in (base / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    code = {str(path.relative_to(ROOT)) for path in (ROOT / "verifier").rglob("*.py")}
    assert kept | code <= names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"verifier", "verifier_ledger"}
    assert "verifier/data/schema/verifier.json" in names


def test_the_wheel_installs_its_manual_page_and_its_schema(installed: Installed) -> None:
    """Where man looks in that environment, and by a command."""
    page = installed.bin.parent / "share" / "man" / "man1" / "verifier.1"
    assert page.read_text("utf-8") == (ROOT / "docs" / "man" / "verifier.1").read_text("utf-8")
    assert json.loads(installed.verifier("config", "schema"))["$id"] == "urn:verifier:json"


def test_the_wheel_says_its_name_and_its_licence(wheel: Path) -> None:
    """The distribution has a name of its own and carries the text of the licence its metadata names."""
    with ZipFile(wheel) as archive:
        [metadata] = (archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA"))
        [licence] = (archive.read(name).decode() for name in archive.namelist() if name.endswith("/licenses/LICENSE"))
    assert {"Name: verifier-ledger", "License-Expression: Apache-2.0"} <= set(metadata.splitlines())
    assert "Apache License" in licence


def test_the_installed_command_says_its_version(wheel: Path, installed: Installed) -> None:
    """`verifier --version` names the version that was built."""
    assert wheel.name.split("-")[1] in installed.verifier("--version")


def test_a_claim_is_logged_and_listed_as_disputed(logged: Installed) -> None:
    """What was logged is in the analyst's own database, made on first use."""
    (claim,) = json.loads(logged.verifier("disputed", "--json"))
    assert (claim["ref"], claim["claim"], claim["status"]) == ("c1", CLAIM, "disputed")


def test_a_claim_is_shown_in_full(logged: Installed) -> None:
    """`show` names the claim and both sides, as the registry that travels with the wheel knows them."""
    shown = json.loads(logged.verifier("show", "c1", "--json"))
    assert (shown["claim"], shown["affirmed_by"], shown["denied_by"]) == (CLAIM, ["Russia"], ["Ukraine"])
    assert CLAIM in " ".join(logged.verifier("show", "c1").split())


def test_a_report_is_written_as_csv(logged: Installed) -> None:
    """`report disputed` prints rows a spreadsheet reads."""
    rows = list(csv.DictReader(io.StringIO(logged.verifier("report", "disputed"))))
    assert [row["claim"] for row in rows] == [CLAIM]


def test_the_demo_needs_no_checkout(installed: Installed) -> None:
    """The worked case travels with the wheel."""
    assert "ATACMS" in installed.verifier("demo")
