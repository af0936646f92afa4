"""What new versions are found by, written many at a time: names to look them up by, and the words of claims."""

from collections.abc import Mapping, Sequence

from verifier.domain.model.claims import Claim
from verifier.domain.model.sources import Party, Source
from verifier.storage import words
from verifier.storage.appending import check_texts
from verifier.storage.connection import Connection
from verifier.storage.entity_rows import claim_terms, party_keys, source_keys
from verifier.storage.layout import insert_rows


class FoundBy:
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
        self._words += [(number, words.words_of(claim)) for _, number, claim in versions]

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
            words.put_words(connection, self._words)
            self._words = []
