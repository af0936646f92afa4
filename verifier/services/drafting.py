"""Drafts of claim sheets from articles; nothing is recorded, and an article's sheet is never written over."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct, field

from verifier.domain.duplicates import Similar
from verifier.domain.errors import ConflictError
from verifier.intake.draft.article import About, Article, published_on, read_article, told
from verifier.intake.draft.finding import reports
from verifier.intake.draft.paragraphs import paragraphs
from verifier.intake.draft.parsing import parsed
from verifier.intake.draft.proposals import Missed, Outlets, Proposal, Proposer, Setting, missed
from verifier.intake.draft.sheet import Draft, added_to, new_sheet
from verifier.intake.encoding import decoded
from verifier.intake.phrases.names import Names
from verifier.intake.times.dates import DateReader
from verifier.services.files import read_file
from verifier.services.outputs import Output, allowed, replaced
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.statements import queries

_LONGEST_ARTICLE: Final = 1_000_000


class Drafted(Struct, frozen=True):
    """What was proposed of an article; `cut` counts the paragraphs that were read in part.

    `similar` are known claims that a proposed one is like, by its text.
    """

    article: Article
    about: About
    proposals: tuple[Proposal, ...]
    missed: tuple[Missed, ...]
    cut: int
    similar: Mapping[str, tuple[Similar, ...]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of the text, by which its sheet is known again."""
        return hashlib.sha256(self.article.text.encode("utf-8", "surrogatepass")).hexdigest()


class Written(Struct, frozen=True):
    """What was written: the sheet, the text beside it if that had to be, how many proposals were new."""

    sheet: Path
    text: Path | None
    new: int


def draft(workspace: Workspace, data: bytes, name: str, given: About, model: str | None = None) -> Drafted:
    """What an article reports others to say, as proposals in the phrase language."""
    article = read_article(data, name)
    names = _names(workspace)
    reader = DateReader(workspace.clock())
    about = told(article.about, given, names)
    blocks = list(paragraphs(article.text[:_LONGEST_ARTICLE]))
    pages = parsed(blocks, model)
    proposer = Proposer(pages, names, reader, Setting(about.outlet, published_on(about, reader)))
    proposals = tuple(proposer.proposals(reports(pages, Outlets(names))))
    cut = sum(one.cut for one in blocks) + (len(article.text) > _LONGEST_ARTICLE)
    return Drafted(article, about, proposals, tuple(missed(pages, proposals)), cut)


def sheet_of(drafted: Drafted, text_name: str | None) -> str:
    """The draft as a new sheet, with the name of the file its text is in."""
    return new_sheet(_draft(drafted, text_name))


def write_draft(workspace: Workspace, drafted: Drafted, source: Path | None, sheet: Path) -> Written:
    """Write the sheet, and its text beside it; into a sheet of the same text goes only what is new (ConflictError)."""
    inputs = (source,) if source is not None else ()
    output = Output(sheet, workspace.location, inputs, force=True)
    allowed(output)
    if source is not None and sheet.exists() and sheet.samefile(source):
        raise ConflictError(f"{sheet} is what is read. Choose another name for the draft")
    if sheet.exists():
        before = decoded(read_file(sheet))
        if not isinstance(before, str):
            raise ConflictError(f"{sheet} is there, and is no sheet. Choose another name for the draft")
        after, new = added_to(before, _draft(drafted, None))
        if new:
            replaced(output, after.encode())
        return Written(sheet, None, new)
    text = source if source is not None and not drafted.article.extracted else _beside(sheet)
    if text is not source:
        _write_text(workspace, text, drafted.article.text)
    name = _relative(text, sheet)
    replaced(output, sheet_of(drafted, name).encode())
    return Written(sheet, None if text is source else text, len(drafted.proposals))


def _draft(drafted: Drafted, text_name: str | None) -> Draft:
    similar = {text: [f"c{one.claim.id} {one.claim.text}" for one in found] for text, found in drafted.similar.items()}
    return Draft(drafted.digest, drafted.about, text_name, drafted.proposals, drafted.missed, drafted.cut, similar)


def _names(workspace: Workspace) -> Names:
    """The registry of the database, or the one a new database begins with if there is none yet."""
    path = workspace.location.path
    if path is not None and not path.exists():
        return _first_names(workspace.analyst)
    with workspace.read() as connection:
        return Names(queries.registry(connection))  # read whole, as it is asked for much and long after


def _first_names(analyst: str) -> Names:
    """The registry of a new database, which is made for that and thrown away."""
    with TemporaryDirectory(prefix="verifier-") as directory:
        new = Workspace(Location(path=Path(directory) / "new.db"), analyst)
        new.initialise()
        try:
            with new.read() as connection:
                return Names(queries.registry(connection))
        finally:
            new.close()


def _beside(sheet: Path) -> Path:
    """Where the text of a sheet is kept: beside it, under its name."""
    name = sheet.name.removesuffix(".md").removesuffix(".claims")
    return sheet.with_name(f"{name}.txt")


def _write_text(workspace: Workspace, place: Path, text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    if place.exists():
        if place.read_bytes() != content:
            raise ConflictError(f"{place} is there, and is not this article's text. Choose another name for the sheet")
        return
    output = Output(place, workspace.location, force=True)
    allowed(output)
    replaced(output, content)


def _relative(text: Path, sheet: Path) -> str:
    """The path of the text from where the sheet is."""
    return os.path.relpath(text, sheet.parent)
