"""The FIX panel: correcting what was recorded wrongly, with a reason."""

from collections.abc import Mapping
from typing import Annotated, Final, assert_never

import typer

from verifier.cli import completing
from verifier.cli.asking import retried
from verifier.cli.commands.log import (
    AgainstOption,
    DryRunOption,
    FavoursOption,
    HappenedOption,
    KeyOption,
    MeasureOption,
    NewOption,
    OutletOption,
    PartiesOption,
    PlaceOption,
    SaidOption,
    TagOption,
    UrlOption,
    finish,
)
from verifier.cli.commands.source import (
    AliasOption,
    AnonymousOption,
    ConfidentialOption,
    IndependentOption,
    NoteOption,
    OfficialOption,
    PartyOption,
    ReliabilityOption,
    SinceOption,
    UntilOption,
)
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Source
from verifier.intake.refs import AttributionRef
from verifier.services.correct.amend import amend_claim, amend_source
from verifier.services.correct.attributions import find_target, replace_by, void
from verifier.services.record.actions import Options, Recorded
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import Entry

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


def register(app: typer.Typer) -> None:
    """Add the panel's command."""
    app.command("correct", rich_help_panel=PANEL)(correct)


def correct(
    context: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", autocompletion=completing.refs, help="a34, c12, a claim's key, . for the last, or a source."
        ),
    ],
    why: WhyOption,
    phrase: Annotated[
        str | None, typer.Argument(metavar="PHRASE", help="For an attribution: what it should have said.")
    ] = None,
    is_void: Annotated[bool, typer.Option("--void", help="For an attribution: it should not be there at all.")] = False,
    said: SaidOption = None,
    url: UrlOption = None,
    outlet: OutletOption = None,
    new: NewOption = False,
    text: Annotated[
        str | None, typer.Option(help="For a claim: what it should say. Empty texts clear a field.")
    ] = None,
    key: KeyOption = None,
    kind: Annotated[str | None, typer.Option(help="What sort of claim, or of source, it is.")] = None,
    happened: HappenedOption = None,
    place: PlaceOption = None,
    measure: MeasureOption = None,
    parties: PartiesOption = None,
    against: AgainstOption = None,
    favours: FavoursOption = None,
    tag: TagOption = None,
    unlink: Annotated[
        list[str] | None, typer.Option(metavar="LINK", help="For a claim: a link to take away, such as 'entails c3'.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="For a source: its name.")] = None,
    alias: AliasOption = None,
    party: PartyOption = None,
    official: OfficialOption = None,
    official_since: SinceOption = None,
    official_until: UntilOption = None,
    independent: IndependentOption = None,
    anonymous: AnonymousOption = None,
    reliability: ReliabilityOption = None,
    note: NoteOption = None,
    confidential: ConfidentialOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Correct an attribution, a claim or a source. Example: verifier correct a2 --void --why "Logged by mistake"."""
    session: Session = context.obj
    session.refuse_past()
    fields: dict[type, _Fields] = {
        AttributionRef: _given(phrase=phrase, void=is_void or None, said=said, url=url, outlet=outlet, new=new or None),
        Claim: _given(
            text=text, key=key, kind=kind, happened=happened, place=place, measure=measure, parties=parties,
            against=against, favours=favours, tags=None if tag is None else ", ".join(tag), unlink=unlink,
        ),
        Source: _given(
            renamed=name, aliases=alias, kind=kind, party=party, official=official,
            official_since=official_since, official_until=official_until, independent=independent,
            anonymous=anonymous, reliability=reliability, note=note, confidential=confidential,
        ),
    }  # fmt: skip
    options = Options(Choices(accept_all=new), session.said(said), dry_run)
    recorded = retried(session, options, lambda chosen: _corrected(session, ref, fields, why, chosen))
    finish(session, recorded, dry_run=dry_run)


def _given(**values: object) -> dict[str, object]:
    """The options that were given."""
    return {name: value for name, value in values.items() if value is not None}


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
