"""The columns in which claims with their attributions are exchanged, one row an attribution.

Invariant: `split` undoes `joined`, whatever the items hold.
"""

import re
from collections.abc import Iterable
from typing import Final

CLAIM_COLUMNS: Final = (
    "claim", "key", "kind", "happened", "place", "parties", "against", "favours", "measure", "tags", "entails",
    "contradicts",
)  # fmt: skip
SAID_COLUMNS: Final = (
    "phrase",
    "origin",
    "via",
    "stance",
    "certainty",
    "basis",
    "figure",
    "cue",
    "quote",
    "note",
    "said",
)
DOCUMENT_COLUMNS: Final = ("url", "title", "outlet", "published")
QUOTE_COLUMNS: Final = ("quote_language", "quote_translation")
"""Two more columns of an attribution, behind those that were there before them."""

COLUMNS: Final = (*CLAIM_COLUMNS, *SAID_COLUMNS, *DOCUMENT_COLUMNS, *QUOTE_COLUMNS)
LISTS: Final = frozenset({"parties", "against", "favours", "tags", "entails", "contradicts", "via"})
REASON: Final = "reason"
"""The column in which rejected rows say why; it is read past, so that they can be corrected and imported again."""

RECORD: Final = "record"
"""The field of a line of JSON that says what kind of record it is."""

REJECTED: Final = "rejected"
"""The kind of a line of JSON that says why the next was rejected; it is read past likewise."""

DOCUMENT: Final = "document"
"""The kind of a record of a document; in a row, the field that names a document without an address by its `id`."""

CONTENTS: Final = "files"
"""The directory beside a table in which the files are that its documents name, each called by its SHA-256."""

LEDGER: Final = "ledger.jsonl"
"""The table in a directory to which everything is exported."""

_SEPARATOR: Final = "|"
_ITEM: Final = re.compile(r"(?:\\[\\|]|[^|])+")
_ESCAPED: Final = re.compile(r"\\([\\|])")


def joined(items: Iterable[str]) -> str:
    r"""A list in one cell: items between `|`; a `|` in an item is written `\|`, a backslash `\\`."""
    return _SEPARATOR.join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def split(cell: str) -> tuple[str, ...]:
    """The list in a cell, empty items left out."""
    if "\\" not in cell:
        return tuple(item for piece in cell.split(_SEPARATOR) if (item := piece.strip()))
    items = (_ESCAPED.sub(r"\1", piece).strip() for piece in _ITEM.findall(cell))
    return tuple(item for item in items if item)


def aside(text: str) -> str:
    """A time of saying that nobody wrote down: it was taken from the document or the clock."""
    return f"({text})"


def out_of_aside(cell: str) -> tuple[str, bool]:
    """A time of saying without its parentheses, and whether it was written down."""
    if cell.startswith("(") and cell.endswith(")"):
        return cell[1:-1].strip(), False
    return cell, True
