"""The database in Datasette and in DuckDB, by its views."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.driving import CommandLine

ROOT: Final = Path(__file__).parents[2]
DATASETTE: Final = Path(sys.executable).parent / "datasette"
VIEWS: Final = (
    *("claims_now", "disputed_now", "attributions_now", "status_changes_log"),
    *("sources_now", "documents_now", "verdicts_now", "links_now"),
)


@pytest.fixture
def case(desk: CommandLine) -> CommandLine:
    """Two linked claims, one of them disputed and judged."""
    desk.ok(
        *("log", "The depot burned", "--key", "depot", "--tag", "bryansk", "--tag", "fires"),
        *("--url", "https://example.org/1", "--outlet", "The Moscow Times", "-a", "Moscow says", "-a", "Kyiv denies"),
    )
    desk.ok("log", "The depot <b>exists</b>", "--key", "exists", "-a", "Moscow says")
    desk.ok("link", "depot", "entails", "exists")
    desk.ok("assess", "exists", "confirmed", "--why", "seen")
    return desk


def asked(desk: CommandLine, address: str) -> str:
    """What Datasette answers with our metadata."""
    pytest.importorskip("datasette", reason="Datasette is not installed here")
    told = desk.file("metadata.json", desk.ok("views", "datasette").out)
    done = subprocess.run(
        [DATASETTE, "serve", str(desk.location.path), "-m", told, "--get", address],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.long
def test_datasette_shows_the_views_and_hides_what_is_ours(case: CommandLine) -> None:
    """Every table is hidden; Datasette cannot hide views, so those that serve the others say that they do."""
    found = json.loads(asked(case, "/verifier.json"))
    hidden = {table["name"] for table in found["tables"] if table["hidden"]}
    assert {table["name"] for table in found["tables"]} == hidden
    assert {view["name"] for view in found["views"]} == {*VIEWS, "undone_now", "corrected_now"}
    assert "Serves the other views." in asked(case, "/verifier/undone_now")


@pytest.mark.long
@pytest.mark.parametrize("view", VIEWS)
def test_datasette_shows_each_view_with_its_facets(case: CommandLine, view: str) -> None:
    """In the order and with the facets of the metadata."""
    found: dict[str, Any] = json.loads(asked(case, f"/verifier/{view}.json?_shape=objects&_facet_size=3"))
    assert found["rows"]
    wanted = case.ok("views", "datasette").json["databases"]["verifier"]["tables"][view]["facets"]
    assert set(found["facet_results"]) >= {facet if isinstance(facet, str) else facet["array"] for facet in wanted}


@pytest.mark.long
def test_datasette_finds_claims_by_their_words(case: CommandLine) -> None:
    """Through verifier's own index of words; hostile text is text on its page."""
    found = json.loads(asked(case, "/verifier/claims_now.json?_search=burned&_shape=objects"))
    assert [row["ref"] for row in found["rows"]] == ["c1"]
    assert "<b>exists" not in asked(case, "/verifier/claims_now?_search=exists")


def test_a_server_is_refused_with_what_to_do() -> None:
    """Datasette cannot read it."""
    desk = CommandLine(Path("/"), _server(), {})
    assert "db copy" in desk.run("views", "datasette").err


def _server() -> Any:  # noqa: ANN401 - a location, imported where it is needed
    from verifier.storage.db.location import Location

    return Location.parse("postgresql://nobody@127.0.0.1:1/none")


def test_no_view_asks_what_duckdb_cannot_hand_on(case: CommandLine) -> None:
    """It says `x IN (SELECT …)` and count(*) to SQLite in words of its own, which SQLite does not know."""
    assert case.location.path is not None
    with closing(sqlite3.connect(case.location.path)) as connection:
        views = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
    assert set(VIEWS) <= set(views)
    assert not [name for name, sql in views.items() if re.search(r"\bIN\s*\(\s*SELECT|count\(\*\)", sql, re.IGNORECASE)]


@pytest.fixture
def attached(case: CommandLine) -> Iterator[Any]:
    """The file attached in DuckDB, with the extension for SQLite that its package brings."""
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed here")
    extension: Any = pytest.importorskip("duckdb_extension_sqlite_scanner", reason="DuckDB cannot read SQLite here")
    with duckdb.connect() as connection:
        (file,) = Path(extension.__file__).parent.rglob("*.duckdb_extension")
        connection.execute(f"LOAD '{file}'")
        connection.execute(f"ATTACH '{case.location.path}' AS ledger (TYPE sqlite, READ_ONLY)")
        yield connection


@pytest.mark.long
def test_duckdb_reads_every_view(attached: Any) -> None:  # noqa: ANN401 - DuckDB may not be there
    """All of them are listed, and every column of every row read and counted."""
    listed = attached.execute("SELECT view_name FROM duckdb_views() WHERE database_name = 'ledger'").fetchall()
    assert {name for (name,) in listed} == {*VIEWS, "undone_now", "corrected_now"}
    for view in VIEWS:
        rows = attached.execute(f"SELECT * FROM ledger.{view}").fetchall()  # noqa: S608 - our names
        counted = attached.execute(f"SELECT count(*) FROM ledger.{view}").fetchone()  # noqa: S608 - likewise
        assert (len(rows),) == counted
        assert rows, view


def test_duckdb_answers_what_the_page_shows(attached: Any) -> None:  # noqa: ANN401 - DuckDB may not be there
    """Each question of the page has an answer, once the file is attached."""
    page = (ROOT / "docs/datasette.md").read_text("utf-8").partition("## DuckDB")[2]
    (shown,) = re.findall(r"```sql\n(.*?)```", page.partition("\n## ")[0], re.DOTALL)
    asked = [question for question in shown.split(";\n") if question.startswith("SELECT")]
    assert all(attached.execute(question).fetchall() for question in asked)
    assert len(asked) == 3
