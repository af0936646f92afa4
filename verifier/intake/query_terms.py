"""The terms of a QUERY string, and how OR and brackets join them: what stands side by side must hold together.

What is read is a list of alternatives, each a run of terms: brackets are multiplied out.
"""

import re
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from verifier.domain.errors import UsageError
from verifier.domain.query import FIELDS
from verifier.intake.nearest import nearest
from verifier.intake.problems import quoted

_FIELD: Final = re.compile(r"-?([A-Za-z][A-Za-z-]*):")
_SPACE: Final = re.compile(r"\s*")
_WRITTEN: Final = re.compile(r"\S+")
_DEEPEST: Final = 20
_MOST: Final = 64
_OR: Final = "OR"
_AND: Final = "AND"
_NOT: Final = "NOT"


class Term(NamedTuple):
    """One term: the field's name or none, its value, and how it was written."""

    field: str | None
    value: str
    excluded: bool
    quoted: bool

    def joins(self, word: str) -> bool:
        """Whether this is a word by which terms are joined."""
        return self == (None, word, False, False)


Alternatives: TypeAlias = list[tuple[Term, ...]]


def alternatives(text: str) -> Alternatives:
    """The runs of terms of which one must hold (UsageError); one empty run if nothing is asked."""
    reader = _Reader(text)
    found = reader.either()
    return found or [()]


class _Reader:
    """Reads a query from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[int] = []
        self._skip_space()

    def either(self) -> Alternatives:
        """Runs joined by OR, up to the end or the bracket that closes."""
        found = self._together()
        start = self._at
        while self._take(_OR):
            if not found:
                raise self._missing(start, "before OR")
            more = self._together()
            if not more:
                raise self._missing(start, "behind OR")
            found += more
            start = self._at
        return found

    def _together(self) -> Alternatives:
        """What stands side by side, or is joined by AND: none if there is nothing."""
        found: Alternatives = []
        joined: int | None = None
        while not self._ended():
            start = self._at
            if self._take(_AND):
                if not found or joined is not None:
                    raise self._missing(start, "before AND")
                joined = start
                continue
            item = self._item()
            found = self._multiplied(found, item, start) if found else item
            joined = None
        if joined is not None:
            raise self._missing(joined, "behind AND")
        return found

    def _ended(self) -> bool:
        """Whether a run ends here: at the end, a closing bracket, or an OR."""
        text, at = self._text, self._at
        return at == len(text) or (bool(self._open) and text[at] == ")") or self._peek(_OR)

    def _item(self) -> Alternatives:
        """A term, or what stands in brackets."""
        start = self._at
        if self._text[start] != "(":
            return [(self._term(),)]
        if len(self._open) == _DEEPEST:
            raise _fault(start, f"brackets stand in each other more than {_DEEPEST} deep", "Take some away")
        self._open.append(start)
        self._at += 1
        self._skip_space()
        found = self.either()
        if self._at == len(self._text):
            raise _fault(start, "the bracket is not closed", 'End it with ), or put words with a bracket in ""')
        if not found:
            raise _fault(start, "there is nothing in the brackets", "Write a condition, or leave them out")
        self._open.pop()
        self._at += 1
        self._skip_space()
        return found

    @staticmethod
    def _multiplied(found: Alternatives, more: Alternatives, start: int) -> Alternatives:
        if len(found) * len(more) > _MOST:
            raise _fault(start, f"this makes more than {_MOST} alternatives", "Ask with fewer OR at a time")
        return [(*one, *other) for one, other in product(found, more)]

    def _term(self) -> Term:
        text, start = self._text, self._at
        field = _FIELD.match(text, start)
        excluded = text[start] == "-"
        self._at = field.end() if field else start + excluded
        value, is_quoted = self._value(text[start : self._at])
        name = field[1].lower() if field else None
        term = Term(name, value, excluded, is_quoted)
        if term.joins(_NOT):
            raise _fault(start, "NOT excludes nothing here", 'Write -word to exclude a word, "NOT" to look for it')
        if name is not None:
            _check_field(name, value, excluded=excluded)
        elif not value.strip():
            raise _fault(start, "a word is missing", f"Write one behind {text[start : self._at] or text[start]}")
        elif not has_word(value):
            raise _fault(start, f"{quoted(value)} has no letter and no digit to look for", "Write a word of the claim")
        self._skip_space()
        return term

    def _value(self, before: str) -> tuple[str, bool]:
        """The value here, and whether it stood in quotation marks; `before` is what the term begins with."""
        text, start = self._text, self._at
        if text.startswith('"', start):
            end = text.find('"', start + 1)
            if end < 0:
                raise _fault(start, "the quotation is not closed", 'End it with "')
            self._at = end + 1
            return " ".join(text[start + 1 : end].split()), True
        written = _WRITTEN.match(text, start)
        value = written[0] if written else ""
        if self._open:
            value = _up_to_closing(value)
        if before and value.startswith("(") and value.count("(") > value.count(")"):
            what = f"a bracket cannot stand behind {before}"
            raise _fault(start, what, 'Write fields and - within brackets, or put the value in ""')
        self._at += len(value)
        return value, False

    def _peek(self, word: str) -> bool:
        """Whether a word by which terms are joined stands here."""
        after = self._text[self._at + len(word) : self._at + len(word) + 1]
        return self._text.startswith(word, self._at) and (not after or after.isspace() or after in "()")

    def _take(self, word: str) -> bool:
        """Go past such a word, if it stands here."""
        if not self._peek(word):
            return False
        self._at += len(word)
        self._skip_space()
        return True

    def _skip_space(self) -> None:
        if found := _SPACE.match(self._text, self._at):
            self._at = found.end()

    def _missing(self, start: int, where: str) -> UsageError:
        word = where.rpartition(" ")[2]
        return _fault(start, f"a condition is missing {where}", f'Write one, or "{word}" to look for the word')


def _up_to_closing(value: str) -> str:
    """A value up to the first bracket that closes and that it did not open."""
    depth = 0
    for index, character in enumerate(value):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return value[:index]
    return value


def has_word(value: str) -> bool:
    """Whether there is a letter or digit to look for."""
    return any(character.isalnum() for character in value)


def _check_field(name: str, value: str, *, excluded: bool) -> None:
    if name not in FIELDS:
        near = nearest(name, FIELDS, cutoff=0.5)
        hint = f"Did you mean {near[0]}:? " if near else ""
        fields = ", ".join(f"{field}:" for field in FIELDS)
        raise UsageError(
            f'{quoted(name + ":")} is no field of a query. {hint}Fields are {fields}; put words with a colon in "".',
            suggestions=near,
        )
    if excluded:
        raise UsageError(f"{quoted(f'-{name}:')} cannot be excluded. Only words can: -word.")
    if not value.strip(", \t\n"):
        raise UsageError(f"{quoted(f'{name}:')} has no value. Write one behind the colon, without a space.")


def _fault(start: int, what: str, remedy: str) -> UsageError:
    return UsageError(f"in the query, character {start + 1}: {what}. {remedy}.")
