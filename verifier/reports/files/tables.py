"""Claims with their attributions as rows that are read back to the same, in CSV or JSON Lines.

Invariant: nothing is altered on the way, whatever a spreadsheet might make of it; reports are for spreadsheets.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.json import encode

from verifier.domain.model.claims import Assessment, Claim
from verifier.domain.model.sources import Party, Source
from verifier.domain.model.statements import Attribution, Document, KeptFile
from verifier.domain.table import COLUMNS, DOCUMENT, REASON, RECORD, REJECTED, aside, joined
from verifier.reports.files.csv import csv_text
from verifier.reports.text.times import iso_cell

Cells = Mapping[str, str | tuple[str, ...] | None]


class Words(Struct, frozen=True):
    """What the numbers of an attribution stand for, its times in words that read back to the same."""

    phrase: str
    origin: str
    via: tuple[str, ...]
    said: str
    outlet: str | None = None
    published: str | None = None


class DocumentWords(Struct, frozen=True):
    """What the number of a document's outlet stands for, and its times in words that read back to the same."""

    outlet: str | None = None
    published: str | None = None
    retrieved: str | None = None
    retracted: str | None = None
    captured: str | None = None


class TableRow(Struct, frozen=True):
    """A claim and one of its attributions, if it has any; links name the other claim by its key, else its text."""

    claim: Claim
    happened: str | None = None
    entails: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    attribution: Attribution | None = None
    document: Document | None = None
    words: Words | None = None


def row_cells(row: TableRow) -> Cells:
    """Every column of a row, in order."""
    claim = row.claim
    cells: dict[str, str | tuple[str, ...] | None] = {
        "claim": claim.text,
        "key": claim.key,
        "kind": claim.kind,
        "happened": row.happened,
        "place": claim.place,
        "parties": claim.parties,
        "against": claim.against,
        "favours": claim.favours,
        "measure": claim.measure,
        "tags": claim.tags,
        "entails": row.entails,
        "contradicts": row.contradicts,
    }
    if row.attribution is not None and row.words is not None:
        cells |= _said_cells(row.attribution, row.words) | _document_cells(row.document, row.words)
    return {name: cells.get(name) for name in COLUMNS}


def _said_cells(attribution: Attribution, words: Words) -> dict[str, str | tuple[str, ...] | None]:
    return {
        "phrase": words.phrase,
        "origin": words.origin,
        "via": words.via,
        "stance": attribution.stance,
        "certainty": attribution.certainty,
        "basis": attribution.basis,
        "figure": None if attribution.figure is None else attribution.figure.typed,
        "cue": attribution.cue,
        "quote": attribution.quote,
        "quote_language": attribution.quote_language,
        "quote_translation": attribution.quote_translation,
        "note": attribution.note,
        "said": words.said if attribution.written else aside(words.said),
    }


def _document_cells(document: Document | None, words: Words) -> dict[str, str | tuple[str, ...] | None]:
    if document is None:
        return {}
    return {"url": document.url, "title": document.title, "outlet": words.outlet, "published": words.published}


def table_csv(rows: Iterable[Cells]) -> Iterator[str]:
    """The rows as CSV, lists in one cell."""
    return csv_text(COLUMNS, (_values(cells) for cells in rows), raw=True)


class Rejected(NamedTuple):
    """A row that was not recorded, as it was written; the line that names its columns; and why."""

    header: str
    row: str
    reason: str


def rejects_csv(rejects: Iterable[Rejected], delimiter: str) -> Iterator[str]:
    """Rejected rows as they were written, with the reason of each in a column before the others."""
    for number, rejected in enumerate(rejects):
        if number == 0:
            yield f"{REASON}{delimiter}{_ended(rejected.header)}"
        reason = rejected.reason.replace('"', '""')
        yield f'"{reason}"{delimiter}{_ended(rejected.row)}'


def rejects_jsonl(rejects: Iterable[Rejected]) -> Iterator[str]:
    """Rejected lines as they were written, before each a record with its reason."""
    for rejected in rejects:
        yield json_line({RECORD: REJECTED, REASON: rejected.reason})
        yield _ended(rejected.row)


def _ended(written: str) -> str:
    """A line with its end, which the last one of a table may lack."""
    return written if written.endswith(("\n", "\r")) else f"{written}\n"


def _values(cells: Cells) -> list[str | None]:
    values = (cells.get(name) for name in COLUMNS)
    return [joined(value) if isinstance(value, tuple) else value for value in values]


def json_line(record: Mapping[str, Any]) -> str:
    """One record as a line of JSON."""
    return f"{encode(record).decode()}\n"


def row_record(row: TableRow, place: str | None = None) -> dict[str, Any]:
    """A row with the kind of record it is; `place` is the `id` of the document's own record."""
    record = {"record": "claim" if row.attribution is None else "attribution", **row_cells(row)}
    return record if place is None else {**record, DOCUMENT: place}


def document_record(
    document: Document, words: DocumentWords, place: str | None, text_sha256: str | None, files: Iterable[KeptFile]
) -> dict[str, Any]:
    """A document with its text, the digest of that in UTF-8, and the files beside the table; `place` is its `id`."""
    record = {
        "record": DOCUMENT,
        "id": place,
        "url": document.url,
        "title": document.title,
        "outlet": words.outlet,
        "published": words.published,
        "retrieved": words.retrieved,
        "retracted": words.retracted,
        "archived": document.archived,
        "archived_hash": document.archived_hash,
        "author": document.author,
        "language": document.language,
        "media_type": document.media_type,
        "location": document.location,
        "captured": words.captured,
        "sha256": document.sha256,
        "text": document.text,
        "text_sha256": text_sha256,
        "files": [_file_cells(file) for file in files] or None,
    }
    return _given(record)


def _file_cells(file: KeptFile) -> dict[str, Any]:
    return _given({"name": file.name, "media_type": file.media_type, "bytes": file.size, "sha256": file.sha256})


def party_record(party: Party) -> dict[str, Any]:
    """A party as a registry has it."""
    record: dict[str, Any] = {"record": "party", "name": party.name}
    record |= {"adjectives": party.adjectives, "adverse_to": party.adverse_to, "speaks_with": party.speaks_with}
    return _given(record)


def source_record(source: Source) -> dict[str, Any]:
    """A source as a registry has it."""
    return _given(
        {
            "record": "source",
            "name": source.name,
            "aliases": source.aliases,
            "kind": source.kind,
            "party": source.party,
            "official": source.official,
            "anonymous": source.anonymous,
            "independent": source.independent,
            "reliability": source.reliability,
            "note": source.note,
            "official_since": _days(source.official_since),
            "official_until": _days(source.official_until),
            "confidential": source.confidential,
        }
    )


def _days(days: tuple[str, ...]) -> tuple[str, ...] | str | None:
    """The days of office as a registry has them: one, or a list in which an empty text is an open end."""
    return days if len(days) > 1 else next(iter(days), None) or None


def assessment_record(assessment: Assessment, claim: Claim, evidence: Iterable[str]) -> dict[str, Any]:
    """An analyst's verdict on a claim, with the addresses of the documents it rests on."""
    return {
        "record": "assessment",
        "claim": claim.text,
        "verdict": assessment.verdict,
        "why": assessment.rationale,
        "analyst": assessment.analyst,
        "at": iso_cell(assessment.at),
        "derived": assessment.derived,
        "credibility": assessment.credibility,
        "evidence": tuple(evidence),
    }


def merge_record(row: TableRow, into: Claim, why: str | None) -> dict[str, Any]:
    """A claim as it was last, and the one it was merged into by its text."""
    cells = {name: value for name, value in row_cells(row).items() if value}
    return {"record": "merge", **cells, "into": into.text, **_given({"why": why})}


def _given(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}
