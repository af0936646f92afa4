"""The registry as a whole: parties, sources merged and retired, and packs."""

from typing import Annotated

import typer

from verifier.cli.options import DryRunOption, NameArgument
from verifier.cli.outcome import finish_registry
from verifier.cli.session import Session
from verifier.intake.registry.packs import Pack
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, visible
from verifier.services.registry import entries, packs

PartyName = Annotated[str, typer.Argument(metavar="NAME", help="The name of the party.")]
PackNames = Annotated[list[str] | None, typer.Argument(metavar="PACK", help="Packs; all if none is named.")]
PackName = Annotated[str, typer.Argument(metavar="PACK", help="The name of the pack.")]
AdjectiveOption = Annotated[list[str] | None, typer.Option("--adjective", help="An adjective; may be given again.")]
NoAdjectiveOption = Annotated[list[str] | None, typer.Option("--no-adjective", help="An adjective to take off.")]
AdverseOption = Annotated[list[str] | None, typer.Option("--adverse-to", help="A party it is adverse to.")]
NotAdverseOption = Annotated[
    list[str] | None, typer.Option("--not-adverse-to", help="A party it is no longer adverse to.")
]
SpeaksWithOption = Annotated[str | None, typer.Option("--speaks-with", help="The party whose word it repeats.")]


def register(source: typer.Typer) -> None:
    """Add the commands to the group of sources."""
    for command in (party, merge, retire):
        source.command(command.__name__)(command)
    group = typer.Typer(help="Registries that come with verifier.", no_args_is_help=True)
    for name, of_packs in (("list", list_packs), ("show", show_pack), ("add", add_packs), ("update", update_packs)):
        group.command(name)(of_packs)
    source.add_typer(group, name="pack")


def party(
    context: typer.Context,
    name: PartyName,
    adjective: AdjectiveOption = None,
    no_adjective: NoAdjectiveOption = None,
    adverse_to: AdverseOption = None,
    not_adverse_to: NotAdverseOption = None,
    speaks_with: SpeaksWithOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Make a party, or change one. Example: verifier source party Freedonia --adjective Freedonian."""
    session: Session = context.obj
    session.refuse_past()
    given = {
        "adjectives": adjective or [],
        "no_adjectives": no_adjective or [],
        "adverse_to": adverse_to or [],
        "not_adverse_to": not_adverse_to or [],
    }
    done = entries.set_party(session.workspace, name, given, speaks_with, dry_run=dry_run)
    finish_registry(session, done, dry_run=dry_run)


def merge(
    context: typer.Context,
    name: NameArgument,
    into: Annotated[str, typer.Argument(metavar="INTO", help="A name or alias of the source that is left.")],
    why: Annotated[str, typer.Option("--why", help="Why they are one.")],
    dry_run: DryRunOption = False,
) -> None:
    """Make one source of two. Example: verifier source merge "Ria agency" "RIA Novosti" --why "the same agency"."""
    session: Session = context.obj
    session.refuse_past()
    done = entries.merge_sources(session.workspace, name, into, why, dry_run=dry_run)
    finish_registry(session, done, dry_run=dry_run)


def retire(context: typer.Context, name: NameArgument, dry_run: DryRunOption = False) -> None:
    """Take a source out of use that nobody quotes. Example: verifier source retire "Depo Monitor"."""
    session: Session = context.obj
    session.refuse_past()
    finish_registry(session, entries.retire_source(session.workspace, name, dry_run=dry_run), dry_run=dry_run)


def list_packs(context: typer.Context) -> None:
    """The packs, and who is adverse in each. Example: verifier source pack list."""
    session: Session = context.obj
    states = packs.pack_states(session.workspace)
    if session.json:
        session.print_json([{**_pack_json(state.pack), "known": state.known} for state in states])
        return
    for state in states:
        pack = state.pack
        head = f"  {pack.version}  {state.known} of {state.entries} known  {pack.title}"
        session.screen.out([line(Run(pack.name, Role.STRONG), head), *_enmities(pack)])


def show_pack(context: typer.Context, name: PackName) -> None:
    """One pack in full. Example: verifier source pack show sudan."""
    session: Session = context.obj
    pack = packs.find_pack(name)
    if session.json:
        session.print_json({**_pack_json(pack), "parties": pack.tables["party"], "sources": pack.tables["source"]})
        return
    head = [line(Run(pack.name, Role.STRONG), f"  {pack.version}, as of {pack.as_of}  {pack.title}")]
    session.screen.out([*head, *_enmities(pack), BLANK, *map(_entry, pack.tables["source"])])


def add_packs(context: typer.Context, pack: PackNames = None, dry_run: DryRunOption = False) -> None:
    """Add what the ledger lacks of packs. Example: verifier source pack add sudan -n."""
    session: Session = context.obj
    session.refuse_past()
    done = packs.add_packs(session.workspace, pack or [], dry_run=dry_run)
    finish_registry(session, done, dry_run=dry_run)


def update_packs(context: typer.Context, pack: PackNames = None, dry_run: DryRunOption = False) -> None:
    """Bring entries up to date that only packs have made. Example: verifier source pack update -n."""
    session: Session = context.obj
    session.refuse_past()
    done = packs.update_packs(session.workspace, pack or [], dry_run=dry_run)
    finish_registry(session, done, dry_run=dry_run)


def _pack_json(pack: Pack) -> dict[str, object]:
    pairs = [{"parties": e.parties, "since": e.since.isoformat(), "ground": e.ground} for e in pack.enmities]
    return {
        "name": pack.name,
        "title": pack.title,
        "version": pack.version,
        "as_of": pack.as_of.isoformat(),
        "sources": len(pack.tables["source"]),
        "adverse": pairs,
    }


def _enmities(pack: Pack) -> list[Line]:
    """Who is adverse to whom, since when and why."""
    return [
        line(f"  adverse  {' and '.join(found.parties)}", Run(f"  since {found.since}: {found.ground}", Role.FAINT))
        for found in pack.enmities
    ]


def _entry(entry: dict[str, object]) -> Line:
    aliases = entry.get("aliases")
    names = ", ".join(aliases) if isinstance(aliases, list) else ""
    standing = [str(entry["kind"]), str(entry.get("party", "no party"))]
    standing += [word for word in ("official", "independent", "anonymous") if entry.get(word)]
    return line(f"  {visible(str(entry['name']))}", Run(f"  ({', '.join(standing)})  {visible(names)}", Role.FAINT))
