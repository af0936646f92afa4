"""Appending, the only way anything is recorded: one ledger is one revision, its rows numbered, digested and written.

Invariants: the caller owns the transaction and has the write lock; numbers are the next free ones and never reused;
rows of a table are added in the order of their numbers; identities are unique among what exists, and what is undone
does not; a revision without facts leaves no trace.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import asdict, replace

from verifier.domain.batches import batches
from verifier.domain.model.claims import Assessment, Claim, Link
from verifier.domain.model.sources import Party, Source
from verifier.domain.model.statements import Attribution, Document, KeptFile
from verifier.domain.revisions import (
    SET_CLOCK,
    AnalystKey,
    Correction,
    FilePurge,
    Merge,
    Purge,
    Revision,
    StatusChange,
    Undoing,
)
from verifier.domain.rules.policy import Policy
from verifier.storage import projection
from verifier.storage.db.connection import Connection, check_text, check_texts, full_row, insert_rows
from verifier.storage.db.database import lock_head
from verifier.storage.db.statement import Bound, R, columns_of, fact_tables
from verifier.storage.files.contents import Staged, store_of
from verifier.storage.ledger.chain import RevisionDigest, Sign, Signer, read_head, refuse_to_sign
from verifier.storage.lists import search
from verifier.storage.projection import LookupKeys, ProjectionRow
from verifier.storage.statements import queries
from verifier.storage.statements.attributions import (
    assessment_row,
    attribution_identity,
    attribution_row,
    carrier_rows,
    select_identified_attributions,
)
from verifier.storage.statements.claims import (
    claim_identity,
    claim_of,
    claim_row,
    meant_by_identity,
    select_claims,
    select_identified_claims,
    select_link,
)
from verifier.storage.statements.corrections import correction_row
from verifier.storage.statements.documents import (
    document_identity,
    document_of,
    document_row,
    select_documents,
    select_files,
    select_identified_documents,
)
from verifier.storage.statements.revision_log import change_row, key_row
from verifier.storage.statements.sources import (
    party_of,
    party_row,
    select_party,
    select_source,
    source_of,
    source_row,
)
from verifier.storage.statements.values import Columns, Values

_LARGE_CACHE: Final = 256 * 1024
"""In KiB: of a million attributions, the indexes that are met in no order."""

_FLUSH_ROWS: Final = 5_000
_IDENTIFIED: Final = {
    "claims": select_identified_claims,
    "documents": select_identified_documents,
    "attributions": select_identified_attributions,
}
"""What finds the numbers of what is known already, by table."""


class Ledger:
    """A revision being written. Nothing is sure to be in the database before `seal`.

    `now` is the present by the analyst's own clock, before `recorded_at` where that is behind the newest revision.
    """

    def __init__(self, connection: Connection, fields: Columns, last: Columns, sign: Sign | None, now: int) -> None:
        self.connection = connection
        self.revision: int = fields["id"]
        self.recorded_at: int = fields["recorded_at"]
        self.now = now
        self.has_corrections = last["corrections"] > 0
        self.has_merges = last["merges"] > 0
        self._fields = fields
        self._sign = sign
        self._appender = _Appender(connection, self.revision, last)
        self._lookup_keys = LookupKeys()
        self._contents: dict[str, Staged] = {}

    @classmethod
    def begin(
        cls,
        connection: Connection,
        *,
        at: int,
        analyst: str,
        action: str,
        detail: str,
        reason: str | None = None,
        rules_version: str,
        policy_version: str,
        signer: Signer = refuse_to_sign,
    ) -> "Ledger":
        """Open the next revision, in a transaction from `writing`; `at` is in microseconds UTC."""
        fields: Columns = {
            "analyst": analyst,
            "action": action,
            "detail": detail,
            "rules_version": rules_version,
            "policy_version": policy_version,
            "reason": reason,
        }
        check_text("revisions", fields)
        lock_head(connection)
        head = read_head(connection, analyst)
        dated = at if action == SET_CLOCK else max(at, head.recorded_at or at)
        fields |= {"id": head.revision + 1, "recorded_at": dated}
        fields |= {"previous_digest": head.digest}
        return cls(connection, fields, head.last, None if head.public_key is None else signer(head.public_key), at)

    @property
    def is_signed(self) -> bool:
        """Whether the revision will carry a signature."""
        return self._sign is not None

    def expect_many(self) -> None:
        """Keep more of the database in memory than usual, as much will be recorded."""
        if self.connection.sqlite:
            self.connection.run(f"PRAGMA cache_size=-{_LARGE_CACHE}")

    def add_party(self, party: Party) -> bool:
        """Record a party, or its new version; False if it is known just so."""
        current = self._current(select_party(party.name))
        if current is not None and party_of(current) == party:
            return False
        self._lookup_keys.add_party(self._appender.add_numbered("party_versions", party_row(party)), party)
        return True

    def add_registry(self, parties: Iterable[Party], sources: Iterable[Source]) -> None:
        """Record parties and sources none of which is known yet: the way to record many."""
        for party in parties:
            self._lookup_keys.add_party(self._appender.add_numbered("party_versions", party_row(party)), party)
        for source in sources:
            [number] = self._appender.numbers("sources", 1)
            self._appender.add("sources", {"id": number})
            self._add_version(replace(source, id=number))

    def add_source(self, source: Source) -> int:
        """Record a new source; gives its number."""
        self._make_room()
        number = self._appender.add_numbered("sources", {})
        self._add_version(replace(source, id=number))
        return number

    def revise_source(self, source: Source) -> bool:
        """Record a new version of a source; False if it is known just so."""
        current = self._current(select_source(source.id))
        if current is None or source_of(current) == source:
            return False
        self._add_version(source)
        return True

    def _add_version(self, source: Source) -> None:
        self._lookup_keys.add_source(self._appender.add_numbered("source_versions", source_row(source)), source)

    def add_document(self, document: Document) -> tuple[int, bool]:
        """Record a document unless known by its address, or else by title, outlet, date and text; (number, new)."""
        return self.add_documents([document])[0]

    def add_documents(self, documents: Sequence[Document]) -> list[tuple[int, bool]]:
        """Record documents, except those known already; (number, new) of each. The way to record many."""
        return [done for batch in batches(documents, _FLUSH_ROWS) for done in self._add_documents(batch)]

    def _add_documents(self, documents: Sequence[Document]) -> list[tuple[int, bool]]:
        self._make_room()
        identities = [document_identity(document) for document in documents]
        numbered = self._appender.identified("documents", identities)
        found = zip(numbered, identities, documents, strict=True)
        added = [(number, identity, document) for (number, new), identity, document in found if new]
        self._appender.add_rows("documents", [(number, self.revision, identity) for number, identity, _ in added])
        _append_document_versions(self._appender, [(number, document) for number, _, document in added])
        return numbered

    def revise_document(self, document: Document) -> bool:
        """Record a new version of a document; False if it is known just so."""
        current = self._current(select_documents([document.id]))
        if current is None or document_of(current) == document:
            return False
        _append_document_versions(self._appender, [(document.id, document)])
        return True

    def add_claim(self, claim: Claim) -> tuple[int, bool]:
        """Record a claim unless its text is known; (number, new)."""
        return self.add_claims([claim])[0]

    def add_claims(self, claims: Sequence[Claim]) -> list[tuple[int, bool]]:
        """Record claims, except those whose text is known; (number, new) of each. The way to record many."""
        return [done for batch in batches(claims, _FLUSH_ROWS) for done in self._add_claims(batch)]

    def _add_claims(self, claims: Sequence[Claim]) -> list[tuple[int, bool]]:
        self._make_room()
        identities = [claim_identity(claim.text) for claim in claims]
        numbered = self._appender.identified("claims", identities)
        found = zip(numbered, identities, claims, strict=True)
        added = [(number, identity, claim) for (number, new), identity, claim in found if new]
        rows = [(number, self.revision, claim.text, identity) for number, identity, claim in added]
        self._appender.add_rows("claims", rows)
        self._lookup_keys.add(_append_claim_versions(self._appender, [(number, claim) for number, _, claim in added]))
        return numbered

    def revise_claim(self, claim: Claim) -> bool:
        """Record a new version of a claim; False if it is known just so."""
        current = self._current(select_claims([claim.id]))
        if current is None or claim_of(current) == replace(
            claim, recorded=current.recorded_at, revision=current.first_revision
        ):
            return False
        search.forget_words(self.connection, [claim.id])
        amended = claim.text != current.claim_text or current.text is not None
        self._lookup_keys.add(_append_claim_versions(self._appender, [(claim.id, claim)], amended=amended))
        return True

    def add_link(self, link: Link) -> bool:
        """Record a link; False if it is known."""
        kind = link.kind.value
        if self._current(select_link(link.claim, kind, link.other)) is not None:
            return False
        self._appender.add_numbered("links", {"claim": link.claim, "kind": kind, "other": link.other})
        return True

    def add_attribution(self, attribution: Attribution) -> tuple[int, bool]:
        """Record an attribution unless the same is known; (number, new)."""
        return self.add_attributions([attribution])[0]

    def add_attributions(self, attributions: Sequence[Attribution]) -> list[tuple[int, bool]]:
        """Record attributions, except those known already; (number, new) of each. The way to record many."""
        return [done for batch in batches(attributions, _FLUSH_ROWS) for done in self._add_attributions(batch)]

    def _add_attributions(self, attributions: Sequence[Attribution]) -> list[tuple[int, bool]]:
        self._make_room()
        identities = [attribution_identity(attribution) for attribution in attributions]
        numbered = self._appender.identified("attributions", identities)
        said = zip(attributions, identities, numbered, strict=True)
        new_ones = [(number, attribution, identity) for attribution, identity, (number, new) in said if new]
        _append_attributions(self._appender, new_ones)
        return numbered

    def add_assessment(self, assessment: Assessment) -> int:
        """Record an analyst's verdict; gives its number."""
        self._make_room()
        return self._appender.add_numbered("assessments", assessment_row(assessment))

    def log_changes(self, changes: Sequence[StatusChange]) -> None:
        """Record status changes, under this revision's policy."""
        self._make_room()
        numbered = zip(self._appender.numbers("status_changes", len(changes)), changes, strict=True)
        policy = self._fields["policy_version"]
        rows = [change_row(number, self.revision, change, policy) for number, change in numbered]
        self._appender.add_rows("status_changes", rows)

    def add_correction(self, correction: Correction) -> int:
        """Take an attribution or a link out of the case, for another or for nothing; gives the correction's number."""
        return self._appender.add_numbered("corrections", correction_row(correction))

    def replace_attribution(self, original: int, replacement: Attribution) -> int:
        """Take an attribution out of the case for another, even one of the same identity; gives the other's number."""
        [number] = self._appender.numbers("attributions", 1)
        _append_attributions(self._appender, [(number, replacement, attribution_identity(replacement))])
        self.add_correction(Correction(original, replacement=number))
        return number

    def add_merge(self, merge: Merge) -> None:
        """Have a claim be another from here on; what was said of it, and its links, are moved by the caller."""
        self._appender.add_numbered("merges", asdict(merge))

    def add_policy(self, policy: Policy) -> None:
        """Adopt a policy: what this revision changes is changed under it."""
        self._fields["policy_version"] = policy.version
        self._appender.add_numbered("policies", queries.policy_row(policy))

    def add_key(self, key: AnalystKey) -> None:
        """Have an analyst's revisions signed, from the next one on, or no longer."""
        self._appender.add_numbered("analyst_keys", key_row(key))

    def add_purge(self, purge: Purge) -> None:
        """Record that the text of a document was removed from what a revision recorded; it is removed after that."""
        self._appender.add_numbered("purges", asdict(purge))

    def add_file(self, file: KeptFile, content: Staged) -> bool:
        """Record that a file is kept of a document, and have its content kept; False if it is known."""
        self._contents.setdefault(content.sha256, content)
        known = {row.sha256 for row in self._asked(select_files(numbers=[file.document]))}
        if file.sha256 in known:
            return False
        self._appender.add_numbered("document_files", asdict(file))
        return True

    def add_file_purge(self, purge: FilePurge) -> None:
        """Record that a content is kept no more; it is removed after that."""
        self._appender.add_numbered("file_purges", asdict(purge))

    def add_undo(self, target: int, what: Undoing) -> None:
        """Take a revision back, or bring it back: from here on what it added does not exist, or exists again.

        If that was a policy, what this revision changes is changed under the one that is left.
        """
        self._appender.add_numbered("undos", {"target": target, "what": what.value})
        self.flush()
        if self._current(queries.select_policies_of(target)) is not None:
            self._fields["policy_version"] = queries.policy(self.connection).version

    def put_rows(self, lines: Iterable[ProjectionRow]) -> None:
        """Replace all that is kept of claims; the lines of one claim come one after the other, and all of them."""
        self.flush()
        projection.put_rows(self.connection, lines)

    def forget_lines(self, claims: Collection[int]) -> None:
        """Take claims out of the lists, as they no longer exist."""
        projection.forget_lines(self.connection, claims)

    def put_words(self, claims: Collection[int]) -> None:
        """Index the words of claims again, whose versions changed otherwise than by a new one."""
        projection.put_words(self.connection, claims)

    def flush(self) -> None:
        """Write what is waiting, so that it can be read on this connection."""
        self._appender.flush()
        self._lookup_keys.flush(self.connection)

    def seal(self) -> Revision | None:
        """Write what is left and the revision itself; None if it recorded no fact, and does not set the clock."""
        self.flush()
        if not self._appender.digest and self._fields["action"] != SET_CLOCK:
            return None
        digest = self._appender.digest.seal(self._fields)
        sealed = {**self._fields, "digest": digest, "signature": None if self._sign is None else self._sign(digest)}
        self.connection.put("revisions", [sealed])
        return Revision(**sealed)

    def keep_contents(self) -> None:
        """Put the contents of what is recorded into the store: the last there is to do before it is committed."""
        for content in self._contents.values():
            store_of(self.connection).take(content)

    def _make_room(self) -> None:
        if self._appender.full():
            self.flush()

    def _current(self, asked: Bound[R]) -> R | None:
        return next(iter(self._asked(asked)), None)

    def _asked(self, asked: Bound[R]) -> list[R]:
        self.flush()
        return self.connection.ask(asked)


class _Appender:
    """The rows of one revision. Those waiting are in no table yet: flush before reading."""

    def __init__(self, connection: Connection, revision: int, last: Mapping[str, int]) -> None:
        self.connection = connection
        self.revision = revision
        self.digest = RevisionDigest()
        self._last = dict(last)
        self._waiting: defaultdict[str, list[Values]] = defaultdict(list)
        self._identities: dict[tuple[str, str], int] = {}

    def full(self) -> bool:
        """Whether it is time to flush."""
        return sum(map(len, self._waiting.values())) >= _FLUSH_ROWS

    def add(self, table: str, row: Columns) -> None:
        """Take in a row; one with a number of its own has it from `identified`."""
        self.add_rows(table, [full_row(table, {**row, "revision": self.revision})])

    def add_numbered(self, table: str, row: Columns) -> int:
        """Take in a row and give it the next number."""
        [number] = self.numbers(table, 1)
        self.add(table, {**row, "id": number})
        return number

    def numbers(self, table: str, count: int) -> range:
        """The next numbers of a table, for rows that must follow."""
        first = self._last[table] + 1
        self._last[table] += count
        return range(first, first + count)

    def add_rows(self, table: str, rows: Sequence[Values]) -> None:
        """Take in rows that are laid out, with their numbers and this revision's."""
        check_texts(table, rows)
        self._waiting[table] += rows

    def identified(self, table: str, identities: Sequence[str]) -> list[tuple[int, bool]]:
        """The number of each identity: the known one, or the next one for a row that must follow; (number, new)."""
        taken = self._taken(table, identities)
        numbered = []
        for identity in identities:
            if new := identity not in taken:
                taken[identity] = self._identities[table, identity] = self.numbers(table, 1)[0]
            numbered.append((taken[identity], new))
        return numbered

    def flush(self) -> None:
        """Write what is waiting, referred-to rows first."""
        for table in fact_tables():
            if rows := self._waiting.pop(table, None):
                self.digest.add(table, columns_of(table), rows)
                insert_rows(self.connection, table, rows)
        self._identities.clear()

    def _taken(self, table: str, identities: Sequence[str]) -> dict[str, int]:
        waiting = {i: self._identities[table, i] for i in identities if (table, i) in self._identities}
        asked = [identity for identity in identities if identity not in waiting]
        if not asked:
            return waiting
        known = dict(map(tuple, self.connection.ask(_IDENTIFIED[table](asked))))
        if table == "claims" and self._last["merges"]:
            known |= meant_by_identity(self.connection, [identity for identity in asked if identity not in known])
        return waiting | known


def _append_attributions(appender: _Appender, said: Collection[tuple[int, Attribution, str]]) -> None:
    """Take in attributions, each with its number and identity, and their carriers."""
    revision = appender.revision
    rows = [attribution_row(number, revision, attribution, identity) for number, attribution, identity in said]
    appender.add_rows("attributions", rows)
    carriers = [row for number, attribution, _ in said for row in carrier_rows(number, revision, attribution)]
    appender.add_rows("attribution_carriers", carriers)


def _append_document_versions(appender: _Appender, documents: Collection[tuple[int, Document]]) -> None:
    """Take in versions of documents, each with the document's number."""
    versions = zip(appender.numbers("document_versions", len(documents)), documents, strict=True)
    rows = [document_row(version, appender.revision, number, document) for version, (number, document) in versions]
    appender.add_rows("document_versions", rows)


def _append_claim_versions(
    appender: _Appender, claims: Collection[tuple[int, Claim]], *, amended: bool = False
) -> list[tuple[int, int, Claim]]:
    """Take in versions of claims, each with the claim's number; gives them with their own numbers before."""
    numbers = appender.numbers("claim_versions", len(claims))
    versions = [(version, number, claim) for version, (number, claim) in zip(numbers, claims, strict=True)]
    rows = [
        claim_row(version, appender.revision, number, claim, amended=amended) for version, number, claim in versions
    ]
    appender.add_rows("claim_versions", rows)
    return versions
