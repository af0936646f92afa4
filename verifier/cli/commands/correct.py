"""The FIX panel: correcting what was recorded wrongly, with a reason."""

from collections.abc import Mapping
from typing import Annotated, Final, assert_never

import typer

from verifier.cli import completing
from verifier.cli.asking import retried
from verifier.cli.commands.log import finish
from verifier.cli.options import (
    ClaimOptions,
    DryRunOption,
    NewOption,
    OptionGroup,
    ReadOptions,
    SaidOption,
    SourceOptions,
    grouped,
)
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Source
from verifier.intake.refs import AttributionRef
from verifier.services.correct.amend import amend_claim, amend_source
from verifier.services.correct.attributions import find_target, replace_by, void
from verifier.services.record.actions import Entry, Options, Recorded
from verifier.services.record.recorder import Choices

PANEL: Final = "FIX"
_Fields = Mapping[str, object]
_WRITTEN: Final = {
    "phrase": "PHRASE",
    "renamed": "--name",
    "aliases": "--alias",
    "tags": "--tag",
    "official_since": "--official-since",
    "official_until": "--official-until",
}
_KINDS: Final[Mapping[type, str]] = {AttributionRef: "an attribution", Claim: "a claim", Source: "a source"}

WhyOption = Annotated[str, typer.Option("--why", help="The reason, in a sentence or more.")]


class AttributionOptions(OptionGroup, frozen=True):
    """What an attribution should be."""

    phrase: Annotated[
        str | None, typer.Argument(metavar="PHRASE", help="For an attribution: what it should have said.")
    ] = None
    void: Annotated[
        bool | None,
        typer.Option("--void", help="For an attribution: it should not be there at all."),
    ] = None
    said: SaidOption = None


class TextOptions(OptionGroup, frozen=True):
    """What a claim should say, and no longer be linked with."""

    text: Annotated[str | None, typer.Option(help="For a claim: what it should say. Empty texts clear a field.")] = None
    unlink: Annotated[
        list[str] | None, typer.Option(metavar="LINK", help="For a claim: a link to take away, such as 'entails c3'.")
    ] = None


class NameOptions(OptionGroup, frozen=True):
    """What a source should be called."""

    renamed: Annotated[str | None, typer.Option("--name", help="For a source: its name.")] = None


def register(app: typer.Typer) -> None:
    """Add the panel's command."""
    app.command("correct", rich_help_panel=PANEL)(grouped(correct))


def correct(
    context: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", autocompletion=completing.refs, help="a34, c12, a claim's key, . for the last, or a source."
        ),
    ],
    why: WhyOption,
    *,
    attribution: AttributionOptions,
    read: ReadOptions,
    new: NewOption = False,
    text: TextOptions,
    claim: ClaimOptions,
    kind: Annotated[str | None, typer.Option(help="What sort of claim, or of source, it is.")] = None,
    name: NameOptions,
    source: SourceOptions,
    dry_run: DryRunOption = False,
) -> None:
    """Correct an attribution, a claim or a source. Example: verifier correct a2 --void --why "Logged by mistake"."""
    session: Session = context.obj
    session.refuse_past()
    of_either = {} if kind is None else {"kind": kind}
    fields: dict[type, _Fields] = {
        AttributionRef: attribution.given() | read.given() | ({"new": True} if new else {}),
        Claim: text.given() | of_either | claim.given(),
        Source: name.given() | of_either | source.given(),
    }
    options = Options(Choices(accept_all=new), session.said(attribution.said), dry_run)
    recorded = retried(session, options, lambda chosen: _corrected(session, ref, fields, why, chosen))
    finish(session, recorded, dry_run=dry_run)


def _corrected(session: Session, ref: str, fields: Mapping[type, _Fields], why: str, options: Options) -> Recorded:
    """Correct what the ref names, by the options for that."""
    target = find_target(session.workspace, session.claim_ref(ref))
    own = fields[type(target)]
    _refuse_others(ref, type(target), fields)
    match target:
        case AttributionRef(number):
            return _corrected_attribution(session, number, own, why, options)
        case Claim():
            links = own.get("unlink")
            unlink = tuple(links) if isinstance(links, list) else ()
            amended = {name: str(value) for name, value in own.items() if name != "unlink"}
            return amend_claim(session.workspace, f"c{target.id}", amended, why, options, unlink=unlink)
        case Source():
            return amend_source(session.workspace, target.name, own, why, options)
        case _:
            assert_never(target)


def _refuse_others(ref: str, kind: type, fields: Mapping[type, _Fields]) -> None:
    """Refuse options that are for something else, and none at all (UsageError)."""
    own = fields[kind]
    others = {name for given in fields.values() for name in given} - own.keys()
    if others:
        written = ", ".join(sorted(_written(name) for name in others))
        raise UsageError(f"{ref} is {_KINDS[kind]}, and {written} is not for that. See: verifier correct --help")
    if not own:
        hint = "a phrase in its place, or --void" if kind is AttributionRef else "the fields, such as --kind"
        raise UsageError(f"it is not said what to correct of {ref}. Give {hint}")


def _written(name: str) -> str:
    return _WRITTEN.get(name, f"--{name}")


def _corrected_attribution(session: Session, number: int, own: _Fields, why: str, options: Options) -> Recorded:
    phrase = own.get("phrase")
    if "void" in own:
        if len(own) > 1:
            raise UsageError("--void takes the attribution out whole. Leave the other options out, or leave --void out")
        return void(session.workspace, number, why, options)
    if phrase is None:
        raise UsageError(f"there is no phrase. Write what a{number} should have said, or give --void")
    elsewhere = {name: str(own[name]) for name in ("url", "outlet") if name in own}
    return replace_by(session.workspace, number, Entry(f"a{number}", elsewhere, (str(phrase),)), why, options)
