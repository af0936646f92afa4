"""Attributions, assessments, standings and the log as rows, and back.

Rows of what is recorded by the million are laid out in the order of their table's columns.
"""

from functools import cache
from typing import Final

from msgspec.json import decode
from msgspec.structs import asdict

from verifier.domain.explain.state import BITS, ClaimState, Flag
from verifier.domain.model.claims import Assessment, Status, Verdict
from verifier.domain.model.statements import Attribution, Basis, Certainty, Stance
from verifier.domain.model.time import Moment
from verifier.domain.revisions import AnalystKey, Correction, Purge, Revision, StatusChange
from verifier.domain.rules.policy import Policy
from verifier.storage.db.connection import Row
from verifier.storage.ledger.digest import canonical
from verifier.storage.statements.values import Columns, Values, figure_of, figure_text, fingerprint, from_json, to_json

# An enum takes much longer to find its member.
_stance: Final = cache(Stance)
_certainty: Final = cache(Certainty)
_basis: Final = cache(Basis)
_status: Final = cache(Status)


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
    )


def carrier_rows(number: int, revision: int, attribution: Attribution) -> list[Values]:
    """The rows of the carriers of an attribution."""
    return [(number, position, revision, source) for position, source in enumerate(attribution.carriers)]


def attribution_of(row: Row, carriers: tuple[int, ...]) -> Attribution:
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


def assessment_of(row: Row) -> Assessment:
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


def change_row(number: int, revision: int, change: StatusChange, policy: str) -> Values:
    """The row of a status change, under the policy of a version."""
    return (
        number,
        revision,
        change.claim,
        change.from_status and change.from_status.value,
        change.from_derived and change.from_derived.value,
        change.to_status.value,
        change.to_derived.value,
        to_json(change.because),
        policy,
        change.row,
        change.support,
        change.opposition,
    )


def change_of(row: Row) -> StatusChange:
    """The status change of a row, joined with its revision."""
    return StatusChange(
        row.claim,
        None if row.from_status is None else Status(row.from_status),
        Status(row.to_status),
        None if row.from_derived is None else Status(row.from_derived),
        Status(row.to_derived),
        row.rule,
        row.support,
        row.opposition,
        from_json(row.because),
        row.id,
        row.revision,
        row.recorded_at,
        row.analyst,
        row.policy_version,
    )


def revision_of(row: Row) -> Revision:
    """The revision of a row."""
    return Revision(
        row.id,
        row.recorded_at,
        row.analyst,
        row.action,
        row.detail,
        row.rules_version,
        row.policy_version,
        row.previous_digest,
        row.digest,
        row.reason,
        row.signature,
    )


def correction_row(correction: Correction) -> Columns:
    """The row of a correction."""
    return {
        "attribution": correction.attribution,
        "link": correction.link,
        "replacement": correction.replacement,
    }


def policy_row(policy: Policy) -> Columns:
    """The row of a policy."""
    return {"version": policy.version, "figures": canonical(asdict(policy)).decode()}


def policy_of(row: Row) -> Policy:
    """The policy of a row."""
    return Policy(**decode(row.figures))


def purge_of(row: Row) -> Purge:
    """The purge of a row."""
    return Purge(row.document, row.target, row.text_sha256, row.rows_before, row.rows_after)


def key_row(key: AnalystKey) -> Columns:
    """The row of an analyst's key."""
    return {"analyst": key.analyst, "public_key": key.public_key}


def state_row(standing: ClaimState) -> Values:
    """The row of a standing."""
    return (
        standing.claim,
        standing.valid_from,
        standing.valid_until,
        standing.since,
        standing.status.value,
        standing.derived.value,
        standing.row,
        standing.support,
        standing.opposition,
        standing.affirmed,
        standing.denied,
        standing.withheld,
        standing.still_disputed,
        standing.split,
        standing.review_due,
        standing.last_said,
        sum([BITS[flag] for flag in standing.flags]),
    )


def state_of(row: Row) -> ClaimState:
    """The standing of a row."""
    return ClaimState(
        row.claim,
        _status(row.status),
        _status(row.derived),
        row.rule,
        row.support,
        row.opposition,
        row.since,
        row.affirmed,
        row.denied,
        row.withheld,
        row.still_disputed,
        row.split,
        row.review_due,
        row.last_said,
        row.valid_from,
        row.valid_until,
        _flags(row.flags or 0),
    )


@cache
def _flags(bits: int) -> frozenset[Flag]:
    return frozenset([flag for flag, bit in BITS.items() if bits & bit])
