"""The documents claim only what a test shows: each sentence is in a table, with its tests or as explaining something.

A sentence that is new, or that changed, goes into the table of its document in `tests/documentation/promises`.
"""

from pathlib import Path

import pytest

from tests.documentation.consoles import ROOT
from tests.documentation.promises import TABLES, Promises, lacking, read_promises

HELD = {"README.md", "docs/guide.md", "docs/postgresql.md", "docs/proof.md"} | {
    f"docs/reference/{name}.md" for name in ("claim-sheets", "csv", "views")
}


def named(path: Path) -> str:
    """A table as it is named among the tests."""
    return path.stem


def test_the_documents_that_promise_most_have_a_table() -> None:
    """Each of them has one, and one only."""
    documents = [read_promises(path).document for path in TABLES]
    assert sorted(documents) == sorted(set(documents))
    assert set(documents) >= HELD


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_every_sentence_is_a_promise_or_explains_something(path: Path) -> None:
    """None is left out of the table, and the table has none that the document no longer has."""
    table = read_promises(path)
    text = (ROOT / table.document).read_text(encoding="utf-8")
    assert (table.unheard_of(text), table.out_of_date(text)) == ([], [])


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_every_promise_is_shown_by_tests_that_there_are(path: Path) -> None:
    """At least one each, found by its file and name."""
    table = read_promises(path)
    assert [promise for promise, tests in table.shown.items() if not tests] == []
    assert {promise: gone for promise, tests in table.shown.items() if (gone := lacking(tests))} == {}


def test_a_new_promise_and_a_changed_one_are_found() -> None:
    """In a paragraph, an item of a list or a row of a table; not in examples, headings and what is generated."""
    table = Promises("x.md", {"It is quick.": ["x"], "| `a` | one |": ["x"]}, ["Read on"])
    text = "# A heading\n\nIt is\nquick. Read on there.\n\n| name |\n|---|\n| `a` | one |\n"
    hidden = "```console\n$ x\nIt flies.\n```\n<!-- generated: y -->\nIt swims.\n<!-- /generated -->\n"
    assert table.unheard_of(text + hidden) == ["| name |"]
    assert table.out_of_date(text) == []
    assert table.unheard_of(f"{text}\n- It is free. It is quick.\n| `b` | two |\n") == [
        "| name |", "- It is free.", "| `b` | two |",
    ]  # fmt: skip
    assert table.out_of_date(text.replace("quick", "slow")) == ["It is quick."]


def test_a_test_that_is_not_there_is_found() -> None:
    """Another file, another name, and a function that is no test."""
    here = "documentation/test_promises.py::test_a_test_that_is_not_there_is_found"
    gone = ["documentation/test_promises.py::named", "documentation/test_promises.py::test_x", "nowhere.py::test_x"]
    assert lacking([here, *gone]) == gone
