"""Documents whose examples need a PostgreSQL server: they name an address, and the tests put another in its place."""

from typing import Final

from tests.documentation.consoles import examples

ADDRESS: Final = "postgresql://analyst@db.example.org/verifier"


def needs_server(document: str) -> bool:
    """Whether a document's examples use a server."""
    return any(ADDRESS in example.command for example in examples(document))
