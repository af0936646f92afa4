"""The readers of what people write, each with inputs that look like what it reads."""

import contextlib
import io
import json
from collections.abc import Callable
from typing import Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.archives import web_archive
from tests.intake.builders import NAMES, NOW, READER
from verifier.domain.errors import VerifierError
from verifier.intake.archives.auto_archiver import read_archived
from verifier.intake.archives.wacz import read_wacz
from verifier.intake.datapackage import read_descriptor
from verifier.intake.phrases.figures import read_figure
from verifier.intake.phrases.phrase import read_phrase
from verifier.intake.policy import read_policy
from verifier.intake.query import read_query
from verifier.intake.registry.read import read_registry
from verifier.intake.sheets.sheet import read_sheet
from verifier.intake.tables.documents import read_document
from verifier.intake.tables.foreign import ForeignFormat, foreign_rows
from verifier.intake.tables.maps import read_map
from verifier.intake.tables.read import Notation, TableFormat, read_table
from verifier.intake.tables.rows import RowReader
from verifier.intake.times.dates import DateReader
from verifier.intake.toml import read_toml

ROWS: Final = RowReader(NAMES, NOW)


class Reader(NamedTuple):
    """What reads a text, and texts for it."""

    read: Callable[[str], object]
    inputs: SearchStrategy[str]


def like(*pieces: str) -> SearchStrategy[str]:
    """Texts put together of some pieces, with anything between them."""
    piece = st.one_of(st.sampled_from(pieces), st.text(max_size=6))
    parts, gap = st.lists(piece, max_size=40), st.sampled_from(["", " "])
    return st.tuples(parts, gap).map(lambda drawn: drawn[1].join(drawn[0]))


def refusing(read: Callable[[str], object]) -> Callable[[str], object]:
    """A reader that may refuse in words."""

    def attempt(text: str) -> None:
        with contextlib.suppress(VerifierError):
            read(text)

    return attempt


def _table(kind: TableFormat) -> Callable[[str], object]:
    def read(text: str) -> object:
        content = io.BytesIO(text.encode(errors="surrogateescape" if text.isascii() else "replace"))
        return list(read_table(content, "t", kind, Notation(verbatim=True)))

    return refusing(read)


def _reviews(text: str) -> object:
    content = io.BytesIO(text.encode(errors="replace"))
    return list(foreign_rows(content, "t", ForeignFormat.JSON, Notation()))


def _document(text: str) -> None:
    """The document of a record that a line of JSON may be."""
    with contextlib.suppress(ValueError, RecursionError):
        found = json.loads(text, parse_float=str, parse_int=str)
        if isinstance(found, dict):
            read_document({name: value for name, value in found.items() if name != "record"}, 1, ROWS)


def _pages(text: str) -> object:
    """The pages of a web archive with such a list of them."""
    content = web_archive(listed=text.encode(errors="replace"))
    return read_wacz(io.BytesIO(content), "w.wacz", len(content), NOW)


def _links(text: str) -> object:
    content = io.BytesIO(text.encode(errors="replace"))
    return read_archived(foreign_rows(content, "t", ForeignFormat.CSV, Notation()), "t", NOW)


_DATES: Final = (
    "2024-11-19",
    "T",
    "03:25",
    "10:00-12:00",
    "+03:00",
    "-12",
    "MSK",
    "BST",
    "Europe/Kyiv",
    "Nov",
    "19",
    "2024",
    "/",
    "yesterday",
    "last Tuesday",
    "3d ago",
    "am",
    "..",
    "9999",
    "0",
    ".123456789",
)
_PHRASES: Final = (
    "Moscow",
    "Kyiv",
    "says",
    "denies",
    "has not",
    "unconfirmed by",
    "according to",
    ", citing",
    ", via",
    "a source in",
    "the",
    "official",
    "Reuters",
    "+",
    "-",
    "?",
    "~",
    "{5}",
    "{>=10}",
    ': "quote"',
    "@",
    "(note)",
    "(",
    "}",
    "reportedly",
    "told",
    "[ru]",
    '= "meaning"',
    *_DATES[:6],
)
_SHEETS: Final = (
    "# Title\n",
    "## A claim\n",
    "## c12\n",
    "url: https://e.org\n",
    "outlet: Reuters\n",
    "published: ",
    "tz: ",
    "text: a\n",
    "key: ",
    "entails: a, b\n",
    "parties: Ukraine\n",
    "tags: a,b\n",
    "// x\n",
    "\n",
    "\r\n",
    "\t",
    "\ufeff",
    *_PHRASES[:16],
)
_QUERIES: Final = (
    "status:",
    "who:",
    "party:",
    "via:",
    "tag:",
    "key:",
    "since:",
    "until:",
    "stale:48h",
    "by:",
    "flag:",
    "disputed",
    '"',
    "-",
    "word",
    ",",
    ":",
    "%",
    "*",
    *_DATES[:4],
)
_TOML: Final = (
    "[[party]]\n",
    "[[source]]\n",
    "name",
    " = ",
    '"Ruritania"',
    "\n",
    "aliases",
    "[",
    "]",
    "true",
    "1e400",
    "9" * 50,
    "speaks_with",
    "kind",
    "official",
    "version",
    "stale_days",
    "tz",
    "keys",
    "'",
    '"""',
    "2024-11-19",
    "{",
    "}",
    ".",
    "#",
)
_CSV: Final = (
    "claim",
    "origin",
    "stance",
    "phrase",
    ",",
    ";",
    "\t",
    '"',
    '""',
    "\n",
    "\r\n",
    "affirms",
    "|",
    "\\",
    "\ufeff",
    "\0",
)
_JSON: Final = (
    "{",
    "}",
    "[",
    "]",
    '"claim"',
    ":",
    ",",
    '"A"',
    "null",
    "true",
    "1e999",
    "-0",
    "\\ud800",
    '"record"',
    '"party"',
    "\n",
    '"',
    '"verifier"',
    '"conditions"',
    '"resources"',
    '"hash"',
    '"revision"',
    '"r7"',
    '"query"',
)
_REVIEWS: Final = (
    '{"@type":"ClaimReview",',
    '"claimReviewed":',
    '"itemReviewed":',
    '"author":',
    '"reviewRating":{"alternateName":',
    '"datePublished":"2024-11-19"',
    '"@graph":[',
)
_RECORDS: Final = (
    '{"record":"document",',
    '"url":"https://e.org/a"',
    '"title":"A"',
    '"id":"#1"',
    '"text":"x"',
    '"text_sha256":',
    '"retrieved":"2024-11-19"',
    '"files":[{"name":"a","bytes":1,"sha256":"0"}]',
)
_PAGES: Final = (
    '{"url":"https://e.org/a"',
    '"ts":',
    "20241119100000",
    '"2024-11-19T10:00:00Z"',
    '"title":"A"',
    "1732014000000",
)
_LINKS: Final = (
    "link",
    "archive location",
    "archive date",
    "hash",
    "wacz",
    "https://e.org/a",
    "a.wacz",
    "not-calculated",
)
_MAPS: Final = ("[columns]\n", "[stances]\n", "claim = ", "origin", '"notes"', "affirms", "when")

READERS: Final = {
    "phrases": Reader(lambda text: read_phrase(text, NAMES, READER), like(*_PHRASES)),
    "sheets": Reader(lambda text: read_sheet(text, NAMES, NOW), like(*_SHEETS)),
    "queries": Reader(refusing(lambda text: read_query(text, READER)), like(*_QUERIES)),
    "dates": Reader(lambda text: DateReader(NOW).read(text), like(*_DATES)),
    "figures": Reader(read_figure, like("5", "..", ">=", "<=", ",", ".", "000", "-", "\u2265", "e", " ", "9" * 30)),
    "csv": Reader(_table(TableFormat.CSV), like(*_CSV)),
    "jsonl": Reader(_table(TableFormat.JSONL), like(*_JSON)),
    "registry": Reader(refusing(lambda text: read_registry(text, "r.toml", NAMES.registry)), like(*_TOML)),
    "policy": Reader(refusing(lambda text: read_policy(text, "p.toml")), like(*_TOML)),
    "config": Reader(lambda text: read_toml(text, "Write one setting a line"), like(*_TOML)),
    "claim reviews": Reader(refusing(_reviews), like(*_JSON, *_REVIEWS)),
    "documents": Reader(_document, like(*_JSON, *_RECORDS)),
    "pages": Reader(refusing(_pages), like(*_JSON, *_PAGES)),
    "archived links": Reader(refusing(_links), like(*_CSV, *_LINKS, *_DATES)),
    "maps": Reader(refusing(lambda text: read_map(text, "m.toml")), like(*_TOML, *_MAPS)),
    "side-cars": Reader(refusing(lambda text: read_descriptor(text.encode(errors="replace"), "x.json")), like(*_JSON)),
}
