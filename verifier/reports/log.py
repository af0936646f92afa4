"""The log of all that was recorded: who, when, what it was before and is after, and why; as lines and as JSON."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, tzinfo
from typing import Any, Final

from msgspec import Struct

from verifier.domain.history import FieldChange, Kind, Value
from verifier.domain.model.claims import Status
from verifier.domain.model.time import Moment
from verifier.domain.revisions import Revision
from verifier.reports.text.styled import Line, Role, Run, line, padded, status_run, visible
from verifier.reports.text.times import iso, iso_span
from verifier.reports.text.wording import clock, span

REPLACED: Final = "replaced_by"
MERGED: Final = "merged_into"
_RECORDED: Final = {
    Kind.POLICY: "adopted",
    Kind.DOCUMENT: "first read",
    Kind.CLAIM: "opened",
    Kind.SOURCE: "registered",
    Kind.PARTY: "registered",
}
"""What is said of a new record before its first values."""
_NAMED: Final = {
    Kind.POLICY: "policy ",
    Kind.KEY: "key of ",
    Kind.PARTY: "party ",
    Kind.SOURCE: "source ",
    Kind.DOCUMENT: "document ",
}
"""What is said before the name of a record that has no number."""


class LogEntry(Struct, frozen=True):
    """What a revision did to one record; `undone_in` is the revision by which that is undone.

    `ref` is the record's ref or name: of a link the first claim's, of a verdict and a status its claim's. `because`,
    `row` and `policy` are those of a status change.
    """

    revision: Revision
    kind: Kind
    ref: str
    changes: tuple[FieldChange, ...]
    first: bool = False
    reason: str | None = None
    undone_in: int | None = None
    because: tuple[str, ...] = ()
    row: int | None = None
    policy: str | None = None


def log_json(entries: Iterable[LogEntry], zone: tzinfo) -> Iterator[dict[str, Any]]:
    """The log for a program: an object for each field that changed."""
    for entry in entries:
        for change in entry.changes:
            yield {
                "revision": f"r{entry.revision.id}",
                "at": iso(entry.revision.recorded_at, zone),
                "analyst": entry.revision.analyst,
                "action": entry.revision.action,
                "reason": entry.reason,
                "kind": entry.kind,
                "ref": entry.ref,
                "field": change.field,
                "old": _value_json(change.old, zone),
                "new": _value_json(change.new, zone),
                "undone_in": None if entry.undone_in is None else f"r{entry.undone_in}",
                "because": list(entry.because) if entry.kind is Kind.STATUS else None,
                "row": entry.row,
                "policy": entry.policy,
            }


def _value_json(value: Value, zone: tzinfo) -> object:
    if isinstance(value, Moment):
        return iso_span(value, zone)
    return list(value) if isinstance(value, tuple) else value


def log_listing(entries: Iterable[LogEntry], zone: tzinfo = UTC, *, ascii_only: bool = False) -> Iterator[Line]:
    """A line for each change: revision, when, who, what; the values of a new record are on one line."""
    for entry in entries:
        reason = f": {_quoted(visible(entry.reason), ascii_only=ascii_only)}" if entry.reason else ""
        undone = f"  (undone in r{entry.undone_in})" if entry.undone_in is not None else ""
        for words in entry_words(entry, zone, ascii_only=ascii_only):
            yield line(
                Run(f"{padded(f'r{entry.revision.id}', 5)} {padded(clock(entry.revision.recorded_at, zone), 17)}  "),
                Run(f"{visible(entry.revision.analyst)}  ", Role.FAINT),
                Run(called(entry.kind, entry.ref), Role.STRONG),
                "  ",
                *words,
                *([Run(reason, Role.QUOTED)] if reason and entry.kind is not Kind.STATUS else []),
                *([Run(undone, Role.FAINT)] if undone else []),
            )


def called(kind: Kind, ref: str) -> str:
    """A record by its ref, or by what it is and its name."""
    return f"{_NAMED.get(kind, '')}{visible(ref)}"


def entry_words(entry: LogEntry, zone: tzinfo = UTC, *, ascii_only: bool = False) -> list[Line]:
    """What became of the record, in words: a line for all of a new record, else one for each field."""
    words = _Words(zone, ascii_only=ascii_only)
    told = _TOLD.get(entry.kind)
    if told is not None:
        return told(entry, words)
    if entry.first:
        values = "; ".join(words.value(change) for change in entry.changes)
        return [line(": ".join(part for part in (_RECORDED.get(entry.kind, ""), values) if part))]
    return [line(_changed(change, words)) for change in entry.changes]


def _changed(change: FieldChange, words: "_Words") -> str:
    """What became of a field; of a claim that was merged, into which other one."""
    return words.value(change) if change.field == MERGED else words.course(change)


class _Words(Struct, frozen=True):
    """How values are put into words."""

    zone: tzinfo
    ascii_only: bool

    @property
    def arrow(self) -> str:
        return " -> " if self.ascii_only else " → "

    def course(self, change: FieldChange) -> str:
        return f"{_field(change)} {self.written(change.old)}{self.arrow}{self.written(change.new)}"

    def value(self, change: FieldChange) -> str:
        return f"{_field(change)} {self.written(change.new)}"

    def written(self, value: Value) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if value is None or value == ():
            return "none"
        if isinstance(value, Moment):
            return visible(value.text) or span(value, self.zone)
        if isinstance(value, tuple):
            return ", ".join(map(visible, value))
        text = visible(str(value))
        return _quoted(text, ascii_only=self.ascii_only) if " " in text else text

    def status(self, value: Value) -> Run:
        if value is None:
            return Run("new", Role.FAINT)
        return status_run(Status(str(value)), ascii_only=self.ascii_only)


def _field(change: FieldChange) -> str:
    return (change.field or "").replace("_", " ")


def _quoted(text: str, *, ascii_only: bool) -> str:
    return f'"{text}"' if ascii_only else f"“{text}”"


def _attribution(entry: LogEntry, words: _Words) -> list[Line]:
    """Recorded on a claim, voided, or replaced."""
    fields = {change.field: change for change in entry.changes}
    if REPLACED in fields:
        return [line(f"replaced by {fields[REPLACED].new}")]
    whole = fields[None]
    if whole.new is None:
        return [line(f"voided {_quoted(visible(str(whole.old)), ascii_only=words.ascii_only)}")]
    rest = "".join(f"; {words.value(change)}" for change in entry.changes if change.field not in {None, "claim"})
    return [line(f"on {fields['claim'].new}: {visible(str(whole.new))}", Run(rest, Role.FAINT))]


def _link(entry: LogEntry, _: _Words) -> list[Line]:
    [change] = entry.changes
    return [line(str(change.new) if change.old is None else f"no longer {change.old}")]


def _assessment(entry: LogEntry, words: _Words) -> list[Line]:
    verdict, *rest = entry.changes
    before = "" if verdict.old is None else f" (was {verdict.old})"
    more = "".join(f"; {words.value(change)}" for change in rest)
    return [line(f"judged {verdict.new}{before}{more}")]


def _revision(entry: LogEntry, _: _Words) -> list[Line]:
    [change] = entry.changes
    return [line("undone" if change.new else "brought back")]


def _status(entry: LogEntry, words: _Words) -> list[Line]:
    """Each change with the row that holds and what decides it."""
    because = f", because {', '.join(entry.because)}" if entry.because else ""
    facts = Run(f"  row {entry.row}{because}, policy {visible(entry.policy or '')}", Role.FAINT)
    return [
        line(
            *([Run("derived ", Role.FAINT)] if change.field == "derived" else []),
            words.status(change.old),
            Run(words.arrow, Role.FAINT),
            words.status(change.new),
            facts,
        )
        for change in entry.changes
    ]


_TOLD: Final[dict[Kind, Callable[[LogEntry, _Words], list[Line]]]] = {
    Kind.ATTRIBUTION: _attribution,
    Kind.LINK: _link,
    Kind.ASSESSMENT: _assessment,
    Kind.REVISION: _revision,
    Kind.STATUS: _status,
}
