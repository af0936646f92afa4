"""What the commands of the registry have in common: the name of a source, and what a change of the registry did."""

from typing import Annotated

import typer

from verifier.cli import completing
from verifier.cli.outcome import UNDO_HINT
from verifier.cli.session import Session
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.reports.text.wording import status_run
from verifier.services.registry.sources import Registered

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", autocompletion=completing.sources, help="A name or alias of the source.")
]


def finish_registry(session: Session, done: Registered, *, dry_run: bool = False) -> None:
    """Tell what changed in the registry, and which statuses changed with it."""
    change = done.change
    revision = None if done.revision is None else f"r{done.revision.id}"
    if session.json:
        session.print_json(
            {
                "revision": revision,
                "added": change.added,
                "replaced": change.replaced,
                "moved": change.moved,
                "claims": [{"ref": f"c{claim}", "status": move.after.status} for claim, move in done.moves.items()],
            }
        )
    for word, entries in (("added ", change.added), ("changed ", change.replaced), ("", change.moved)):
        session.screen.narrate(line(Run(word, Role.FAINT), visible(entry)) for entry in entries)
    for claim, move in done.moves.items():
        after = status_run(move.after.status, ascii_only=session.screen.ascii_only)
        session.screen.narrate([line(Run(f"c{claim}  ", Role.STRONG), after, f"  {visible(move.after.claim.text)}")])
    ending = f"recorded in {revision}{UNDO_HINT}" if revision else "nothing new"
    if dry_run:
        ending = "dry run: nothing was recorded"
    session.screen.narrate([line(Run(ending, Role.FAINT))])
