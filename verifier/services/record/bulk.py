"""What an analyst does to several claims at once: the verbs of recording, for one claim or many."""

from collections.abc import Sequence

from msgspec.structs import replace

from verifier.domain.errors import VerifierError
from verifier.domain.model.claims import Verdict
from verifier.domain.model.sources import Registry
from verifier.services.record.actions import Options, Recorded, assess_claim, log_sheets, say_of
from verifier.services.record.sheets import Entry, SheetFile
from verifier.services.workspace import Workspace
from verifier.storage import queries


def known_sources(workspace: Workspace) -> Registry:
    """The registry, to propose names from (DatabaseError)."""
    with workspace.read() as connection:
        return queries.registry(connection)


def try_phrase(workspace: Workspace, claim: int, phrase: str, options: Options) -> Recorded:
    """What saying a phrase of a claim would record and change; nothing is recorded."""
    return say_of(workspace, Entry(f"c{claim}", phrases=(phrase,)), replace(options, dry_run=True))


def say_of_all(workspace: Workspace, claims: Sequence[int], phrase: str, options: Options) -> Recorded:
    """Record a phrase of each claim, in one revision: of all of them or of none."""
    if len(claims) == 1:
        return say_of(workspace, Entry(f"c{claims[0]}", phrases=(phrase,)), options)
    # Tried first: in a sheet a phrase's fault would be told as one of a line that nobody wrote.
    try_phrase(workspace, claims[0], phrase, options)
    sheet = "".join(f"## c{claim}\n{phrase.strip()}\n" for claim in claims)
    return log_sheets(workspace, [SheetFile("marked claims", sheet.encode())], options)


def assess_all(workspace: Workspace, claims: Sequence[int], verdict: Verdict, rationale: str) -> list[Recorded]:
    """Record a verdict on each claim, each in its own revision; an error tells how many were recorded before it."""
    done: list[Recorded] = []
    for claim in claims:
        try:
            done.append(assess_claim(workspace, f"c{claim}", verdict, rationale))
        except VerifierError as error:
            if done:
                error.message = f"{len(done)} of {len(claims)} recorded, then: {error.message}"
            raise
    return done
