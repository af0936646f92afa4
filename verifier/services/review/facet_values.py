"""A facet of listed claims: a value of a field of queries that some of them have, and how many."""

from typing import Final

from msgspec import Struct

from verifier.domain.query import term

FACET_FIELDS: Final = ("status", "flag", "party", "tag", "who", "place")
OFFERED: Final = 8
"""How many values of a field are offered, those of most claims."""


class Facet(Struct, frozen=True):
    """A value of a field of queries, and how many of the listed claims have it."""

    field: str
    value: str
    claims: int

    @property
    def term(self) -> str:
        """The field with its value, as a query has it."""
        return term(self.field, self.value)
