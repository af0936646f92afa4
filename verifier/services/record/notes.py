"""Notes on what a write does, for the analyst: what is new, what was known, what was left out, what to read again."""

from dataclasses import dataclass, field

from verifier.domain.duplicates import Similar
from verifier.domain.model.sources import Source
from verifier.domain.model.statements import Attribution, Figure, KeptFile
from verifier.services.record.archived_texts import ArchivedText
from verifier.services.review.documents import Retraction


@dataclass
class Notes:
    """What was done, for the analyst: refs recorded and refs known before, new sources, claims to be read again.

    `left_out` tells by ref what was not recorded again, as a correction took it out, and what became of it.
    `moved` has the refs of attributions that are of another claim now, each with its ref there.
    `redirected` tells by ref of merged claims that were named, and into which they were merged.
    `similar` are known claims that a new one is like, by its number; `uncompared` counts new ones not compared.
    `twins` are claims that were meant by their text, with others that an earlier version recorded of the same text.
    `approximate` are the figures that were written as only about right.
    `archived` are texts of files that were kept with their documents, `kept` the files that were kept whole.
    `retracted` are documents, by number, that had been retracted and from which something was recorded all the same.
    """

    recorded: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    redirected: dict[str, str] = field(default_factory=dict)
    similar: dict[int, tuple[Similar, ...]] = field(default_factory=dict)
    uncompared: int = 0
    twins: dict[int, tuple[int, ...]] = field(default_factory=dict)
    new_sources: list[Source] = field(default_factory=list)
    touched: dict[int, None] = field(default_factory=dict)
    mentioned: dict[int, None] = field(default_factory=dict)
    attributions: list[Attribution] = field(default_factory=list)
    retracted: dict[int, Retraction] = field(default_factory=dict)
    archived: list[ArchivedText] = field(default_factory=list)
    kept: list[KeptFile] = field(default_factory=list)
    approximate: set[Figure] = field(default_factory=set)

    def record(self, ref: str) -> None:
        """Note what was recorded, once."""
        if ref not in self.recorded:
            self.recorded.append(ref)

    def mention(self, claim: int) -> None:
        """Note a claim that the analyst named."""
        self.mentioned[claim] = None

    def tell_apart(self, one: int, other: int) -> None:
        """Take two claims out of those that the other one is like: whoever links them knows that they are two."""
        for claim, alike in ((one, other), (other, one)):
            left = tuple(known for known in self.similar.pop(claim, ()) if known.claim.id != alike)
            if left:
                self.similar[claim] = left

    def touch(self, claim: int) -> None:
        """Note a claim that the analyst named and that must be read again."""
        self.mention(claim)
        self.touched[claim] = None
