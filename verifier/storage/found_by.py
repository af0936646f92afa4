"""What new versions of claims are found by, written many at a time: names to look them up by, and their words."""

from collections.abc import Sequence

from verifier.domain.model.claims import Claim
from verifier.storage import words
from verifier.storage.appending import check_texts
from verifier.storage.connection import Connection
from verifier.storage.entity_rows import claim_terms
from verifier.storage.layout import insert_rows


class FoundBy:
    """What is waiting to be written, once the versions are."""

    def __init__(self) -> None:
        self._terms: list[tuple[str, str, int]] = []
        self._words: list[tuple[int, list[str]]] = []

    def add(self, versions: Sequence[tuple[int, int, Claim]]) -> None:
        """Take in versions of claims, with their own numbers and the claims'."""
        rows = [(*term, version) for version, _, claim in versions for term in claim_terms(claim)]
        check_texts("claim_terms", rows)
        self._terms += rows
        self._words += [(number, words.words_of(claim)) for _, number, claim in versions]

    def flush(self, connection: Connection) -> None:
        """Write what is waiting."""
        if self._terms:
            insert_rows(connection, "claim_terms", self._terms)
            self._terms = []
        if self._words:
            words.put_words(connection, self._words)
            self._words = []
