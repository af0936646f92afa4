"""The policy, the figures in the status rules: show, check, try, adopt."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from msgspec.structs import asdict

from verifier.cli.outcome import EXPLAINED, UNDO_HINT
from verifier.cli.progress import progress_bar
from verifier.cli.session import Session
from verifier.domain.rules.policy import Policy
from verifier.intake.policy import figure_text, read_policy, write_policy
from verifier.reports.policies import effect_json, effects_counted, effects_listing
from verifier.reports.text.styled import Line, Role, Run, line, padded, visible
from verifier.reports.text.times import iso
from verifier.reports.text.wording import clock, counted
from verifier.services.files import read_file
from verifier.services.registry import policies
from verifier.services.registry.policies import Adopted, Compared, InForce, Tried

PANEL: Final = "SETUP"
_FOUND: Final = 1

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A policy in TOML.", show_default=False)]
CheckOption = Annotated[bool, typer.Option("--check", help="Exit 1 if any status would change.")]
WhyOption = Annotated[str | None, typer.Option(help="The reason, kept with the revision.")]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    policy = typer.Typer(help="The policy: the figures in the status rules.", no_args_is_help=True)
    for name, command in (("show", show), ("check", check), ("try", try_), ("adopt", adopt)):
        policy.command(name)(command)
    app.add_typer(policy, name="policy", rich_help_panel=PANEL)


def show(context: typer.Context) -> None:
    """The policy in force, as a file to change and adopt. Example: verifier policy show."""
    session: Session = context.obj
    session.refuse_as_of("policies")
    found = policies.policy_in_force(session.workspace, session.when().known)
    if session.json:
        session.print_json(_in_force_json(session, found))
        return
    session.screen.out(line(visible(row)) for row in write_policy(found.policy).splitlines())
    session.screen.narrate([line(Run(_adopted_when(session, found), Role.FAINT))])


def check(context: typer.Context, file: FileArgument) -> None:
    """Whether a file is a policy, and how it differs from the one in force. Example: verifier policy check new.toml."""
    session: Session = context.obj
    session.refuse_as_of("policies")
    policy = _read(file)
    compared = policies.compare_policy(session.workspace, policy, session.when().known)
    if session.json:
        session.print_json(_compared_json(policy, compared))
    else:
        session.screen.out(_compared_lines(policy, compared, ascii_only=session.screen.ascii_only))
        if compared.obstacle is not None:
            session.screen.narrate([line(Run(visible(f"it cannot be adopted: {compared.obstacle}"), Role.FAULT))])


def try_(context: typer.Context, file: FileArgument, check: CheckOption = False) -> None:
    """Which statuses a policy would change; nothing is recorded. Example: verifier policy try new.toml."""
    session: Session = context.obj
    policy, when = _read(file), session.when()
    with progress_bar(session.screen) as progress:
        tried = policies.try_policy(session.workspace, policy, when, progress)
    if session.json:
        session.print_json([effect_json(effect) for effect in tried.effects])
    else:
        ascii_only = session.screen.ascii_only
        session.screen.out(effects_listing(tried.effects, explained=True, ascii_only=ascii_only))
        session.screen.narrate(_tried_lines(tried, file, ascii_only=ascii_only))
    if check and tried.effects:
        raise typer.Exit(_FOUND)


def adopt(context: typer.Context, file: FileArgument, why: WhyOption = None) -> None:
    """Put a policy in force; every claim is read again. Example: verifier policy adopt new.toml --why "By vote"."""
    session: Session = context.obj
    session.refuse_past()
    policy = _read(file)
    with progress_bar(session.screen) as progress:
        adopted = policies.adopt_policy(session.workspace, policy, why, progress)
    if session.json:
        session.print_json(_adopted_json(policy, adopted))
    session.screen.narrate(_adopted_lines(policy, adopted, ascii_only=session.screen.ascii_only))


def _read(file: Path) -> Policy:
    return read_policy(read_file(file), str(file))


def _in_force_json(session: Session, found: InForce) -> dict[str, Any]:
    revision = found.revision
    return {
        "version": found.policy.version,
        "figures": _figures(found.policy),
        "revision": revision and f"r{revision.id}",
        "adopted": revision and iso(revision.recorded_at, session.workspace.zone.tz),
        "analyst": revision and revision.analyst,
        "why": revision and revision.reason,
    }


def _figures(policy: Policy) -> dict[str, Any]:
    return {name: value for name, value in asdict(policy).items() if name != "version"}


def _adopted_when(session: Session, found: InForce) -> str:
    version, revision = visible(found.policy.version), found.revision
    if revision is None:
        return f"policy {version}: the one every database began with"
    at = clock(revision.recorded_at, session.workspace.zone.tz)
    why = f": {visible(revision.reason)}" if revision.reason else ""
    return f"policy {version}, in force since r{revision.id}, {at}, by {visible(revision.analyst)}{why}"


def _compared_json(policy: Policy, compared: Compared) -> dict[str, Any]:
    return {
        "version": policy.version,
        "figures": _figures(policy),
        "differences": [{"figure": d.name, "in_force": d.old, "file": d.new} for d in compared.differences],
        "obstacle": compared.obstacle,
    }


def _compared_lines(policy: Policy, compared: Compared, *, ascii_only: bool) -> Iterator[Line]:
    arrow = " -> " if ascii_only else " → "
    same = "" if compared.differences else ", the same as the one in force"
    yield line(f"sound: policy {visible(policy.version)}{same}")
    for d in compared.differences:
        yield line(f"  {padded(d.name, 23)}  {visible(figure_text(d.old))}{arrow}{visible(figure_text(d.new))}")


def _tried_lines(tried: Tried, file: Path, *, ascii_only: bool) -> Iterator[Line]:
    """How many claims would change and in what way; then what to do next."""
    yield from effects_counted(tried.effects, ascii_only=ascii_only)
    if tried.stale_before != tried.stale_after:
        yield line(f"stale: {counted(tried.stale_before, 'claim')} now, {tried.stale_after} then")
    would = f"{len(tried.effects)} of {counted(tried.claims, 'claim')} would change status; nothing was recorded"
    yield line(Run(f"{would}  verifier policy adopt {visible(str(file))}", Role.FAINT))


def _adopted_json(policy: Policy, adopted: Adopted) -> dict[str, Any]:
    return {
        "revision": adopted.revision and f"r{adopted.revision.id}",
        "version": policy.version,
        "claims": [effect_json(effect) for effect in adopted.effects],
    }


def _adopted_lines(policy: Policy, adopted: Adopted, *, ascii_only: bool) -> Iterator[Line]:
    version = visible(policy.version)
    if adopted.revision is None:
        yield line(Run(f"nothing new: policy {version} is in force already, with these figures", Role.FAINT))
        return
    yield from effects_listing(adopted.effects, explained=len(adopted.effects) <= EXPLAINED, ascii_only=ascii_only)
    changed = f"{len(adopted.effects)} of {counted(adopted.claims, 'claim')} changed status"
    told = f"adopted policy {version} in r{adopted.revision.id}: {changed}"
    yield line(Run(f"{told}{UNDO_HINT} r{adopted.revision.id}", Role.FAINT))
