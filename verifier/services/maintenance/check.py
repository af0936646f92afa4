"""Checking a database: whether it says what its facts say, and they are those that were recorded."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.batches import Progress, batches, untold
from verifier.domain.explain.claim_report import Line, kept
from verifier.domain.explain.outcome import ClaimState, Outcome, outcomes
from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.sources import Registry
from verifier.domain.query import Query
from verifier.domain.revisions import Revision, StatusChange
from verifier.services.evaluate.evaluator import Answered, Evaluator, claim_groups
from verifier.services.maintenance.rebuild import present
from verifier.services.maintenance.replay import Replayed, replay_log
from verifier.services.maintenance.signatures import Signatures, check_signatures
from verifier.services.workspace import Workspace
from verifier.storage import rebuild
from verifier.storage.db.database import Transaction
from verifier.storage.db.sqlite import AlteredError
from verifier.storage.files.kept import StoreChecked, check_store
from verifier.storage.ledger import audit
from verifier.storage.ledger.purges import Purged, purged_documents
from verifier.storage.lists import lists
from verifier.storage.lists.search import broken_index
from verifier.storage.schema.audit import defenceless, schema_faults
from verifier.storage.schema.shapes import malformed
from verifier.storage.statements import queries, revision_log

_TOLD: Final = 8
"""How many differences of the schema are told one by one."""
_UNKNOWN_DIGEST: Final = (
    "no revision has the digest {digest}: the newest ones are missing, or this is an older copy or another database"
)


class Checked(Struct, frozen=True):
    """What a check found: the newest revision, how many claims there are, and the first fault in words (or None).

    `noted` is the revision whose digest was noted elsewhere, if that was asked and there is one; `replayed` tells of
    the whole log, if that was asked and everything else is sound; `ahead` are revisions dated later than now;
    `purged` tells of documents whose text was removed, `store` of the files that were kept.
    """

    head: Revision | None
    claims: int
    fault: str | None
    noted: Revision | None = None
    signatures: Signatures = field(default_factory=Signatures)
    replayed: Replayed | None = None
    ahead: tuple[int, ...] = ()
    purged: tuple[Purged, ...] = ()
    store: StoreChecked = field(default_factory=StoreChecked)


def check_database(
    workspace: Workspace, noted: str | None = None, *, deep: bool = False, progress: Progress = untold
) -> Checked:
    """Recompute every digest, signature, state and the end of the log, and tell the first difference.

    `noted` is a digest that some revision must have: without one, lost newest revisions and an old copy look sound.
    `deep` goes through the whole log too, revision by revision, and tells of its progress.
    """
    try:
        with workspace.read() as connection:
            checked = _checked(workspace, connection, noted)
            return _replayed(connection, checked, progress) if deep and checked.fault is None else checked
    except AlteredError as error:
        return Checked(None, 0, error.fault)


def _checked(workspace: Workspace, connection: Transaction, noted: str | None) -> Checked:
    fault = _first_fault(connection, (audit.damage, _made_otherwise, _altered, malformed))
    if fault is not None:
        return Checked(None, 0, fault)
    head = revision_log.head(connection)
    revision = None if noted is None else revision_log.revision_of_digest(connection, noted)
    if noted is not None and revision is None:
        return Checked(head, 0, _UNKNOWN_DIGEST.format(digest=noted))
    checking = _Checking(present(workspace, head), workspace.clock())
    signatures = check_signatures(connection)
    store = _Contents()
    fault = signatures.fault or _first_fault(connection, (checking.fault, broken_index, store.fault))
    ahead = revision_log.revisions_after(connection, workspace.clock())
    purged = tuple(purged_documents(connection))
    return Checked(head, checking.claims, fault, revision, signatures, ahead=ahead, purged=purged, store=store.checked)


def _first_fault(connection: Transaction, checks: Iterable[Callable[[Transaction], str | None]]) -> str | None:
    """What the first check finds that finds anything; what a check cannot read is what it finds."""
    for check in checks:
        try:
            fault = audit.with_any_bytes(connection, check)
        except Exception as error:  # noqa: BLE001 - whatever it is, it comes of what is stored
            told = str(error).encode("ascii", "backslashreplace").decode().partition("\n")[0]
            return f"what is stored cannot be read: {type(error).__name__}: {told}"
        if fault is not None:
            return fault
    return None


def _made_otherwise(connection: Transaction) -> str | None:
    """Whatever in the schema is not as verifier makes it, in words."""
    if (fault := defenceless(connection)) is not None:
        return fault
    faults = list(schema_faults(connection))
    return "; ".join((*faults[:_TOLD], *([f"and {len(faults) - _TOLD} more"] if len(faults) > _TOLD else []))) or None


def _replayed(connection: Transaction, checked: Checked, progress: Progress) -> Checked:
    replayed = replay_log(connection, progress)
    return replace(checked, fault=replayed.fault, replayed=replayed)


def _altered(connection: Transaction) -> str | None:
    difference = audit.verify_digests(connection)
    return None if difference is None else difference.what


class _Contents:
    """One pass over the store of kept files. `checked` tells what it found."""

    def __init__(self) -> None:
        self.checked = StoreChecked()

    def fault(self, connection: Transaction) -> str | None:
        """What is missing from the store, or altered in it."""
        self.checked = check_store(connection)
        return self.checked.fault


class _Checking:
    """One pass over all claims. `claims` counts those seen."""

    def __init__(self, now: int, clock: int) -> None:
        self.claims = 0
        self._now = now
        self._clock = clock

    def fault(self, connection: Transaction) -> str | None:
        """The first thing kept beside the facts that is not what they give."""
        self.claims = 0
        existing = lists.matching_claims(connection, Query())
        if strangers := rebuild.listed_claims(connection).difference(existing):
            return f"c{min(strangers)} is listed, and does not exist"
        registry = queries.registry(connection)
        for batch in batches(existing):
            self.claims += len(batch)
            if (fault := next(self._faults(connection, batch, registry), None)) is not None:
                return fault
        if (fault := rebuild.strangers_words(connection)) is not None:
            return fault
        return rebuild.wrong_totals(connection) or rebuild.wrong_terms(connection) or rebuild.wrong_names(connection)

    def _faults(self, connection: Transaction, claims: Collection[int], registry: Registry) -> Iterator[str]:
        stored = rebuild.stored_states(connection, claims)
        told = rebuild.stored_summaries(connection, claims)
        logged = {change.claim: change for change in revision_log.status_changes(connection, claims=claims)}
        asked = set(claims)
        for found in Evaluator(connection, registry).answered(claims, self._now):
            answered, claim = found.answer, found.answer.claim.id
            if claim in asked:
                rows = stored.get(claim, [])
                expected = self._lines(found, rows, told.get(claim, []))
                if not rebuild.is_stored_state(rows, (line.state for line in expected)):
                    yield _listed_wrongly(claim, rows, answered.state)
                if not rebuild.is_stored_summary(told.get(claim, []), (line.summary for line in expected)):
                    yield f"what reports tell of c{claim} is not what its facts give"
                if not self._logged(connection, answered.outcome, logged.get(claim)):
                    yield f"the log does not end with the status of c{claim}"
        if (fault := rebuild.wrong_words(connection, queries.claims(connection, claims))) is not None:
            yield fault

    def _lines(self, found: Answered, rows: list[dict[str, object]], told: list[dict[str, object]]) -> tuple[Line, ...]:
        """What should be stored of a claim: as of now, or by this clock where the newest revision is ahead of it."""
        if self._clock >= self._now or (
            rebuild.is_stored_state(rows, (line.state for line in found.lines))
            and rebuild.is_stored_summary(told, (line.summary for line in found.lines))
        ):
            return found.lines
        return kept(found.group, found.answer.claim.id, self._clock)

    def _logged(self, connection: Transaction, found: Outcome, last: StatusChange | None) -> bool:
        """Whether a claim's last entry in the log is its status, now or when that was logged."""
        if last is None:
            return False
        if (last.to_status, last.to_derived) == (found.status, found.finding.status):
            return True
        # A prediction changes its status when it falls due, without a write; and what was said ahead is yet to come.
        if found.claim.kind is not ClaimKind.PREDICTION and last.recorded <= self._clock:
            return False
        registry = queries.registry(connection, last.revision)
        [group] = claim_groups(connection, [found.claim.id], registry, last.revision)
        [then] = outcomes(group.case, group.assessments, last.recorded, [found.claim.id])
        return (last.to_status, last.to_derived) == (then.status, then.finding.status)


def _listed_wrongly(claim: int, rows: list[dict[str, object]], stands: ClaimState) -> str:
    listed = " and ".join(str(row["status"]) for row in rows) or "nothing"
    if any(row["status"] == stands.status for row in rows):
        return f"c{claim} is listed as {listed} with other details than its facts give"
    return f"c{claim} is listed as {listed}, and its facts give {stands.status}"
