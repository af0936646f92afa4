"""Files in TOML: their text and what it holds, or the one fault that keeps them from being read."""

import re
from typing import Any, Final, NamedTuple

import tomli

from verifier.intake.encoding import decoded
from verifier.intake.problems import Problem

_AT: Final = r" \(at line ([0-9]+), column ([0-9]+)\)"


class Toml(NamedTuple):
    """A file as read: its text, and the values it holds."""

    text: str
    values: dict[str, Any]


def read_toml(data: str | bytes, flatter: str) -> Toml | Problem:
    """What a file holds; `flatter` is what to do about one that is nested too deeply."""
    text = decoded(data)
    if isinstance(text, Problem):
        return text
    try:
        return Toml(text, tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        place = re.search(_AT, str(error))
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        return Problem(line, column, f"this is not TOML: {re.sub(_AT, '', str(error)).lower()}", "Correct it")
    except RecursionError:
        return Problem(None, None, "this is nested too deeply", flatter)
    except ValueError:  # Python reads no whole number of thousands of digits
        return Problem(None, None, "there is a number with too many digits", "Shorten it")
