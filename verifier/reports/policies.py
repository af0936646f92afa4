"""What a policy does to claims, as lines and as JSON: each status before and after, and how many went which way."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from verifier.domain.explain.claim_report import ClaimReport
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import Status
from verifier.reports.text.styled import Line, Role, Run, line, status_run, visible


class Effect(Struct, frozen=True):
    """A claim whose status, shown or derived, a policy changes; `why` is the reason for the new one."""

    claim: int
    key: str | None
    text: str
    old: Status
    new: Status
    old_derived: Status
    new_derived: Status
    row: int
    why: str
    because: tuple[str, ...]

    @classmethod
    def of(cls, before: ClaimState, after: ClaimReport) -> "Effect":
        """What became of a claim that stood so before."""
        return cls(
            claim=after.claim.id,
            key=after.claim.key,
            text=after.claim.text,
            old=before.status,
            new=after.status,
            old_derived=before.derived,
            new_derived=after.finding.status,
            row=after.finding.row,
            why=after.why,
            because=after.because,
        )

    @property
    def course(self) -> tuple[Status, Status, str]:
        """From what to what; where an analysts' verdict stands as it did, the derived status, and a word for that."""
        if self.old != self.new:
            return self.old, self.new, ""
        return self.old_derived, self.new_derived, " (derived)"


def effect_json(effect: Effect) -> dict[str, Any]:
    """One claim that changes, with fields named as in the log of changes."""
    return {
        "ref": f"c{effect.claim}",
        "key": effect.key,
        "claim": effect.text,
        "from": effect.old,
        "to": effect.new,
        "from_derived": effect.old_derived,
        "to_derived": effect.new_derived,
        "row": effect.row,
        "why": effect.why,
        "because": list(effect.because),
    }


def effects_listing(effects: Iterable[Effect], *, explained: bool, ascii_only: bool = False) -> Iterator[Line]:
    """Each claim that changes: before and after, its words and, where wanted, the reason below."""
    for effect in effects:
        course = _course(effect.course, ascii_only=ascii_only)
        yield line(Run(f"c{effect.claim}", Role.STRONG), "  ", *course, f"  {visible(effect.text)}")
        if explained:
            yield line(Run("  why: ", Role.FAINT), visible(effect.why))


def effects_counted(effects: Iterable[Effect], *, ascii_only: bool = False) -> Iterator[Line]:
    """How many claims went which way, the most frequent first."""
    kinds = Counter(effect.course for effect in effects)
    for course, count in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0])):
        yield line(Run(f"{count:>6,}  ", Role.FAINT), *_course(course, ascii_only=ascii_only))


def _course(course: tuple[Status, Status, str], *, ascii_only: bool) -> tuple[Run, ...]:
    old, new, note = course
    arrow = Run(" -> " if ascii_only else " → ", Role.FAINT)
    return (
        status_run(old, ascii_only=ascii_only),
        arrow,
        status_run(new, ascii_only=ascii_only),
        *([Run(note, Role.FAINT)] if note else []),
    )
