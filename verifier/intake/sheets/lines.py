"""The lines of a claim sheet that count, sorted into its header and its claims; nothing is interpreted yet.

In a sheet that was drafted, a proposal begins with `??`: the mark is deleted to accept it, `//` written before it to
reject it. Such a sheet has a comment at its head that tells what was proposed (`// drafted from …`); only in it does a
rejected heading take with it what stands beneath, and a phrase that has lost its heading is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from verifier.intake.encoding import decoded
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character, is_blank

MARK: Final = "??"
DRAFTED: Final = re.compile(r"// drafted from sha256:([0-9a-f]{64}):((?: [0-9.+]+)*)")
KEY: Final = re.compile(r"//\s*@([0-9]+\.[0-9]+)(?![0-9.])")
_REJECTED_HEADING: Final = re.compile(r"//[/\s]*(?:\?\?\s*)?##(?!#)")
_DECIDE: Final = "Delete ?? to accept one, write // before it to reject it"

Numbered = tuple[int, str]
"""A line with its number."""

DOCUMENT_FIELDS: Final = (
    "url", "outlet", "published", "retrieved", "tz", "text", "archived", "author", "language", "captured", "location",
)  # fmt: skip
CLAIM_FIELDS: Final = (
    "key", "kind", "happened", "place", "measure", "parties", "against", "favours", "tags", "entails", "contradicts",
)  # fmt: skip
_FIELD: Final = r"\s*([A-Za-z]+)\s*:\s*(.*?)\s*"
_LONGEST_LINE: Final = 100_000


def decided(lines: Sequence[Numbered]) -> tuple[list[Numbered], Problem | None]:
    """The lines that count, and why none of them may be recorded yet, if so."""
    groups = _groups(lines)
    kept = list(lines if groups is None else _without_rejected(lines))
    undecided = [(number, line) for number, line in kept if _is_undecided(line)]
    if undecided:
        number, line = undecided[0]
        many = f"{len(undecided)} proposals" if len(undecided) > 1 else "1 proposal"
        return [], Problem(number, 1, f"{many} undecided, first at line {number}", _DECIDE, line)
    return kept, None if groups is None else _astray(kept, groups)


def _is_undecided(line: str) -> bool:
    """Whether a line is a proposal that nobody has decided on."""
    words = line.lstrip()
    return words.startswith(MARK) and (len(words) == len(MARK) or words[len(MARK)].isspace())


def _groups(lines: Sequence[Numbered]) -> Mapping[str, int] | None:
    """For each proposal of a drafted sheet the number of its claim; None if the sheet was not drafted."""
    found = [
        match for _, line in lines if line.lstrip().startswith("// drafted") and (match := DRAFTED.match(line.strip()))
    ]
    if not found:
        return None
    claims = [claim for match in found for claim in match[2].split()]
    return {key: number for number, claim in enumerate(claims) for key in claim.split("+")}


def _without_rejected(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """The lines without those beneath a heading that was rejected."""
    rejected = False
    for number, line in lines:
        words = line.strip()
        if _REJECTED_HEADING.match(words):
            rejected = True
        elif words.startswith("#") or words.removeprefix(MARK).lstrip().startswith("#"):
            rejected = False
        if not rejected:
            yield number, line


def _astray(lines: Sequence[Numbered], groups: Mapping[str, int]) -> Problem | None:
    """The first phrase that stands under another claim than it was proposed for, as its heading is gone."""
    claims: set[int] = set()
    phrase: Numbered | None = None
    for number, line in lines:
        words = line.strip()
        match = KEY.match(words)
        if words.startswith("#"):
            claims, phrase = set(), None
        elif match and match[1] in groups and phrase is not None:
            claims.add(groups[match[1]])
            if len(claims) > 1:
                what = "the heading this was proposed under is gone, and it would be said of the claim above"
                fix = "Put the heading back, or write // before this; if it is meant so, delete the comment beneath"
                return Problem(phrase[0], 1, what, fix, phrase[1])
        elif words:
            phrase = None if words.startswith("//") else (number, line)
    return None


class Field(Struct, frozen=True):
    """A field as written; `column` is where its value begins."""

    name: str
    value: str
    line: int
    column: int
    text: str


class Block(Struct):
    """A heading with the lines below it; `column` is where its words begin. Phrases are whole lines by number."""

    title: str | None
    line: int
    column: int = 1
    fields: dict[str, Field] = field(default_factory=dict)
    phrases: list[tuple[int, str]] = field(default_factory=list)


class Lines(Struct):
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
