"""The walls of the house: which room may import what, and what no file may hold.

The walls are tables; `faults` reads one module against them. Each wall is also shown to stop a module that breaks it.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

from verifier.storage.db.location import Location

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "verifier"
LONGEST: Final = 500
LONGEST_FUNCTION: Final = 40

BELOW: Final = {
    "domain": frozenset[str](),
    "intake": frozenset({"domain"}),
    "storage": frozenset({"domain"}),
    "reports": frozenset({"domain"}),
    "services": frozenset({"domain", "intake", "storage", "reports"}),
    "tui": frozenset({"domain", "intake", "storage", "reports", "services"}),
    "cli": frozenset({"domain", "intake", "storage", "reports", "services", "tui"}),
}
"""The rooms each room may import from, besides itself."""

FLOOR: Final = "floor"
SERVICES: Final = {
    FLOOR: frozenset[str](),
    "evaluate": frozenset({FLOOR}),
    "review": frozenset({FLOOR, "evaluate"}),
    "record": frozenset({FLOOR, "evaluate", "review"}),
    "registry": frozenset({FLOOR, "evaluate", "review", "record"}),
    "correct": frozenset({FLOOR, "evaluate", "review", "record", "registry"}),
    "tables": frozenset({FLOOR, "evaluate", "review", "record", "correct"}),
    "reporting": frozenset({FLOOR, "evaluate", "review"}),
    "maintenance": frozenset({FLOOR, "evaluate", "review", "record", "reporting"}),
}
"""The rooms within the services, likewise; the floor is the modules that stand in none of them."""

HOMES: Final = {
    "aiohttp": frozenset({"cli"}),
    "alembic": frozenset({"storage"}),
    "cryptography": frozenset({"services"}),
    "dateparser": frozenset({"intake"}),
    "disarm": frozenset({"intake"}),
    "distributed": frozenset({"services"}),
    "jinja2": frozenset({"reports"}),
    "markupsafe": frozenset({"reports"}),
    "msgspec": frozenset(BELOW),
    "platformdirs": frozenset({"services", "cli"}),
    "psycopg": frozenset({"storage"}),
    "rapidfuzz": frozenset({"intake"}),
    "python_calamine": frozenset({"intake"}),
    "rich": frozenset({"cli", "tui"}),
    "spacy": frozenset({"intake"}),
    "sqlalchemy": frozenset({"storage"}),
    "textual": frozenset({"tui"}),
    "textual_serve": frozenset({"cli"}),
    "tomli": frozenset({"intake"}),
    "trafilatura": frozenset({"intake"}),
    "typer": frozenset({"cli"}),
    "xlsxwriter": frozenset({"reports"}),
}
"""The rooms each dependency may be imported in; what is not named here may be imported nowhere."""

PURE: Final = frozenset(
    {
        "abc",
        "bisect",
        "collections",
        "contextlib",
        "dataclasses",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "string",
        "textwrap",
        "types",
        "typing",
        "unicodedata",
    }
)
"""What the domain may take from the standard library: no clock, no environment, no input or output."""

CALENDAR: Final = frozenset({"datetime.date", "datetime.timedelta"})
"""What it may take of a module that has a clock as well: days, and the distances between them."""

CLOCKS: Final = frozenset({"now", "today", "utcnow"})
IMPURE_NAMES: Final = frozenset({"open", "print", "input", "breakpoint", "__import__", "eval", "exec"})
SLOW: Final = frozenset(
    {
        "alembic", "cryptography", "dateparser", "distributed", "jinja2", "pydantic", "spacy", "sqlalchemy", "textual",
        "trafilatura", "xlsxwriter",
    }
)  # fmt: skip


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each import with its line, wherever it stands; `from verifier import domain` names `verifier.domain`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def import_fault(room: str, name: str) -> str | None:
    """What is wrong with a module of `room` importing `name`; a room within the services is `services.tables`."""
    room, _, inner = room.partition(".")
    top, _, rest = name.partition(".")
    if not top:
        return f"{name} is not absolute"
    if top == "verifier":
        other, _, further = rest.partition(".")
        if room == other == "services":
            return services_fault(inner or FLOOR, further.partition(".")[0])
        return f"{room} imports {other}" if other in BELOW and other not in BELOW[room] | {room} else None
    if top in sys.stdlib_module_names:
        is_pure = room != "domain" or top in PURE or name in CALENDAR
        return None if is_pure else f"domain imports {top}"
    return None if room in HOMES.get(top, ()) else f"{room} imports {top}"


def services_fault(inner: str, name: str) -> str | None:
    """What is wrong with a room within the services importing a room or module of theirs."""
    other = name if name in SERVICES else FLOOR
    return None if other in SERVICES[inner] | {inner} else f"services.{inner} imports services.{other}"


def faults(room: str, text: str) -> list[str]:
    """Every breach in one module of a room, each with its line."""
    tree = ast.parse(text)
    found = [(line, fault) for line, name in imports(tree) if (fault := import_fault(room, name))]
    if room == "domain":
        found += [
            (node.lineno, f"domain uses {node.id}")
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and node.id in IMPURE_NAMES
        ]
        found += [
            (node.lineno, f"domain asks a clock: {node.attr}")
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in CLOCKS
        ]
    return [f"{line}: {fault}" for line, fault in sorted(found)]


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    """The room a module stands in; `verifier/__main__.py` and the like stand at the door, with the command line."""
    room, *inner = module.relative_to(PACKAGE).parts
    if room == "services" and len(inner) > 1:
        return f"{room}.{inner[0]}"
    return room if inner else "cli"


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_room_may(module: Path) -> None:
    """Imports go one way, and each dependency stays in its room."""
    assert faults(room_of(module), module.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("room", "text", "expected"),
    [
        ("domain", "import verifier.storage", ["1: domain imports storage"]),
        ("domain", "from verifier import intake", ["1: domain imports intake"]),
        ("storage", "from verifier.intake.sheets.sheet import read", ["1: storage imports intake"]),
        ("reports", "def f():\n    from verifier.storage import queries", ["2: reports imports storage"]),
        ("services", "from verifier.cli import app", ["1: services imports cli"]),
        ("tui", "from verifier.cli import app", ["1: tui imports cli"]),
        ("cli", "from . import app", ["1: ..app is not absolute"]),
        ("cli", "from .app import main", ["1: .app.main is not absolute"]),
        ("domain", "import time\nfrom os import environ", ["1: domain imports time", "2: domain imports os"]),
        ("domain", "import datetime", ["1: domain imports datetime"]),
        ("domain", "from datetime import datetime", ["1: domain imports datetime"]),
        ("domain", "from datetime import date\nx = date.today()", ["2: domain asks a clock: today"]),
        ("domain", "x = 1\nprint(x)", ["2: domain uses print"]),
        ("domain", "import sqlalchemy", ["1: domain imports sqlalchemy"]),
        ("services", "import sqlalchemy as sa", ["1: services imports sqlalchemy"]),
        ("services", "from rich.text import Text", ["1: services imports rich"]),
        ("cli", "import textual", ["1: cli imports textual"]),
        ("cli", "import click", ["1: cli imports click"]),
        ("tui", "import typer", ["1: tui imports typer"]),
        ("storage", "import dateparser", ["1: storage imports dateparser"]),
        ("intake", "import requests", ["1: intake imports requests"]),
        ("services", "from verifier.services import tables", ["1: services.floor imports services.tables"]),
        (
            "services.review",
            "def f():\n    from verifier.services.record.actions import record",
            ["2: services.review imports services.record"],
        ),
        (
            "services.tables",
            "import verifier.services.reporting.files",
            ["1: services.tables imports services.reporting"],
        ),
        ("services.record", "from verifier.cli import app", ["1: services imports cli"]),
        ("services.record", "import sqlalchemy", ["1: services imports sqlalchemy"]),
    ],
)
def test_a_breach_is_found(room: str, text: str, expected: list[str]) -> None:
    """Each wall stops the module that breaks it."""
    assert faults(room, text) == expected


@pytest.mark.parametrize(
    ("room", "text"),
    [
        ("domain", "import re\nfrom collections.abc import Mapping\nfrom verifier.domain.model.claims import Claim"),
        ("storage", "import os, time\nimport sqlalchemy\nfrom verifier.domain.rules import status"),
        ("services", "from verifier import __version__\nfrom verifier.storage import queries"),
        ("services", "from verifier.services.starter import load_starter"),
        (
            "services.tables",
            "from verifier.services.tables import importer as rows\nfrom verifier.services import workspace",
        ),
        (
            "services.tables",
            "from verifier.services.record.recorder import Recorder\nfrom verifier.reports.files import csv",
        ),
        ("cli", "import typer\nfrom rich.text import Text\nfrom verifier.services.record import actions as recording"),
    ],
)
def test_what_is_allowed_is_no_breach(room: str, text: str) -> None:
    """A module that keeps to its room is let through."""
    assert faults(room, text) == []


def test_every_package_stands_in_a_known_room() -> None:
    """No room is added without saying what it may import."""
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == BELOW.keys()
    assert {path.parent.name for path in PACKAGE.glob("services/*/__init__.py")} == SERVICES.keys() - {FLOOR}


@pytest.mark.parametrize("rooms", [BELOW, SERVICES], ids=["rooms", "services"])
def test_no_room_stands_on_itself(rooms: dict[str, frozenset[str]]) -> None:
    """What the tables allow has no cycle: there is an order in which each room stands on those before it."""
    TopologicalSorter(rooms).prepare()


def imported_modules(module: Path, names: Mapping[str, Path]) -> set[str]:
    """The modules of the package that a module imports, wherever in it; a package is its `__init__`."""
    found = {
        name if name in names else name.rpartition(".")[0] for _, name in imports(ast.parse(module.read_text("utf-8")))
    }
    return {name for name in found if name in names and names[name] != module}


def import_circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Modules of which each imports the next, and the last the first; empty if there are none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Within rooms as well, imports go one way, those inside of functions among them."""
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in modules()
    }
    assert import_circle({name: imported_modules(path, names) for name, path in names.items()}) == []


@pytest.mark.parametrize(
    ("graph", "found"),
    [({"a": {"b"}, "b": {"c"}, "c": set()}, False), ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, True), ({"a": {"a"}}, True)],
)
def test_a_circle_of_imports_is_found(graph: dict[str, set[str]], *, found: bool) -> None:
    """A chain of imports that comes back to where it began is one."""
    assert bool(import_circle(graph)) == found


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    """A module above 500 lines has a second thing in it."""
    lengths = {str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_functions_are_short() -> None:
    """One above 40 lines does a second thing, or takes what belongs together piece by piece."""
    functions = {
        f"{path.relative_to(PACKAGE)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in functions.items() if lines > LONGEST_FUNCTION} == {}


# What a command loads is what it costs.

PROBE: Final = """
import sys
from verifier.cli.app import main
sys.argv = ["verifier", *sys.argv[1:]]
try:
    main()
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def loaded_by(*arguments: str, database: Path | Location, **environment: str) -> set[str]:
    """The packages one run of the command loads; the run has to succeed."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        env=os.environ | {"VERIFIER_DB": str(database)} | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(run.stderr.splitlines()[-1].split())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database just made, which needs no migrations; the probe sees what a run loads."""
    path = tmp_path_factory.mktemp("start-up") / "verifier.db"
    loaded = loaded_by("db", "init", database=path)
    assert "msgspec" in loaded
    assert {"alembic", "sqlalchemy"}.isdisjoint(loaded)
    return path


@pytest.mark.parametrize("arguments", [["--help"], ["list"]], ids=" ".join)
def test_a_command_loads_no_slow_package_it_does_not_need(arguments: list[str], database: Path) -> None:
    """Help, which reads the modules of every command, and lists start without what only some of them need."""
    assert loaded_by(*arguments, database=database) & SLOW == set()


@pytest.mark.long
def test_everyday_commands_load_no_sqlalchemy(begun_database: Location, tmp_path: Path) -> None:
    """What they ask is kept compiled: importing SQLAlchemy takes longer than all the rest of them."""
    everyday = (
        ("log", "The first claim"),
        ("log", "The depot burned", "-a", "Moscow says", "--url", "https://example.org/1", "--key", "depot"),
        ("log", "Six missiles were fired", "-a", "RBC, citing an unnamed officer, reports", "--new"),
        ("say", "c1", "Kyiv denies"),
        ("assess", "c1", "confirmed", "--why", "seen"),
        ("link", "c2", "entails", "c1"),
        ("list",),
        ("disputed", "--limit", "1"),
        ("show", "c1"),
        ("changes",),
        ("list", "--json"),
        ("list", "burned"),
        ("disputed", "depot burned"),
        ("list", "party:Russia since:2024-01-01"),
        ("list", "who:Moscow OR tag:bryansk via:RBC"),
        ("list", "--json", "status:single-source flag:anonymous kind:fact place:Bryansk -burned"),
        ("disputed", "by:ann stale:2d quote:one happened:2024-11-18.."),
        ("list", "party:Russia fired", "--as-of", "2024-11-30"),
        ("changes", "tag:bryansk"),
        ("show", "c1", "--known-at", "r3"),
        ("changes", "--known-at", "r3"),
    )
    home = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "VERIFIER_ANALYST": "ann"}
    heavy = {
        words: loaded_by(*words, database=begun_database, **home) & {"sqlalchemy", "alembic"} for words in everyday
    }
    assert {words: packages for words, packages in heavy.items() if packages} == {}


def test_completion_loads_no_slow_package(database: Path) -> None:
    """Pressing TAB starts without migrations, the review screen and the date reader."""
    request = {"_VERIFIER_COMPLETE": "complete_bash", "COMP_WORDS": "verifier dis", "COMP_CWORD": "1"}
    assert loaded_by(database=database, **request) & SLOW == set()


@pytest.mark.long
def test_only_what_signs_or_checks_signatures_loads_the_library_for_that(tmp_path: Path) -> None:
    """Neither recording without a key nor reading with one costs what signing does."""
    home = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "VERIFIER_ANALYST": "ann"}

    def signing(*arguments: str) -> bool:
        return "cryptography" in loaded_by(*arguments, database=tmp_path / "verifier.db", **home)

    assert not signing("log", "The depot burned")
    assert not signing("audit")
    assert signing("key", "create")
    assert signing("log", "Six missiles were fired")
    assert not signing("log", "Two were shot down", "--analyst", "bob")
    assert not signing("list")
    assert signing("audit")


# What no file may hold.

HOSTS: Final = tuple(
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("crates", "io"),
        ("proxy", "golang"),
        ("deb", "debian"),
    )
)
MACHINE: Final = re.compile(r"(?<![\w.~])/(?:home|root|Users|work|opt|mnt)/\w[^\s\"'`)]*")


def leaks(text: str) -> list[str]:
    """Registry hosts and paths of somebody's machine in a text."""
    return [host for host in HOSTS if host in text.lower()] + MACHINE.findall(text)


def kept_files() -> list[Path]:
    """Every file git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 git is where PATH says
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_registry_or_somebodys_machine() -> None:
    """A checkout is the same on every machine and takes packages from wherever pip is told to."""
    found = {str(path.relative_to(ROOT)): leaks(path.read_text("utf-8", errors="replace")) for path in kept_files()}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("--index-url https://" + HOSTS[0] + "/simple", [HOSTS[0]]),
        ("# made in /" + "home/ann/verifier.", ["/" + "home/ann/verifier."]),
        ("see https://example.org/home/paper and ~/home/notes and home/root/x", []),
    ],
)
def test_a_leak_is_found(text: str, found: list[str]) -> None:
    """A host and a home are found; a path inside a URL or under `~` is not one."""
    assert leaks(text) == found
