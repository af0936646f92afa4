"""The manual page that the wheel installs, made from the tree of commands like the reference."""

import re
from collections.abc import Iterator
from typing import Any, Final

from tests.documentation.consoles import ROOT
from tests.documentation.tree import Command, commands, root, spellings, takes_value
from verifier import __version__
from verifier.domain.errors import ConflictError, DatabaseError, InputFileError, NotFoundError, UsageError

MANUAL: Final = ROOT / "docs" / "man" / "verifier.1"
_ENVIRONMENT: Final = (
    ("VERIFIER_DB", "File or URL of the database."),
    ("VERIFIER_ANALYST", "Who records."),
    ("VERIFIER_KEY", "The file of the analyst's private key."),
    ("VERIFIER_TZ", "The time zone to show times in."),
    ("PAGER", "What long output at a terminal is shown in: less where it is not set, nothing where it is empty."),
    ("NO_COLOR", "No colours, if it is set to anything."),
)
_STATUSES: Final = (
    ("0", "Done."),
    ("1", "With --check something was found; of audit and db check, a fault; or something unexpected."),
    *(
        (str(error.exit_status), (error.__doc__ or "").partition("\n")[0])
        for error in (UsageError, NotFoundError, InputFileError, ConflictError, DatabaseError)
    ),
    ("130", "Interrupted."),
)


def manual() -> str:
    """The page, in the macros of man(7)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f'.TH VERIFIER 1 "" "verifier {__version__}" "User Commands"'
    yield ".SH NAME"
    yield "verifier \\- who says so, who denies it, and what is still disputed"
    yield ".SH SYNOPSIS"
    yield ".B verifier"
    yield "[\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]"
    yield ".SH DESCRIPTION"
    yield (
        "Keeps claims with their attributions, derives the status of each by fixed rules, and writes reports. "
        "Options of the command as a whole may stand anywhere."
    )
    yield ".SH OPTIONS"
    yield from _options(root().options)
    panel = ""
    for command in commands():
        if command.panel != panel:
            panel = command.panel
            yield f".SH {_text(panel)} COMMANDS"
        yield from _command(command)
    yield ".SH ENVIRONMENT"
    yield from (part for name, about in _ENVIRONMENT for part in (".TP", f".B {name}", _text(about)))
    yield ".SH EXIT STATUS"
    yield from (part for number, about in _STATUSES for part in (".TP", f".B {number}", _text(about)))
    yield ".SH SEE ALSO"
    yield ".BR less (1),\n.BR sqlite3 (1)"


def _command(command: Command) -> Iterator[str]:
    arguments = [a.metavar if a.required else f"[{a.metavar}]" for a in command.arguments]
    yield f".SS {' '.join(map(_text, [command.words, *arguments, *(['[OPTIONS]'] if command.options else [])]))}"
    yield _text(command.about)
    for argument in command.arguments:
        yield from (".TP", f".I {_text(argument.metavar)}", _text(argument.help or ""))
    yield from _options(command.options)
    if command.example:
        yield from (".PP", "For example:", ".PP", ".EX", _text(command.example), ".EE")


def _options(options: list[Any]) -> Iterator[str]:
    for option in options:
        value = f" \\fI{_text(_value(option))}\\fR" if takes_value(option) else ""
        names = ", ".join(f"\\fB{_text(spelling)}\\fR" for spelling in spellings(option))
        yield from (".TP", f"{names}{value}", _text(option.help + (" Required." * option.required)))


def _value(option: Any) -> str:  # noqa: ANN401 - Typer keeps its class to itself
    if choices := getattr(option.type, "choices", None):
        return "|".join(choices)
    return str(option.metavar or "TEXT")


def _text(text: str) -> str:
    """Text that roff takes for nothing else: backslashes, hyphens, and what begins a line as a request."""
    plain = re.sub(r"\s+", " ", text).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
