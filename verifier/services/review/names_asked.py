"""Names in a query: one that nobody has is a slip, and no way to ask for nothing.

One that is confidential is not told in what says which claims were asked for.
"""

from collections.abc import Iterable, Iterator

from verifier.domain.errors import UsageError
from verifier.domain.model.claims import folded
from verifier.domain.query import Query
from verifier.intake.phrases.names import Names
from verifier.intake.problems import quoted
from verifier.services.review.claim_views import Asked
from verifier.services.review.privacy import confidential
from verifier.services.workspace import Workspace
from verifier.storage.db.transaction import Transaction
from verifier.storage.statements import queries


def refuse_unknown_names(workspace: Workspace, query: Query) -> None:
    """Refuse a query whose `who:`, `via:` or `party:` is nobody's name (UsageError with the nearest)."""
    if not (query.who or query.via or query.party):
        return
    with workspace.read() as connection:
        names = Names(queries.registry(connection))
    for told, near in _unknown(names, query):
        closest = f"Closest: {', '.join(near)}. " if near else ""
        raise UsageError(f"{told}. {closest}See: verifier source list", suggestions=near)


def refuse_confidential_names(connection: Transaction, asked: Asked) -> None:
    """Refuse a query by the name of a confidential source, where what is told says what was asked (UsageError)."""
    names = (*asked.query.who, *asked.query.via)
    if asked.privacy is None or not names:
        return
    unnamed, sources = confidential(connection, asked.when.known), queries.registry(connection).sources.values()
    for name in names:
        meant = [one for one in sources if any(folded(name) in folded(word) for word in (one.name, *one.aliases))]
        if meant and all(one.id in unnamed for one in meant):
            raise UsageError(
                f"{quoted(name)} is confidential, and what is written would say that it was asked for. "
                "Ask by other words, or give --confidential"
            )


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
