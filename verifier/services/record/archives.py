"""What archiving tools left, as documents: the pages of a web archive with that archive, the links of a sheet.

Invariants: what is known of a document stays, and only what is not is filled in; nothing is fetched; a sheet reaches no
file but those beside it.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.errors import InputFileError
from verifier.intake.archives.auto_archiver import Archived, ArchivedTable, read_archived
from verifier.intake.archives.wacz import Page, read_wacz
from verifier.intake.media_types import WACZ
from verifier.intake.sheets.drafts import DocumentDraft
from verifier.intake.tables.foreign import ForeignFormat, foreign_rows
from verifier.intake.tables.read import USUAL, Notation
from verifier.services.files import readable
from verifier.services.record.actions import Act, Options, Recorded, record, refuse_faults
from verifier.services.record.evidence import keep
from verifier.services.record.incoming import Incoming, incoming
from verifier.services.record.recorder import Recorder
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries

_ENDING: Final = ".wacz"


class ArchiveImport(NamedTuple):
    """What an import did; links of which nothing is archived, and web archives that are not beside the sheet."""

    recorded: Recorded
    left: int = 0
    elsewhere: tuple[str, ...] = ()


class _Found(Struct, frozen=True):
    """A document that an archive tells of, and the web archives it is in, by name."""

    draft: DocumentDraft
    files: tuple[str, ...] = ()


def import_archive(
    workspace: Workspace, path: Path, options: Options | None = None, notation: Notation = USUAL
) -> ArchiveImport:
    """Record what a WACZ, or a sheet of Auto Archiver, tells (NotFoundError; UsageError; InputFileError)."""
    chosen = options or Options()
    if path.suffix.lower() == _ENDING:
        with _web_archives(workspace, [path]) as archives:
            [(archive, pages)] = archives.values()
            found = [
                _Found(DocumentDraft(page.title, page.url, retrieved=page.archived), (path.name,)) for page in pages
            ]
            return ArchiveImport(_record(workspace, path.name, found, {path.name: archive}, chosen))
    table = _table(workspace, path, notation)
    named = dict.fromkeys(name for one in table.found for name in one.wacz)
    here = [path.parent / name for name in named if _is_beside(path, name)]
    with _web_archives(workspace, here) as archives:
        found = list(_each_once(table.found, archives.keys()))
        files = {name: archive for name, (archive, _) in archives.items()}
        done = _record(workspace, path.name, found, files, chosen)
        return ArchiveImport(done, table.left, tuple(name for name in named if name not in archives))


def _is_beside(path: Path, name: str) -> bool:
    """Whether a file of a name is in the directory of another one, links followed."""
    place = (path.parent / name).resolve()
    return place.is_file() and place.is_relative_to(path.parent.resolve())


def _each_once(links: Iterable[Archived], here: Container[str]) -> Iterator[_Found]:
    """The document of each link: what its first row tells, with the web archives of all."""
    rows: dict[str, list[Archived]] = {}
    for one in links:
        rows.setdefault(one.url, []).append(one)
    for same in rows.values():
        files = dict.fromkeys(name for one in same for name in one.wacz if name in here)
        yield _Found(_draft(same[0]), tuple(files))


def _table(workspace: Workspace, path: Path, notation: Notation) -> ArchivedTable:
    with readable(path) as stream:
        rows = foreign_rows(stream, path.name, ForeignFormat.of(path.name), notation)
        return read_archived(rows, path.name, workspace.clock())


@contextmanager
def _web_archives(workspace: Workspace, paths: list[Path]) -> Iterator[dict[str, tuple[Incoming, tuple[Page, ...]]]]:
    """The sound web archives at some paths with their pages, by name, to be kept within this context."""
    with incoming(workspace, paths) as files:
        yield {
            path.name: (_as_web_archive(file), _pages(file, path.name, workspace.clock()))
            for path, file in zip(paths, files, strict=True)
        }


def _as_web_archive(file: Incoming) -> Incoming:
    """A file as a web archive, which it was proved to be."""
    return file._replace(media_type=WACZ)


def _pages(file: Incoming, name: str, now: int) -> tuple[Page, ...]:
    with file.content.path.open("rb") as stream:
        return read_wacz(stream, name, file.content.size, now)


def _draft(one: Archived) -> DocumentDraft:
    return DocumentDraft(
        one.title,
        one.url,
        published=one.published,
        retrieved=one.retrieved,
        archived=one.archived,
        archived_hash=one.hash,
    )


def _record(
    workspace: Workspace, name: str, found: list[_Found], files: Mapping[str, Incoming], options: Options
) -> Recorded:
    """Record documents with the web archives they are in, all in one revision."""

    def enter(recorder: Recorder) -> None:
        urls = {one.draft.url for one in found if one.draft.url}
        known = queries.documents_at(recorder.ledger.connection, urls)
        for one in found:
            document = known.get(one.draft.url or "")
            draft = one.draft if document is None else _lacking(one.draft, document)
            number = recorder.document(draft, text=None, sha256=None)
            if document is None or _tells(draft):
                recorder.notes.record(f"d{number}")
            keep(recorder, number, [files[file] for file in one.files])
        refuse_faults((), recorder.faults)

    if not found:
        raise InputFileError(f"{name} tells of nothing that was archived. Nothing was recorded", [])
    return record(workspace, Act("document", name), options, enter)


_FIELDS: Final = ("title", "published", "retrieved", "archived", "archived_hash")


def _lacking(draft: DocumentDraft, known: object) -> DocumentDraft:
    """What is told of a document and not known yet; a copy and its hash belong together."""
    told = {name: None for name in _FIELDS if getattr(known, name) is not None}
    if "archived" in told:
        told["archived_hash"] = None
    return replace(draft, **told)


def _tells(draft: DocumentDraft) -> bool:
    return any(getattr(draft, name) is not None for name in _FIELDS)
