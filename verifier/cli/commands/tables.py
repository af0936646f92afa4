"""The SHARE panel: tables in and out, without loss."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

import typer

from verifier.cli.commands.log import STDIN, DryRunOption, NewOption
from verifier.cli.options import ForceOption
from verifier.cli.outcome import TOLD, omissions, warnings
from verifier.cli.progress import progress_bar
from verifier.cli.session import Session
from verifier.domain.errors import InputFileError, NotFoundError, UsageError
from verifier.intake.tables.read import TableFormat
from verifier.reports.files.tables import rejects_csv
from verifier.reports.text.styled import Line, Role, Run, line, visible
from verifier.reports.text.wording import counted, status_run
from verifier.services.outputs import Output, allowed, noted, text_file
from verifier.services.tables.exporter import export_file, export_table
from verifier.services.tables.imports import Imported, ImportOptions, Table, import_table, reasons, refusal

PANEL: Final = "SHARE"
REJECTS: Final = ".rejects.csv"
_KINDS: Final = {
    "claim": "claim", "claim filled in": "fuller claim", "attribution": "attribution", "link": "link",
    "assessment": "verdict", "entry": "registry change", "source": "new source",
}  # fmt: skip

FormatOption = Annotated[
    TableFormat | None, typer.Option("--format", help="csv or jsonl; else the file's ending tells, and csv is usual.")
]


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("import", rich_help_panel=PANEL)(import_)
    app.command("export", rich_help_panel=PANEL)(export)


def import_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV or JSON Lines, - for standard input.")],
    new: NewOption = False,
    dry_run: DryRunOption = False,
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", help=f"Record the good rows; the others go to FILE{REJECTS} with their reasons."),
    ] = False,
    kind: FormatOption = None,
    force: ForceOption = False,
) -> None:
    """Claims with attributions from a table. Example: verifier import statements.csv."""
    session: Session = context.obj
    session.refuse_past()
    rejects_output = session.output(Path(file + REJECTS), force=force, private=True, inputs=(Path(file),))
    if keep_going and file != STDIN and not dry_run:
        allowed(rejects_output)
    with _opened(file) as stream, progress_bar(session.screen) as progress:
        table = Table("stdin" if file == STDIN else file, stream, kind or TableFormat.of(file))
        done = import_table(session.workspace, table, ImportOptions(new, keep_going, dry_run), progress)
    rejected_to = "" if dry_run or not done.rejects else _keep_rejects(session, done, file, rejects_output)
    if session.json:
        session.print_json(_imported_json(done))
    session.screen.narrate(omissions(done.left_out))
    session.screen.narrate(warnings(done.retracted, session.workspace.zone.tz))
    session.screen.narrate(_told(done, dry_run=dry_run, ascii_only=session.screen.ascii_only))
    if done.rejects:
        found = refusal(table.name, done.rejects)
        count = counted(len(done.rejects), "row")
        raise InputFileError(
            f"{count} rejected{rejected_to}. Correct them and import them again",
            found.faults,
            only_names=found.exit_status == NotFoundError.exit_status,
            suggestions=found.suggestions,
        )


def export(
    context: typer.Context,
    file: Annotated[str | None, typer.Argument(metavar="FILE", help="Where to; - or nothing is stdout.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="The registry and the analysts' verdicts too, in JSON Lines.")
    ] = False,
    kind: FormatOption = None,
    force: ForceOption = False,
) -> None:
    """Every claim with its attributions, to be imported again. Example: verifier export ledger.csv."""
    session: Session = context.obj
    if session.as_of is not None:
        raise UsageError("export writes all that is recorded. Leave --as-of out, or ask: verifier report --as-of")
    chosen = kind or (TableFormat.JSONL if everything and file in {None, STDIN} else TableFormat.of(file or ""))
    if everything and chosen is not TableFormat.JSONL:
        raise UsageError("--all is written as JSON Lines. Name the file .jsonl, or give --format jsonl")
    known = session.when().known
    with progress_bar(session.screen) as progress:
        if file is None or file == STDIN:
            sys.stdout.reconfigure(newline="", errors="strict")  # type: ignore[union-attr]
            write = partial(export_table, session.workspace, sys.stdout)
        else:
            write = partial(export_file, session.workspace, session.output(Path(file), force=force))
        rows = write(chosen, everything=everything, known=known, progress=progress)
    where = f" in {visible(file)}" if file and file != STDIN else ""
    session.screen.narrate([line(Run(f"{counted(rows, 'row')}{where}", Role.FAINT))])


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file == STDIN:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except FileNotFoundError as error:
        raise NotFoundError(f"file '{file}' is not there. Check its name") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"file '{file}' cannot be read: {reason}. Check what it is and its permissions") from error


def _keep_rejects(session: Session, done: Imported, file: str, output: Output) -> str:
    """Write the rejected rows beside the table, or to stdout if it came from stdin; says where."""
    pieces = rejects_csv(
        (reject.row.cells, f"line {reject.row.line}: {reasons(reject.problems)}") for reject in done.rejects
    )
    if file != STDIN:
        with text_file(output, partial(noted, output.path.name, "rejects")) as stream:
            stream.writelines(pieces)
        return f", kept in {visible(file + REJECTS)}"
    if session.json:
        return ""
    sys.stdout.writelines(pieces)
    return ", printed with their reasons"


def _imported_json(done: Imported) -> dict[str, Any]:
    """What an import did, for a program."""
    return {
        "revision": None if done.revision is None else f"r{done.revision.id}",
        "rows": done.rows,
        "recorded": {name.replace(" ", "_"): done.counts[name] for name in _KINDS},
        "repeated": done.counts["known attribution"],
        "left_out": list(done.left_out),
        "statuses": dict(sorted(done.new_statuses.items())),
        "changes": [
            {"ref": f"c{change.claim}", "claim": change.text, "from": change.before, "to": change.after}
            for change in done.changed
        ],
        "rejected": [{"line": reject.row.line, "reason": reasons(reject.problems)} for reject in done.rejects],
    }


def _told(done: Imported, *, dry_run: bool, ascii_only: bool) -> Iterator[Line]:
    """What an import did, for the analyst: changes, statuses of new claims, how much of what."""
    arrow = " -> " if ascii_only else " → "
    for change in done.changed[:TOLD]:
        before, after = (status_run(status, ascii_only=ascii_only) for status in (change.before, change.after))
        yield line(Run(f"c{change.claim}", Role.STRONG), "  ", before, Run(arrow), after, f"  {visible(change.text)}")
    if len(done.changed) > TOLD:
        yield line(Run(f"and {len(done.changed) - TOLD} more statuses changed: verifier changes", Role.FAINT))
    for status, count in done.new_statuses.most_common():
        yield line(f"{count:7,}  ", status_run(status, ascii_only=ascii_only))
    yield line(Run(_summary(done, dry_run=dry_run), Role.FAINT))


def _summary(done: Imported, *, dry_run: bool) -> str:
    made = ", ".join(counted(done.counts[name], word) for name, word in _KINDS.items() if done.counts[name])
    repeated = done.counts["known attribution"]
    known = f"; {counted(repeated, 'attribution')} known already" if repeated else ""
    if dry_run:
        return f"would record {made or 'nothing'}{known}; nothing was recorded"
    if done.revision is None:
        return f"nothing new{known}"
    return f"recorded {made} in r{done.revision.id}{known}  undo: verifier undo"
