"""Names in a query: one that nobody has is a slip, and no way to ask for nothing.

One that is confidential is not told in what says which claims were asked for.
"""

from collections.abc import Iterable, Iterator

from verifier.domain.errors import UsageError
from verifier.domain.model.claims import folded
from verifier.domain.query import Query
from verifier.intake.phrases.names import Names
from verifier.intake.problems import quoted
from verifier.services.review.asked import Asked
from verifier.services.review.privacy import confidential
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.statements import queries


def refuse_unknown_names(workspace: Workspace, query: Query) -> None:
    """Refuse a query whose `who:`, `via:` or `party:` is nobody's name (UsageError with the nearest)."""
    naming = [one for one in query.alternatives if one.who or one.via or one.party]
    if not naming:
        return
    with workspace.read() as connection:
        names = Names(queries.registry(connection))
    for told, near in (found for one in naming for found in _unknown(names, one)):
        closest = f"Closest: {', '.join(near)}. " if near else ""
        raise UsageError(f"{told}. {closest}See: verifier source list", suggestions=near)


def refuse_confidential_names(connection: Transaction, asked: Asked) -> None:
    """Refuse a query by the name or words of a confidential source, where what is told says that they were asked.

    That something is found by words of a quotation tells that it has them (UsageError).
    """
    names = [name for one in asked.query.alternatives for name in (*one.who, *one.via)]
    phrases = [phrase for one in asked.query.alternatives for phrase in one.quotes]
    if asked.privacy is None or not (names or phrases):
        return
    unnamed = confidential(connection, asked.when.known)
    if phrases and not unnamed.isdisjoint(lists.quoted_sources(connection, phrases, asked.when.known)):
        raise UsageError(
            "quote: finds words of a confidential source, and what is written would tell them. "
            "Ask by other words, or give --confidential"
        )
    sources = queries.registry(connection).sources.values()
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
