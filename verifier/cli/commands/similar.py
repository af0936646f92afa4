"""The REVIEW panel: claims that are likely to be one."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import typer

from verifier.cli.commands.lists import QueryArgument
from verifier.cli.outcome import like_json
from verifier.cli.session import Session
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.review.similar import Duplicates, duplicates

PANEL: Final = "REVIEW"

MostOption = Annotated[int, typer.Option("--limit", min=1, help="List no more than this many.")]


def register(app: typer.Typer) -> None:
    """Add the panel's command."""
    app.command("similar", rich_help_panel=PANEL)(similar)


def similar(context: typer.Context, query: QueryArgument = None, limit: MostOption = 100) -> None:
    """Claims that are likely to be one, the likeliest first; linked ones are not. Example: verifier similar."""
    session: Session = context.obj
    session.refuse_moment("similar")
    asked = session.query(query)
    with session.workspace.read() as connection:
        found = duplicates(connection, asked)
    if session.json:
        session.print_json([_json(one) for one in found[:limit]])
        return
    session.screen.out(_lines(found[:limit]))
    session.screen.narrate([line(Run(_told(found, limit), Role.FAINT))])


def _json(one: Duplicates) -> dict[str, object]:
    return {
        "ref": f"c{one.claim.id}",
        "claim": one.claim.text,
        "similar": [like_json(other) for other in one.similar],
    }


def _lines(found: Sequence[Duplicates]) -> Iterator[Line]:
    for one in found:
        yield line(Run(f"c{one.claim.id}", Role.STRONG), f"  {visible(one.claim.text)}")
        for other in one.similar:
            yield line(Run("  similar: ", Role.NEUTRAL), f"c{other.claim.id} {visible(other.claim.text)}")


def _told(found: Sequence[Duplicates], limit: int) -> str:
    if not found:
        return "no claims that are likely to be one"
    first = found[0]
    hint = f"  if they say the same: verifier merge c{first.similar[0].claim.id} c{first.claim.id} --why REASON"
    more = f", of {len(found):,}" if len(found) > limit else ""
    return f"{counted(min(len(found), limit), 'claim')} with others like them{more}{hint}"
