"""What holds for one run: flag before environment before config file before default, and where each came from."""

import getpass
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from verifier.domain.errors import InputFileError, UsageError
from verifier.intake.problems import Problem
from verifier.intake.times.local import Zone, read_zone
from verifier.services.files import bounded

COLORS: Final = ("auto", "always", "never")
THEMES: Final = ("dark", "light")
NAMES: Final = ("db", "analyst", "key", "tz", "color", "ascii", "theme", "keys", "private_tags")
ENVIRONMENT: Final = {
    "db": "VERIFIER_DB",
    "analyst": "VERIFIER_ANALYST",
    "key": "VERIFIER_KEY",
    "tz": "VERIFIER_TZ",
}

_LARGEST_CONFIG: Final = 1
_LONGEST_PLAIN: Final = 40
_PLAIN_NAME: Final = re.compile(f"[a-z0-9][a-z0-9_-]{{0,{_LONGEST_PLAIN - 1}}}")

_KINDS: Final[Mapping[str, tuple[type, str]]] = {
    "ascii": (bool, "true or false"),
    "keys": (dict, "a table"),
    "private_tags": (list, "a list of texts"),
}
# A value of the wrong kind is not told: it may hold a password.
_KIND_WORDS: Final[Mapping[type, str]] = {
    bool: "true or false", dict: "a table", float: "a number", int: "a number", list: "a list", str: "text"
}  # fmt: skip


class Setting(Struct, frozen=True):
    """A value and where it came from: `flag`, `environment`, `config file` or `default`."""

    value: Any
    origin: str


class Settings(Struct, frozen=True):
    """The settings of a run by name, see NAMES."""

    found: Mapping[str, Setting]

    def text(self, name: str) -> str:
        """A setting that is text."""
        return str(self.found[name].value)

    @property
    def zone(self) -> Zone:
        """The time zone to show times in (UsageError if it is unknown)."""
        return zone(self.text("tz"))

    @property
    def key(self) -> Path:
        """The file of the analyst's private key."""
        path = self.text("key")
        try:
            return Path(path).expanduser()
        except RuntimeError as error:
            raise UsageError(f"'{path}' begins with the home directory of nobody known here. Write it out") from error

    @property
    def own_name(self) -> str | None:
        """Whoever works here when no flag says otherwise; None if none does."""
        if self.found["analyst"].origin != "flag":
            return None
        return str(_first("analyst", None, _config()).value).strip()

    @property
    def ascii_only(self) -> bool:
        """Whether marks are kept to ASCII."""
        return bool(self.found["ascii"].value)

    @property
    def private_tags(self) -> tuple[str, ...]:
        """The tags whose claims do not leave the ledger."""
        return tuple(map(str, self.found["private_tags"].value))

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys of the review screen that are mapped anew, by name."""
        return dict(self.found["keys"].value)


def zone(name: str) -> Zone:
    """A time zone by its name (UsageError if it is unknown)."""
    found = read_zone(name)
    if isinstance(found, Problem):
        raise UsageError(f"--tz: {found.message}")
    return found


def config_path() -> Path:
    """Where the config file is looked for."""
    import platformdirs

    return Path(platformdirs.user_config_dir("verifier", appauthor=False)) / "config.toml"


def default_key(analyst: str) -> Path:
    """The file of an analyst's private key when none is named: no two analysts have the same."""
    name = analyst.strip()
    if not _PLAIN_NAME.fullmatch(name):
        import hashlib

        plain = re.sub("[^a-z0-9]+", "-", name.lower())[:_LONGEST_PLAIN].strip("-")
        name = f"{plain}~{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:12]}"
    return config_path().parent / "keys" / f"{name}.pem"


def default_database() -> Path:
    """The database used when none is named."""
    import platformdirs

    return Path(platformdirs.user_data_dir("verifier", appauthor=False)) / "verifier.db"


def resolve(flags: Mapping[str, Any]) -> Settings:
    """The settings, given the flags that were set (None where one was not)."""
    config = _config()
    found = {name: _first(name, flags.get(name), config) for name in NAMES}
    if found["key"].value is None:
        found["key"] = Setting(str(default_key(str(found["analyst"].value))), "default")
    if found["color"].value not in COLORS:
        raise UsageError(f"--color is one of {', '.join(COLORS)}, not '{found['color'].value}'")
    if found["theme"].value not in THEMES:
        raise UsageError(f"--theme is one of {', '.join(THEMES)}, not '{found['theme'].value}'")
    return Settings(found)


def _first(name: str, flag: object, config: Mapping[str, Any]) -> Setting:
    if flag is not None:
        return Setting(flag, "flag")
    if (variable := ENVIRONMENT.get(name)) and (value := os.environ.get(variable)):
        return Setting(value, f"environment, {variable}")
    if name in config:
        return Setting(config[name], "config file")
    return Setting(_default(name), "default")


def _default(name: str) -> object:
    if name == "db":
        return str(default_database())
    if name == "analyst":
        return _login()
    return {"key": None, "tz": "UTC", "color": "auto", "ascii": False, "theme": "dark", "keys": {},
            "private_tags": ["private", "embargo"]}[name]  # fmt: skip


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise UsageError("nobody is logged in. Say who you are with --analyst or VERIFIER_ANALYST") from error


def _config() -> dict[str, Any]:
    path = config_path()
    try:
        content = bounded(path, _LARGEST_CONFIG)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Correct it, or remove it") from error
    except InputFileError as error:
        raise UsageError(f"{path} is larger than {_LARGEST_CONFIG} MiB. Correct it, or remove it") from error
    from verifier.intake.toml import read_toml  # not needed where there is no config file

    read = read_toml(content, "Write one setting a line")
    if isinstance(read, Problem):
        raise UsageError(f"{read.render(str(path)).removesuffix('.')}, or remove it")
    _check(read.values, path)
    return read.values


def _check(config: Mapping[str, Any], path: Path) -> None:
    for name, value in config.items():
        if name not in NAMES:
            raise UsageError(f"{path}: '{name}' is not a setting. The settings are {', '.join(NAMES)}")
        wanted, words = _KINDS.get(name, (str, "text"))
        if not isinstance(value, wanted):
            raise UsageError(f"{path}: {name} is {words}, not {_KIND_WORDS.get(type(value), 'a date')}")
        if isinstance(value, list) and not all(isinstance(tag, str) for tag in value):
            raise UsageError(f'{path}: {name} is a list of texts, as in ["private", "embargo"]')
        if isinstance(value, dict) and not all(isinstance(pressed, str) for pressed in value.values()):
            raise UsageError(f'{path}: [keys] holds names and keys, as in "find.filter" = "f5"')
