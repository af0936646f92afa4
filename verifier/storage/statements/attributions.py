"""Attributions and assessments: what is asked of them, the rows that answer, and how these are read and written.

Rows of what is recorded by the million are laid out in the order of their table's columns.
"""

from functools import cache
from typing import Any, Final

from verifier.domain.model.claims import Assessment, Status, Verdict
from verifier.domain.model.statements import Attribution, Basis, Certainty, Stance
from verifier.domain.model.time import Moment
from verifier.storage.db.statement import ClaimNumberRow, Given, IdentifiedRow, Row, Snapshot, statement
from verifier.storage.statements.lazy import selection, sql, tables
from verifier.storage.statements.values import (
    Columns,
    Values,
    figure_of,
    figure_text,
    fingerprint,
    from_json,
    to_json,
)

# An enum takes much longer to find its member.
_stance: Final = cache(Stance)
_certainty: Final = cache(Certainty)
_basis: Final = cache(Basis)


class AttributionRow(Row):
    """An attribution, with its document's outlet and its revision's time."""

    id: int
    revision: int
    claim: int
    origin: int
    nearest: int | None
    stance: str
    certainty: str
    basis: str
    figure: str | None
    cue: str | None
    quote: str | None
    note: str | None
    said_earliest: int
    said_latest: int
    said_text: str
    said_offset: int
    written: bool
    document: int | None
    identity: str
    quote_language: str | None
    quote_translation: str | None
    outlet: int | None
    recorded_at: int


class CarrierRow(Row):
    """A carrier of an attribution."""

    attribution: int
    source: int


class OriginCountRow(Row):
    """Of how many attributions a source is the origin."""

    origin: int
    attributions: int


class AssessmentRow(Row):
    """An assessment."""

    id: int
    revision: int
    claim: int
    verdict: str
    rationale: str
    analyst: str
    derived: str
    evidence: str
    at: int
    credibility: int | None


def attribution_row(number: int, revision: int, attribution: Attribution, identity: str) -> Values:
    """The row of an attribution, without its carriers."""
    said = attribution.said
    return (
        number,
        revision,
        attribution.claim,
        attribution.origin,
        attribution.carriers[0] if attribution.carriers else None,
        attribution.stance.value,
        attribution.certainty.value,
        attribution.basis.value,
        figure_text(attribution.figure),
        attribution.cue,
        attribution.quote,
        attribution.note,
        said.earliest,
        said.latest,
        said.text,
        said.offset,
        attribution.written,
        attribution.document,
        identity,
        attribution.quote_language,
        attribution.quote_translation,
    )


def carrier_rows(number: int, revision: int, attribution: Attribution) -> list[Values]:
    """The rows of the carriers of an attribution."""
    return [(number, position, revision, source) for position, source in enumerate(attribution.carriers)]


def attribution_of(row: AttributionRow, carriers: tuple[int, ...]) -> Attribution:
    """The attribution of a row, joined with its revision's time and its document's outlet."""
    return Attribution(
        row.id,
        row.claim,
        row.origin,
        _stance(row.stance),
        Moment(row.said_earliest, row.said_latest, row.said_text, row.said_offset),
        carriers,
        _certainty(row.certainty),
        _basis(row.basis),
        figure_of(row.figure),
        row.cue,
        row.quote,
        row.note,
        row.written,
        row.document,
        row.outlet,
        row.recorded_at,
        row.revision,
        row.quote_language,
        row.quote_translation,
    )


def attribution_identity(attribution: Attribution) -> str:
    """What makes recording it again a no-op; of the time, only what was written down.

    An anonymous origin's nearest carrier is among the carriers, its outlet the document's: neither is told apart here.
    """
    said = attribution.said
    return fingerprint(
        [
            attribution.claim,
            attribution.origin,
            attribution.carriers,
            attribution.stance.value,
            attribution.certainty.value,
            attribution.basis.value,
            figure_text(attribution.figure),
            attribution.quote,
            attribution.document,
            [said.earliest, said.latest] if attribution.written else None,
        ]
    )


def assessment_row(assessment: Assessment) -> Columns:
    """The row of an assessment."""
    return {
        "claim": assessment.claim,
        "verdict": assessment.verdict.value,
        "rationale": assessment.rationale,
        "analyst": assessment.analyst,
        "at": assessment.at,
        "derived": assessment.derived.value,
        "credibility": assessment.credibility,
        "evidence": to_json(assessment.evidence),
    }


def assessment_of(row: AssessmentRow) -> Assessment:
    """The assessment of a row."""
    return Assessment(
        row.id,
        row.claim,
        Verdict(row.verdict),
        row.rationale,
        row.analyst,
        row.at,
        Status(row.derived),
        row.credibility,
        from_json(row.evidence),
        row.revision,
    )


@statement(AttributionRow)
def select_attributions(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The attributions of some claims: by claim, earliest instant, number."""
    columns = tables.attributions.c
    found = selection.attributions_known(snapshot.known_at).where(selection.among(snapshot, columns.claim, numbers))
    return found.order_by(columns.claim, columns.said_earliest, columns.id)


@statement(CarrierRow)
def select_carriers(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The carriers of attributions of some claims."""
    return selection.carriers_known(snapshot.known_at).where(
        selection.among(snapshot, tables.attributions.c.claim, numbers)
    )


@statement(IdentifiedRow)
def select_identified_attributions(snapshot: Snapshot, identities: Given) -> "sql.Select[Any]":
    """The attributions that have some identities, with those."""
    return selection.identified(snapshot, tables.attributions, identities)


@statement(ClaimNumberRow)
def select_claims_of_document(snapshot: Snapshot, number: int) -> "sql.Select[Any]":
    """The claims with an attribution read in a document."""
    columns = tables.attributions.c
    read_there = (columns.document == number, selection.known(tables.attributions, snapshot.known_at))
    return sql.select(columns.claim).distinct().where(*read_there).order_by(columns.claim)


@statement(ClaimNumberRow)
def select_claims_of_sources(snapshot: Snapshot, numbers: Given) -> "sql.Select[Any]":
    """The claims on which the word of some sources bears."""
    columns = tables.attributions.c
    touched = (selection.spoken_by(snapshot, numbers), selection.known(tables.attributions, snapshot.known_at))
    return sql.select(columns.claim).distinct().where(*touched).order_by(columns.claim)


@statement(OriginCountRow)
def select_attribution_counts(snapshot: Snapshot) -> "sql.Select[Any]":
    """Of how many attributions each source is the origin."""
    columns = tables.attributions.c
    return (
        sql.select(columns.origin, sql.func.count().label("attributions"))
        .where(selection.known(tables.attributions, snapshot.known_at))
        .group_by(columns.origin)
    )


@statement(AssessmentRow)
def select_assessments(snapshot: Snapshot, numbers: Given | None = None) -> "sql.Select[Any]":
    """The assessments of some claims, or all, in the order of recording."""
    found = selection.assessments_known(snapshot.known_at)
    return found if numbers is None else found.where(selection.among(snapshot, tables.assessments.c.claim, numbers))
