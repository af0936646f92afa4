"""What changed about a claim between two moments, and through which records: as lines and as JSON."""

from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from verifier.domain.explain.claim_report import ClaimReport
from verifier.domain.history import Kind
from verifier.domain.model.claims import Claim, Status
from verifier.domain.model.sources import Registry
from verifier.reports.files.json import Context, answer_json
from verifier.reports.log import called
from verifier.reports.text.page import Page
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, padded, status_run, visible, wrapped
from verifier.reports.text.times import iso
from verifier.reports.text.wording import clock, counted

_STATUSES = frozenset({"status", "derived"})


class Clock(StrEnum):
    """Along which clock two moments lie."""

    SAID = "said"
    RECORDED = "recorded"


class Through(Struct, frozen=True):
    """A record said, or recorded, between two moments (`at`, microseconds UTC).

    It decides if the status would be what it was, were it not for this record alone; where no single record does so,
    those at the step at which the status changed decide.
    """

    kind: Kind
    ref: str
    at: int
    description: str
    decides: bool
    revision: int | None = None
    analyst: str | None = None
    reason: str | None = None


class Contrast(Struct, frozen=True):
    """A claim at two moments: of which instants (microseconds UTC), or revisions; None where it was not known."""

    claim: Claim
    clock: Clock
    moments: tuple[int, int]
    before: ClaimReport | None
    after: ClaimReport | None
    through: tuple[Through, ...]


def contrast_json(contrast: Contrast, zone: tzinfo) -> dict[str, Any]:
    """What changed, for a program."""
    before, after = _sides(contrast, zone)
    since, until = (_moment_json(moment, contrast.clock, zone) for moment in contrast.moments)
    return {
        "ref": f"c{contrast.claim.id}",
        "claim": contrast.claim.text,
        "clock": contrast.clock,
        "from": since,
        "to": until,
        "before": before,
        "after": after,
        "changed": _changed(before, after),
        "through": [
            {
                "kind": record.kind,
                "ref": record.ref,
                "at": iso(record.at, zone),
                "revision": None if record.revision is None else f"r{record.revision}",
                "analyst": record.analyst,
                "reason": record.reason,
                "description": record.description,
                "decides": record.decides,
            }
            for record in contrast.through
        ],
    }


def _sides(contrast: Contrast, zone: tzinfo) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    context = Context(Registry(), zone=zone)
    before, after = (None if side is None else answer_json(side, context) for side in (contrast.before, contrast.after))
    return before, after


def _changed(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """The fields that differ; every one if the claim was known at one moment only."""
    if before is None or after is None:
        return [*(before or after or {})] if before is not after else []
    return [name for name in after if before[name] != after[name]]


def _moment_json(moment: int, along: Clock, zone: tzinfo) -> str:
    return f"r{moment}" if along is Clock.RECORDED else str(iso(moment, zone))


def contrast_page(contrast: Contrast, zone: tzinfo, page: Page) -> Iterator[Line]:
    """What changed, for the analyst: before and after, field by field, then the records between."""
    claim = contrast.claim
    since, until = (_moment(moment, contrast.clock, zone) for moment in contrast.moments)
    yield line(Run(f"c{claim.id}", Role.STRONG), Run(f"  {contrast.clock} by {since}, and by {until}", Role.FAINT))
    yield from wrapped(line(Run(visible(claim.text), Role.STRONG)), page.columns)
    yield BLANK
    yield from _before_and_after(contrast, zone, page)
    if contrast.through:
        yield BLANK
        yield line(Run(f"{contrast.clock.upper()} BETWEEN {len(contrast.through)}", Role.HEADING))
    for record in contrast.through:
        yield from wrapped(_record(record, zone, page), page.columns, "    ")


def _moment(moment: int, along: Clock, zone: tzinfo) -> str:
    return f"r{moment}" if along is Clock.RECORDED else clock(moment, zone)


def _before_and_after(contrast: Contrast, zone: tzinfo, page: Page) -> Iterator[Line]:
    before, after = _sides(contrast, zone)
    if before is None or after is None:
        states = ("not known" if side is None else side["status"] for side in (before, after))
        yield line(Run(padded("status", 20), Role.FAINT), _arrow(page).join(states))
        return
    changed = _changed(before, after)
    if "status" not in changed:
        yield line(Run(padded("status", 20), Role.FAINT), _status(after["status"], page), "  as before")
    for name in changed:
        label = Run(padded(name.replace("_", " "), 20), Role.FAINT)
        sides = [_side(name, side[name], page) for side in (before, after)]
        yield from wrapped(line(label, *sides[0], Run(_arrow(page), Role.FAINT), *sides[1]), page.columns, " " * 20)


def _arrow(page: Page) -> str:
    return " -> " if page.ascii_only else " → "


def _status(status: str, page: Page) -> Run:
    return status_run(Status(status), ascii_only=page.ascii_only)


def _side(name: str, value: object, page: Page) -> Line:
    if name in _STATUSES:
        return line(_status(str(value), page))
    told = _WORDS.get(name, _words)
    return line(visible("none" if value is None else told(value)))


def _words(value: object) -> str:
    """A field of JSON in words: names of what holds, lists with commas."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        told = {name.replace("_", " "): each for name, each in value.items() if each is not None}
        return "; ".join(f"{name} {_words(each)}" for name, each in told.items()) or "none"
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value)
    return str(value)


def _flags(flags: Mapping[str, Any]) -> str:
    """The flags raised, with their details."""
    raised = {name: details for name, details in flags.items() if details is not None}
    if "stale" in raised:
        raised["stale"] = counted(raised["stale"]["days"], "day")
    return "; ".join(f"{name} {_words(details)}" for name, details in raised.items()) or "none"


_WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "flags": _flags,
    "dispute": lambda dispute: str(dispute["kind"]),
    "awaiting": lambda found: _words([each["party"] for each in found]),
    "assessments": lambda found: _words([f"{each['verdict']} by {each['analyst']}" for each in found]),
}
"""Fields of which not everything is told."""


def _record(record: Through, zone: tzinfo, page: Page) -> Line:
    mark = "*" if page.ascii_only else "●"
    who = f"{visible(record.analyst)}  " if record.analyst else ""
    revision = f"r{record.revision}  " if record.revision is not None else ""
    reason = f": {page.quoted(visible(record.reason))}" if record.reason and record.kind is not Kind.STATUS else ""
    return line(
        Run(f"{mark if record.decides else ' '} ", Role.STRONG),
        Run(f"{clock(record.at, zone)}  {revision}{who}", Role.FAINT),
        Run(called(record.kind, record.ref), Role.STRONG),
        f"  {record.description}",
        Run(reason, Role.QUOTED),
        Run("  decides" if record.decides else "", Role.AFFIRM),
    )
