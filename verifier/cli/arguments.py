"""Arguments before Typer sees them: global options may stand anywhere, and `- Kyiv` is a phrase.

Typer reads global options only before the command, and takes a leading dash for an option. So global options are moved
to the front, and a phrase that begins with a dash gets a space before it, which the phrase reader ignores.
"""

from collections.abc import Sequence
from typing import Final

GLOBAL_VALUES: Final = frozenset({"--db", "--analyst", "--tz", "--as-of", "--known-at", "--color"})
GLOBAL_FLAGS: Final = frozenset(
    {"--json", "--ascii", "-q", "--quiet", "--no-input", "--no-pager", "-y", "--yes", "--debug", "--version", "-V"}
)
VALUE_OPTIONS: Final = frozenset(
    {
        "-a", "--attribution", "-f", "--file", "-o", "--output", "--url", "--outlet", "--published", "--said",
        "--happened", "--place", "--key", "--kind", "--parties", "--against", "--favours", "--measure", "--tag",
        "--why", "--credibility", "--evidence", "--since", "--since-report", "--until", "--limit", "--alias", "--party",
        "--reliability", "--note", "--text", "--unlink", "--name", "--compare", "--theme", "--head", "--format",
        "--columns", "--scheduler", "--encoding", "--delimiter", "--title", "--publisher", "--model", "--map",
        "--adjective", "--adverse-to", "--host", "--no-adjective", "--no-alias", "--not-adverse-to",
        "--official-since", "--official-until", "--port", "--speaks-with", "--read-from",
        "--archived-url", "--author", "--captured", "--language", "--location", "--media-type", "--retrieved", "--to",
    }
)  # fmt: skip
"""The options of commands that take a value: what follows one of these is its value, whatever it looks like."""

_FLAGS_OF: Final = {"changes": {"--said"}}
"""The options that take no value in these commands, though they do in others."""


def normalised(arguments: Sequence[str]) -> list[str]:
    """The arguments with global options in front and phrases kept from looking like options."""
    front, rest = _parted(arguments)
    return front + rest


def command_of(arguments: Sequence[str]) -> str | None:
    """The word that names the command: the first that is neither a global option nor the value of one."""
    _, rest = _parted(arguments)
    return rest[0] if rest else None


def _parted(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The global options with their values, and the rest."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(reversed(arguments))
    while waiting:
        word = waiting.pop()
        if word == "--":
            rest += [word, *reversed(waiting)]
            break
        if word in GLOBAL_FLAGS or (word.split("=", 1)[0] in GLOBAL_VALUES and "=" in word):
            front.append(word)
        elif word in GLOBAL_VALUES:
            front += [word, *_value(waiting)]
        elif word in VALUE_OPTIONS and word not in _FLAGS_OF.get(rest[0] if rest else "", ()):
            rest += [word, *_value(waiting)]
        else:
            rest.append(f" {word}" if word.startswith("- ") else word)
    return front, rest


def _value(waiting: list[str]) -> list[str]:
    return [waiting.pop()] if waiting else []
