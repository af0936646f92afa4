"""Asking, before a new claim is logged at a terminal, whether it is one of the known claims that it is like."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

import typer

from verifier.cli.session import Session
from verifier.domain.duplicates import Similar
from verifier.domain.errors import DatabaseError
from verifier.reports.text.styled import Line, Role, Run, line, visible

QUESTION: Final = "One key: its number if it is one of these, any other for a new claim"
_END: Final = "\x04"


def taken(session: Session, text: str, *, dry_run: bool) -> str:
    """The text of a claim that is to be logged, or the ref of the known one that somebody at the terminal takes."""
    if dry_run or session.yes or not session.interactive or not (found := _similar(session, text)):
        return text
    session.screen.narrate(_lines(found))
    key = _pressed()
    if not key or key == _END:
        raise typer.Abort
    numbered = {str(number): one for number, one in enumerate(found, 1)}
    return f"c{numbered[key].claim.id}" if key in numbered else text


def _pressed() -> str:
    """The next key, without Enter; what was typed ahead counts, and Ctrl+C interrupts as usual."""
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSANOW)
        return os.read(terminal, 1).decode(errors="replace")
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)


def _similar(session: Session, text: str) -> Sequence[Similar]:
    """The known claims that a new one would be like; none where there is no database yet."""
    from verifier.services.review.similar import similar_to_new  # not needed where nobody is asked

    with suppress(DatabaseError), session.workspace.read() as connection:
        return similar_to_new(connection, text)
    return ()


def _lines(found: Sequence[Similar]) -> Iterator[Line]:
    for number, one in enumerate(found, 1):
        yield line(
            Run("similar: ", Role.NEUTRAL),
            Run(f"{number}  ", Role.STRONG),
            f"c{one.claim.id} ",
            visible(one.claim.text),
        )
    yield line(Run(QUESTION, Role.FAINT))
