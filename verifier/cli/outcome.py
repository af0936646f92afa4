"""What a write did, told to the analyst: what was recorded, what it changed and why, what was understood."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from verifier.cli.session import Session
from verifier.domain.duplicates import Similar
from verifier.domain.model.claims import Claim, ClaimKind
from verifier.domain.model.sources import Source
from verifier.domain.model.statements import Attribution, Certainty
from verifier.intake.times.local import Zone, echo
from verifier.reports.files.json import Context, answer_json
from verifier.reports.text.styled import Line, Role, Run, attribution_mark, line, status_run, visible
from verifier.reports.text.wording import span
from verifier.services.evaluate.evaluator import Move
from verifier.services.record.actions import Recorded
from verifier.services.review.documents import Retraction

if TYPE_CHECKING:
    from verifier.services.registry.sources import Registered

UNDO_HINT: Final = "  undo: verifier undo"
EXPLAINED: Final = 3
"""Up to so many claims each is explained; of more, only the status is told."""
TOLD: Final = 20
"""Of more claims than these that changed, the first are told one by one."""
OMISSIONS: Final = 12


def outcome_json(recorded: Recorded, zone: tzinfo) -> dict[str, Any]:
    """The outcome for a program: revision, refs recorded, known before, left out, moved; the claims as they stand."""
    context = Context(recorded.registry, zone=zone)
    return {
        "revision": None if recorded.revision is None else f"r{recorded.revision.id}",
        "recorded": list(recorded.notes.recorded),
        "repeated": list(recorded.notes.repeated),
        "left_out": list(recorded.notes.left_out),
        "moved": dict(recorded.notes.moved),
        "redirected": list(recorded.notes.redirected),
        "similar": similar_json(recorded.notes.similar),
        "claims": [
            {**answer_json(move.after, context), "before": None if move.before is None else move.before.status}
            for move in recorded.moves.values()
        ],
    }


def tell_outcome(session: Session, recorded: Recorded, *, dry_run: bool) -> None:
    """Tell the analyst what a write did."""
    workspace, ascii_only = session.workspace, session.screen.ascii_only
    session.screen.narrate(outcome(recorded, workspace.zone, workspace.clock(), dry_run=dry_run, ascii_only=ascii_only))


def outcome(recorded: Recorded, zone: Zone, now: int, *, dry_run: bool, ascii_only: bool) -> Iterator[Line]:
    """The outcome for the analyst, at an instant (microseconds UTC)."""
    explained = len(recorded.moves) <= EXPLAINED
    told = {attribution.id: attribution for attribution in recorded.notes.attributions}
    for number, move in recorded.moves.items():
        yield from moved(move, explained=explained, ascii_only=ascii_only)
        if not explained:
            own = [attribution for attribution in told.values() if attribution.claim == number]
            yield from _understood(own, recorded, zone)
            for attribution in own:
                del told[attribution.id]
    yield from _understood(told.values(), recorded, zone)
    yield from _new_sources(recorded, told=not explained)
    for archived in recorded.notes.archived:
        yield line(Run("  kept text ", Role.FAINT), f"{visible(str(archived.path))} ({archived.size:,} bytes)")
    yield from _moves(recorded.notes.moved)
    yield from omissions(recorded.notes.left_out)
    yield from redirections(recorded.notes.redirected)
    yield from likenesses(recorded.notes.similar, recorded.notes.uncompared)
    yield from map(line, twins(recorded.notes.twins))
    yield from warnings(recorded.notes.retracted.values(), zone.tz)
    yield from _ahead((move.after.claim for move in recorded.moves.values()), zone, now)
    ending = "" if dry_run or recorded.revision is None else UNDO_HINT
    yield line(Run(f"{_summary(recorded, dry_run=dry_run)}{ending}", Role.FAINT))


def moved(move: Move, *, explained: bool, ascii_only: bool) -> Iterator[Line]:
    """Where a claim stands after a write, and where it stood."""
    claim = move.after.claim
    after = status_run(move.after.status, ascii_only=ascii_only)
    if move.before is None or move.before.status == move.after.status:
        course: tuple[Run, ...] = (after,)
    else:
        arrow = " -> " if ascii_only else " → "
        course = (status_run(move.before.status, ascii_only=ascii_only), Run(arrow), after)
    yield line(Run(f"c{claim.id}", Role.STRONG), "  ", *course, f"  {visible(claim.text)}")
    if explained:
        yield line(Run("  why: ", Role.FAINT), visible(move.after.why))


def warnings(retracted: Iterable[Retraction], zone: tzinfo) -> Iterator[Line]:
    """What to beware of in what was recorded: documents that their outlets took back."""
    for found in retracted:
        when = "" if found.document.retracted is None else f" {span(found.document.retracted, zone)}"
        why = f": {visible(found.reason)}" if found.reason else ""
        told = f"{visible(found.document.url or 'the document')} was retracted{when} by its outlet"
        yield line(Run("warning: ", Role.FAULT), f"{told}, {visible(found.outlet)}{why}")


def _ahead(claims: Iterable[Claim], zone: Zone, now: int) -> Iterator[Line]:
    """Facts that are said to have happened, and lie ahead."""
    for claim in claims:
        if claim.kind is ClaimKind.FACT and claim.happened and not claim.happened.said_by(now):
            told = f"c{claim.id} is a fact that happens on {visible(echo(claim.happened, zone))}, which lies ahead"
            yield line(Run("warning: ", Role.FAULT), f"{told}. Correct the time, or log it as kind: prediction")


def twins(found: Mapping[int, Collection[int]]) -> Iterator[str]:
    """Which claim was meant by a text that several have."""
    for meant, others in found.items():
        yield f"note: c{meant} is meant by that text; {' and '.join(f'c{other}' for other in others)} says the same"


def redirections(redirected: Mapping[str, str]) -> Iterator[Line]:
    """What merged claims that were named are now; of many the first."""
    for told in islice(redirected.values(), OMISSIONS):
        yield line("note: ", visible(told))
    if len(redirected) > OMISSIONS:
        yield line(Run(f"and {len(redirected) - OMISSIONS} more claims that were merged", Role.FAINT))


def similar_json(similar: Mapping[int, Sequence[Similar]]) -> list[dict[str, Any]]:
    """The known claims that new ones are like, for a program."""
    return [{"ref": f"c{number}", "similar": [like_json(one) for one in found]} for number, found in similar.items()]


def like_json(one: Similar) -> dict[str, Any]:
    """A claim that is like another one."""
    return {"ref": f"c{one.claim.id}", "claim": one.claim.text, "likeness": one.likeness}


def likenesses(similar: Mapping[int, Sequence[Similar]], uncompared: int) -> Iterator[Line]:
    """The known claims that new ones are like, and how to make them one; of many the first."""
    for number, found in islice(similar.items(), OMISSIONS):
        for one in found:
            yield line(Run("similar: ", Role.NEUTRAL), f"c{one.claim.id} {visible(one.claim.text)}", _is_like(number))
    more = uncompared + max(len(similar) - OMISSIONS, 0)
    if found := next(iter(similar.values()), ()):
        first = f"verifier merge c{next(iter(similar))} c{found[0].claim.id} --why REASON"
        yield line(Run(f"  if it says the same: {first}", Role.FAINT))
    if more:
        yield line(Run(f"and {more:,} more new claims: verifier similar", Role.FAINT))


def _is_like(number: int) -> Run:
    return Run(f"  (c{number})", Role.FAINT)


def _moves(moved: Mapping[str, str]) -> Iterator[Line]:
    """What attributions of one claim are now that they are of another."""
    if moved:
        yield line(Run("  moved ", Role.FAINT), some([f"{old} (now {new})" for old, new in moved.items()]))


def omissions(left_out: Mapping[str, str]) -> Iterator[Line]:
    """What was not recorded again because a correction took it out; of many the first."""
    for told in islice(left_out.values(), OMISSIONS):
        yield line(Run("left out: ", Role.FAULT), visible(told))
    if len(left_out) > OMISSIONS:
        yield line(Run(f"and {len(left_out) - OMISSIONS} more left out, as they were corrected before", Role.FAINT))


def _understood(attributions: Iterable[Attribution], recorded: Recorded, zone: Zone) -> Iterator[Line]:
    """What was understood of each attribution, in one line: who, of which standing, through whom, how sure, when."""
    new = {source.id for source in recorded.notes.new_sources}
    for attribution in attributions:
        source, said = recorded.registry.sources[attribution.origin], attribution.said
        source = replace(source, official=source.is_official(said.earliest, said.latest))
        told = "".join(f", {part}" for part in _details(attribution, recorded))
        yield line(
            Run(f"  a{attribution.id} ", Role.FAINT),
            attribution_mark(attribution),
            f" {_introduced(source, new=source.id in new)}",
            Run(f"{_through(attribution, recorded, new)}{told}, {visible(echo(attribution.said, zone))}", Role.FAINT),
        )


def _details(attribution: Attribution, recorded: Recorded) -> Iterator[str]:
    """How sure somebody is, if not certain, and the figure."""
    if attribution.certainty is not Certainty.CERTAIN:
        yield attribution.certainty
    if attribution.figure:
        share = " (10 % either way)" if attribution.figure in recorded.notes.approximate else ""
        yield f"{{{attribution.figure}}}{share}"


def _new_sources(recorded: Recorded, *, told: bool) -> Iterator[Line]:
    """The new sources; where each was `told` with what it says, only those that said nothing, as outlets do."""
    spoke = {number for one in recorded.notes.attributions for number in (one.origin, *one.carriers)} if told else set()
    for source in recorded.notes.new_sources:
        if source.id not in spoke:
            yield line(Run("  new source ", Role.FAINT), _introduced(source, new=False))


def _introduced(source: Source, *, new: bool) -> str:
    """A source with what is known of it."""
    return f"{visible(source.name)} ({', '.join(_standing(source, new=new))})"


def _standing(source: Source, *, new: bool) -> Iterator[str]:
    if new and not source.anonymous:
        yield "new office" if source.official else "new"
    if source.anonymous:
        yield "anonymous"
    if source.official:
        yield "official"
    yield visible(source.party or "no party")
    if new and source.kind is None and not source.anonymous:
        yield "no kind: counts as an outlet"
    if new and source.note:
        yield visible(source.note)


def _through(attribution: Attribution, recorded: Recorded, new: Container[int]) -> str:
    carriers = (recorded.registry.sources[carrier] for carrier in attribution.carriers)
    return "".join(f", via {visible(one.name)}{' (new)' if one.id in new else ''}" for one in carriers)


def _summary(recorded: Recorded, *, dry_run: bool) -> str:
    notes = recorded.notes
    if dry_run:
        return f"would record {visible(', '.join(notes.recorded)) or 'nothing'}; nothing was recorded"
    if recorded.revision is None:
        known = f": {', '.join(notes.repeated)} known already" if notes.repeated else ""
        hint = ". To record a new statement of the same words, give its time with @" if notes.repeated else ""
        return f"nothing new{known}{hint}"
    repeated = f"; known already: {some(notes.repeated)}" if notes.repeated else ""
    told = some(notes.recorded) or "what had been left out of a known document"
    return f"recorded {visible(told)} in r{recorded.revision.id}{repeated}"


def some(refs: Sequence[str]) -> str:
    """Refs with commas between, of many the first."""
    shown = 12
    return ", ".join(refs) if len(refs) <= shown else f"{', '.join(refs[:shown])} and {len(refs) - shown} more"


def finish_registry(session: Session, done: "Registered", *, dry_run: bool = False) -> None:
    """Tell what changed in the registry, and which statuses changed with it."""
    change = done.change
    revision = None if done.revision is None else f"r{done.revision.id}"
    if session.json:
        session.print_json(
            {
                "revision": revision,
                "added": change.added,
                "replaced": change.replaced,
                "moved": change.moved,
                "claims": [{"ref": f"c{claim}", "status": move.after.status} for claim, move in done.moves.items()],
            }
        )
    for word, entries in (("added ", change.added), ("changed ", change.replaced), ("", change.moved)):
        session.screen.narrate(line(Run(word, Role.FAINT), visible(entry)) for entry in entries)
    for claim, move in done.moves.items():
        after = status_run(move.after.status, ascii_only=session.screen.ascii_only)
        session.screen.narrate([line(Run(f"c{claim}  ", Role.STRONG), after, f"  {visible(move.after.claim.text)}")])
    ending = f"recorded in {revision}{UNDO_HINT}" if revision else "nothing new"
    if dry_run:
        ending = "dry run: nothing was recorded"
    session.screen.narrate([line(Run(ending, Role.FAINT))])
