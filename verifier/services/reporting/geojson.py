"""Claims with coordinates as GeoJSON, for maps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from verifier.reports.files.columns import CLAIMS
from verifier.reports.files.geojson import collection, features
from verifier.reports.files.json import Json
from verifier.services.outputs import Measured, Output, noted, text_file
from verifier.services.reporting.reports import chosen
from verifier.services.review import claim_views
from verifier.services.review.asked import Asked
from verifier.services.review.names_asked import refuse_confidential_names
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.statements import revision_log


@dataclass
class Mapped:
    """How many claims are on the map, and how many have no coordinates."""

    claims: int = 0
    elsewhere: int = 0

    def counting(self, found: Iterable[Json | None]) -> Iterator[Json]:
        """The features there are, counted as they pass."""
        for feature in found:
            if feature is None:
                self.elsewhere += 1
            else:
                self.claims += 1
                yield feature


def write_geojson(workspace: Workspace, asked: Asked, stream: TextIO, columns: Sequence[str] = ()) -> Mapped:
    """Write the claims asked for to a stream; the columns of the report are their properties."""
    with workspace.read() as connection:
        return _write(connection, workspace, asked, stream, columns)


def write_geojson_file(workspace: Workspace, asked: Asked, output: Output, columns: Sequence[str] = ()) -> Mapped:
    """Write them to a file, with a side-car."""
    with workspace.read() as connection:
        refuse_confidential_names(connection, asked)
        head = revision_log.head(connection)
        about: dict[str, Any] = {"revision": f"r{head.id}" if head else None}

        def note(measured: Measured) -> str:
            return noted(output.path.name, "claims-geojson", measured, **about)

        with text_file(output, note) as stream:
            return _write(connection, workspace, asked, stream, columns)


def _write(
    connection: Transaction, workspace: Workspace, asked: Asked, stream: TextIO, columns: Sequence[str]
) -> Mapped:
    mapped = Mapped()
    answers = claim_views.answers(connection, workspace, asked)
    stream.writelines(collection(mapped.counting(features(answers, chosen(CLAIMS, columns)))))
    return mapped
