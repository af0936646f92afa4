"""Claims that may say the same."""

from msgspec import Struct

from verifier.domain.model.claims import Claim


class Similar(Struct, frozen=True):
    """A claim that is like another one, and how much, 0 to 100."""

    claim: Claim
    likeness: int
