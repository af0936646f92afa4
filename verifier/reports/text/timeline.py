"""A claim's history drawn as a band: one piece for each status it had, with its word, its beginning and how long.

Pieces are wider the longer a status lasted, but not in proportion: a day must stay visible beside two years.
"""

import math
from collections.abc import Sequence
from datetime import tzinfo
from typing import Final, NamedTuple

from verifier.domain.model.claims import Status
from verifier.domain.model.time import HOUR
from verifier.domain.rules.status import Step
from verifier.reports.text.styled import Line, Role, Run, line, padded, status_role, status_run, width
from verifier.reports.text.times import moment_of
from verifier.reports.text.wording import MONTHS, duration

_GAP: Final = 1


class Piece(NamedTuple):
    """A status with when it began and ended (microseconds UTC)."""

    status: Status
    since: int
    until: int


def pieces(history: Sequence[Step], now: int) -> list[Piece]:
    """The statuses of a history, one after the other; steps that changed nothing do not count."""
    found: list[Piece] = []
    for step in history:
        if found and found[-1].status == step.status:
            continue
        if found:
            found[-1] = found[-1]._replace(until=step.at)
        found.append(Piece(step.status, step.at, now))
    return found


def band(history: Sequence[Step], now: int, zone: tzinfo, columns: int, *, ascii_only: bool = False) -> list[Line]:
    """The band in three lines, oldest piece first; the oldest are left out, and counted, where there is no room."""
    all_pieces = pieces(history, now)
    labels = [_labels(piece, zone, ascii_only=ascii_only) for piece in all_pieces]
    left_out = 0
    while len(labels) > left_out + 1 and _needed(labels[left_out:], left_out) > columns:
        left_out += 1
    shown, labels = all_pieces[left_out:], labels[left_out:]
    if not shown:
        return []
    widths = _widths(shown, labels, columns - _more_width(left_out))
    more = [Run(padded(text, _more_width(left_out)), Role.FAINT) for text in (_more(left_out), "", "")]
    rows: list[list[Run]] = [[more[0]], [more[1]], [more[2]]]
    for piece, (word, began), wide in zip(shown, labels, widths, strict=True):
        role = status_role(piece.status)
        stroke = ("=" if ascii_only else "━") * (wide - _GAP)
        for row, text, look in zip(rows, (word, stroke, began), (role, role, Role.FAINT), strict=True):
            row.append(Run(padded(text, wide), look))
    return [line(*(run for run in row if run.text)) for row in rows]


def _labels(piece: Piece, zone: tzinfo, *, ascii_only: bool) -> tuple[str, str]:
    when = moment_of(piece.since, zone)
    began = f"{when.day} {MONTHS[when.month - 1]}, {duration(piece.until - piece.since)}"
    return status_run(piece.status, ascii_only=ascii_only).text, began


def _needed(labels: Sequence[tuple[str, str]], left_out: int) -> int:
    return _more_width(left_out) + sum(max(map(width, texts)) + _GAP for texts in labels)


def _more(left_out: int) -> str:
    return f"({left_out} before)" if left_out else ""


def _more_width(left_out: int) -> int:
    return width(_more(left_out)) + _GAP if left_out else 0


def _widths(shown: Sequence[Piece], labels: Sequence[tuple[str, str]], columns: int) -> list[int]:
    """What each piece needs, and a share of the rest by the logarithm of its length."""
    needed = [max(map(width, texts)) + _GAP for texts in labels]
    weights = [math.log1p(max(0, piece.until - piece.since) / HOUR) + 0.1 for piece in shown]
    rest = max(0, columns - sum(needed))
    return [need + int(rest * weight / sum(weights)) for need, weight in zip(needed, weights, strict=True)]
