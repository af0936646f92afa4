"""Rows on their way into the tables: numbered, digested, and written many at a time; and what they are looked up by."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from verifier.domain.errors import UsageError
from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Party, Source
from verifier.domain.model.statements import Attribution, Document
from verifier.storage.db.connection import Connection, full_row, insert_rows
from verifier.storage.db.statement import columns_of, fact_tables, indexed_columns
from verifier.storage.ledger.chain import RevisionDigest
from verifier.storage.lists import search
from verifier.storage.statements.attributions import attribution_row, carrier_rows, select_identified_attributions
from verifier.storage.statements.claims import claim_row, claim_terms, meant_by_identity, select_identified_claims
from verifier.storage.statements.documents import document_row, select_identified_documents
from verifier.storage.statements.sources import party_keys, source_keys
from verifier.storage.statements.values import Columns, Values

FLUSH_ROWS: Final = 5_000
_IDENTIFIED: Final = {
    "claims": select_identified_claims,
    "documents": select_identified_documents,
    "attributions": select_identified_attributions,
}
"""What finds the numbers of what is known already, by table."""
LONGEST_INDEXED: Final = 400
"""How many characters text may have by which things are looked up: PostgreSQL indexes no more than 2,704 bytes."""

_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


class Appender:
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
        return sum(map(len, self._waiting.values())) >= FLUSH_ROWS

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


def check_texts(table: str, rows: Sequence[Values]) -> None:
    """Refuse rows with text that not every database can hold."""
    columns = columns_of(table)
    for name, values in zip(columns, zip(*rows, strict=True), strict=False):
        texts = {value for value in values if type(value) is str}
        if not texts:
            continue
        too_long = name in indexed_columns()[table] and max(map(len, texts)) > LONGEST_INDEXED
        if too_long or _UNSTORABLE.search("".join(texts)):
            for row in rows:
                check_text(table, dict(zip(columns, row, strict=True)))
            return


def check_text(table: str, row: Mapping[str, Any]) -> None:
    """Refuse text that not every database can hold."""
    for name, value in row.items():
        if not isinstance(value, str):
            continue
        if found := _UNSTORABLE.search(value):
            what = "a NUL character" if found[0] == "\0" else "half of a character (a lone surrogate)"
            raise UsageError(f"{_shown(table, name)} has {what} at position {found.start() + 1}. Remove it")
        if len(value) > LONGEST_INDEXED and name in indexed_columns()[table]:
            sizes = f"{len(value):,} characters, the limit is {LONGEST_INDEXED:,}"
            raise UsageError(f"{_shown(table, name)} is too long: {sizes}. Shorten it")


def _shown(table: str, name: str) -> str:
    return f"the {name.replace('_', ' ')} for {table.replace('_', ' ')}"


def append_attributions(appender: Appender, said: Collection[tuple[int, Attribution, str]]) -> None:
    """Take in attributions, each with its number and identity, and their carriers."""
    revision = appender.revision
    rows = [attribution_row(number, revision, attribution, identity) for number, attribution, identity in said]
    appender.add_rows("attributions", rows)
    carriers = [row for number, attribution, _ in said for row in carrier_rows(number, revision, attribution)]
    appender.add_rows("attribution_carriers", carriers)


def append_document_versions(appender: Appender, documents: Collection[tuple[int, Document]]) -> None:
    """Take in versions of documents, each with the document's number."""
    versions = zip(appender.numbers("document_versions", len(documents)), documents, strict=True)
    rows = [document_row(version, appender.revision, number, document) for version, (number, document) in versions]
    appender.add_rows("document_versions", rows)


def append_claim_versions(
    appender: Appender, claims: Collection[tuple[int, Claim]], *, amended: bool = False
) -> list[tuple[int, int, Claim]]:
    """Take in versions of claims, each with the claim's number; gives them with their own numbers before."""
    numbers = appender.numbers("claim_versions", len(claims))
    versions = [(version, number, claim) for version, (number, claim) in zip(numbers, claims, strict=True)]
    rows = [
        claim_row(version, appender.revision, number, claim, amended=amended) for version, number, claim in versions
    ]
    appender.add_rows("claim_versions", rows)
    return versions


class LookupKeys:
    """What is waiting to be written, once the versions are."""

    def __init__(self) -> None:
        self._terms: list[tuple[str, str, int]] = []
        self._words: list[tuple[int, list[str]]] = []
        self._names: dict[str, list[tuple[str, int, int]]] = {"party_names": [], "source_names": []}

    def add(self, versions: Sequence[tuple[int, int, Claim]]) -> None:
        """Take in versions of claims, with their own numbers and the claims'."""
        rows = [(*term, version) for version, _, claim in versions for term in claim_terms(claim)]
        check_texts("claim_terms", rows)
        self._terms += rows
        self._words += [(number, search.words_of(claim)) for _, number, claim in versions]

    def add_party(self, version: int, party: Party) -> None:
        """Take in a version of a party, with its own number."""
        self._add_names("party_names", version, party_keys(party))

    def add_source(self, version: int, source: Source) -> None:
        """Take in a version of a source, with its own number."""
        self._add_names("source_names", version, source_keys(source))

    def _add_names(self, table: str, version: int, keys: Mapping[str, int]) -> None:
        rows = [(key, version, rank) for key, rank in keys.items()]
        check_texts(table, rows)
        self._names[table] += rows

    def flush(self, connection: Connection) -> None:
        """Write what is waiting."""
        if self._terms:
            insert_rows(connection, "claim_terms", self._terms)
            self._terms = []
        for table, rows in self._names.items():
            if rows:
                insert_rows(connection, table, rows)
                self._names[table] = []
        if self._words:
            search.put_words(connection, self._words)
            self._words = []
