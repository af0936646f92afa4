"""Names in a query that nobody has: an unknown one is a slip, and no way to ask for nothing."""

from collections.abc import Iterable, Iterator

from verifier.domain.errors import UsageError
from verifier.domain.model.claims import folded
from verifier.domain.query import Query
from verifier.intake.phrases.names import Names
from verifier.intake.problems import quoted
from verifier.services.workspace import Workspace
from verifier.storage import queries


def refuse_unknown_names(workspace: Workspace, query: Query) -> None:
    """Refuse a query whose `who:`, `via:` or `party:` is nobody's name (UsageError with the nearest)."""
    if not (query.who or query.via or query.party):
        return
    with workspace.read() as connection:
        names = Names(queries.registry(connection))
    for told, near in _unknown(names, query):
        closest = f"Closest: {', '.join(near)}. " if near else ""
        raise UsageError(f"{told}. {closest}See: verifier source list", suggestions=near)


def _unknown(names: Names, query: Query) -> Iterator[tuple[str, tuple[str, ...]]]:
    spelled = [folded(spelling) for spelling in names.registry.spellings]
    for field, wanted in (("who", query.who), ("via", query.via)):
        for name in _missing(wanted, spelled):
            yield f"{quoted(f'{field}:{name}')} is nobody's name", names.closest(name)
    for name in query.party:
        if names.party(name) is None and names.party_word(name) is None:
            yield f"{quoted(f'party:{name}')} is no party's name", names.closest_party(name)


def _missing(wanted: Iterable[str], spelled: list[str]) -> Iterator[str]:
    """The names that are part of no spelling."""
    for name in wanted:
        if not any(folded(name) in spelling for spelling in spelled):
            yield name
