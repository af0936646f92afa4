"""Paths of files, completed while one is typed."""

import os
from collections.abc import Sequence
from pathlib import Path

from textual.suggester import Suggester


def completions(typed: str) -> Sequence[str]:
    """The files and directories that a path could go on with, in order; hidden ones once a dot is typed."""
    directory, name = os.path.split(typed)
    try:
        with os.scandir(Path(directory or os.curdir).expanduser()) as entries:
            found = [f"{entry.name}{os.sep if entry.is_dir() else ''}" for entry in entries]
    except (OSError, RuntimeError, ValueError):  # not there, no home, a character that no path has
        return ()
    shown = (entry for entry in found if entry.startswith(name) and (name or not entry.startswith(".")))
    return sorted(os.path.join(directory, entry) for entry in shown)  # noqa: PTH118 - what was typed stays as it is


def completed(typed: str) -> str:
    """The path as far as everything that it could go on with is the same."""
    return os.path.commonprefix(completions(typed)) or typed  # noqa: RUF071 - letter by letter is what is meant


class PathSuggester(Suggester):
    """Shows the first completion behind the cursor: Right takes it over."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The path of the first file or directory that begins so."""
        return next(iter(completions(value)), None) if value else None
