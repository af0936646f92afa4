"""The registry for the analyst: which sources there are, and one by a name of its."""

from msgspec import Struct

from verifier.domain.errors import NotFoundError
from verifier.domain.model.sources import Registry, Source
from verifier.intake.phrases.names import Names
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries


class SourceLine(Struct, frozen=True):
    """A source, and how many attributions it is the origin of."""

    source: Source
    attributions: int


def known_sources(workspace: Workspace) -> Registry:
    """The registry, to propose names from (DatabaseError)."""
    with workspace.read() as connection:
        return queries.registry(connection)


def list_sources(workspace: Workspace, words: str = "", known: int | None = None) -> list[SourceLine]:
    """The sources whose name, alias, party or kind holds the words, by name."""
    with workspace.read() as connection:
        found = queries.sources_with_counts(connection, known)
        return [SourceLine(source, count) for source, count in found if _holds(source, words.casefold())]


def _holds(source: Source, words: str) -> bool:
    facts = (source.name, *source.aliases, source.party or "", source.kind or "")
    return any(words in fact.casefold() for fact in facts)


def show_source(workspace: Workspace, name: str, known: int | None = None) -> SourceLine:
    """One source by a name of its (NotFoundError with the closest)."""
    with workspace.read() as connection:
        source = find_source(queries.registry(connection, known), name)
        counts = {found.id: count for found, count in queries.sources_with_counts(connection, known)}
        return SourceLine(source, counts[source.id])


def find_source(registry: Registry, name: str) -> Source:
    """The source of a name (NotFoundError with the closest)."""
    names = Names(registry)
    source = names.source(name)
    if source is None:
        closest = names.closest(name)
        near = f" Closest: {', '.join(closest)}." if closest else ""
        raise NotFoundError(
            f"source '{name}' is not known.{near} List them with: verifier source list", suggestions=closest
        )
    return source
