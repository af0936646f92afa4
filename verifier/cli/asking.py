"""Asking about names that are not known: the closest known ones, or a new source."""

import sys
from collections.abc import Callable

import typer
from msgspec.structs import replace

from verifier.cli.session import Session
from verifier.intake.phrases.names import name_key
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.services.record.actions import Options, Recorded
from verifier.services.record.sheets import UnknownNamesError

NEW = "n"
GIVE_UP = "q"


def retried(session: Session, options: Options, attempt: Callable[[Options], Recorded]) -> Recorded:
    """The attempt, with somebody at the terminal asked about each name it does not know."""
    while True:
        try:
            return attempt(options)
        except UnknownNamesError as error:
            if not session.interactive or options.choices.decided(name for name, _ in error.unknown):
                raise
            for name, closest in error.unknown:
                options = _with_answer(session, options, name, closest)


def _with_answer(session: Session, options: Options, name: str, closest: tuple[str, ...]) -> Options:
    decided = options.choices
    choices = {str(number): known for number, known in enumerate(closest, 1)}
    lines = [line(Run(f"source '{visible(name)}' is not known.", Role.STRONG))]
    lines += [line(f"  {number}  it is {visible(known)}") for number, known in choices.items()]
    lines += [line(f"  {NEW}  a new source, with nothing established"), line(f"  {GIVE_UP}  give up, record nothing")]
    session.screen.fail(lines)
    answer = ""
    while answer not in {*choices, NEW, GIVE_UP}:
        answer = typer.prompt("which", err=True).strip().lower()
    if answer == GIVE_UP:
        sys.stderr.write("nothing was recorded\n")
        raise typer.Exit(1)
    if answer == NEW:
        return replace(options, choices=replace(decided, new=decided.new | {name_key(name)}))
    known_as = {**decided.known_as, name_key(name): choices[answer]}
    return replace(options, choices=replace(decided, known_as=known_as))
