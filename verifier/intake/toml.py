"""Files in TOML: their text and what it holds, or the one fault that keeps them from being read."""

import re
import tomllib
from typing import Any, Final, NamedTuple

from verifier.intake.problems import Problem

_AT: Final = r" \(at line ([0-9]+), column ([0-9]+)\)"


class Toml(NamedTuple):
    """A file as read: its text, and the values it holds."""

    text: str
    values: dict[str, Any]


def read_toml(data: str | bytes, flatter: str) -> Toml | Problem:
    """What a file holds; `flatter` is what to do about one that is nested too deeply."""
    text = _decoded(data)
    if isinstance(text, Problem):
        return text
    try:
        return Toml(text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        place = re.search(_AT, str(error))
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        return Problem(line, column, f"this is not TOML: {re.sub(_AT, '', str(error)).lower()}", "Correct it")
    except RecursionError:
        return Problem(None, None, "this is nested too deeply", flatter)


def _decoded(data: str | bytes) -> str | Problem:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(line, None, f"byte {data[error.start]:#04x} is not UTF-8", "Save the file as UTF-8")
