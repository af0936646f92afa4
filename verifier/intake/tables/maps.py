"""Maps of foreign tables, in TOML: which of their columns is what, constants, how dates and stances are written there.

A row that a map cannot read for certain is a reject with its reason: a stance is never guessed. A map that is proposed
goes by the names of the columns, and is for whoever imports to decide on.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from rapidfuzz import fuzz, process

from verifier.domain.errors import InputFileError
from verifier.domain.model.claims import folded
from verifier.domain.model.statements import Certainty, Stance
from verifier.domain.table import COLUMNS, LISTS
from verifier.intake.nearest import nearest
from verifier.intake.problems import Problem, quoted
from verifier.intake.tables.foreign import ForeignRow
from verifier.intake.tables.read import TableRow
from verifier.intake.toml import read_toml

_TABLES: Final = ("columns", "constants", "stances")
_TEXTS: Final = ("about", "date_format", "separator", "joined_by", "each")
_ISO_DATE: Final = 10
_LIKELY: Final = 80
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "claim": ("claim", "claim text", "claimreviewed", "statement", "headline", "assertion", "rumour", "rumor", "notes"),
    "origin": (
        "origin",
        "source",
        "who",
        "who says so",
        "who said it",
        "speaker",
        "claimant",
        "author",
        "said by",
        "attributed to",
    ),
    "stance": ("stance", "position", "says", "verdict", "rating", "status", "assessment", "label"),
    "happened": ("happened", "event date", "event_date", "date of event", "occurred"),
    "place": ("place", "location", "where", "city", "region"),
    "quote": ("quote", "quotation", "verbatim"),
    "note": ("note", "comment", "comments", "remarks"),
    "said": ("said", "date", "date said", "statement date", "when"),
    "url": ("url", "link", "item page url", "address", "permalink"),
    "title": ("title", "article", "document"),
    "outlet": ("outlet", "publisher", "publication", "media", "medium"),
    "published": ("published", "publication date", "date published", "submitted at", "datepublished"),
    "tags": ("tags", "tag", "keywords", "topics", "labels"),
    "key": ("key", "slug"),
}
"""What our columns are called in other tools' tables."""

_DATE_FORMATS: Final = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d %B %Y",
)
TIMES: Final = ("happened", "said", "published")
"""Our columns that are dates."""


class TableMap(Struct, frozen=True):
    """How a foreign table is read.

    `columns` gives for each of our columns theirs, put together by `joined_by` where there are several; `constants`
    what holds for every row. `stances` gives for a word of theirs a stance, or a stance and a certainty. `date_format`
    is that of `strptime`; `separator` parts the items of lists. `each` is our column of which every item is a row of
    its own.
    """

    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = {}
    stances: Mapping[str, str] = {}
    about: str = ""
    date_format: str | None = None
    separator: str = ";"
    joined_by: str = ", "
    each: str | None = None

    def rows(self, found: Iterator[ForeignRow]) -> Generator[TableRow, None, None]:
        """The rows of a foreign table as rows of ours."""
        for row in found:
            cells, problems = self._cells(row)
            parts = self._parts(cells)
            for part in parts:
                yield TableRow(row.line, part, tuple(problems), written=row.written)

    def _parts(self, cells: dict[str, str | tuple[str, ...]]) -> list[dict[str, str | tuple[str, ...]]]:
        value = cells.get(self.each) if self.each else None
        if self.each is None or not isinstance(value, str):
            return [cells]
        items = [item for piece in value.split(self.separator) if (item := piece.strip())]
        return [{**cells, self.each: item} for item in items] or [cells]

    def _cells(self, row: ForeignRow) -> tuple[dict[str, str | tuple[str, ...]], list[Problem]]:
        cells: dict[str, str | tuple[str, ...]] = {}
        problems: list[Problem] = []
        for ours, theirs in self.columns.items():
            text = self.joined_by.join(dict.fromkeys(filter(None, map(row.values.get, theirs))))
            if text.strip():
                self._put(cells, problems, ours, " ".join(text.split()), row.line)
        for ours, text in self.constants.items():
            if ours not in cells:
                self._put(cells, problems, ours, text, row.line, is_constant=True)
        return cells, problems

    def _put(
        self,
        cells: dict[str, str | tuple[str, ...]],
        problems: list[Problem],
        ours: str,
        text: str,
        line: int,
        *,
        is_constant: bool = False,
    ) -> None:
        if ours == "stance" and not is_constant:
            self._put_stance(cells, problems, text, line)
        elif ours in LISTS:
            cells[ours] = tuple(item for piece in text.split(self.separator) if (item := piece.strip()))
        elif ours in TIMES and not is_constant:
            cells[ours] = self._date(text)
        else:
            cells[ours] = text

    def _put_stance(
        self, cells: dict[str, str | tuple[str, ...]], problems: list[Problem], text: str, line: int
    ) -> None:
        words = {folded(word): meaning for word, meaning in self.stances.items()}
        meaning = words.get(folded(text))
        if meaning is None:
            fix = f'Add it to the map under [stances], as in: {quoted(text).replace(chr(39), chr(34))} = "denies"'
            problems.append(Problem(line, None, f"the map knows no stance of the word {quoted(text)}", fix))
            return
        stance, *certainty = meaning.split()
        cells["stance"] = stance
        if certainty:
            cells["certainty"] = certainty[0]

    def _date(self, text: str) -> str:
        """A date as we write it; one that is not in the map's format is left to be read as it stands."""
        if self.date_format is None:
            return text
        try:
            found = datetime.strptime(text, self.date_format)  # noqa: DTZ007 - zones are read with the rest
        except ValueError:
            return text
        iso = found.isoformat(sep=" ", timespec="minutes")
        return iso if "%H" in self.date_format else iso[:_ISO_DATE]


OURS: Final = TableMap(
    {name: (name,) for name in COLUMNS}, stances={stance: stance for stance in Stance}, separator="|"
)
"""The map of a workbook whose columns have our names."""


def read_map(data: str | bytes, file: str) -> TableMap:
    """The map that a file holds (InputFileError with all its faults)."""
    read = read_toml(data, "Write each column on a line of its own")
    if isinstance(read, Problem):
        raise _refused(file, [read])
    faults = list(_faults(read.values))
    if faults:
        raise _refused(file, faults)
    values = read.values
    columns = {ours: _several(theirs) for ours, theirs in values["columns"].items()}
    texts = {name: values[name] for name in _TEXTS if name in values}
    return TableMap(columns, dict(values.get("constants", {})), dict(values.get("stances", {})), **texts)


def _several(theirs: str | list[str]) -> tuple[str, ...]:
    return (theirs,) if isinstance(theirs, str) else tuple(theirs)


def _faults(values: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in values.items():
        if name in _TABLES:
            yield from _table_faults(name, value)
        elif name not in _TEXTS:
            near = nearest(name, (*_TABLES, *_TEXTS))
            yield _fault(f"{quoted(name)} is no key of a map", f"Did you mean {near[0]}?" if near else "Leave it out")
        elif not isinstance(value, str) or not value:
            yield _fault(f"{name} is no text", "Write a text in quotation marks")
    given = {**_pairs(values.get("columns")), **_pairs(values.get("constants"))}
    if "claim" not in given:
        yield _fault("no column is the claim", 'Give it under [columns], as in: claim = "Headline"')
    if ("origin" in given) != ("stance" in given):
        yield _fault("origin and stance go together", "Give both, under [columns] or [constants], or neither")


def _pairs(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _table_faults(name: str, found: object) -> Iterator[Problem]:
    if not isinstance(found, dict):
        yield _fault(f"{name} is no table", f"Write [{name}] on a line of its own, and its entries below")
        return
    for key, value in found.items():
        fits = isinstance(value, str) or (
            name == "columns" and isinstance(value, list) and value and all(isinstance(item, str) for item in value)
        )
        if not fits:
            yield _fault(f"{name}: {quoted(key)} has no text", "Write a text in quotation marks")
        elif name == "stances":
            yield from _stance_faults(key, str(value))
        elif key not in COLUMNS:
            near = nearest(key, COLUMNS)
            fix = f"Did you mean {near[0]}?" if near else f"Write one of {', '.join(COLUMNS)}"
            yield _fault(f"{name}: {quoted(key)} is no column of ours", fix)


def _stance_faults(word: str, meaning: str) -> Iterator[Problem]:
    stance, *certainty = meaning.split() or [""]
    if stance not in set(Stance) or len(certainty) > 1 or not set(certainty) <= set(Certainty):
        how = f"Write one of {', '.join(Stance)}, with a certainty behind it if need be, as in: denies probable"
        yield _fault(f"stances: {quoted(word)} means {quoted(meaning)}, which is no stance", how)


def _fault(what: str, fix: str) -> Problem:
    return Problem(None, None, what, fix)


def _refused(file: str, faults: list[Problem]) -> InputFileError:
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return InputFileError(f"{file} is not a map of a table: {count}. Correct it", [f.render(file) for f in faults])


def guessed_columns(header: Iterable[str]) -> dict[str, str]:
    """For our columns theirs, each of theirs once, by how alike the names are; none where nothing is near enough."""
    names = {folded(name.replace("_", " ")): name for name in header}
    near: list[tuple[float, str, str]] = []
    for ours, words in _WORDS.items():
        for word in words:
            found = process.extractOne(word, list(names), scorer=fuzz.ratio, score_cutoff=_LIKELY)
            if found is not None:
                near.append((found[1], ours, names[str(found[0])]))
    chosen: dict[str, str] = {}
    for _, ours, theirs in sorted(near, key=lambda match: -match[0]):
        if ours not in chosen and theirs not in chosen.values():
            chosen[ours] = theirs
    return {ours: chosen[ours] for ours in _WORDS if ours in chosen}


def date_formats(dates: Iterable[str]) -> list[str]:
    """The formats in which all of these dates can be read; none of dates in ISO 8601, which need no format."""
    found = set(dates)
    return [form for form in _DATE_FORMATS if found and all(_is_date(text, form) for text in found)]


def _is_date(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read so
    except ValueError:
        return False
    return True


def map_text(columns: Mapping[str, str], stances: Iterable[str], formats: Sequence[str] = ()) -> str:
    """The proposed map as the text of a file; words of stances are listed for somebody to decide.

    So are formats of dates, where they can be read in several.
    """
    lines = ["# Proposed from the names of the columns: look at each line before you use it.", ""]
    if len(formats) > 1:
        lines.append("# The dates can be read in several ways: take one of these, without its #.")
    if formats:
        mark = "# " if len(formats) > 1 else ""
        lines += [*(f"{mark}date_format = {_toml_text(form)}" for form in formats), ""]
    lines.append("[columns]")
    lines += [f"{ours} = {_toml_text(theirs)}" for ours, theirs in columns.items()]
    if "origin" in columns and "stance" not in columns:
        lines += ["", "[constants]", 'stance = "affirms"']
    if "stance" in columns:
        lines += ["", "[stances]", "# Say of each word which stance it means: affirms, denies, withholds, questions."]
        lines += [f'# {_toml_text(word)} = ""' for word in dict.fromkeys(stances)]
    return "\n".join(lines) + "\n"


def _toml_text(text: str) -> str:
    """A text as TOML has it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
