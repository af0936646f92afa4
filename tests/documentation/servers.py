"""Documents whose examples need a PostgreSQL server: they name an address, and the tests put another in its place."""

from typing import Final

from tests.documentation.consoles import examples
from verifier.storage.db.location import Location

ADDRESS: Final = "postgresql://db.example.org/verifier"
_ROLES: Final = "verifier_verifier_"


def needs_server(document: str) -> bool:
    """Whether a document's examples use a server."""
    return any(ADDRESS in example.command for example in examples(document))


def in_place(location: Location) -> dict[str, str]:
    """What to put in place of what the documents show: the address, and the names of the roles."""
    url = str(location.url)
    return {ADDRESS: url, _ROLES: f"verifier_{url.rpartition('/')[2]}_"}
