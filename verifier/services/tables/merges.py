"""Merges in a table: kept until its claims are recorded, then made, those that are known excepted."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from verifier.domain.errors import ConflictError
from verifier.domain.model.claims import Claim, text_key
from verifier.domain.revisions import Merge
from verifier.intake.problems import Problem, quoted
from verifier.intake.tables.read import TableRow
from verifier.intake.tables.rows import RowReader
from verifier.intake.text import is_blank
from verifier.services.correct.merge import merge_into
from verifier.services.record import additions
from verifier.services.record.recorder import Recorder
from verifier.services.tables.importer import Reject
from verifier.storage.statements import queries
from verifier.storage.statements.claims import merged_by_text


class _Kept(NamedTuple):
    row: TableRow
    claim: Claim
    into: str


class MergeImporter:
    """Makes the merges of one table: a claim that was merged elsewhere leads to the same one here."""

    def __init__(self, recorder: Recorder, reader: RowReader, counts: Counter[str], touched: dict[int, None]) -> None:
        self._recorder = recorder
        self._reader = reader
        self._counts = counts
        self._touched = touched
        self._kept: list[_Kept] = []

    def keep(self, rows: Iterable[TableRow]) -> Iterator[Reject]:
        """Read the merges among records; gives those that cannot be."""
        for row in rows:
            draft, into = self._reader.draft(replace(row, record=None, entry={})), row.entry.get("into")
            if draft.problems or draft.claim is None:
                yield Reject(row, tuple(draft.problems))
            elif not isinstance(into, str) or is_blank(into):
                yield _rejected(row, "the merge has no into", "Give the text of the claim that it was merged into")
            else:
                self._kept.append(_Kept(row, additions.opened(draft.claim), into.strip()))

    def enter(self) -> Iterator[Reject]:
        """Make the merges; gives those that cannot stand."""
        for kept in self._kept:
            self._recorder.ledger.flush()
            problem = self._made(kept.claim, kept.into)
            if problem is not None:
                yield Reject(kept.row, (replace(problem, line=kept.row.line),))
        self._touched.update(self._recorder.notes.touched)

    def _made(self, claim: Claim, into: str) -> Problem | None:
        """Have a claim be the one of a text; what is wrong with that, if it cannot be."""
        ledger = self._recorder.ledger
        known = queries.claims_of_texts(ledger.connection, {claim.text, into})
        own, target = known.get(text_key(claim.text)), known.get(text_key(into))
        if target is None:
            return Problem(None, None, f"claim {quoted(into)} is not known", "Give its row too", unknown_name=True)
        if own is not None and own.id == target.id:
            return None
        if own is None:
            number, _ = ledger.add_claim(claim)
            ledger.add_merge(Merge(number, target.id))
        elif merged_by_text(ledger.connection, [claim.text]) and text_key(own.text) != text_key(claim.text):
            what = f"{quoted(claim.text)} was merged into c{own.id} here, which is not c{target.id}"
            return Problem(None, None, what, "Leave the record out, or merge the two")
        else:
            try:
                merge_into(self._recorder, own, target)
            except ConflictError as error:
                return Problem(None, None, "; ".join(error.faults) or error.message, "Then import it again")
        self._counts["merge"] += 1
        return None


def _rejected(row: TableRow, what: str, fix: str) -> Reject:
    return Reject(row, (Problem(row.line, None, what, fix),))
