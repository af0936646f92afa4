"""Claims as GeoJSON (RFC 7946) for maps: a point for each claim whose place has coordinates."""

import json
from collections.abc import Iterable, Iterator, Sequence

from verifier.domain.explain.claim_report import ClaimReport
from verifier.domain.model.places import Coordinates, coordinates
from verifier.reports.files.columns import CellType, Column, cells
from verifier.reports.files.csv import Cell
from verifier.reports.files.json import Json


def features(answers: Iterable[ClaimReport], columns: Sequence[Column[ClaimReport]]) -> Iterator[Json | None]:
    """For each claim its feature, None where it has no coordinates; the columns are its properties."""
    for answer in answers:
        point = coordinates(answer.claim.place)
        yield None if point is None else _feature(answer, point, columns)


def _feature(answer: ClaimReport, point: Coordinates, columns: Sequence[Column[ClaimReport]]) -> Json:
    row = zip(columns, cells(columns, answer), strict=True)
    # Longitude first, unlike in what is written of a place.
    position = [number for number in (point.longitude, point.latitude, point.altitude) if number is not None]
    return {
        "type": "Feature",
        "id": f"c{answer.claim.id}",
        "geometry": {"type": "Point", "coordinates": [float(number) for number in position]},
        "properties": {column.name: _value(column, cell) for column, cell in row},
    }


def _value(column: Column[ClaimReport], cell: Cell) -> object:
    return cell == "true" if column.type is CellType.BOOLEAN and cell is not None else cell


def collection(found: Iterable[Json]) -> Iterator[str]:
    """A feature collection in pieces, a feature a line."""
    yield '{"type": "FeatureCollection", "features": ['
    before = "\n"
    for feature in found:
        yield before + json.dumps(feature, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"
