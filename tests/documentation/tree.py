"""The tree of commands, as Typer has it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import typer

from verifier.cli.app import application

_EXAMPLE = re.compile(r"\s*Example: (verifier .*?)\.?$")


class Command(NamedTuple):
    """A command by its words, its panel, and what Typer knows of it."""

    words: str
    panel: str
    known: Any

    @property
    def about(self) -> str:
        """What it does."""
        return _EXAMPLE.sub("", self.known.help)

    @property
    def example(self) -> str | None:
        """The example in its help."""
        found = _EXAMPLE.search(self.known.help)
        return found[1] if found else None

    @property
    def arguments(self) -> list[Any]:
        """What stands on its own."""
        return [parameter for parameter in self.known.params if parameter.param_type_name == "argument"]

    @property
    def options(self) -> list[Any]:
        """What begins with a dash."""
        return [parameter for parameter in self.known.params if parameter.param_type_name == "option"]


def root() -> Command:
    """The command itself, which has the global options."""
    return Command("verifier", "", typer.main.get_command(application([])))


def commands() -> Iterator[Command]:
    """Every command that does something, panel by panel."""
    for name, known in root().known.commands.items():
        yield from _within(f"verifier {name}", known.rich_help_panel, known)


def _within(words: str, panel: str, known: Any) -> Iterator[Command]:  # noqa: ANN401 - Typer keeps its class to itself
    """A command, or every one of a group and of the groups in it."""
    if not hasattr(known, "commands"):
        yield Command(words, panel, known)
        return
    for name, found in known.commands.items():
        yield from _within(f"{words} {name}", panel, found)


def spellings(option: Any) -> list[str]:  # noqa: ANN401 - Typer keeps its class to itself
    """How an option may be written."""
    return [*sorted(option.opts, key=len, reverse=True), *option.secondary_opts]


def takes_value(option: Any) -> bool:  # noqa: ANN401 - Typer keeps its class to itself
    """Whether a value follows the option."""
    return not option.is_flag and not option.count
