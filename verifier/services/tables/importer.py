"""Rows of a table handed to the recorder: a batch is looked up together, judged row by row, recorded together.

Invariant: a row is judged by the rules of a claim sheet, against what is recorded and the good rows before it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec.structs import replace

from verifier.domain.batches import batches
from verifier.domain.model.claims import Claim, LinkKind, text_key
from verifier.domain.model.statements import Document
from verifier.intake.phrases.phrase import unknown_speaker
from verifier.intake.phrases.speakers import Speaker
from verifier.intake.problems import Problem, quoted
from verifier.intake.sheets.drafts import ClaimDraft, DocumentDraft
from verifier.intake.tables.read import TableRow
from verifier.intake.tables.rows import RowDraft, RowReader
from verifier.services.record import additions
from verifier.services.record.additions import note_meanings, uncorrected
from verifier.services.record.recorder import Recorder
from verifier.services.review.refs import redirect_of_text
from verifier.storage.statements import queries

_LINK_BATCH: Final = 5_000
_text_key = lru_cache(maxsize=4096)(text_key)


class Reject(NamedTuple):
    """A row that was not recorded, and why."""

    row: TableRow
    problems: tuple[Problem, ...]


@dataclass
class TableRun:
    """One table on its way: what records and reads it, how much of each kind is new, which claims to read again.

    `places` are documents by the `id` of their records, which rows name.
    """

    recorder: Recorder
    reader: RowReader
    counts: Counter[str]
    touched: dict[int, None]
    places: dict[str, Document] = field(default_factory=dict)


class _Link(NamedTuple):
    claim: int
    kind: LinkKind
    target: str


@dataclass
class _Batch:
    """What a batch bears on, as recorded and as it will be: claims by `text_key`, keys' owners, documents.

    `former` are claims that were merged into recorded ones, by their texts.
    """

    recorded: dict[str, Claim]
    keys: dict[str, str]
    documents: dict[str, Document]
    former: dict[str, Claim] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    places: dict[str, Document] = field(default_factory=dict)
    titled: set[str] = field(default_factory=set)
    sound: dict[str, ClaimDraft] = field(default_factory=dict)


class _Good(NamedTuple):
    """A row to record: its claim by that text, and its document."""

    draft: RowDraft
    claim: str
    document: Document | None


class TableImporter:
    """Records the rows of one table; counts what is new, and notes the claims that must be read again."""

    def __init__(self, run: TableRun) -> None:
        self._run = run
        self._links: dict[_Link, RowDraft] = {}
        self._titled: set[int] = set()
        self._unknown: dict[str, Problem | None] = {}

    def enter(self, rows: Iterable[TableRow]) -> list[Reject]:
        """Record the good rows; gives the others."""
        drafts = [self._run.reader.draft(row) for row in rows]
        batch = self._batch(drafts)
        good, rejects = [], []
        for draft in drafts:
            judged = self._judged(batch, draft)
            if isinstance(judged, _Good):
                good.append(judged)
            else:
                rejects.append(Reject(draft.row, judged))
        self._record(batch, good)
        return rejects

    def _batch(self, drafts: Iterable[RowDraft]) -> _Batch:
        claims = [draft.claim for draft in drafts if draft.claim is not None and not draft.problems]
        connection = self._run.recorder.ledger.connection
        self._run.recorder.ledger.flush()
        recorded = queries.claims_of_texts(connection, {claim.text for claim in claims if claim.text})
        owners = queries.claims_of_keys(connection, {claim.key for claim in claims if claim.key})
        urls = {draft.document.url for draft in drafts if draft.document and draft.document.url}
        recorded |= {_text_key(owner.text): owner for owner in owners.values()}
        keys = {key: _text_key(owner.text) for key, owner in owners.items()}
        former = self._former(recorded)
        recorded |= {_text_key(recorded[name].text): recorded[name] for name in former}
        return _Batch(recorded, keys, queries.documents_at(connection, urls), former)

    def _former(self, recorded: Mapping[str, Claim]) -> dict[str, Claim]:
        """The merged claims that rows name by texts which mean others now; they are noted."""
        if not self._run.recorder.ledger.has_merges:
            return {}
        connection = self._run.recorder.ledger.connection
        found = {name: claim for name, claim in recorded.items() if _text_key(claim.text) != name}
        redirects = {name: redirect_of_text(connection, name, claim) for name, claim in found.items()}
        return {
            name: claim
            for name, redirect in redirects.items()
            if (claim := self._run.recorder.note_redirect(redirect)) is not None
        }

    def _judged(self, batch: _Batch, draft: RowDraft) -> _Good | tuple[Problem, ...]:
        """The row as it is to be recorded, or all that is wrong with it."""
        claim = draft.claim
        if draft.problems or claim is None or claim.text is None:
            return (*draft.problems, *self._unknown_names(draft))
        name = _text_key(claim.text)
        was = batch.former.get(name)
        name = name if was is None else _text_key(batch.recorded[name].text)
        # The row before may have said all this of the claim.
        told = batch.sound.get(name) is claim
        after, faults = (batch.claims[name], ()) if told else self._claim(batch, claim, name, was)
        problems = (*faults, *self._unknown_names(draft), *(() if told else self._key_fault(batch, claim, name)))
        if draft.said and (problem := additions.figure_fault(draft.said.phrase, after.measure)):
            problems += (problem,)
        document = None if problems else self._document_of(batch, draft)
        if isinstance(document, Problem):
            problems = (document,)
        if problems:
            return tuple(replace(problem, line=draft.row.line, column=None) for problem in problems)
        batch.claims[name] = after
        batch.sound[name] = claim
        if after.key:
            batch.keys[after.key] = name
        return _Good(draft, name, document if isinstance(document, Document) else None)

    def _claim(
        self, batch: _Batch, draft: ClaimDraft, name: str, was: Claim | None
    ) -> tuple[Claim, tuple[Problem, ...]]:
        known = batch.claims.get(name) or batch.recorded.get(name)
        deceptive = tuple(additions.deceptive_words(draft, known))
        if known is None:
            return additions.opened(draft), deceptive
        claim, faults = additions.filled(known, draft, self._run.recorder.called(known), was)
        return claim, (*deceptive, *faults)

    def _unknown_names(self, draft: RowDraft) -> Iterator[Problem]:
        """A fault for each name that is not known and was not accepted."""
        for speaker in dict.fromkeys(speaker for speaker in _speakers(draft) if speaker.source is None):
            if speaker.name not in self._unknown:
                self._unknown[speaker.name] = self._fault_of(speaker)
            if (problem := self._unknown[speaker.name]) is not None:
                yield replace(problem, line=draft.row.line, column=None)

    def _fault_of(self, speaker: Speaker) -> Problem | None:
        """Why somebody who is not registered cannot be; None where nothing is against it."""
        if self._run.recorder.accepts(speaker):
            return self._run.recorder.deceptive_name(speaker)
        return unknown_speaker(speaker, self._run.reader.names)

    def _key_fault(self, batch: _Batch, claim: ClaimDraft, name: str) -> Iterator[Problem]:
        owner = None if claim.key is None else batch.keys.get(claim.key)
        if owner is not None and owner != name:
            found = batch.claims.get(owner) or batch.recorded[owner]
            yield additions.key_taken(claim, self._run.recorder.called(found))

    def _document_of(self, batch: _Batch, draft: RowDraft) -> Document | Problem | None:
        """The document of a row, if it has one: that of a record, if the row names it."""
        if (place := draft.row.document) is None:
            return None if draft.document is None else self._document(batch, draft.document)
        if (found := self._run.places.get(place)) is not None:
            return found
        what = f"there is no document of the id {quoted(place)} further up"
        return Problem(None, None, what, "Give its record before the row, or leave document out")

    def _document(self, batch: _Batch, draft: DocumentDraft) -> Document | Problem:
        """The document of a row; at one address one table gives one outlet, one title and one date."""
        outlet = (
            None if draft.outlet is None else self._run.recorder.source(draft.outlet, draft.line, draft.outlet.name)
        )
        wanted = Document(0, draft.url, draft.title, outlet, draft.published)
        if draft.url is None:
            return wanted
        known = batch.places.get(draft.url) or batch.documents.get(draft.url) or wanted
        if known.outlet and wanted.outlet and known.outlet != wanted.outlet:
            return additions.other_outlet(draft.line, None, self._run.recorder.registry.sources[known.outlet].name)
        after = additions.revised(known, wanted)
        if (draft.url in batch.titled or known.id in self._titled) and _retitled(known, after):
            what = f"{quoted(draft.url)} has another title or date further up in this table"
            return Problem(draft.line, None, what, "Give one title and one date of publication for one address")
        batch.places[draft.url] = after
        if draft.title or draft.published:
            batch.titled.add(draft.url)
        return after

    def _record(self, batch: _Batch, good: Sequence[_Good]) -> None:
        """Record the good rows of a batch: claims, documents, then attributions."""
        claims = self._record_claims(batch)
        documents = self._record_documents(batch, good)
        wanted = []
        for row in good:
            claim = claims[row.claim]
            self._note_links(row.draft, claim.id)
            document = None if row.document is None else documents[_place(row.document)]
            if row.draft.said and (said := self._run.recorder.attribution(claim, row.draft.said, document)):
                wanted.append(said)
        fresh = uncorrected(self._run.recorder.ledger, wanted, self._run.recorder.notes.left_out)
        numbered = list(zip(fresh, self._run.recorder.ledger.add_attributions(fresh), strict=True))
        note_meanings(self._run.recorder.ledger, numbered, self._run.recorder.notes.left_out)
        touched = [attribution.claim for attribution, (_, new) in numbered if new]
        self._run.touched.update(dict.fromkeys(touched))
        self._run.counts.update({"attribution": len(touched), "known attribution": len(fresh) - len(touched)})

    def _record_claims(self, batch: _Batch) -> dict[str, Claim]:
        """The claims with their numbers, new ones and new versions recorded."""
        ledger = self._run.recorder.ledger
        new = {name: claim for name, claim in batch.claims.items() if not claim.id}
        recorded = dict(batch.claims)
        for name, (number, _) in zip(new, ledger.add_claims(list(new.values())), strict=True):
            recorded[name] = replace(new[name], id=number)
            self._run.touched[number] = None
        self._run.counts["claim"] += len(new)
        self._run.recorder.note_similar([recorded[name] for name in new])
        for name, claim in batch.claims.items():
            if claim.id and claim != batch.recorded[name] and ledger.revise_claim(claim):
                self._run.counts["claim filled in"] += 1
                self._run.touched[claim.id] = None
        return recorded

    def _record_documents(self, batch: _Batch, good: Iterable[_Good]) -> dict[object, int]:
        """The number of each document by what tells it apart, new ones and new versions recorded."""
        ledger = self._run.recorder.ledger
        places = {_place(document): document for document in batch.places.values()}
        places |= {row.document: row.document for row in good if row.document and row.document.url is None}
        numbers = {place: document.id for place, document in places.items()}
        new = {place: document for place, document in places.items() if not document.id}
        for place, (number, _) in zip(new, ledger.add_documents(list(new.values())), strict=True):
            numbers[place] = number
        for url, document in batch.places.items():
            known = batch.documents.get(url)
            if known is not None:
                self._run.recorder.heed_retraction(known)
            if known is not None and document != known and ledger.revise_document(document):
                ledger.flush()
                self._run.touched.update(dict.fromkeys(queries.claims_of_document(ledger.connection, document.id)))
        self._titled |= {numbers[url] for url in batch.titled}
        return numbers

    def _note_links(self, draft: RowDraft, claim: int) -> None:
        if draft.claim is None or not (draft.claim.entails or draft.claim.contradicts):
            return
        for kind, links in ((LinkKind.ENTAILS, draft.claim.entails), (LinkKind.CONTRADICTS, draft.claim.contradicts)):
            for link in links:
                self._links.setdefault(_Link(claim, kind, link.ref), draft)

    def link(self) -> Iterator[Reject]:
        """Record the links, which may point forward; gives the rows of those that cannot stand."""
        self._run.recorder.ledger.flush()
        known = {(link.claim, link.kind, link.other) for link in queries.links(self._run.recorder.ledger.connection)}
        for pairs in batches(self._links.items(), _LINK_BATCH):
            yield from self._link(pairs, known)

    def _link(
        self, pairs: Sequence[tuple[_Link, RowDraft]], known: Collection[tuple[int, LinkKind, int]]
    ) -> Iterator[Reject]:
        connection = self._run.recorder.ledger.connection
        targets = {link.target for link, _ in pairs}
        by_key = queries.claims_of_keys(connection, targets)
        by_text = queries.claims_of_texts(connection, targets - by_key.keys())
        claims = {claim.id: claim for claim in queries.claims(connection, {link.claim for link, _ in pairs})}
        for link, draft in pairs:
            other = by_key.get(link.target) or by_text.get(_text_key(link.target))
            if other is not None and (link.claim, link.kind, other.id) in known:
                continue
            problem = (
                _unknown_claim(link.target)
                if other is None
                else self._run.recorder.link_to(claims[link.claim], link.kind, other)
            )
            if problem is not None:
                yield Reject(draft.row, (replace(problem, line=draft.row.line, column=None),))
        self._run.counts["link"] = len(self._run.recorder.notes.recorded)
        self._run.touched.update(self._run.recorder.notes.touched)


def _speakers(draft: RowDraft) -> list[Speaker]:
    found = [draft.said.phrase.origin, *draft.said.phrase.carriers] if draft.said else []
    if draft.document and draft.document.outlet:
        found.append(draft.document.outlet)
    return found


def _retitled(known: Document, after: Document) -> bool:
    pairs = ((known.title, after.title), (known.published, after.published))
    return any(before is not None and before != now for before, now in pairs)


def _place(document: Document) -> object:
    """What tells documents of a batch apart: the address, or all that is given."""
    return document if document.url is None else document.url


def _unknown_claim(text: str) -> Problem:
    what = f"claim {quoted(text)} is not known"
    return Problem(
        None, None, what, "Write the key or the text of a claim that is recorded or in this table", unknown_name=True
    )
