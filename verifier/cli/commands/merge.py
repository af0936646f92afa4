"""The FIX panel: claims that say the same made one, and a claim that says two things made two."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from verifier.cli.commands.correct import WhyOption
from verifier.cli.commands.log import finish
from verifier.cli.options import DryRunOption
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.intake.refs import AttributionRef, read_ref
from verifier.services.correct.merge import merge_claims, split_claim
from verifier.services.record.actions import Options

PANEL: Final = "FIX"
_INTO: Final = "into"


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("merge", rich_help_panel=PANEL)(merge)
    app.command("split", rich_help_panel=PANEL)(split)


def merge(
    context: typer.Context,
    refs: Annotated[
        list[str], typer.Argument(metavar="REF [into] REF", help="c21 c8, keys, or . for the last: c21 becomes c8.")
    ],
    why: WhyOption,
    dry_run: DryRunOption = False,
) -> None:
    """Make two claims that say the same one. Example: verifier merge kyiv-hit kyiv --why "One event"."""
    session: Session = context.obj
    session.refuse_past()
    claim, target = map(session.claim_ref, _two(refs))
    finish(session, merge_claims(session.workspace, claim, target, why, Options(dry_run=dry_run)), dry_run=dry_run)


def _two(refs: Sequence[str]) -> tuple[str, str]:
    """The two claims, whether or not `into` is between them (UsageError)."""
    named = [refs[0], *refs[2:]] if len(refs) > 1 and refs[1] == _INTO else list(refs)
    if len(named) != 2:  # noqa: PLR2004 - one becomes the other
        raise UsageError(f"{len(named)} claims are named, and one becomes one other. Write: verifier merge c21 into c8")
    return named[0], named[1]


def split(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="c12, a key, or . for the last.")],
    attributions: Annotated[list[str], typer.Argument(metavar="ATTRIBUTION...", help="a12 a13: what moves out.")],
    text: Annotated[str, typer.Option(help="What the new claim says, in one sentence.")],
    why: WhyOption,
    dry_run: DryRunOption = False,
) -> None:
    """Move attributions out to a new claim. Example: verifier split c1 a2 --text "It burned" --why "Two events"."""
    session: Session = context.obj
    session.refuse_past()
    numbers = [_number(written) for written in attributions]
    claim = session.claim_ref(ref)
    recorded = split_claim(session.workspace, claim, numbers, text, why, options=Options(dry_run=dry_run))
    finish(session, recorded, dry_run=dry_run)


def _number(written: str) -> int:
    """The number of an attribution (UsageError)."""
    read = read_ref(written)
    if not isinstance(read, AttributionRef):
        raise UsageError(f"'{written}' is not an attribution. Write a34; see those of a claim with: verifier show c1")
    return read.number
