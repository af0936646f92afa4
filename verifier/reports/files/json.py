"""Answers as JSON: fields are always present, null where there is nothing, and only ever added."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct, field
from msgspec.json import encode
from msgspec.json import format as format_json
from msgspec.structs import asdict

from verifier.domain.duplicates import MergedClaim
from verifier.domain.explain.claim_report import ClaimReport, Figures, FullClaimReport, ReportedAttribution
from verifier.domain.explain.outcome import Flags
from verifier.domain.explain.track_record import TrackRecord, Word
from verifier.domain.explain.why import Dispute
from verifier.domain.model.claims import Assessment, Claim
from verifier.domain.model.places import coordinates
from verifier.domain.model.sources import Registry, Source
from verifier.domain.model.statements import Document, Figure
from verifier.domain.revisions import StatusChange
from verifier.reports.changes import Change, SaidChange
from verifier.reports.text.times import iso, iso_span

Json = dict[str, Any]


class Context(Struct, frozen=True):
    """What a record's numbers stand for: sources, documents and phrases by number; and the time zone to show.

    `merged` are claims that were merged into the one that is told of.
    """

    registry: Registry
    documents: Mapping[int, Document] = field(default_factory=dict)
    phrases: Mapping[int, str] = field(default_factory=dict)
    claims: Mapping[int, Claim] = field(default_factory=dict)
    zone: tzinfo = UTC
    merged: Sequence[MergedClaim] = ()

    def name(self, source: int | None) -> str | None:
        """The canonical name of a source by number."""
        return None if source is None else self.registry.sources[source].name


def dumps(value: object) -> str:
    """JSON text, two spaces deep, in the characters as they are."""
    try:
        return format_json(encode(value), indent=2).decode()
    except UnicodeEncodeError:  # half of a character, as the name of a file may have
        return json.dumps(value, ensure_ascii=False, indent=2)


def answer_json(answer: ClaimReport, context: Context) -> Json:
    """One claim, as `list --json` and `disputed --json` give it."""
    found = _answered(answer, context)
    if answer.logged is not None:
        told = _LOGGED | _fields(answer.claim, context.zone).keys()
        found = {name: value if name in told else None for name, value in found.items()}
    return {**found, "logged": None if answer.logged is None else _logged(answer.logged, context.zone)}


_LOGGED: Final = frozenset(
    {"ref", "key", "claim", "kind", "status", "derived", "row", "support", "opposition", "because"}
)
"""What the log tells of a claim, where other rules held."""


def _logged(change: StatusChange, zone: tzinfo) -> Json:
    """The change of status from which an answer comes."""
    return {
        "revision": f"r{change.revision}",
        "at": iso(change.recorded, zone),
        "analyst": change.analyst,
        "policy": change.policy_version,
    }


def _answered(answer: ClaimReport, context: Context) -> Json:
    claim, finding = answer.claim, answer.finding
    return {
        "ref": f"c{claim.id}",
        "key": claim.key,
        "claim": claim.text,
        "kind": claim.kind,
        "status": answer.status,
        "derived": finding.status,
        "row": finding.row,
        "support": finding.support,
        "opposition": finding.opposition,
        "since": iso(answer.since, context.zone),
        "still_disputed": answer.still_disputed,
        "flags": _flags(answer.flags, context.zone),
        "awaiting": [{"party": a.party, "since": iso(a.since, context.zone)} for a in answer.awaiting],
        "affirmed_by": list(answer.affirmed_by),
        "denied_by": list(answer.denied_by),
        "withheld_by": list(answer.withheld_by),
        "counts": asdict(answer.counts),
        "figure": _figures(answer.figures),
        "dispute": _dispute(answer.dispute),
        "why": answer.why,
        "because": list(answer.because),
        "assessments": [_assessment(assessment, context.zone) for assessment in answer.assessments],
        **_fields(claim, context.zone),
    }


def _assessment(assessment: Assessment, zone: tzinfo) -> Json:
    return {
        "verdict": assessment.verdict,
        "why": assessment.rationale,
        "analyst": assessment.analyst,
        "at": iso(assessment.at, zone),
        "credibility": assessment.credibility,
        "revision": f"r{assessment.revision}",
    }


def _fields(claim: Claim, zone: tzinfo) -> Json:
    """What the analyst wrote about the claim, and when."""
    return {
        "happened": iso_span(claim.happened, zone),
        "place": claim.place,
        "parties": list(claim.parties),
        "against": list(claim.against),
        "favours": list(claim.favours),
        "measure": claim.measure,
        "tags": list(claim.tags),
        "recorded": iso(claim.recorded, zone),
        "revision": f"r{claim.revision}",
        "coordinates": _coordinates(claim.place),
    }


def _coordinates(place: str | None) -> Json | None:
    """The degrees in what is written of a place, and the geo: URI by which a map is opened."""
    point = coordinates(place)
    if point is None:
        return None
    return {
        "latitude": float(point.latitude),
        "longitude": float(point.longitude),
        "altitude": None if point.altitude is None else float(point.altitude),
        "uri": point.uri,
    }


def full_answer_json(full: FullClaimReport, context: Context, log: Iterable[Json] | None = None) -> Json:
    """One claim with all that explains it, as `show --json` gives it; with the log if that is wanted."""
    zone = context.zone
    if full.answer.logged is not None:
        told = dict.fromkeys(("attributions", "reaching", "history", "would_change", "links", "merged"))
        return {**answer_json(full.answer, context), **told, "log": None if log is None else list(log)}
    return {
        **answer_json(full.answer, context),
        "attributions": [_attribution(heeded, context) for heeded in full.attributions],
        "reaching": [_attribution(heeded, context) for heeded in full.reaching],
        "history": [
            {
                "at": iso(step.at, zone),
                "status": step.status,
                "support": step.support,
                "opposition": step.opposition,
                "because": [f"a{number}" for number in step.because],
            }
            for step in full.history
        ],
        "would_change": [{"who": p.who, "stance": p.stance, "status": p.status} for p in full.would_change],
        "links": [
            {
                "claim": f"c{link.claim}",
                "kind": link.kind,
                "other": f"c{link.other}",
                "text": context.claims[link.other if link.claim == full.answer.claim.id else link.claim].text,
            }
            for link in full.links
        ],
        "log": None if log is None else list(log),
        "merged": [_merged(one, zone) for one in context.merged],
    }


def _merged(merged: MergedClaim, zone: tzinfo) -> Json:
    """A claim that was merged into this one, with the verdicts that stay with it."""
    claim, revision = merged.redirect.claim, merged.redirect.revision
    return {
        "ref": f"c{claim.id}",
        "key": claim.key,
        "claim": claim.text,
        "revision": f"r{revision.id}",
        "at": iso(revision.recorded_at, zone),
        "analyst": revision.analyst,
        "why": revision.reason,
        "assessments": [_assessment(assessment, zone) for assessment in merged.assessments],
    }


def change_json(change: Change, zone: tzinfo) -> Json:
    """One line of the status-change log, as `changes --json` gives it."""
    return {
        "at": iso(change.at, zone),
        "revision": f"r{change.revision}",
        "analyst": change.analyst,
        "ref": f"c{change.claim}",
        "key": change.key,
        "claim": change.text,
        "from": change.old,
        "to": change.new,
        "from_derived": change.old_derived,
        "to_derived": change.new_derived,
        "row": change.row,
        "because": list(change.because),
        "policy": change.policy,
        "action": change.action,
        "reason": change.reason,
    }


def said_change_json(change: SaidChange, zone: tzinfo) -> Json:
    """One step of a derived status, as `changes --said --json` gives it."""
    return {
        "at": iso(change.at, zone),
        "ref": f"c{change.claim}",
        "key": change.key,
        "claim": change.text,
        "from": change.old,
        "to": change.new,
        "because": list(change.because),
    }


def _attribution(heeded: ReportedAttribution, context: Context) -> Json:
    a = heeded.attribution
    return {
        "ref": f"a{a.id}",
        "claim": f"c{a.claim}",
        "origin": context.name(a.origin),
        "party": context.registry.sources[a.origin].party,
        "anonymous": context.registry.sources[a.origin].anonymous,
        "carriers": [context.name(carrier) for carrier in a.carriers],
        "stance": a.stance,
        "certainty": a.certainty,
        "basis": a.basis,
        "figure": _figure(a.figure),
        "cue": a.cue,
        "quote": a.quote,
        "note": a.note,
        "said": iso_span(a.said, context.zone),
        "recorded": iso(a.recorded, context.zone),
        "revision": f"r{a.revision}",
        "document": document_json(context.documents.get(a.document) if a.document else None, context),
        "phrase": context.phrases.get(a.id),
        "live": heeded.live,
        "adds_nothing": heeded.adds_nothing,
        "side": {1: "for", -1: "against"}.get(heeded.side),
        "quote_language": a.quote_language,
        "quote_translation": a.quote_translation,
    }


def document_json(document: Document | None, context: Context) -> Json | None:
    """Where something was read."""
    if document is None:
        return None
    return {
        "url": document.url,
        "title": document.title,
        "outlet": context.name(document.outlet),
        "published": iso_span(document.published, context.zone),
        "retrieved": iso_span(document.retrieved, context.zone),
        "sha256": document.sha256,
        "retracted": iso_span(document.retracted, context.zone),
        "archived": document.archived,
        "archived_hash": document.archived_hash,
        "author": document.author,
        "language": document.language,
        "media_type": document.media_type,
        "location": document.location,
        "captured": iso_span(document.captured, context.zone),
    }


def _dispute(dispute: Dispute | None) -> Json | None:
    if dispute is None:
        return None
    return {
        "kind": dispute.kind,
        "sides": [
            {"position": side.position, "who": list(side.who), "because": [f"a{number}" for number in side.because]}
            for side in dispute.sides
        ],
    }


def _flags(flags: Flags, zone: tzinfo) -> Json:
    """Every flag by name; null where it is not raised."""
    gatekeeper = flags.one_gatekeeper
    return {
        "denied-by": list(flags.denied_by) or None,
        "insisted-by": list(flags.insisted_by) or None,
        "anonymous": list(flags.anonymous) or None,
        "hedged": list(flags.hedged) or None,
        "one-gatekeeper": gatekeeper and {"carrier": gatekeeper.carrier, "copies": gatekeeper.copies},
        "self-contradictory": list(flags.self_contradictory) or None,
        "reversed": [{"who": r.who, "at": iso(r.at, zone)} for r in flags.reversed] or None,
        "against-interest": list(flags.against_interest) or None,
        "stale": None if flags.stale_days is None else {"days": flags.stale_days},
        "split": [{"analyst": a.analyst, "verdict": a.verdict} for a in flags.split] or None,
        "review-due": [{"analyst": a.analyst, "verdict": a.verdict, "derived": a.derived} for a in flags.review_due]
        or None,
        "challenged": [{"who": c.who, "stance": c.stance} for c in flags.challenged] or None,
        "revised": [{"who": r.who, "at": iso(r.at, zone)} for r in flags.revised] or None,
    }


def _figures(figures: Figures | None) -> Json | None:
    if figures is None:
        return None
    return {
        "low": number(figures.low),
        "high": number(figures.high),
        "agreed": _figure(figures.agreed),
        "rejected": [{"figure": _figure(one.figure), "by": list(one.by)} for one in figures.rejected],
    }


def _figure(figure: Figure | None) -> Json | None:
    return None if figure is None else {"low": number(figure.low), "high": number(figure.high)}


def number(value: Decimal | None) -> int | float | None:
    """A figure's bound as JSON has it: whole if it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def source_json(source: Source, attributions: int, log: Iterable[Json] | None = None) -> Json:
    """One source, as `source list --json` and `source show --json` give it; with the log if that is wanted."""
    return {
        "name": source.name,
        "aliases": list(source.aliases),
        "kind": source.kind,
        "party": source.party,
        "official": source.official,
        "anonymous": source.anonymous,
        "independent": source.independent,
        "reliability": source.reliability,
        "note": source.note,
        "attributions": attributions,
        "log": None if log is None else list(log),
        "official_since": one_or_all(source.official_since),
        "official_until": one_or_all(source.official_until),
        "confidential": source.confidential,
    }


def one_or_all(days: Sequence[str]) -> list[str | None] | str | None:
    """The days of office as JSON has them: the day where there is one term, a list where there are several."""
    several = [day or None for day in days]
    return several if len(several) > 1 else next(iter(several), None)


def track_record_json(record: TrackRecord) -> Json:
    """A track record, as `source record --json` gives it: its counts, and what it said claim by claim."""
    return {
        "name": record.name,
        "party": record.party,
        "official": record.official,
        "counts": [
            {
                "stance": tally.stance,
                "what": tally.what,
                "settled": tally.settled,
                "count": len(tally.refs),
                "refs": list(tally.refs),
            }
            for tally in record.tallies
        ],
        "words": [_word_json(word) for word in record.words],
    }


def _word_json(word: Word) -> Json:
    return {
        "ref": f"c{word.claim.id}",
        "key": word.claim.key,
        "claim": word.claim.text,
        "stance": word.stance,
        "status": word.status,
        "settled": word.settled,
        "live": word.live,
        "attributions": _attribution_refs(word.records),
        "reversed": _attribution_refs(word.reversed),
        "revised": _attribution_refs(word.revised),
        "retracted": _attribution_refs(word.retracted),
        "against_interest": word.against_interest,
        "stood": word.stood,
        "agreed": _attribution_refs(word.agreed),
    }


def _attribution_refs(numbers: Iterable[int]) -> list[str]:
    return [f"a{number}" for number in numbers]
