"""The SETUP panel's keys: with which an analyst's revisions are signed."""

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.reports.keys import key_json, key_lines
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.registry import keys
from verifier.services.registry.keys import Created
from verifier.services.signing import fingerprint

PANEL: Final = "SETUP"

WhyOption = Annotated[str | None, typer.Option(help="The reason, which is recorded; needed to replace a key.")]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    key = typer.Typer(help="Keys: with which an analyst's revisions are signed.", no_args_is_help=True)
    for name, command in (("create", create), ("list", list_), ("revoke", revoke)):
        key.command(name)(command)
    app.add_typer(key, name="key", rich_help_panel=PANEL)


def create(
    context: typer.Context,
    instead: Annotated[
        bool, typer.Option("--replace", help="Take another key in the place of the one in force.")
    ] = False,
    why: WhyOption = None,
) -> None:
    """Sign your revisions from now on, with the private key there is or a new one. Example: verifier key create."""
    session: Session = context.obj
    session.refuse_past()
    if instead and why is None:
        raise UsageError("a key is replaced for a reason. Give it as --why")
    done = keys.create_key(session.workspace, instead=instead, reason=why)
    if session.json:
        session.print_json(_as_json(session, done))
    session.screen.narrate(_told(session, done))


def _as_json(session: Session, done: Created) -> dict[str, object]:
    return {
        "analyst": session.workspace.analyst,
        "fingerprint": fingerprint(done.public_key),
        "public_key": done.public_key,
        "file": str(done.path),
        "new": done.made,
        "revision": done.revision and f"r{done.revision.id}",
    }


def _told(session: Session, done: Created) -> Iterator[Line]:
    key = f"key {fingerprint(done.public_key)} of {visible(session.workspace.analyst)}"
    if done.revision is None:
        yield line(f"nothing to do: {key} is in force")
        return
    yield line(f"{key}, {'made in' if done.made else 'found in'} {visible(str(done.path))}")
    yield line(f"recorded in r{done.revision.id}; your revisions after it are signed")
    yield line(Run("keep that file to yourself, and a copy in a safe place: who has it signs as you", Role.FAINT))


def list_(context: typer.Context) -> None:
    """Whose revisions are signed, with which key and since when. Example: verifier key list."""
    session: Session = context.obj
    session.refuse_as_of("keys")
    found = keys.list_keys(session.workspace, session.when().known)
    if session.json:
        session.print_json([key_json(key, session.settings.zone.tz) for key in found])
        return
    session.screen.out(key_lines(found, session.settings.zone.tz), fit=True)
    session.screen.narrate([line(Run(counted(len(found), "key"), Role.FAINT))])


def revoke(
    context: typer.Context,
    why: Annotated[str, typer.Option("--why", help="The reason, which is recorded.")],
    analyst: Annotated[str, typer.Argument(metavar="ANALYST", help="Whose key; left out, your own.")] = "",
) -> None:
    """Have an analyst's revisions signed no longer. Example: verifier key revoke --why "The laptop was stolen"."""
    session: Session = context.obj
    session.refuse_past()
    revision = keys.revoke_key(session.workspace, analyst.strip() or None, why)
    if session.json:
        session.print_json({"analyst": analyst.strip() or session.workspace.analyst, "revision": f"r{revision.id}"})
    whose = visible(analyst.strip() or session.workspace.analyst)
    session.screen.narrate([line(f"recorded in r{revision.id}; the revisions of {whose} after it are not signed")])
