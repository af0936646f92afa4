"""What the documents promise, and the tests that show it: a table for each document, beside this module.

`shown` has each promise, word for word as in the document or a clause of it, with the tests that show it, each as
`file::name` below `tests`. `explained` has what promises nothing: what to do, what a word means, where to read on.
"""

import ast
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.documentation.consoles import ROOT
from tests.documentation.sentences import sentences

TABLES: Final = tuple(sorted((Path(__file__).parent / "promises").glob("*.toml")))
TESTS: Final = ROOT / "tests"


@dataclass(frozen=True, slots=True)
class Promises:
    """The table of one document."""

    document: str
    shown: Mapping[str, Sequence[str]]
    explained: Sequence[str]

    def unheard_of(self, text: str) -> list[str]:
        """The sentences of the document's text that hold nothing of the table."""
        return [sentence for sentence in sentences(text) if not any(known in sentence for known in self._known())]

    def out_of_date(self, text: str) -> list[str]:
        """What is in the table and stands in no sentence of the document's text any more."""
        found = sentences(text)
        return [known for known in self._known() if not any(known in sentence for sentence in found)]

    def _known(self) -> list[str]:
        return [*self.shown, *self.explained]


def read_promises(path: Path) -> Promises:
    """The table that is kept in a file."""
    kept = tomllib.loads(path.read_text(encoding="utf-8"))
    return Promises(kept["document"], kept["shown"], kept["explained"])


def lacking(named: Sequence[str]) -> list[str]:
    """Of tests, each as `file::name`, those that there are not."""
    return [test for test in named if test.rpartition("::")[2] not in tests_in(TESTS / test.rpartition("::")[0])]


@cache
def tests_in(path: Path) -> frozenset[str]:
    """The names of the tests in a file, without running any of it."""
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds) and node.name.startswith("test_"))
