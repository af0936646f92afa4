"""Analysts' keys, for the screen and as JSON."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Any, NamedTuple

from verifier.reports.text.styled import Line, Role, Run, line, padded, visible
from verifier.reports.text.times import iso
from verifier.reports.text.wording import date

_LEAST_NAME = 8


class Turn(NamedTuple):
    """A revision by which a key came into force, or went: its number, instant (microseconds UTC), analyst, reason."""

    revision: int
    at: int
    by: str
    reason: str | None


class ListedKey(NamedTuple):
    """A key recorded for an analyst, and what replaced or revoked it (None while it is in force)."""

    analyst: str
    fingerprint: str
    public_key: str
    since: Turn
    ended: Turn | None


def key_lines(keys: Iterable[ListedKey], zone: tzinfo) -> Iterator[Line]:
    """One line a key: whose, its fingerprint, since when, and until when and why."""
    listed = list(keys)
    columns = max([_LEAST_NAME, *(len(visible(key.analyst)) for key in listed)])
    for key in listed:
        by = "" if key.since.by == key.analyst else f", given by {visible(key.since.by)}"
        since = f"since r{key.since.revision} ({date(key.since.at, zone)}){by}"
        yield line(
            Run(padded(visible(key.analyst), columns), Role.STRONG), f"  {key.fingerprint}  {since}{_end(key, zone)}"
        )


def _end(key: ListedKey, zone: tzinfo) -> str:
    if key.ended is None:
        return ""
    by = "" if key.ended.by == key.analyst else f" by {visible(key.ended.by)}"
    reason = f": {visible(key.ended.reason)}" if key.ended.reason else ""
    return f", until r{key.ended.revision} ({date(key.ended.at, zone)}){by}{reason}"


def key_json(key: ListedKey, zone: tzinfo) -> dict[str, Any]:
    """A key as JSON."""
    return {
        "analyst": key.analyst,
        "fingerprint": key.fingerprint,
        "public_key": key.public_key,
        "since": _turn_json(key.since, zone),
        "revoked": None if key.ended is None else _turn_json(key.ended, zone),
    }


def _turn_json(turn: Turn, zone: tzinfo) -> dict[str, Any]:
    return {"revision": f"r{turn.revision}", "at": iso(turn.at, zone), "analyst": turn.by, "why": turn.reason}
