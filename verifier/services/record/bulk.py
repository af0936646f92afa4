"""What an analyst does to several claims at once: the verbs of recording, for one claim or many."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from verifier.domain.model.claims import Verdict
from verifier.domain.model.sources import Registry
from verifier.services.record.actions import Act, Entry, Options, Recorded, assess_claims, say_of, say_of_claims
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries

NO_DOCUMENT: Final[Mapping[str, str]] = MappingProxyType({})


def known_sources(workspace: Workspace) -> Registry:
    """The registry, to propose names from (DatabaseError)."""
    with workspace.read() as connection:
        return queries.registry(connection)


def try_phrases(
    workspace: Workspace,
    claims: Sequence[int],
    phrases: str,
    options: Options,
    document: Mapping[str, str] = NO_DOCUMENT,
) -> Recorded:
    """What saying some phrases of each claim would record and change; nothing is recorded."""
    return say_of_all(workspace, claims, phrases, replace(options, dry_run=True), document)


def say_of_all(
    workspace: Workspace,
    claims: Sequence[int],
    phrases: str,
    options: Options,
    document: Mapping[str, str] = NO_DOCUMENT,
) -> Recorded:
    """Record phrases, one a line, of each claim, in one revision: of all of them or of none.

    `document` has the fields of the document in which they were read.
    """
    said = [row.strip() for row in phrases.splitlines() if row.strip()] or [""]
    first = Entry(f"c{claims[0]}", document, said)
    if len(claims) == 1:
        return say_of(workspace, first, options)
    return say_of_claims(workspace, Act("log", "marked claims"), claims, first, options)


def assess_all(
    workspace: Workspace, claims: Sequence[int], verdict: Verdict, rationale: str, options: Options
) -> Recorded:
    """Record a verdict on each claim, in one revision: on all of them or on none."""
    return assess_claims(workspace, [f"c{claim}" for claim in claims], verdict, rationale, options=options)
