"""Merges and verdicts in a table: kept until its claims are recorded, then recorded, those that are known excepted."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from verifier.domain.errors import ConflictError
from verifier.domain.model.claims import Assessment, Claim, text_key
from verifier.domain.model.statements import Document
from verifier.domain.revisions import Merge
from verifier.intake.problems import Problem, quoted
from verifier.intake.tables.read import TableRow
from verifier.intake.tables.verdicts import VerdictDraft, read_verdict
from verifier.intake.text import is_blank
from verifier.intake.times.dates import DateReader
from verifier.services.correct.merge import merge_into
from verifier.services.record import additions
from verifier.services.tables.importer import Reject, TableRun
from verifier.storage.statements import queries
from verifier.storage.statements.claims import merged_by_text


class _KeptMerge(NamedTuple):
    row: TableRow
    claim: Claim
    into: str


class MergeImporter:
    """Makes the merges of one table: a claim that was merged elsewhere leads to the same one here."""

    def __init__(self, run: TableRun) -> None:
        self._run = run
        self._kept: list[_KeptMerge] = []

    def keep(self, rows: Iterable[TableRow]) -> Iterator[Reject]:
        """Read the merges among records; gives those that cannot be."""
        for row in rows:
            draft, into = self._run.reader.draft(replace(row, record=None, entry={})), row.entry.get("into")
            if draft.problems or draft.claim is None:
                yield Reject(row, tuple(draft.problems))
            elif not isinstance(into, str) or is_blank(into):
                what = "the merge has no into"
                yield _rejected(row, Problem(None, None, what, "Give the text of the claim that it was merged into"))
            else:
                self._kept.append(_KeptMerge(row, additions.opened(draft.claim), into.strip()))

    def enter(self) -> Iterator[Reject]:
        """Make the merges; gives those that cannot stand."""
        for kept in self._kept:
            self._run.recorder.ledger.flush()
            problem = self._made(kept.claim, kept.into)
            if problem is not None:
                yield Reject(kept.row, (replace(problem, line=kept.row.line),))
        self._run.touched.update(self._run.recorder.notes.touched)

    def _made(self, claim: Claim, into: str) -> Problem | None:
        """Have a claim be the one of a text; what is wrong with that, if it cannot be."""
        ledger = self._run.recorder.ledger
        known = queries.claims_of_texts(ledger.connection, {claim.text, into})
        own, target = known.get(text_key(claim.text)), known.get(text_key(into))
        if target is None:
            return Problem(None, None, f"claim {quoted(into)} is not known", "Give its row too", unknown_name=True)
        if own is not None and own.id == target.id:
            return None
        if own is None:
            number, _ = ledger.add_claim(claim)
            ledger.add_merge(Merge(number, target.id))
        elif merged_by_text(ledger.connection, [claim.text]) and text_key(own.text) != text_key(claim.text):
            what = f"{quoted(claim.text)} was merged into c{own.id} here, which is not c{target.id}"
            return Problem(None, None, what, "Leave the record out, or merge the two")
        else:
            try:
                merge_into(self._run.recorder, own, target)
            except ConflictError as error:
                return Problem(None, None, "; ".join(error.faults) or error.message, "Then import it again")
        self._run.counts["merge"] += 1
        return None


class _KeptVerdict(NamedTuple):
    row: TableRow
    verdict: VerdictDraft


class VerdictImporter:
    """Records the verdicts of one table, those that are known excepted."""

    def __init__(self, run: TableRun) -> None:
        self._run = run
        self._ledger = run.recorder.ledger
        self._dates = DateReader(self._ledger.now)
        self._kept: list[_KeptVerdict] = []

    def keep(self, rows: Iterable[TableRow]) -> Iterator[Reject]:
        """Read the verdicts among records that are no rows; gives the others."""
        for row in rows:
            read = read_verdict(row.entry, self._dates) if row.record == "assessment" else (_too_late(row),)
            if isinstance(read, VerdictDraft) and (problem := self._misplaced(read)):
                yield _rejected(row, problem)
            elif isinstance(read, VerdictDraft):
                self._kept.append(_KeptVerdict(row, read))
            else:
                yield _rejected(row, *read)

    def _misplaced(self, verdict: VerdictDraft) -> Problem | None:
        """What is wrong with evidence that is named by the `id` of a record."""
        for place in verdict.evidence:
            if place.startswith("#") and place not in self._run.places:
                return Problem(None, None, f"there is no document of the id {quoted(place)}", "Give its record too")
        return None

    def enter(self) -> Iterator[Reject]:
        """Record the verdicts; gives those on claims that are not known."""
        self._ledger.flush()
        connection = self._ledger.connection
        texts = {kept.verdict.claim for kept in self._kept}
        claims = queries.claims_of_texts(connection, texts)
        # A verdict stays with the claim it was given on, also if that was merged into another.
        former = {key: one.claim for key, one in merged_by_text(connection, texts).items()}
        claims |= {key: claim for key, claim in former.items() if text_key(claims[key].text) != key}
        merged = {claim.id for claim in former.values()}
        known = {_told(a) for a in queries.assessments(connection, [claim.id for claim in claims.values()])}
        for row, verdict in self._kept:
            claim = claims.get(text_key(verdict.claim))
            if claim is None:
                what = f"claim {quoted(verdict.claim)} is not known"
                yield _rejected(row, Problem(None, None, what, "Give its row too", unknown_name=True))
            elif _told(assessment := self._assessment(verdict, claim)) not in known:
                self._ledger.add_assessment(assessment)
                self._run.counts["assessment"] += 1
                if claim.id not in merged:
                    self._run.touched[claim.id] = None

    def _assessment(self, verdict: VerdictDraft, claim: Claim) -> Assessment:
        named = [self._run.places.get(place) for place in verdict.evidence]
        new = [Document(0, url=url) for url, found in zip(verdict.evidence, named, strict=True) if found is None]
        added = iter(self._ledger.add_documents(new))
        return Assessment(
            id=0,
            claim=claim.id,
            verdict=verdict.verdict,
            rationale=verdict.why,
            analyst=verdict.analyst,
            at=verdict.at,
            derived=verdict.derived,
            credibility=verdict.credibility,
            evidence=tuple(next(added)[0] if found is None else found.id for found in named),
        )


def _told(assessment: Assessment) -> tuple[object, ...]:
    """What makes two verdicts one."""
    return assessment.claim, assessment.verdict, assessment.rationale, assessment.analyst, assessment.at


def _too_late(row: TableRow) -> Problem:
    return Problem(None, None, f"this {row.record} comes behind a claim", "Put parties and sources first")


def _rejected(row: TableRow, *problems: Problem) -> Reject:
    return Reject(row, tuple(replace(problem, line=row.line, column=None) for problem in problems))
