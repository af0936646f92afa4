"""The verbs by which an article reports what somebody says, read from the lexicon beside this module."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from verifier.domain.model.claims import ClaimKind
from verifier.domain.model.statements import Stance


class Verb(Struct, frozen=True):
    """How a verb reports; `evidence` if things may do it that cannot speak."""

    stance: Stance
    takes: frozenset[str]
    kind: ClaimKind | None
    evidence: bool


class Verbs(Struct, frozen=True):
    """The verbs by lemma, and sets of nouns and words by name."""

    verbs: Mapping[str, Verb]
    nouns: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]

    def is_evidence(self, lemma: str) -> bool:
        """Whether a verb says what something shows."""
        verb = self.verbs.get(lemma)
        return verb is not None and verb.evidence


@cache
def verbs() -> Verbs:
    """The lexicon that comes with the program."""
    import tomli  # not needed by commands that draft nothing

    data = tomli.loads(Path(__file__).with_name("verbs.toml").read_text(encoding="utf-8"))
    found = {
        lemma: Verb(
            Stance(entry["stance"]),
            frozenset(entry["takes"]),
            ClaimKind(entry["kind"]) if "kind" in entry else None,
            entry.get("evidence", False),
        )
        for entry in data["verb"]
        for lemma in entry["lemmas"]
    }
    sets = ({name: frozenset(words) for name, words in data[table].items()} for table in ("nouns", "words"))
    return Verbs(found, *sets)
