"""What is still to be decided in a sheet that was drafted, and what was rejected with its heading.

A proposal begins with `??`: the mark is deleted to accept it, `//` written before it to reject it. A drafted sheet has
a comment at its head that tells what was proposed (`// drafted from …`); only in such a sheet does a rejected heading
take with it what stands beneath, and a phrase that has lost its heading is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from verifier.intake.problems import Problem

MARK: Final = "??"
DRAFTED: Final = re.compile(r"// drafted from sha256:([0-9a-f]{64}):((?: [0-9.+]+)*)")
KEY: Final = re.compile(r"//\s*@([0-9]+\.[0-9]+)(?![0-9.])")
_REJECTED_HEADING: Final = re.compile(r"//[/\s]*(?:\?\?\s*)?##(?!#)")
_DECIDE: Final = "Delete ?? to accept one, write // before it to reject it"

Numbered = tuple[int, str]
"""A line with its number."""


def decided(lines: Sequence[Numbered]) -> tuple[list[Numbered], Problem | None]:
    """The lines that count, and why none of them may be recorded yet, if so."""
    groups = _groups(lines)
    kept = list(lines if groups is None else _without_rejected(lines))
    undecided = [(number, line) for number, line in kept if is_undecided(line)]
    if undecided:
        number, line = undecided[0]
        many = f"{len(undecided)} proposals" if len(undecided) > 1 else "1 proposal"
        return [], Problem(number, 1, f"{many} undecided, first at line {number}", _DECIDE, line)
    return kept, None if groups is None else _astray(kept, groups)


def is_undecided(line: str) -> bool:
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
