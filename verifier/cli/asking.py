"""What is asked at a terminal before something is recorded: whose an unknown name is, and which claim a new one is."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final

import typer
from msgspec import Struct
from msgspec.structs import replace

from verifier.cli.session import Session
from verifier.domain.duplicates import Similar
from verifier.domain.errors import DatabaseError
from verifier.domain.model.sources import SourceKind, name_key
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.services.record.actions import Options, Recorded, UnknownNamesError
from verifier.services.record.recorder import Choices, Standing

NEW = "n"
_MORE: Final = "  the same, with what is known of it, as in: n government, Kenya, official; or: n media"
GIVE_UP = "q"
_DIGITS: Final = 5
"""So many digits no number of a line has."""

QUESTION: Final = "One key: its number if it is one of these, any other for a new claim"
_END: Final = "\x04"


class _Row(Struct):
    """A name that is not known, as a line of the form: the closest known names, and what was answered so far."""

    name: str
    closest: tuple[str, ...]
    answer: str = ""

    def takes(self, answer: str) -> bool:
        """Whether an answer says something of this name; it is then kept."""
        numbers = map(str, range(1, len(self.closest) + 1))
        if answer not in numbers and _standing(answer) is None:
            return False
        self.answer = answer
        return True

    def told(self) -> str:
        """What the answer makes of the name."""
        return f"is {self.closest[int(self.answer) - 1]}" if self.answer.isdecimal() else self.answer or "?"


def retried(session: Session, options: Options, attempt: Callable[[Options], Recorded]) -> Recorded:
    """The attempt, with somebody at the terminal asked in one form about all the names it does not know."""
    while True:
        try:
            return attempt(options)
        except UnknownNamesError as error:
            if not session.interactive or options.choices.decided(name for name, _ in error.unknown):
                raise
            rows = [_Row(name, closest) for name, closest in error.unknown]
            _fill(session, rows)
            options = replace(options, choices=_decided(options.choices, rows))


def _fill(session: Session, rows: Sequence[_Row]) -> None:
    """Ask until every line of the form is answered; an answer is of the first line that has none, or of a named one."""
    session.screen.fail(_form(rows))
    while any(not row.answer for row in rows):
        answer = typer.prompt("which", err=True).strip()
        if answer.lower() == GIVE_UP:
            sys.stderr.write("nothing was recorded\n")
            raise typer.Exit(1)
        understood = [_answered(rows, part.strip()) for part in answer.split(";")]
        if len(rows) > 1 and (not all(understood) or any(not row.answer for row in rows)):
            session.screen.fail(_form(rows))


def _answered(rows: Sequence[_Row], answer: str) -> bool:
    """Whether an answer was understood: `n media`, or of a line by its number `2: n media`."""
    number, colon, rest = answer.partition(":")
    if colon:
        place = int(number) if number.isdecimal() and len(number) < _DIGITS else 0
        return 0 < place <= len(rows) and rows[place - 1].takes(rest.strip())
    waiting = next((row for row in rows if not row.answer), None)
    return waiting is not None and waiting.takes(answer)


def _form(rows: Sequence[_Row]) -> list[Line]:
    """The names with the closest known ones and what was answered, and how to answer."""
    lines = []
    if len(rows) > 1:
        lines.append(line(Run(f"{len(rows)} names are not known:", Role.STRONG)))
    for number, row in enumerate(rows, 1):
        label = f"{number}: {visible(row.name)}  ->  {visible(row.told())}"
        lines.append(line(Run(label if len(rows) > 1 else f"source '{visible(row.name)}' is not known.", Role.STRONG)))
        lines += [line(f"  {choice}  it is {visible(known)}") for choice, known in enumerate(row.closest, 1)]
    lines += [
        line(f"  {NEW}  a new source, with nothing established"),
        line(f"  {NEW} KIND, PARTY, official{_MORE}"),
    ]
    if len(rows) > 1:
        lines.append(line("  each answer is of the first name without one; of another or several: 2: n media; 3: 1"))
    return [*lines, line(f"  {GIVE_UP}  give up, record nothing")]


def _decided(choices: Choices, rows: Sequence[_Row]) -> Choices:
    """The choices with what the form says."""
    new, known_as, standing = set(choices.new), {**choices.known_as}, {**choices.standing}
    for row in rows:
        key, told = name_key(row.name), _standing(row.answer)
        if told is None:
            known_as[key] = row.closest[int(row.answer) - 1]
        else:
            new.add(key)
            standing[key] = told
    return replace(choices, new=frozenset(new), known_as=known_as, standing=standing)


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
