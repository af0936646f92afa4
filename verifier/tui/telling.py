"""What a write does, or would do, in a line or two."""

from datetime import tzinfo

from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Attribution
from verifier.reports.text.styled import Line, Role, Run, line, plain, visible
from verifier.reports.text.wording import mark_run, span, status_run
from verifier.services.evaluate.evaluator import Move
from verifier.services.record.actions import Recorded


def preview(tried: Recorded, claim: int, zone: tzinfo, *, ascii_only: bool) -> list[Line]:
    """What a phrase is understood as, and where it would lead its claim."""
    lines = [_understood(attribution, tried.registry, zone) for attribution in tried.notes.attributions]
    left_out = [line(Run(visible(f"left out: {told}"), Role.FAULT)) for told in tried.notes.left_out.values()]
    lines += left_out
    if not tried.notes.recorded and not left_out:
        lines.append(line(Run("known already: give its time with @ to record it again", Role.FAINT)))
    elif move := tried.moves.get(claim):
        lines.append(line(*course(move, ascii_only=ascii_only)))
        lines.append(line(Run(visible(move.after.why), Role.QUOTED)))
    others = sum(move.changed for number, move in tried.moves.items() if number != claim)
    if others:
        lines.append(line(Run(f"{others} linked {'claim' if others == 1 else 'claims'} would change too", Role.FAINT)))
    return lines


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


def course(move: Move, *, ascii_only: bool) -> tuple[str | Run, ...]:
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


def told(recorded: Recorded, *, ascii_only: bool) -> str:
    """What a write did, for a notice."""
    left_out = [visible(f"left out: {told}") for told in recorded.notes.left_out.values()]
    if recorded.revision is None:
        return "\n".join(["nothing new", *left_out]) if left_out else "nothing new: known already"
    moves = [move for move in recorded.moves.values() if move.changed]
    lines = [f"c{move.after.claim.id} {plain(line(*course(move, ascii_only=ascii_only)))}" for move in moves[:3]]
    more = [f"and {len(moves) - 3} more"] if len(moves) > 3 else []  # noqa: PLR2004 - as many as were told
    return "\n".join([f"recorded in r{recorded.revision.id}", *lines, *more, *left_out])
