"""All that one source said, and all that one document said: statement by statement, with where its claim stands."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Final

from verifier.domain.errors import NotFoundError
from verifier.domain.model.statements import Attribution
from verifier.reports.files.json import Context
from verifier.reports.statements import Statement, Statements
from verifier.services.review.asked import Asked, When
from verifier.services.review.claim_views import shown_claims
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.statements import queries

if TYPE_CHECKING:
    from verifier.domain.explain.claim_report import ReportedAttribution

_MOST: Final = 200
"""Of how many claims, the newest, statements are read at most."""


def said_by(workspace: Workspace, number: int, when: When) -> Statements:
    """What a source said, by its number (NotFoundError)."""
    with workspace.read() as connection:
        source = queries.registry(connection, when.known).sources.get(number)
        if source is None:
            raise NotFoundError(f"source {number} is not known")
        claims = queries.claims_of_sources(connection, [number], when.known)
        found = _statements(connection, workspace, claims, when, lambda said: said.origin == number)
    return Statements(*found, source=source)


def said_in(workspace: Workspace, number: int, when: When) -> Statements:
    """What was read in a document, by its number (NotFoundError)."""
    with workspace.read() as connection:
        document = queries.documents(connection, [number], when.known).get(number)
        if document is None:
            raise NotFoundError(f"document {number} is not known")
        claims = queries.claims_of_document(connection, number, when.known)
        found = _statements(connection, workspace, claims, when, lambda said: said.document == number)
    return Statements(*found, document=document)


def _statements(
    connection: Transaction,
    workspace: Workspace,
    claims: Collection[int],
    when: When,
    wanted: Callable[[Attribution], bool],
) -> tuple[tuple[Statement, ...], Context, int]:
    """The statements wanted of the newest of some claims, the latest said first."""
    newest = sorted(claims)[-_MOST:]
    registry = queries.registry(connection, when.known)
    context = Context(registry, zone=workspace.zone.tz)
    found: list[Statement] = []
    for shown in shown_claims(connection, workspace, newest, Asked(when=when)):
        answer = shown.full.answer
        of_claim: Iterable[ReportedAttribution] = shown.full.attributions
        found += [Statement(said, answer.claim, answer.status) for said in of_claim if wanted(said.attribution)]
    found.sort(key=lambda one: (-one.said.attribution.said.latest, one.said.attribution.id))
    return tuple(found), context, len(claims) - len(newest)
