"""Reports as colleagues open them: CSV, XLSX and GeoJSON in pandas, DuckDB and LibreOffice, where these are."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.driving import CommandLine

TIMES = ("since", "happened_earliest", "happened_latest", "recorded")
SAID = ("said_earliest", "said_latest", "recorded", "published_earliest", "published_latest")
PATIENCE = 120


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """Claims whose times are on the second, and between, with and without coordinates."""
    desk.ok(
        *("log", "=A depot burned", "--place", "Dnipro (48.51, 35.08)", "--happened", "2024-11-18"),
        *("-a", "Moscow says @ 2024-11-19", "-a", "Kyiv says @ 2024-11-19 03:25:11.25 UTC"),
    )
    desk.ok("log", "A bridge <fell>", "--place", "geo:-48.5,-35,120", "-a", "Moscow says @ 2024-11-20 14:00:00 UTC")
    desk.ok("log", "A truce holds", "--place", "Kursk", "-a", "Kyiv denies @ 2024-11-20")
    return desk


def written(desk: CommandLine, *words: str) -> str:
    """A report file; gives its path."""
    path = str(desk.home / f"{words[0]}.{words[-1] if '--format' in words else 'csv'}")
    desk.ok("report", *words, "-o", path)
    return path


def test_the_times_of_a_column_have_one_precision(case: CommandLine) -> None:
    """ISO 8601 to the microsecond in every row, whether made of what is kept or worked out, in each report."""
    for words in (["claims"], ["claims", "--as-of", "2024-11-30"], ["attributions"], ["changes"], ["disputed"]):
        for row in csv.DictReader(io.StringIO(case.ok("report", *words).out)):
            for name in {*TIMES, *SAID, "at"} & row.keys():
                if row[name]:
                    assert len(row[name]) == len("2024-11-19T03:25:11.250000+00:00")
                    assert datetime.fromisoformat(row[name]).tzinfo == UTC


@pytest.mark.long
def test_pandas_reads_times_numbers_and_the_workbook(case: CommandLine) -> None:
    """Columns of times as times, of numbers as numbers; the workbook has the same rows."""
    pandas: Any = pytest.importorskip("pandas")
    claims = pandas.read_csv(written(case, "claims"), parse_dates=list(TIMES))
    assert all(str(claims[name].dtype).startswith("datetime64") for name in TIMES)
    assert claims["documents"].dtype == "int64"
    said = pandas.read_csv(written(case, "attributions"), parse_dates=list(SAID[:3]))
    assert str(said["said_earliest"].dtype).startswith("datetime64")
    assert said["said_earliest"].min() == pandas.Timestamp("2024-11-19T00:00Z")
    book = pandas.read_excel(written(case, "claims", "--format", "xlsx"), engine="calamine")
    assert book["ref"].tolist() == claims["ref"].tolist()
    assert str(book["since"].dtype).startswith("datetime64")
    mapped = json.loads(Path(written(case, "claims", "--format", "geojson")).read_text("utf-8"))
    flat = pandas.json_normalize(mapped["features"])
    assert sorted(flat["properties.ref"]) == ["c1", "c2"]


def test_duckdb_reads_times_and_features(case: CommandLine) -> None:
    """Without being told what the columns are."""
    duckdb: Any = pytest.importorskip("duckdb")
    with duckdb.connect() as database:
        said = written(case, "attributions")
        table = database.read_csv(said)
        types = dict(zip(table.columns, map(str, table.types), strict=True))
        assert {types[name] for name in SAID[:3]} == {"TIMESTAMP WITH TIME ZONE"}
        assert len(table.filter("said_earliest >= TIMESTAMPTZ '2024-11-19 03:25:11.25+00'").fetchall()) == 3
        points = database.read_json(written(case, "claims", "--format", "geojson"))
        each = points.select("unnest(features) AS f").select("f.properties.ref, f.geometry.coordinates")
        assert dict(each.fetchall()) == {"c1": [35.08, 48.51], "c2": [-35.0, -48.5, 120.0]}


def test_libreoffice_opens_the_workbook_and_the_table(case: CommandLine) -> None:
    """Converted to CSV by itself, both have every row, and no cell was run as a formula."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    for path in (written(case, "claims", "--format", "xlsx"), written(case, "claims")):
        made = case.home / "converted"
        profile = f"-env:UserInstallation=file://{case.home / 'office'}"
        command = [office, profile, "--headless", "--convert-to", "csv", "--outdir", str(made), path]
        subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)
        rows = list(csv.DictReader(io.StringIO((made / "claims.csv").read_text("utf-8-sig"))))
        assert sorted(row["ref"] for row in rows) == ["c1", "c2", "c3"]
        assert any("A depot burned" in row["claim"] for row in rows)
        assert not any("Err:" in cell or "#NAME?" in cell for row in rows for cell in row.values())


def test_geojson_is_as_the_standard_says(case: CommandLine) -> None:
    """A feature for each claim with coordinates, longitude first, its columns as properties; others are counted."""
    done = case.ok("report", "claims", "--format", "geojson")
    found = json.loads(done.out)
    assert found["type"] == "FeatureCollection"
    assert set(found) == {"type", "features"}
    assert {f["id"]: f["geometry"] for f in found["features"]} == {
        "c1": {"type": "Point", "coordinates": [35.08, 48.51]},
        "c2": {"type": "Point", "coordinates": [-35.0, -48.5, 120.0]},
    }
    assert all(feature["type"] == "Feature" for feature in found["features"])
    [bridge] = [f["properties"] for f in found["features"] if f["id"] == "c2"]
    assert (bridge["claim"], bridge["still_disputed"], bridge["documents"], bridge["key"]) == (
        *("A bridge <fell>", False, 0, None),
    )  # fmt: skip
    assert "2 claims; 1 without coordinates left out" in done.err
    chosen = json.loads(case.ok("report", "claims", "bridge", "--format", "geojson", "--columns", "status,ref").out)
    assert [list(f["properties"]) for f in chosen["features"]] == [["status", "ref"]]
    assert json.loads(case.ok("report", "disputed", "--format", "geojson").out)["features"] == []
    assert case.run("report", "changes", "--format", "geojson").status == 2
    path = written(case, "claims", "--format", "geojson")
    assert json.loads(Path(path).read_text("utf-8")) == found
    assert case.run("report", "claims", "--format", "geojson", "-o", path).status == 0


def test_a_place_off_the_earth_is_refused_and_one_on_it_linked(case: CommandLine) -> None:
    """At entry, by a sheet, a table or a correction; the page links the point, and asks nothing of anywhere."""
    refused = case.run("log", "A tower fell", "--place", "98.51, 35.08", "-a", "Moscow says")
    assert (refused.status, "the latitude 98.51 is not within -90 and 90" in refused.err) == (2, True)
    table = case.file("table.csv", "claim,place\r\nA tower fell,geo:1\r\n")
    refused = case.run("import", table)
    assert refused.status != 0
    assert "'geo:1' is no geo: URI" in refused.err + refused.out
    assert case.run("correct", "c3", "--place", "0, 200", "--why", "found").status == 2
    assert case.ok("list", "--json").json[0].keys() >= {"coordinates"}
    point = case.show("c2")["coordinates"]
    assert point == {"latitude": -48.5, "longitude": -35.0, "altitude": 120.0, "uri": "geo:-48.5,-35,120"}
    page = case.ok("report", "dossier").out
    assert '<a href="geo:48.51,35.08">Dnipro (48.51, 35.08)</a>' in page
    assert "Kursk</span>" in page


def test_columns_are_chosen(case: CommandLine) -> None:
    """In the order named, as CSV and in a workbook; what is no column is told with the nearest."""
    lines = case.ok("report", "claims", "--columns", "status, ref").out.splitlines()
    assert (lines[0], sorted(line.partition(",")[2] for line in lines[1:])) == ("status,ref", ["c1", "c2", "c3"])
    path = written(case, "claims", "--columns", "ref,status")
    noted = json.loads(Path(f"{path}.datapackage.json").read_text("utf-8"))
    assert [field["name"] for field in noted["resources"][0]["schema"]["fields"]] == ["ref", "status"]
    case.ok("say", "c3", "Moscow says")
    [told] = case.ok("changes", "--since-report", path, "--json").json
    assert (told["ref"], told["differs"]) == ("c3", ["status"])
    refused = case.run("report", "claims", "--columns", "ref,statsu")
    assert (refused.status, "Did you mean status?" in refused.err) == (2, True)
    assert case.run("report", "claims", "--columns", "ref,ref").status == 2
    assert case.run("report", "claims", "--columns", " ,").status == 2
    assert case.run("report", "dossier", "--columns", "ref").status == 2
    path = written(case, "claims", "--columns", "status,claim")
    refused = case.run("changes", "--since-report", path)
    assert "has no column ref, by which its rows are told apart" in refused.err


def test_a_dash_is_standard_output(case: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of that name comes of any command that takes one."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert case.ok("report", "claims", "-o", "-").out.startswith("ref,")
    assert case.ok("report", "claims", "--format", "geojson", "-o", "-").out.startswith('{"type"')
    assert case.ok("report", "dossier", "-o", "-").out.startswith("<!DOCTYPE html>")
    assert case.ok("export", "-").out.startswith("claim,")
    assert case.run("publish", "-").status == 2
    assert not [*here.iterdir()]


def test_a_report_of_before_is_held_against_the_present(case: CommandLine) -> None:
    """Its times on the second have no fraction, which is no difference."""
    path = Path(written(case, "claims"))
    beside = Path(f"{path}.datapackage.json")
    before = path.read_bytes()
    of_before = before.replace(b".000000+00:00", b"+00:00")
    assert of_before != before
    path.write_bytes(of_before)
    told = beside.read_text("utf-8")
    beside.write_text(told.replace(hashlib.sha256(before).hexdigest(), hashlib.sha256(of_before).hexdigest()), "utf-8")
    assert case.ok("changes", "--since-report", str(path)).out == ""
