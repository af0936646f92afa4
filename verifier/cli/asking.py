"""Asking about names that are not known: the closest known ones, or a new source."""

import sys
from collections.abc import Callable
from typing import Final

import typer
from msgspec.structs import replace

from verifier.cli.session import Session
from verifier.domain.model.sources import SourceKind
from verifier.intake.phrases.names import name_key
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.services.record.actions import Options, Recorded
from verifier.services.record.recorder import Standing
from verifier.services.record.sheets import UnknownNamesError

NEW = "n"
_MORE: Final = "  the same, with what is known of it, as in: n government, Kenya, official; or: n media"
GIVE_UP = "q"


def retried(session: Session, options: Options, attempt: Callable[[Options], Recorded]) -> Recorded:
    """The attempt, with somebody at the terminal asked about each name it does not know."""
    while True:
        try:
            return attempt(options)
        except UnknownNamesError as error:
            if not session.interactive or options.choices.decided(name for name, _ in error.unknown):
                raise
            if len(error.unknown) > 1:
                names = ", ".join(f"'{visible(name)}'" for name, _ in error.unknown)
                session.screen.fail([line(Run(f"{len(error.unknown)} names are not known: ", Role.STRONG), names)])
            for name, closest in error.unknown:
                options = _with_answer(session, options, name, closest)


def _with_answer(session: Session, options: Options, name: str, closest: tuple[str, ...]) -> Options:
    decided = options.choices
    choices = {str(number): known for number, known in enumerate(closest, 1)}
    lines = [line(Run(f"source '{visible(name)}' is not known.", Role.STRONG))]
    lines += [line(f"  {number}  it is {visible(known)}") for number, known in choices.items()]
    lines += [
        line(f"  {NEW}  a new source, with nothing established"),
        line(f"  {NEW} KIND, PARTY, official{_MORE}"),
    ]
    session.screen.fail([*lines, line(f"  {GIVE_UP}  give up, record nothing")])
    answer, standing = "", None
    while answer.lower() not in {*choices, GIVE_UP} and standing is None:
        answer = typer.prompt("which", err=True).strip()
        standing = _standing(answer)
    if answer.lower() == GIVE_UP:
        sys.stderr.write("nothing was recorded\n")
        raise typer.Exit(1)
    if standing is not None:
        told = {**decided.standing, name_key(name): standing}
        return replace(options, choices=replace(decided, new=decided.new | {name_key(name)}, standing=told))
    known_as = {**decided.known_as, name_key(name): choices[answer]}
    return replace(options, choices=replace(decided, known_as=known_as))


def _standing(answer: str) -> Standing | None:
    """What an answer says of a new source; None if it does not say that it is one, or says what nothing means."""
    first, _, rest = answer.partition(" ")
    if first.lower() != NEW:
        return None
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    flags = {part.lower() for part in parts[1:]} & {"official", "independent"}
    told = [part for part in parts if part.lower() not in flags]
    kinds = [part.lower() for part in told if part.lower() in list(SourceKind)]
    parties = [part for part in told if part.lower() not in kinds]
    if len(kinds) > 1 or len(parties) > 1:
        return None
    return Standing(
        kind=SourceKind(kinds[0]) if kinds else None,
        party=parties[0] if parties else None,
        official="official" in flags,
        independent="independent" in flags,
    )
