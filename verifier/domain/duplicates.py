"""Claims that are one with others, or may be: those that were merged, and those that are alike."""

from msgspec import Struct

from verifier.domain.model.claims import Assessment, Claim
from verifier.domain.revisions import Revision


class Redirect(Struct, frozen=True):
    """A merged claim as it was last, the number of the one it is now, and the revision in which it was merged."""

    claim: Claim
    target: int
    revision: Revision

    @property
    def words(self) -> str:
        """That it was merged, in a sentence without a full stop."""
        by = f"in r{self.revision.id} by {self.revision.analyst}"
        why = f" ({self.revision.reason})" if self.revision.reason else ""
        return f"c{self.claim.id} was merged into c{self.target} {by}{why}"


class MergedClaim(Struct, frozen=True):
    """A claim that was merged into one that is told of, with the verdicts that were given on it."""

    redirect: Redirect
    assessments: tuple[Assessment, ...]


class Similar(Struct, frozen=True):
    """A claim that is like another one, and how much, 0 to 100."""

    claim: Claim
    likeness: int
