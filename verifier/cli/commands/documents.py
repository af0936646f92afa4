"""The FIX panel: the documents in which attributions were read, and those that their outlets took back."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

import typer

from verifier.cli.commands import archives, files
from verifier.cli.commands.correct import WhyOption
from verifier.cli.commands.log import finish
from verifier.cli.options import DryRunOption, grouped
from verifier.cli.outcome import outcome_json, some, tell_outcome
from verifier.cli.session import Session
from verifier.domain.errors import UsageError
from verifier.domain.model.statements import Attribution
from verifier.reports.documents import (
    document_line,
    document_page,
    listed_document_json,
    retracted_words,
    shown_document_json,
)
from verifier.reports.files.json import Context, document_json
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.correct.amend import amend_document
from verifier.services.correct.purge import Purged, purge_document
from verifier.services.correct.retract import Retracted, retract_document
from verifier.services.record.actions import Options
from verifier.services.review import documents

PANEL: Final = "FIX"
_NO: Final = 1

UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="The document's address, or a ref such as d3.")]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    document = typer.Typer(help="The documents read, and those their outlets took back.", no_args_is_help=True)
    for name, command in (
        ("add", grouped(files.add)),
        ("import", archives.import_),
        ("list", list_),
        ("show", show),
        ("text", files.text),
        ("open", files.open_),
        ("correct", grouped(correct)),
        ("retract", retract),
        ("purge", purge),
    ):
        document.command(name)(command)
    app.add_typer(document, name="document", rich_help_panel=PANEL)


def list_(context: typer.Context) -> None:
    """The documents in which something was read. Example: verifier document list."""
    session: Session = context.obj
    session.refuse_as_of("documents")
    found = documents.list_documents(session.workspace, session.when().known)
    if session.json:
        session.print_json([listed_document_json(listed, found.context) for listed in found.lines])
        return
    session.screen.out((document_line(listed, found.context) for listed in found.lines), fit=True)
    session.screen.narrate([line(Run(counted(len(found.lines), "document"), Role.FAINT))])


def show(context: typer.Context, url: UrlArgument) -> None:
    """One document with what was read there. Example: verifier document show https://example.org/fictional-follow-up."""
    session: Session = context.obj
    session.refuse_as_of("documents")
    found = documents.show_document(session.workspace, url, session.when().known)
    [listed] = found.lines
    if session.json:
        session.print_json(shown_document_json(listed, found.context))
    else:
        session.screen.out(document_page(listed, found.context))


def correct(
    context: typer.Context,
    document: files.DocumentArgument,
    why: WhyOption,
    title: Annotated[str | None, typer.Option(help="Its title. Empty texts clear a field.")] = None,
    *,
    description: files.DescriptionOptions,
    dry_run: DryRunOption = False,
) -> None:
    """Correct what is known of a document. Example: verifier document correct d1 --author "Ann Doe" --why "A typo"."""
    session: Session = context.obj
    session.refuse_past()
    given = ({} if title is None else {"title": title}) | description.given()
    done = amend_document(session.workspace, document, given, why, Options(dry_run=dry_run))
    finish(session, done, dry_run=dry_run)


def retract(
    context: typer.Context,
    url: UrlArgument,
    why: WhyOption,
    said: Annotated[str | None, typer.Option(metavar="WHEN", help="When the outlet took it back; else now.")] = None,
    dry_run: DryRunOption = False,
) -> None:
    """An outlet took its story back.

    Example: verifier document retract https://example.org/fictional-follow-up --why "Pulled by its editors".
    """
    session: Session = context.obj
    session.refuse_past()
    done = retract_document(session.workspace, url, why, Options(said=session.said(said), dry_run=dry_run))
    if session.json:
        session.print_json(_json(session, done))
    if done.already is not None:
        session.screen.narrate([line(Run(_already(session, done), Role.FAINT))])
        return
    session.screen.narrate(_lines(done))
    tell_outcome(session, done.recorded, dry_run=dry_run)


def purge(context: typer.Context, url: UrlArgument, why: WhyOption) -> None:
    """Remove a document's archived text and files for good; their digests, who and why stay.

    Example: verifier document purge https://example.org/fictional-leak --why "It held a private key".
    """
    session: Session = context.obj
    session.refuse_past()
    _ask_to_purge(session, url)
    done = purge_document(session.workspace, url, why)
    if session.json:
        session.print_json(_purge_json(done))
    digests = ", ".join(dict.fromkeys((*(one.text_sha256 for one in done.removed), *done.files)))
    told = (
        f"nothing new: it was purged already, in r{done.revision.id}"
        if done.already
        else f"purged in r{done.revision.id}; what is left of it is its SHA-256, {digests}"
    )
    if done.also:
        told += (
            f". The same file had been kept of {', '.join(f'd{number}' for number in done.also)}, and is gone there too"
        )
    copies = "backups, copies and exports made before may still hold it, and so may logs of a server"
    session.screen.narrate([line(told), line(Run(copies, Role.FAINT))])
    if done.remains is not None:
        session.workspace.warn(
            f"the database may still hold remains of it, as it could not be written anew: {done.remains}. "
            "Run the same command again"
        )


def _ask_to_purge(session: Session, url: str) -> None:
    """Let somebody at the terminal agree, or ask for -y."""
    if session.yes:
        return
    if not session.interactive:
        raise UsageError("what is purged can never be brought back. To purge without being asked, give -y")
    if not typer.confirm(f"remove the text and the files of {visible(url)} for good?", err=True):
        session.screen.fail([line("nothing was changed")])
        raise typer.Exit(_NO)


def _purge_json(done: Purged) -> dict[str, Any]:
    return {
        "revision": f"r{done.revision.id}",
        "document": done.document.url,
        "already": done.already,
        "removed": [{"revision": f"r{one.target}", "sha256": one.text_sha256} for one in done.removed],
        "files": list(done.files),
        "also_of": [f"d{number}" for number in done.also],
        "remains": done.remains,
    }


def _json(session: Session, done: Retracted) -> dict[str, Any]:
    zone = session.workspace.zone.tz
    fallen = done.fallen
    return {
        **outcome_json(done.recorded, zone),
        "document": document_json(done.document, Context(done.recorded.registry, zone=zone)),
        "taken_back": [f"a{one.id}" for one in fallen.there],
        "taken_back_elsewhere": [f"a{one.id}" for one in fallen.elsewhere],
        "standing": [f"a{one.id}" for one in fallen.state],
    }


def _already(session: Session, done: Retracted) -> str:
    when = retracted_words(done.document, session.workspace.zone.tz)
    where = ""
    if done.already is not None:
        reason = f" ({done.already.reason})" if done.already.reason else ""
        where = f", recorded in r{done.already.id}{visible(reason)}"
    return f"nothing new: it was {when} already{where}"


def _lines(done: Retracted) -> Iterator[Line]:
    """What fell with the document, and what stands though it was read there."""
    outlet = visible(Context(done.recorded.registry).name(done.document.outlet) or "")
    told = (
        (f"taken back, as it rested on the word of {outlet}: ", done.fallen.there),
        (f"taken back too, though read elsewhere, as {outlet} stands behind it: ", done.fallen.elsewhere),
        (f"left standing, as it does not rest on the word of {outlet}: ", done.fallen.state),
    )
    for words, found in told:
        if found:
            yield line(Run(words, Role.FAINT), _named(found, done))
    if not done.fallen.there:
        yield line(Run(f"nothing recorded rests on the word of {outlet} there", Role.FAINT))


def _named(found: Sequence[Attribution], done: Retracted) -> str:
    sources = done.recorded.registry.sources
    return some([f"a{one.id} {visible(sources[one.origin].name)} (c{one.claim})" for one in found])
