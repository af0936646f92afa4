"""Claims of one text that earlier versions, which told fewer texts to be one, recorded as several."""

from verifier.domain.model.claims import Claim
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries


def twins(workspace: Workspace) -> list[list[Claim]]:
    """The claims of which several have one text, together; what is logged by that text means the first."""
    with workspace.read() as connection:
        return queries.twins(connection)
