"""The SHARE panel: tables in and out, without loss."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any, BinaryIO, Final, cast

import typer

from verifier.cli.commands.log import STDIN
from verifier.cli.options import ConfidentialOption, DryRunOption, ForceOption, NewOption, OptionGroup, grouped
from verifier.cli.outcome import TOLD, likenesses, omissions, redirections, similar_json, warnings
from verifier.cli.progress import progress_bar
from verifier.cli.screen import data_stream
from verifier.cli.session import Session
from verifier.domain.errors import InputFileError, NotFoundError, UsageError
from verifier.domain.table import LEDGER
from verifier.intake.tables.read import Notation, TableFormat, encoding_of
from verifier.reports.text.styled import Line, Role, Run, line, status_run, visible
from verifier.reports.text.wording import counted
from verifier.services.files import readable
from verifier.services.outputs import Measured, noted, whole_file
from verifier.services.review.asked import Asked
from verifier.services.tables.documents import contents_of, table_of
from verifier.services.tables.exporter import Exported, Wanted, export_directory, export_file, export_table
from verifier.services.tables.foreign import foreign_of, guess_map
from verifier.services.tables.imports import Imported, ImportOptions, Table, import_table, reasons, refusal, unkept

PANEL: Final = "SHARE"
_PEEKED: Final = 65_536
_KINDS: Final = {
    "claim": "claim", "claim filled in": "fuller claim", "attribution": "attribution", "link": "link",
    "assessment": "verdict", "entry": "registry change", "source": "new source", "merge": "merged claim",
    "document": "document", "file": "file",
}  # fmt: skip

FormatOption = Annotated[
    TableFormat | None, typer.Option("--format", help="csv or jsonl; else the file's ending tells, and csv is usual.")
]


class NotationOptions(OptionGroup, frozen=True):
    """How a table is written."""

    kind: FormatOption = None
    encoding: Annotated[str, typer.Option(metavar="NAME", help="The encoding of the table, such as cp1252.")] = "utf-8"
    delimiter: Annotated[str, typer.Option(metavar="CHARACTER", help="What parts the columns of CSV, or tab.")] = ","
    map: Annotated[
        str | None, typer.Option("--map", metavar="FILE", help="How a table of another tool is read; or acled, check…")
    ] = None

    @property
    def notation(self) -> Notation:
        """Its encoding and what parts its columns (UsageError)."""
        return Notation(encoding_of(self.encoding), delimiter_of(self.delimiter))

    def table(self, file: str, stream: BinaryIO, notation: Notation) -> Table:
        """A table that is so written (UsageError)."""
        name = "stdin" if file == STDIN else file
        foreign = None if self.kind and self.map is None else foreign_of(file, _beginning(stream), self.map)
        shape = TableFormat.CSV if foreign else self.kind or TableFormat.of(file)
        contents = None if file == STDIN else contents_of(Path(file))
        return Table(name, stream, shape, notation, foreign, contents)


def register(app: typer.Typer) -> None:
    """Add the panel's commands."""
    app.command("import", rich_help_panel=PANEL)(grouped(import_))
    app.command("export", rich_help_panel=PANEL)(export)


def import_(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="CSV or JSON Lines, - for standard input; or a directory of export --all."),
    ],
    new: NewOption = False,
    dry_run: DryRunOption = False,
    keep_going: Annotated[
        bool,
        typer.Option(
            "--keep-going", help="Record the good rows; the others go to FILE.rejects.csv, with their reasons."
        ),
    ] = False,
    *,
    written: NotationOptions,
    guess: Annotated[bool, typer.Option("--guess", help="Propose such a map, and show three rows by it.")] = False,
    force: ForceOption = False,
) -> None:
    """Claims with attributions from a table. Example: verifier import statements.csv."""
    session: Session = context.obj
    session.refuse_past()
    notation = written.notation
    file = file if file == STDIN else str(table_of(Path(file)))
    if guess:
        _guess(session, file, notation)
        return
    options = ImportOptions(new, keep_going, dry_run)
    with _opened(file) as stream, progress_bar(session.screen) as progress:
        table = written.table(file, stream, notation)
        rejects = Rejects(session, file, table.kind, force=force)
        done: Imported | None = None
        try:
            with rejects.opened(options) as keep:
                done = import_table(session.workspace, table, options, progress, keep)
        finally:
            # It is recorded, whatever has become of the file of rejects.
            if done is not None:
                _tell(session, done, dry_run=dry_run)
    _refuse_rejects(table, done, rejects.place)


def _refuse_rejects(table: Table, done: Imported, place: str) -> None:
    """Tell what is wrong with rows that were rejected, and where these are (InputFileError)."""
    if not done.rejects:
        return
    found = refusal(table.name, done.rejects)
    raise InputFileError(
        f"{counted(len(done.rejects), 'row')} rejected{place}. Correct them and import them again",
        found.faults,
        only_names=found.exit_status == NotFoundError.exit_status,
        suggestions=found.suggestions,
    )


def _guess(session: Session, file: str, notation: Notation) -> None:
    """Print a map proposed for a table, and tell three rows as they would be read by it."""
    with _opened(file) as stream:
        found = guess_map(stream, file, notation)
    data_stream(sys.stdout).write(found.text)
    for row in found.rows:
        session.screen.narrate([line(Run(f"line {row.line}", Role.FAINT))])
        cells = ((name, value if isinstance(value, str) else " | ".join(value)) for name, value in row.cells.items())
        session.screen.narrate(line(f"  {name}: ", visible(value)) for name, value in cells)


def _beginning(stream: BinaryIO) -> bytes:
    """The first bytes of a table, which stays where it is."""
    found = stream.read(_PEEKED) if stream.seekable() else b""
    if found:
        stream.seek(0)
    return found


def delimiter_of(written: str) -> str:
    """The character that parts columns (UsageError)."""
    delimiter = "\t" if written in {"tab", "\\t"} else written
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise UsageError(f"--delimiter is one character, or tab, not '{written}'")
    return delimiter


def _tell(session: Session, done: Imported, *, dry_run: bool) -> None:
    """Tell what an import did."""
    if session.json:
        session.print_json(_imported_json(done))
    session.screen.narrate(omissions(done.left_out))
    session.screen.narrate(redirections(done.redirected))
    session.screen.narrate(likenesses(done.similar, done.uncompared if done.similar else 0))
    session.screen.narrate(warnings(done.retracted, session.workspace.zone.tz))
    session.screen.narrate(_told(done, dry_run=dry_run, ascii_only=session.screen.ascii_only))


class Rejects:
    """Where the rejected rows of an import go: a file beside the table, or stdout if that came from stdin."""

    def __init__(self, session: Session, file: str, kind: TableFormat, *, force: bool) -> None:
        self.place = ""
        self._session = session
        self._file = file
        self._path = Path(f"{file}.rejects.{kind}")
        self._output = session.output(self._path, force=force, private=True, inputs=(Path(file),))

    @contextmanager
    def opened(self, options: ImportOptions) -> Iterator[Callable[[Iterable[bytes]], object]]:
        """What takes the rejects, ready before the import begins; a file is there only if there are some."""
        if not options.keep_going or options.dry_run or (self._file == STDIN and self._session.json):
            yield unkept
        elif self._file == STDIN:
            kept: list[bytes] = []
            yield kept.extend
            self._print(kept)
        else:
            with suppress(_NothingRejectedError), whole_file(self._output, self._note) as file:
                yield file.writelines
                if not file.size:
                    raise _NothingRejectedError
                self.place = f", kept in {visible(str(self._path))}"

    def _note(self, measured: Measured) -> str:
        return noted(self._path.name, "rejects", measured)

    def _print(self, pieces: Sequence[bytes]) -> None:
        if pieces:
            sys.stdout.flush()
            if sys.stdout.isatty():
                data_stream(sys.stdout).writelines(piece.decode(errors="surrogateescape") for piece in pieces)
            else:
                sys.stdout.buffer.writelines(pieces)
                sys.stdout.buffer.flush()
            self.place = ", printed with their reasons"


class _NothingRejectedError(Exception):
    """No row was rejected, and no file is made."""


def export(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Where to; - or nothing is stdout; with --all a directory.")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help="The registry, documents and verdicts too, as JSON Lines; a directory has files too."
        ),
    ] = False,
    kind: FormatOption = None,
    confidential: ConfidentialOption = False,
    force: ForceOption = False,
) -> None:
    """Every claim with its attributions, to be imported again. Example: verifier export ledger.csv."""
    session: Session = context.obj
    if session.as_of is not None:
        raise UsageError("export writes all that is recorded. Leave --as-of out, or ask: verifier report --as-of")
    directory = _directory(file, kind) if everything and file is not None else None
    piped = file is None or file == STDIN
    chosen = TableFormat.JSONL if directory else kind or _format_of(file, everything=everything and piped)
    if everything and chosen is not TableFormat.JSONL:
        raise UsageError("--all is written as JSON Lines. Name a directory or a .jsonl file, or give --format jsonl")
    privacy = session.privacy(lifted=confidential)
    wanted = Wanted(chosen, everything, session.when().known, privacy)
    with progress_bar(session.screen) as progress:
        if directory is not None:
            place = session.output(directory / LEDGER, force=force)
            done = export_directory(session.workspace, place, wanted, progress)
        elif file is None or file == STDIN:
            sys.stdout.reconfigure(newline="", errors="strict")  # type: ignore[union-attr]
            done = export_table(session.workspace, data_stream(sys.stdout), wanted, progress)
        else:
            done = export_file(session.workspace, session.output(Path(file), force=force), wanted, progress)
    _tell_exported(session, done, "" if piped else f" in {visible(str(directory or file))}")
    if session.tell_withheld(Asked(when=session.when(), privacy=privacy)):
        session.screen.narrate([line(Run("a masked export does not import to the same ledger", Role.NEUTRAL))])


def _directory(file: str, kind: TableFormat | None) -> Path | None:
    """The directory that is meant by where to export to, if one is: what is one, ends like one, or has no ending."""
    path = Path(file)
    meant = file != STDIN and (path.is_dir() or file.endswith(os.sep) or (kind is None and not path.suffix))
    return path if meant else None


def _format_of(file: str | None, *, everything: bool) -> TableFormat:
    return TableFormat.JSONL if everything else TableFormat.of(file or "")


def _tell_exported(session: Session, done: Exported, where: str) -> None:
    """Tell how much was written, and of what is kept how much was not."""
    files = f", {counted(done.files, 'file')}" if done.files else ""
    session.screen.narrate([line(Run(f"{counted(done.rows, 'row')}{files}{where}", Role.FAINT))])
    if done.left:
        words = f"{counted(done.left, 'file')} of documents left out: name a directory to have them beside the table"
        session.screen.narrate([line(Run(words, Role.NEUTRAL))])
    if done.unread:
        session.screen.narrate([line(Run("texts and files of documents left out: --confidential", Role.NEUTRAL))])


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """A table to be read; what comes through a pipe is read to its end first, as nobody else can write meanwhile."""
    if file == STDIN:
        with _whole(sys.stdin.buffer) as content:
            yield content
        return
    with readable(Path(file)) as stream:
        kind = os.fstat(stream.fileno()).st_mode
        if stat.S_ISCHR(kind) and not stream.isatty():
            raise UsageError(f"'{file}' is a device, which may have no end. Name a file or a pipe")
        if stat.S_ISREG(kind):
            yield stream
        else:
            with _whole(stream) as content:
                yield content


@contextmanager
def _whole(stream: BinaryIO) -> Iterator[BinaryIO]:
    """All that comes through a pipe, in a file that is gone afterwards."""
    with TemporaryFile() as content:
        shutil.copyfileobj(stream, content)
        content.seek(0)
        yield cast("BinaryIO", content)


def _imported_json(done: Imported) -> dict[str, Any]:
    """What an import did, for a program."""
    return {
        "revision": None if done.revision is None else f"r{done.revision.id}",
        "rows": done.rows,
        "recorded": {name.replace(" ", "_"): done.counts[name] for name in _KINDS},
        "repeated": done.counts["known attribution"],
        "left_out": list(done.left_out),
        "redirected": list(done.redirected),
        "similar": similar_json(done.similar),
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
