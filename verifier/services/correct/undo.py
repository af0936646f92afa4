"""Taking revisions back as a whole, and bringing them back: each a revision of its own.

Invariant: nothing is deleted. What an undone revision recorded does not exist from then on, every claim it bore on is
read again, and what is left stands on its own: where something later rests on it, undoing is refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from verifier.domain.errors import ConflictError, NotFoundError
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Document
from verifier.domain.query import Query
from verifier.domain.revisions import PURGE, UPGRADE, Revision, Undoing
from verifier.services.correct.consistency import check_consistent
from verifier.services.evaluate.evaluator import Move, reevaluate
from verifier.services.workspace import DryRunRollback, Workspace
from verifier.storage import projection
from verifier.storage.db.database import Transaction
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.lists import lists
from verifier.storage.statements import queries, revision_log
from verifier.storage.statements.lazy import LazyModule

if TYPE_CHECKING:
    from verifier.storage import undoing
    from verifier.storage.undoing import Contents
else:
    undoing = LazyModule("verifier.storage.undoing")


class Plan(Struct, frozen=True):
    """What would be undone or redone: a revision, how many claims and attributions it added, and all it recorded.

    `others` counts by noun what else it recorded.
    """

    what: Undoing
    target: Revision
    claims: int
    attributions: int
    recorded: tuple[str, ...]
    others: tuple[tuple[int, str], ...] = ()

    @property
    def counts(self) -> tuple[tuple[int, str], ...]:
        """How many of what it recorded, by noun."""
        return tuple(
            (number, noun)
            for number, noun in ((self.claims, "claim"), (self.attributions, "attribution"), *self.others)
            if number
        )


class Gone(Struct, frozen=True):
    """A claim that no longer exists, and where it stood."""

    claim: Claim
    before: ClaimState


class Undone(Struct, frozen=True):
    """What undoing or redoing did: the new revision, what was taken or brought back, and the claims that show it."""

    revision: Revision
    plan: Plan
    moves: Mapping[int, Move]
    gone: tuple[Gone, ...]
    registry: Registry


def plan_undo(workspace: Workspace, revision: int | None = None) -> Plan:
    """What undoing would take back: by default the newest revision there is (NotFoundError; ConflictError if not)."""
    return _plan(workspace, Undoing.UNDO, revision)


def plan_redo(workspace: Workspace) -> Plan:
    """What redoing would bring back: the revision undone last (NotFoundError if none is)."""
    return _plan(workspace, Undoing.REDO, None)


def undo(workspace: Workspace, revision: int | None = None) -> Undone:
    """Take a revision back, by default the newest there is (NotFoundError; ConflictError where it cannot be)."""
    return _carry_out(workspace, plan_undo(workspace, revision))


def redo(workspace: Workspace) -> Undone:
    """Bring back the revision undone last (NotFoundError if none is; ConflictError where it cannot be)."""
    return _carry_out(workspace, plan_redo(workspace))


def _plan(workspace: Workspace, what: Undoing, revision: int | None) -> Plan:
    with workspace.read() as connection:
        target = _target(connection, what) if revision is None else _known(connection, revision)
        _refuse(connection, what, target.id)
        recorded = undoing.contents(connection, target.id)
        registry = queries.registry(connection, target.id)
        revised = recorded.versions["documents"] - recorded.added["documents"]
        documents = queries.documents(connection, revised, target.id)
    added = recorded.added["claims"]
    refs = (*_refs(recorded, registry), *(_document_ref(document) for document in documents.values()))
    return Plan(what, target, len(added), len(recorded.attributions), refs, _others(recorded))


def _others(recorded: "Contents") -> tuple[tuple[int, str], ...]:
    """How many of what a revision recorded besides new claims and attributions."""
    changed = recorded.versions["claims"] - recorded.added["claims"]
    return (
        (len(changed), "change of a claim"),
        (len(recorded.assessed), "verdict"),
        (len(recorded.corrected) + len(recorded.unlinked), "correction"),
        (len(recorded.links), "link"),
        (len(recorded.versions["sources"]), "source"),
        (len(recorded.versions["documents"]), "document"),
        (len(recorded.policies), "policy"),
        (len(recorded.files), "file"),
        (len(recorded.merged), "merge"),
    )


def _target(connection: Transaction, what: Undoing) -> Revision:
    newest = undoing.newest_undoable if what is Undoing.UNDO else undoing.newest_undone
    number = newest(connection)
    if number is None:
        raise NotFoundError(f"there is nothing to {what}. See what was recorded with: verifier changes")
    return _known(connection, number)


def _known(connection: Transaction, number: int) -> Revision:
    found = revision_log.revision(connection, number)
    if found is None:
        head = revision_log.head(connection)
        raise NotFoundError(f"revision r{number} is not known. The newest is r{head.id if head else 0}")
    return found


def _refuse(connection: Transaction, what: Undoing, target: int) -> None:
    """Refuse what cannot be undone or redone (ConflictError)."""
    if what is Undoing.REDO:
        if undoing.newest_undone(connection) != target:
            raise ConflictError(f"r{target} is not what was undone last. Try again: verifier redo")
        return
    if target == undoing.FIRST:
        raise ConflictError("r1 holds the registry that the database began with. Change that with: verifier source")
    if _known(connection, target).action == UPGRADE:
        raise ConflictError(f"r{target} is the change to the rules this verifier goes by, and is not undone")
    if undoing.names_keys(connection, target):
        raise ConflictError(
            f"r{target} tells by which key an analyst signs, and is not undone. To change that run: verifier key revoke"
        )
    if _known(connection, target).action == PURGE:
        raise ConflictError(f"r{target} removed a text for good, which nothing here can bring back, and is not undone")
    if (does := undoing.undoing_by(connection, target)) is not None:
        opposite = f"verifier undo r{does[1]}" if undoing.undone_in(connection, does[1]) is None else "verifier redo"
        raise ConflictError(f"r{target} itself is the {does[0]} of r{does[1]}. To turn that around run: {opposite}")
    if (by := undoing.undone_in(connection, target)) is not None:
        raise ConflictError(f"r{target} is undone already, in r{by}. To bring it back run: verifier redo")
    later = undoing.leaning_on(connection, target, undoing.contents(connection, target))
    if later is not None:
        rests = f"r{later} builds on what r{target} recorded"
        raise ConflictError(f"r{target} cannot be undone: {rests}. Undo that first: verifier undo r{later}")


def _refs(recorded: "Contents", registry: Registry) -> Iterator[str]:
    """What a revision recorded, as an analyst names it."""
    yield from (f"party {name}" for name in sorted(recorded.parties))
    yield from (f"source {registry.sources[number].name}" for number in sorted(recorded.versions["sources"]))
    yield from (f"c{number}" for number in sorted(recorded.versions["claims"]))
    yield from (f"a{number}" for number in recorded.attributions)
    yield from (f"c{link.claim} {link.kind} c{link.other}" for link in recorded.links)
    yield from (f"{verdict} on c{claim}" for verdict, claim in recorded.assessed)
    yield from (f"correction of a{number}" for number in recorded.corrected)
    yield from (f"no more: c{link.claim} {link.kind} c{link.other}" for link in recorded.unlinked)
    yield from (f"policy {version}" for version in recorded.policies)
    yield from (f"file {name} of d{document}" for name, document in recorded.files)
    yield from (f"merge of c{merge.claim} into c{merge.target}" for merge in recorded.merged)


def _document_ref(document: Document) -> str:
    """A new version of a document, as an analyst names it."""
    what = "retraction of" if document.retracted else "document"
    return f"{what} {document.url or document.title}"


def carried_out(workspace: Workspace, plan: Plan) -> Undone:
    """Undo or redo just what was planned (ConflictError where it cannot be any more)."""
    return _carry_out(workspace, plan)


def tried(workspace: Workspace, plan: Plan) -> Undone:
    """What a plan would do; nothing is recorded (ConflictError where it cannot be)."""
    return _carry_out(workspace, plan, dry_run=True)


def _carry_out(workspace: Workspace, plan: Plan, *, dry_run: bool = False) -> Undone:
    """One revision: the undoing, and what follows from it."""
    target = plan.target.id
    with suppress(DryRunRollback), workspace.write(plan.what, f"r{target}") as ledger:
        connection = ledger.connection
        # Asked again under the write lock: others may have written meanwhile.
        _refuse(connection, plan.what, target)
        recorded = undoing.contents(connection, target)
        before = queries.registry(connection)
        ledger.add_undo(target, plan.what)
        after = queries.registry(connection)
        _check(connection, plan, before, after, recorded)
        touched = _touched(connection, recorded, (before, after))
        gone = _take_out(ledger, recorded, touched)
        existing = touched - {one.claim.id for one in gone}
        moves = reevaluate(ledger, sorted(existing), after)
        told = {claim: move for claim, move in moves.items() if move.changed or claim in recorded.claims}
        revision = ledger.seal()
        assert revision is not None, "the undoing itself is a fact"  # noqa: S101 - tells the type checker
        done = Undone(revision, plan, told, gone, after)
        if dry_run:
            raise DryRunRollback
    return done


def _check(connection: Transaction, plan: Plan, before: Registry, after: Registry, recorded: "Contents") -> None:
    refused = f"r{plan.target.id} cannot be {'undone' if plan.what is Undoing.UNDO else 'redone'}"
    again = undoing.recorded_again if plan.what is Undoing.REDO else undoing.recorded_instead
    if (other := again(connection, plan.target.id)) is not None:
        raise ConflictError(f"{refused}: r{other} recorded the same again. Undo that first: verifier undo r{other}")
    try:
        check_consistent(connection, before, after, recorded)
    except ConflictError as error:
        raise ConflictError(f"{refused}: {error.message}") from error


def _take_out(ledger: Ledger, recorded: "Contents", touched: Iterable[int]) -> tuple[Gone, ...]:
    """Take claims that no longer exist out of the lists, and have the others found by their present words."""
    wanted = set(touched)
    gone = {claim.id: claim for claim in queries.claims_ever(ledger.connection, wanted)}
    for claim in queries.claims(ledger.connection, wanted):
        del gone[claim.id]
    stood = {
        state.claim: state
        for state in projection.states(ledger.connection, gone)
        if state.valid_from <= ledger.recorded_at < state.valid_until
    }
    ledger.forget_lines(gone)
    ledger.put_words(recorded.versions["claims"])
    return tuple(Gone(gone[number], state) for number, state in stood.items())


def _touched(connection: Transaction, recorded: "Contents", registries: Iterable[Registry]) -> frozenset[int]:
    """The claims on which what a revision recorded bears: every one, if that was a policy."""
    if recorded.policies:
        return frozenset(lists.matching_claims(connection, Query()))
    concerned = (registry.concerned(recorded.parties) for registry in registries)
    sources = recorded.versions["sources"].union(*concerned)
    by_source = queries.claims_of_sources(connection, sources)
    by_document = (queries.claims_of_document(connection, number) for number in recorded.versions["documents"])
    return recorded.claims.union(by_source, *by_document)
