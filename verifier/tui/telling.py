"""What a write does, or would do, in a line or two."""

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Attribution
from verifier.reports.text.styled import Line, Role, Run, line, mark_run, plain, status_run, visible
from verifier.reports.text.wording import counted, span

if TYPE_CHECKING:
    from verifier.services.evaluate.evaluator import Move
    from verifier.services.record.actions import Recorded

_TOLD: Final = 3
"""Of how many claims a notice tells where they went, or which others they are like."""
_SENTENCE: Final = re.compile(r"\. (?=[A-Z])")
_LINKED: Final = re.compile(r"c\d+ [a-z]+ c\d+")
_COMMAND: Final = re.compile(r"(?:^|\s)--?[a-z][a-z-]*\b|\bverifier [a-z]|\bas TEXT\b")


def preview(tried: "Recorded", claims: Sequence[int], zone: tzinfo, *, ascii_only: bool) -> list[Line]:
    """What phrases are understood as, and where they would lead the claims they are said of and those linked."""
    noted = tried.notes.attributions
    once = [attribution for attribution in noted if attribution.claim == noted[0].claim]
    lines = [_understood(attribution, tried.registry, zone) for attribution in once]
    left_out = [line(Run(visible(f"left out: {told}"), Role.FAULT)) for told in tried.notes.left_out.values()]
    lines += left_out
    if not tried.notes.recorded and not left_out:
        lines.append(line(Run("known already: give its time with @ to record it again", Role.FAINT)))
    elif len(claims) == 1 and (move := tried.moves.get(claims[0])):
        lines.append(line(*course(move, ascii_only=ascii_only)))
        lines.append(line(Run(visible(move.after.why), Role.QUOTED)))
    elif len(claims) > 1:
        moved = [number for number in claims if number in tried.moves and tried.moves[number].changed]
        lines.append(line(Run(f"{len(claims) - len(moved):,} of {len(claims):,} stay as they are", Role.FAINT)))
        lines += _courses("", moved, tried, ascii_only=ascii_only)
    linked = [number for number, move in tried.moves.items() if move.changed and number not in claims]
    return [*lines, *_courses("linked: ", linked, tried, ascii_only=ascii_only)]


def link_preview(tried: "Recorded", *, ascii_only: bool) -> list[Line]:
    """Where a link would lead the two claims and those linked with them."""
    moved = [number for number, move in tried.moves.items() if move.changed]
    if not tried.notes.recorded:
        return [line(Run("they are linked so already", Role.FAINT))]
    return list(_courses("", moved, tried, ascii_only=ascii_only)) or [line(Run("no status changes", Role.FAINT))]


def merge_preview(tried: "Recorded", claim: int, zone: tzinfo, *, ascii_only: bool) -> list[Line]:
    """What of a claim would become another one's, and where that and those linked with it would go."""
    notes, [target] = tried.notes, tried.notes.mentioned
    linked = [told for told in notes.recorded if _LINKED.fullmatch(told)]
    gone = line(Run(f"c{claim} becomes c{target}, with {counted(len(notes.moved), 'attribution')}", Role.STRONG))
    again = len(notes.moved) - len(notes.attributions)
    moved = [number for number, move in tried.moves.items() if move.changed]
    return [
        gone,
        *(_understood(attribution, tried.registry, zone) for attribution in notes.attributions),
        *([line(Run(f"{counted(again, 'attribution')} said there already", Role.FAINT))] if again else []),
        *(line(Run(f"link: {visible(told)}", Role.FAINT)) for told in linked),
        *_courses("", moved, tried, ascii_only=ascii_only),
        *([] if moved else [line(Run("no status changes", Role.FAINT))]),
    ]


def _courses(label: str, numbers: Sequence[int], tried: "Recorded", *, ascii_only: bool) -> Iterator[Line]:
    """Where some claims would go, a line each."""
    for number in numbers:
        yield line(f"{label}c{number} ", *course(tried.moves[number], ascii_only=ascii_only))


def _understood(attribution: Attribution, registry: Registry, zone: tzinfo) -> Line:
    source = registry.sources[attribution.origin]
    facts = [
        *(["anonymous"] if source.anonymous else []),
        *(["official"] if source.official else []),
        *([source.party] if source.party and source.party != source.name else []),
        *([] if source.party else ["no party"]),
        *(f"via {registry.sources[carrier].name}" for carrier in attribution.carriers),
        span(attribution.said, zone),
    ]
    return line(
        mark_run(attribution.stance),
        " ",
        Run(visible(source.name), Role.STRONG),
        Run(f", {visible(', '.join(facts))}", Role.FAINT),
    )


def course(move: "Move", *, ascii_only: bool) -> tuple[str | Run, ...]:
    """From which status to which, or that it stays."""
    after = status_run(move.after.status, ascii_only=ascii_only)
    if move.before is None:
        return (Run("new: ", Role.FAINT), after)
    if move.before.status == move.after.status:
        return (Run("stays ", Role.FAINT), after)
    return (
        status_run(move.before.status, ascii_only=ascii_only),
        " -> " if ascii_only else " → ",
        after,
    )


def without_commands(message: str) -> str:
    """A message without its advice on options and commands, which nobody can give in a box."""
    first, *advice = _SENTENCE.split(message)
    return ". ".join([first, *(said for said in advice if not _COMMAND.search(said))])


def told(recorded: "Recorded", *, ascii_only: bool) -> str:
    """What a write did, for a notice."""
    left_out = [visible(f"left out: {told}") for told in recorded.notes.left_out.values()]
    alike = [
        visible(f"c{number} is similar to c{one.claim.id} {one.claim.text}")
        for number, found in recorded.notes.similar.items()
        for one in found
    ][:_TOLD]
    if recorded.revision is None:
        return "\n".join(["nothing new", *left_out]) if left_out else "nothing new: known already"
    moves = [move for move in recorded.moves.values() if move.changed]
    lines = [f"c{move.after.claim.id} {plain(line(*course(move, ascii_only=ascii_only)))}" for move in moves[:_TOLD]]
    more = [f"and {len(moves) - _TOLD} more"] if len(moves) > _TOLD else []
    return "\n".join([f"recorded in r{recorded.revision.id}", *lines, *more, *left_out, *alike])
