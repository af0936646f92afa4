"""Verdicts of analysts as records of a table in JSON Lines."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from verifier.domain.model.claims import Status, Verdict
from verifier.domain.model.time import Moment
from verifier.intake.nearest import nearest
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character, is_blank
from verifier.intake.times.dates import DateReader

_TEXTS: Final = ("claim", "verdict", "why", "analyst", "at", "derived")
_GRADES: Final = tuple("123456")


class VerdictDraft(Struct, frozen=True):
    """A verdict on the claim of a text; `at` is in microseconds UTC, `evidence` holds addresses."""

    claim: str
    verdict: Verdict
    why: str
    analyst: str
    at: int
    derived: Status
    credibility: int | None
    evidence: tuple[str, ...]


def read_verdict(entry: Mapping[str, Any], dates: DateReader) -> VerdictDraft | tuple[Problem, ...]:
    """The verdict of a record, or all that is wrong with it."""
    if problems := tuple(_faults(entry)):
        return problems
    at = dates.said(entry["at"])
    if isinstance(at, Problem):
        return (at,)
    return _verdict(entry, at)


def _verdict(entry: Mapping[str, Any], at: Moment) -> VerdictDraft:
    credibility = entry.get("credibility")
    return VerdictDraft(
        entry["claim"].strip(),
        Verdict(entry["verdict"]),
        entry["why"].strip(),
        entry["analyst"].strip(),
        at.earliest,
        Status(entry["derived"]),
        None if credibility is None else int(credibility),
        tuple(entry.get("evidence") or ()),
    )


def _faults(entry: Mapping[str, Any]) -> Iterator[Problem]:
    for name in entry.keys() - {*_TEXTS, "credibility", "evidence"}:
        near = nearest(name, _TEXTS)
        yield _fault(
            f"{quoted(name)} is no part of an assessment", f"Did you mean {near[0]}" if near else "Leave it out"
        )
    for name in _TEXTS:
        value = entry.get(name)
        if not isinstance(value, str) or is_blank(value):
            yield _fault(f"the assessment has no {name}", f"Give {name} as a text")
        elif problem := bad_character(value):
            yield _fault(f"{name}, character {problem.column}: {problem.what}", problem.fix)
    for name, words in (("verdict", Verdict), ("derived", Status)):
        if isinstance(entry.get(name), str) and entry[name] not in list(words):
            yield _fault(f"{quoted(entry[name])} is no {name}", f"Write one of {', '.join(words)}")
    if entry.get("credibility") not in {None, *_GRADES}:
        yield _fault("credibility is not 1 to 6", "Write a number from 1 to 6, or leave it out")
    evidence = entry.get("evidence") or []
    if not isinstance(evidence, list) or not all(isinstance(url, str) and len(url.split()) == 1 for url in evidence):
        yield _fault("evidence is no list of addresses", 'Write ["https://…"]')


def _fault(what: str, fix: str) -> Problem:
    return Problem(None, None, what, fix)
