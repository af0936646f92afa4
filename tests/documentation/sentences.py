"""The prose of a document, sentence by sentence: what it says in its own words, without examples and what is generated.

A paragraph or an item of a list has one or more sentences; a row of a table is one. White space is folded, so that
breaking lines anew changes nothing.
"""

import re
from collections.abc import Iterator
from typing import Final

_LEFT_OUT: Final = re.compile(r"^```.*?^```$|<!-- generated: .*?<!-- /generated -->", re.MULTILINE | re.DOTALL)
_NO_PROSE: Final = re.compile(r"#+ |!\[|\|[\s:|-]+\|$")
_ITEM: Final = re.compile(r"(?:-|\d+\.) ")
_ENDS: Final = re.compile(r"(?<=[.!?])(\)?\*{0,2}) (?=[*_`(\[]*[A-Z`*])")


def sentences(document: str) -> list[str]:
    """Every sentence of a document's text, in order; headings and pictures are none."""
    return [sentence for block in _blocks(_LEFT_OUT.sub("\n", document)) for sentence in _split(block)]


def folded(text: str) -> str:
    """The text with its white space folded."""
    return " ".join(text.split())


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, items of lists and rows of tables."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        begins_another = not line.strip() or line.startswith("|") or _ITEM.match(line) or _NO_PROSE.match(line)
        if begins_another and block:
            yield folded(" ".join(block))
            block = []
        if line.strip() and not _NO_PROSE.match(line):
            block.append(line)


def _split(block: str) -> Iterator[str]:
    if block.startswith("|"):
        yield block
    else:
        yield from (piece for piece in _ENDS.sub("\\1\n", block).split("\n") if piece)
