"""What Datasette needs to know of a ledger in a file."""

from verifier.domain.errors import UsageError
from verifier.reports.files.datasette import datasette_metadata
from verifier.reports.files.json import Json
from verifier.services.workspace import Workspace
from verifier.storage.schema.audit import VIEW, objects_of

_TABLE = "table"


def metadata(workspace: Workspace) -> Json:
    """Metadata for Datasette, which knows a file by its name (UsageError for a server, which it cannot read)."""
    path = workspace.location.path
    if path is None:
        raise UsageError(
            "Datasette reads SQLite files, and this ledger is on a server. Copy it first: verifier db copy URL FILE"
        )
    with workspace.read() as connection:
        kinds = [name.split(" ", 1) for name in objects_of(connection)]
    return datasette_metadata(path.stem, [name for kind, name in kinds if kind in {_TABLE, VIEW}])
