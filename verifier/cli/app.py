"""The `verifier` command: its panels and global options, and the one place where errors become words and exit codes.

Typer reads global options only before the command, and takes a leading dash for an option. So global options are moved
to the front, and a phrase that begins with a dash gets a space before it, which the phrase reader ignores. No password
in a server's URL is told, wherever the URL was written and whatever then went wrong with it.
"""

import errno
import os
import re
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from itertools import chain, pairwise
from typing import Annotated, Any, Final

import typer
from msgspec import Struct

import verifier
from verifier.cli.completing import answered, asked_for
from verifier.cli.screen import Screen, data_stream
from verifier.domain.errors import UsageError, VerifierError
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.storage.db.location import masked

PANELS: Final = {
    "verifier.cli.commands.log": ("log", "say", "assess", "link"),
    "verifier.cli.commands.draft": ("draft",),
    "verifier.cli.commands.lists": ("disputed", "list", "show"),
    "verifier.cli.commands.similar": ("similar",),
    "verifier.cli.commands.changes": ("changes",),
    "verifier.cli.commands.review": ("review",),
    "verifier.cli.commands.correct": ("correct",),
    "verifier.cli.commands.merge": ("merge", "split"),
    "verifier.cli.commands.documents": ("document",),
    "verifier.cli.commands.undo": ("undo", "redo"),
    "verifier.cli.commands.report": ("report",),
    "verifier.cli.commands.publish": ("publish",),
    "verifier.cli.commands.tables": ("import", "export"),
    "verifier.cli.commands.views": ("views",),
    "verifier.cli.commands.database": ("db", "audit"),
    "verifier.cli.commands.config": ("config", "demo"),
    "verifier.cli.commands.source": ("source",),
    "verifier.cli.commands.keys": ("key",),
    "verifier.cli.commands.policy": ("policy",),
}
"""The modules of the commands. Only the one that is asked for is loaded, as start-up is paid on every command."""

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

_UNEXPECTED: Final = 70
_SHORT_OPTION: Final = re.compile("No such option: -[^-]")
_VERSION: Final = "--version"
_SHORT_VERSION: Final = "-V"
_INTERRUPTED: Final = 130
_SIGNALLED: Final = 128
"""What a shell adds to the number of the signal that ended a command."""

_OF_OUTPUT: Final = frozenset({errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG, errno.EDQUOT})
_UsageProblem: Final[type[Any]] = typer.BadParameter.__mro__[1]


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


def _ended(number: int, _: object) -> None:
    """End as a signal asks, by way of all that puts the terminal, files and texts in order."""
    sys.exit(_SIGNALLED + number)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # What a file or a program gets is UTF-8 whatever the locale: data are not to be altered, nor cut off half-way.
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")  # type: ignore[union-attr]
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _ended)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; gives its exit status."""
    words = normalised(arguments)
    failure = Failure.of(words)
    try:
        return _run(words)
    except VerifierError as error:
        return failure.refused(error)
    except _UsageProblem as error:
        return failure.misused(error.format_message(), error.ctx and error.ctx.command_path)
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        _let_output_go()  # whoever read it has had enough
        return 0
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return _failed(failure, error)


def _failed(failure: Failure, error: Exception) -> int:
    """Tell what nothing else has told: of a file, of the output, of a number; else it is unexpected."""
    if isinstance(error, OverflowError):
        return failure.refused(UsageError(f"a number is too large: {error}. Give one of 18 digits at most"))
    if not isinstance(error, OSError):
        return failure.unexpected(error)
    if error.filename is not None:
        name = os.fsdecode(error.filename)
        return failure.refused(UsageError(f"'{name}' cannot be used: {error.strerror}. Check the name"))
    if error.errno in _OF_OUTPUT:
        _let_output_go()
        return failure.refused(UsageError(f"the output cannot be written: {error.strerror}. Send it elsewhere"))
    return failure.unexpected(error)


def _let_output_go() -> None:
    """Send what is still to be written nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: Sequence[str]) -> int:
    try:
        status = answered(lambda: application(words)(args=list(words), prog_name="verifier", standalone_mode=False))
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # which Typer would answer with exit status 1
            raise ended.__context__ from None
        raise
    sys.stdout.flush()
    return status if isinstance(status, int) else 0


def application(words: Sequence[str]) -> typer.Typer:
    """The command line with the panel of the command that is asked for, or with all of them."""
    completed = asked_for()
    app = typer.Typer(
        callback=_globals,
        add_completion=True,
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    command = command_of(words if completed is None else completed[1:])
    asked = [module for module, commands in PANELS.items() if command in commands]
    if completed is not None and not asked:
        for name in chain.from_iterable(PANELS.values()):
            app.command(name)(_nothing)  # a shell asks for names of commands alone
        return app
    if not asked and not {_VERSION, _SHORT_VERSION}.isdisjoint(words):
        return app  # which answers before it looks for a command
    for module in asked or PANELS:
        import_module(module).register(app)
    return app


def _nothing() -> None:
    """What stands for a command of which only the name is wanted."""


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"verifier {verifier.__version__}\n")
        raise typer.Exit


def _globals(
    context: typer.Context,
    db: Annotated[
        str | None, typer.Option(help="File or URL of the database (VERIFIER_DB).", metavar="PATH-OR-URL")
    ] = None,
    analyst: Annotated[str | None, typer.Option(help="Who records (VERIFIER_ANALYST, else the login name).")] = None,
    tz: Annotated[str | None, typer.Option(help="Time zone to show times in (VERIFIER_TZ, else UTC).")] = None,
    as_of: Annotated[str | None, typer.Option(help="Only what had been said by then.", metavar="WHEN")] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Only what had been recorded by then, or by r12.", metavar="WHEN")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print data as JSON.")] = False,
    color: Annotated[str | None, typer.Option(help="auto, always or never.")] = None,
    ascii_only: Annotated[bool, typer.Option("--ascii", help="Marks in ASCII only.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Data and errors only.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask.")] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Long output straight to the terminal.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Answer yes to every question.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback of what is unexpected.")] = False,  # noqa: ARG001 - read off the words by Failure
    version: Annotated[  # noqa: ARG001 - answered before anything else is read
        bool, typer.Option(_VERSION, _SHORT_VERSION, help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Who says so, who denies it, and what is still disputed."""
    # Not needed to print help or the version.
    from verifier.cli.session import Session
    from verifier.cli.settings import resolve

    flags = {"db": db, "analyst": analyst, "tz": tz, "color": color, "ascii": ascii_only or None}
    settings = resolve(flags)
    paged = not (no_pager or no_input)
    screen = Screen(settings.text("color"), quiet=quiet, ascii_only=settings.ascii_only, paged=paged)
    session = Session(settings, screen, json, as_of, known_at, no_input, yes)
    context.obj = session
    context.call_on_close(session.close)
