"""Verdicts in a table: kept until its claims are recorded, then recorded under the names and times they were given."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from verifier.domain.model.claims import Assessment, Claim, text_key
from verifier.domain.model.statements import Document
from verifier.intake.problems import Problem, quoted
from verifier.intake.tables.read import TableRow
from verifier.intake.tables.verdicts import VerdictDraft, read_verdict
from verifier.intake.times.dates import DateReader
from verifier.services.record.recorder import Recorder
from verifier.services.tables.importer import Reject
from verifier.storage.statements import queries
from verifier.storage.statements.claims import merged_by_text


class _Kept(NamedTuple):
    row: TableRow
    verdict: VerdictDraft


class VerdictImporter:
    """Records the verdicts of one table, those that are known excepted."""

    def __init__(
        self, recorder: Recorder, counts: Counter[str], touched: dict[int, None], places: Mapping[str, Document]
    ) -> None:
        self._ledger = recorder.ledger
        self._places = places
        self._counts = counts
        self._touched = touched
        self._dates = DateReader(recorder.ledger.now)
        self._kept: list[_Kept] = []

    def keep(self, rows: Iterable[TableRow]) -> Iterator[Reject]:
        """Read the verdicts among records that are no rows; gives the others."""
        for row in rows:
            read = read_verdict(row.entry, self._dates) if row.record == "assessment" else (_too_late(row),)
            if isinstance(read, VerdictDraft) and (problem := self._misplaced(read)):
                yield _rejected(row, problem)
            elif isinstance(read, VerdictDraft):
                self._kept.append(_Kept(row, read))
            else:
                yield _rejected(row, *read)

    def _misplaced(self, verdict: VerdictDraft) -> Problem | None:
        """What is wrong with evidence that is named by the `id` of a record."""
        for place in verdict.evidence:
            if place.startswith("#") and place not in self._places:
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
                self._counts["assessment"] += 1
                if claim.id not in merged:
                    self._touched[claim.id] = None

    def _assessment(self, verdict: VerdictDraft, claim: Claim) -> Assessment:
        named = [self._places.get(place) for place in verdict.evidence]
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
