"""Errors as an analyst reads them, or as JSON for a program; and the exit status of each.

No password in a server's URL is told, wherever the URL was written and whatever then went wrong with it.
"""

import re
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from verifier.cli.screen import Screen, data_stream
from verifier.domain.errors import UsageError, VerifierError
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.storage.db.location import masked

_UNEXPECTED: Final = 70
_SHORT_OPTION: Final = re.compile("No such option: -[^-]")


class Failure(Struct, frozen=True):
    """How this run tells what went wrong."""

    screen: Screen
    json: bool = False
    debug: bool = False

    @classmethod
    def of(cls, words: Sequence[str]) -> "Failure":
        """Read off the words alone, as a failure may come before they are parsed."""
        parted = [part for word in words for part in (word.split("=", 1) if word.startswith("--color=") else [word])]
        color = next((b for a, b in pairwise(parted) if a == "--color"), "auto")
        return cls(Screen(color), "--json" in words, "--debug" in words)

    def refused(self, error: VerifierError) -> int:
        """Tell what verifier refused."""
        message, faults = masked(error.message), tuple(map(masked, error.faults))
        if self.json:
            self._print_json(error.code, message, error.suggestions, faults)
        else:
            self.screen.fail(map(_error, (*faults, message)))
        return error.exit_status

    def misused(self, message: str, command: str | None) -> int:
        """Tell what is wrong with the command line; where no command was given, the help has told it."""
        if not message:
            return UsageError.exit_status
        ending = "" if message.endswith(("?", "!")) else "."
        if _SHORT_OPTION.match(message):
            ending = ". Where that is text and no option, put -- before it."
        words = f"{_first_lower(message).rstrip('.')}{ending} See: {command or 'verifier'} --help"
        return self.refused(UsageError(words))

    def unexpected(self, error: BaseException) -> int:
        """Tell of an error nobody foresaw; with --debug, where it came from."""
        if self.debug:
            data_stream(sys.stderr).write(masked("".join(traceback.format_exception(error))))
            return _UNEXPECTED
        message = f"unexpected {type(error).__name__}: {error}. Run again with --debug and report what it prints."
        message = masked(message)
        if self.json:
            self._print_json("unexpected", message, (), ())
        else:
            self.screen.fail([_error(message)])
        return _UNEXPECTED

    def _print_json(self, code: str, message: str, suggestions: Sequence[str], faults: Sequence[str]) -> None:
        from verifier.reports.files.json import dumps

        content = {"code": code, "message": message, "suggestions": list(suggestions), "faults": list(faults)}
        data_stream(sys.stderr).write(f"{dumps({'error': content})}\n")


def _error(message: str) -> Line:
    return line(Run("error: ", Role.FAULT), visible(message))


def _first_lower(message: str) -> str:
    return message[:1].lower() + message[1:]
