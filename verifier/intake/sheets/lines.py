"""The lines of a claim sheet, sorted into its header and its claims; nothing is interpreted yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from verifier.intake.encoding import decoded
from verifier.intake.problems import Problem, quoted
from verifier.intake.sheets.undecided import decided
from verifier.intake.text import bad_character, is_blank

DOCUMENT_FIELDS: Final = (
    "url", "outlet", "published", "retrieved", "tz", "text", "archived", "author", "language", "captured", "location",
)  # fmt: skip
CLAIM_FIELDS: Final = (
    "key", "kind", "happened", "place", "measure", "parties", "against", "favours", "tags", "entails", "contradicts",
)  # fmt: skip
_FIELD: Final = r"\s*([A-Za-z]+)\s*:\s*(.*?)\s*"
_LONGEST_LINE: Final = 100_000


class Field(Struct, frozen=True):
    """A field as written; `column` is where its value begins."""

    name: str
    value: str
    line: int
    column: int
    text: str


@dataclass(slots=True)
class Block:
    """A heading with the lines below it; `column` is where its words begin. Phrases are whole lines by number."""

    title: str | None
    line: int
    column: int = 1
    fields: dict[str, Field] = field(default_factory=dict)
    phrases: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Lines:
    """A sheet in pieces. `header` has no title if none was written."""

    header: Block = field(default_factory=lambda: Block(None, 1))
    claims: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def sorted_lines(data: str | bytes) -> Lines:
    """The sheet in pieces, with what is wrong about its lines."""
    sheet = Lines()
    text = decoded(data)
    if isinstance(text, Problem):
        sheet.problems.append(text)
        return sheet
    lines, undecided = decided(list(_lines(text)))
    if undecided is not None:
        sheet.problems.append(undecided)
    for number, line in lines:
        if problem := _sort(sheet, number, line):
            sheet.problems.append(problem.placed(number, line))
    return sheet


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines by number. Only a line feed ends one: other separators are characters of somebody's text."""
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line.removesuffix("\r")


def _sort(sheet: Lines, number: int, line: str) -> Problem | None:
    """Put one line where it belongs, or tell why it belongs nowhere."""
    if len(line) > _LONGEST_LINE:
        what = f"the line has {len(line)} characters"
        return Problem(None, _LONGEST_LINE + 1, what, f"Keep lines under {_LONGEST_LINE} characters")
    words = line.strip()
    if not words or words.startswith("//"):
        return None
    if words.startswith("#"):
        problem = bad_character(line) or _heading(sheet, number, line, words)
        if problem and words.startswith("##"):
            # What stands below belongs to this claim, and is not at fault for standing where it does.
            sheet.claims.append(Block(f"the claim of line {number}", number))
        return problem
    match = re.fullmatch(_FIELD, line)
    if match and match[1].lower() in (*DOCUMENT_FIELDS, *CLAIM_FIELDS):
        return bad_character(line) or _field(sheet, number, line, match)
    if not sheet.claims:
        what = f"{quoted(words)} stands before any claim"
        return Problem(None, line.index(words) + 1, what, _open_claim(words))
    sheet.claims[-1].phrases.append((number, line))
    return None


def _open_claim(words: str) -> str:
    fix = "Open a claim above it: ## what is claimed"
    return f"{fix}. Fields of a document are {', '.join(DOCUMENT_FIELDS)}" if ":" in words else fix


def _heading(sheet: Lines, number: int, line: str, words: str) -> Problem | None:
    level = len(words) - len(words.lstrip("#"))
    title = words[level:].strip()
    column = line.index("#") + 1
    if level > 2:  # noqa: PLR2004 - a document and its claims
        what = "a sheet has no third level of headings"
        return Problem(None, column, what, "Write # before its title, ## before a claim")
    if title and not words[level].isspace():
        return Problem(None, column + level, f"a space is missing behind {'#' * level}", "Put one there")
    if is_blank(title):
        kind = "title" if level == 1 else "claim"
        return Problem(None, column, f"the {kind} is empty", f"Write the {kind} behind {'#' * level}")
    if level == 2:  # noqa: PLR2004 - a claim
        sheet.claims.append(Block(title, number, line.index(title, column + 1) + 1))
        return None
    if sheet.claims or sheet.header.title is not None:
        what = "a sheet is one document, and its title stands at the top"
        return Problem(None, column, what, "Put another document in a sheet of its own, or write ## for a claim")
    sheet.header.title, sheet.header.line = title, number
    return None


def _field(sheet: Lines, number: int, line: str, match: re.Match[str]) -> Problem | None:
    name, value = match[1].lower(), match[2]
    block, column = (sheet.claims[-1] if sheet.claims else sheet.header), match.start(1) + 1
    if name not in (CLAIM_FIELDS if sheet.claims else DOCUMENT_FIELDS):
        what, fix = f"{name} is a field of a claim", "Write it below the ## line of its claim"
        if sheet.claims:
            what, fix = f"{name} is a field of the document", "Write it above the first ## line"
        return Problem(None, column, what, fix)
    if is_blank(value):
        return Problem(None, column, f"{name} is empty", "Write a value behind the colon, or leave the line out")
    if name in block.fields:
        return Problem(None, column, f"{name} was given on line {block.fields[name].line} already", "Leave out one")
    block.fields[name] = Field(name, value, number, match.start(2) + 1, line)
    return None
