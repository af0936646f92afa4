"""The log of all that was recorded, put into names: of everything, of the claims asked for, of one claim or source.

What these functions give as iterators is read within the caller's transaction.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.batches import batches
from verifier.domain.errors import UsageError
from verifier.domain.history import (
    Corrected,
    FieldChange,
    Judged,
    Kind,
    Recorded,
    TakenBack,
    Value,
    Versioned,
    field_changes,
    part_of,
)
from verifier.domain.model.claims import Link
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Attribution, Document, KeptFile
from verifier.domain.query import Query
from verifier.domain.revisions import FilePurge, Merge, Purge, Revision, StatusChange, Undoing
from verifier.intake.phrases.writing import write_phrase
from verifier.reports.log import MERGED, REPLACED, LogEntry
from verifier.services.review.sources import find_source
from verifier.storage import history
from verifier.storage.db.database import Transaction
from verifier.storage.history import RevisionRange
from verifier.storage.lists import lists
from verifier.storage.scope import Scope, documents_ever, registry_ever, scope_of, source_scope
from verifier.storage.statements import queries, revision_log
from verifier.storage.statements.claims import merged_into


def log(
    connection: Transaction,
    *,
    query: Query | None = None,
    since: int | None = None,
    until: int | None = None,
    known: int | None = None,
) -> Iterator[LogEntry]:
    """Everything recorded between two instants, both included, oldest first; with a query, what bears on its claims.

    In the query `since:` and `until:` are recorded times as well (UsageError for what asks about a status).
    """
    asked = query or Query()
    if any(one.statuses or one.stale is not None for one in asked.alternatives):
        raise UsageError("status: and stale: ask where claims stand, not what was recorded. Leave them, or --log, out")
    first, last = _bounds(asked, since, until)
    of_claims = Query.any_of(replace(one, since=None, until=None) for one in asked.alternatives)
    chosen = None
    if of_claims != Query():
        chosen = scope_of(connection, lists.matching_claims(connection, of_claims, known), known)
    return entries(connection, chosen, _stretch(connection, first, last), known)


def _bounds(query: Query, since: int | None, until: int | None) -> tuple[int | None, int | None]:
    """The instants between which all that is asked for was recorded."""
    bounds = {one.bounds(since, until) for one in query.alternatives}
    if len(bounds) > 1:
        raise UsageError("since: and until: bound all of --log. Write them outside of OR, or as --since and --until")
    return bounds.pop()


def _stretch(connection: Transaction, since: int | None, until: int | None) -> RevisionRange:
    """The revisions recorded between two instants."""
    return RevisionRange(
        None if since is None else revision_log.revision_at(connection, since - 1) + 1,
        None if until is None else revision_log.revision_at(connection, until),
    )


def log_of_claim(connection: Transaction, claim: int, known: int | None = None) -> list[LogEntry]:
    """All that was recorded about a claim and those merged into it, and about what its status rests on."""
    numbers = [claim, *(one.claim.id for one in merged_into(connection, [claim], known))]
    return list(entries(connection, scope_of(connection, numbers, known), known=known))


def log_of_source(connection: Transaction, name: str, known: int | None = None) -> list[LogEntry]:
    """All that was recorded about a source, and about its party (NotFoundError if it is not known)."""
    source = find_source(queries.registry(connection, known), name)
    return list(entries(connection, source_scope(connection, source.id, known), known=known))


def entries(
    connection: Transaction, scope: Scope | None = None, stretch: RevisionRange | None = None, known: int | None = None
) -> Iterator[LogEntry]:
    """The log of a scope, or of everything."""
    found = history.read_history(connection, scope, stretch, known)
    return (entry for _, entry in told(connection, found, known))


def told(
    connection: Transaction, found: Iterable[Recorded], known: int | None = None
) -> Iterator[tuple[Recorded, LogEntry]]:
    """Each record with its line of the log, in names as known at a revision."""
    registry = registry_ever(connection, known)
    for batch in batches(found):
        revisions = revision_log.revisions_of(connection, {recorded.revision for recorded in batch})
        documents = documents_ever(connection, {n for recorded in batch for n in _documents(recorded)}, known)
        names = _Names(registry, documents)
        yield from ((recorded, _entry(recorded, revisions[recorded.revision], names)) for recorded in batch)


def _documents(recorded: Recorded) -> Iterator[int]:
    """The documents a record names."""
    match recorded.fact:
        case Attribution(document=int(number)):
            yield number
        case Purge(document=number) | KeptFile(document=number) | FilePurge(document=number):
            yield number
        case Judged(assessment=assessment):
            yield from assessment.evidence
        case _:
            return


class _Names(Struct, frozen=True):
    """What numbers stand for."""

    registry: Registry
    documents: Mapping[int, Document] = field(default_factory=dict)

    def source(self, number: int | None) -> str | None:
        return None if number is None else self.registry.sources[number].name

    def document(self, document: Document) -> str:
        return document.url or document.title or f"of {self.source(document.outlet) or 'no outlet'}"

    def documents_of(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.document(self.documents[number]) for number in numbers)


def _entry(recorded: Recorded, revision: Revision, names: _Names) -> LogEntry:
    kind = part_of(recorded.fact).kind
    entry = LogEntry(revision, kind, "", (), reason=revision.reason, undone_in=recorded.undone_in)
    match recorded.fact:
        case Versioned() as version:
            entry = replace(_of_version(entry, version, names), first=version.before is None)
        case Attribution() as attribution:
            entry = replace(entry, ref=f"a{attribution.id}", changes=_of_attribution(attribution, names))
        case Link() as link:
            entry = replace(entry, ref=f"c{link.claim}", changes=(FieldChange(None, None, _joined(link)),))
        case Corrected() as corrected:
            entry = _of_correction(entry, corrected, names)
        case Judged() as judged:
            reason = judged.assessment.rationale
            entry = replace(entry, ref=f"c{judged.assessment.claim}", changes=_of_verdict(judged, names), reason=reason)
        case Merge(claim, target):
            entry = replace(entry, ref=f"c{claim}", changes=(FieldChange(MERGED, None, f"c{target}"),))
        case Purge() | KeptFile() | FilePurge() as file:
            entry = replace(entry, ref=names.document(names.documents[file.document]), changes=(_of_file(file),))
        case TakenBack(what, target):
            undone = what is Undoing.UNDO
            entry = replace(entry, ref=f"r{target}", changes=(FieldChange("undone", not undone, undone),))
        case StatusChange() as change:
            entry = _of_status(entry, change)
        case _:
            assert_never(recorded.fact)
    return entry


def _of_version(entry: LogEntry, version: Versioned, names: _Names) -> LogEntry:
    """A version by its name, its fields in names."""
    after = version.after
    if isinstance(after, Document):
        changes = tuple(_named(change, names) for change in field_changes(version))
        return replace(entry, ref=names.document(after), changes=changes)
    number = part_of(version).name
    ref = f"c{number}" if entry.kind is Kind.CLAIM else getattr(after, "name", str(number))
    return replace(entry, ref=ref, changes=field_changes(version))


def _named(change: FieldChange, names: _Names) -> FieldChange:
    """A document's outlet by its name."""
    if change.field != "outlet":
        return change
    return FieldChange(change.field, *(_outlet(value, names) for value in (change.old, change.new)))


def _outlet(value: Value, names: _Names) -> str | None:
    return names.source(value) if isinstance(value, int) else None


def _of_attribution(attribution: Attribution, names: _Names) -> tuple[FieldChange, ...]:
    """The phrase, and what a phrase has no words for."""
    whole = FieldChange(None, None, write_phrase(attribution, names.registry))
    claim = FieldChange("claim", None, f"c{attribution.claim}")
    said = () if attribution.written else (FieldChange("said", None, attribution.said),)
    read = () if attribution.document is None else names.documents_of([attribution.document])
    return (whole, claim, *said, *(FieldChange("document", None, name) for name in read))


def _joined(link: Link) -> str:
    return f"{link.kind} c{link.other}"


def _of_correction(entry: LogEntry, corrected: Corrected, names: _Names) -> LogEntry:
    if isinstance(corrected.what, Link):
        gone = FieldChange(None, _joined(corrected.what), None)
        return replace(entry, ref=f"c{corrected.what.claim}", changes=(gone,))
    if corrected.replacement is None:
        change = FieldChange(None, write_phrase(corrected.what, names.registry), None)
    else:
        change = FieldChange(REPLACED, None, f"a{corrected.replacement}")
    return replace(entry, ref=f"a{corrected.what.id}", changes=(change,))


def _of_file(file: KeptFile | FilePurge | Purge) -> FieldChange:
    """A file kept of a document, or its content, or the document's text, that was purged."""
    if isinstance(file, Purge):
        return FieldChange("text", f"sha256 {file.text_sha256}", None)
    digest = f"sha256 {file.sha256}"
    if isinstance(file, FilePurge):
        return FieldChange("file", digest, None)
    return FieldChange("file", None, f"{file.name}, {digest}")


def _of_verdict(judged: Judged, names: _Names) -> tuple[FieldChange, ...]:
    assessment = judged.assessment
    verdict = FieldChange("verdict", judged.before, assessment.verdict)
    credibility = () if assessment.credibility is None else (FieldChange("credibility", None, assessment.credibility),)
    evidence = names.documents_of(assessment.evidence)
    return (verdict, *credibility, *([FieldChange("evidence", None, evidence)] if evidence else []))


def _of_status(entry: LogEntry, change: StatusChange) -> LogEntry:
    """The status shown, and the derived one where that is another story."""
    shown = FieldChange("status", change.from_status, change.to_status)
    derived = FieldChange("derived", change.from_derived, change.to_derived)
    told_too = () if derived[1:] == shown[1:] else (derived,)
    changes = tuple(one for one in (shown, *told_too) if one.old != one.new)
    return replace(
        entry,
        ref=f"c{change.claim}",
        changes=changes,
        first=change.from_status is None,
        because=change.because,
        row=change.row,
        policy=change.policy_version,
    )
