"""The values that the fields of a query can have in a ledger, for whoever completes what is typed."""

from collections.abc import Mapping, Sequence
from typing import Final

from verifier.domain.query import FIELDS
from verifier.services.workspace import Workspace

NAMED: Final[Mapping[str, Sequence[str]]] = {name: field.choices for name, field in FIELDS.items() if field.choices}
"""The values that are the same in every ledger."""


def field_values(workspace: Workspace) -> Mapping[str, Sequence[str]]:
    """By field, the values it can have now; dates and lengths of time have none to choose from (DatabaseError)."""
    from verifier.storage.lists import terms  # not needed before somebody filters
    from verifier.storage.statements import queries

    with workspace.read() as connection:
        registry = queries.registry(connection)
        sources = [source for source in registry.sources.values() if not source.anonymous]
        names = sorted({name for source in sources for name in (source.name, *source.aliases)}, key=str.casefold)
        return {
            **NAMED,
            "who": names,
            "via": names,
            "party": sorted(registry.parties),
            "tag": terms.tags(connection),
            "place": terms.places(connection),
            "key": queries.claim_keys(connection),
            "by": terms.analysts(connection),
        }
