"""Policies in TOML: the figures in the status rules, all faults of a file found at once, and a policy written again.

Invariant: what `write_policy` writes, `read_policy` reads back to the same. The file that comes with it is made so.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import asdict

from verifier.domain.errors import InputFileError
from verifier.domain.rules.policy import Policy
from verifier.intake.problems import Problem, in_order, quoted
from verifier.intake.text import bad_character, is_blank
from verifier.intake.toml import read_toml

_LONGEST_SILENCE: Final = 36_500
_LONGEST_VERSION: Final = 40
_KINDS: Final[Mapping[str, type]] = {name: type(value) for name, value in asdict(Policy()).items()}
_ADDED_LATER: Final = frozenset({"weak_voices_dispute"})
"""Figures that files of before do not give; they stand as delivered."""
_EXPECTED: Final = {str: "a text in quotation marks", int: "a whole number", bool: "true or false"}
_KEY: Final = re.compile(r"\s*(?:\[\[?\s*)?[\"']?([^\s\"'=\].#\[]+)")

_HEAD: Final = """\
# The figures in the status rules. The rules are code and carry a version of their own; these are choices within them.
"""
_COMMENTS: Final = {
    "version": """\
# A new one whenever a figure changes: a change of policy can change statuses, and is logged as their cause.
""",
    "stale_days": """\
# Days without a new record after which an unconfirmed, denied or disputed claim is flagged `stale`.
""",
    "row_7": """\
# Independent sources stand against denials that are weak, or those of the very party the claim is against:
# corroborated, flags `denied-by` and `challenged`. Without it such a claim is disputed.
""",
    "row_8": """\
# Independent denials stand against words that are weak, or those of the very party the claim favours: rebutted or
# refuted, flags `insisted-by` and `challenged`. Without it such a claim is disputed.
""",
    "adverse_parties_confirm": """\
# Whether the official voices of two adverse parties, saying the same, are enough for `confirmed` (or `refuted`).
# Without it, only a party's word against its own interest, beside an independent source, reaches that level.
""",
    "weak_voices_dispute": """\
# Whether hedged, anonymous or unidentified words and unsourced posts dispute what independent sources uphold. Without
# it they challenge: the status stays, flag `challenged`.
""",
}


def read_policy(data: str | bytes, file: str) -> Policy:
    """The policy a file sets; every figure must be given that there always was (InputFileError with all faults)."""
    read = read_toml(data, "Write each figure on a line of its own")
    if isinstance(read, Problem):
        raise _refused(file, [read])
    if faults := list(_faults(read.values, _lines(read.text))):
        raise _refused(file, faults)
    return Policy(**read.values)


def write_policy(policy: Policy) -> str:
    """A policy as the text of a file, each figure with what it decides."""
    figures = (f"{_COMMENTS[name]}{name} = {figure_text(value)}\n" for name, value in asdict(policy).items())
    return "\n".join((_HEAD, *figures))


def figure_text(value: str | int) -> str:
    """A figure as it is written in TOML: as in JSON, but for characters that cannot be seen."""
    written = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in written)


def _lines(text: str) -> dict[str, int]:
    """The line on which each name first begins one."""
    found: dict[str, int] = {}
    for number, row in enumerate(text.split("\n"), 1):
        if match := _KEY.match(row):
            found.setdefault(match[1], number)
    return found


def _refused(file: str, faults: Iterable[Problem]) -> InputFileError:
    ordered = in_order(faults)
    count = "1 fault" if len(ordered) == 1 else f"{len(ordered)} faults"
    told = f"{file} is not a policy: {count}. Correct it; how one is written, see with: verifier policy show"
    return InputFileError(told, [fault.render(file) for fault in ordered])


def _faults(given: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Problem]:
    for name in given.keys() - _KINDS.keys():
        fix = f"Remove it; the figures are {', '.join(_KINDS)}"
        yield Problem(lines.get(name), None, f"{quoted(name)} is no figure of a policy", fix)
    for name, kind in _KINDS.items():
        if fault := _fault(name, kind, given):
            yield Problem(lines.get(name), None, *fault)


def _fault(name: str, kind: type, given: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with a figure, and what to do about it."""
    example = f"{name} = {figure_text(getattr(Policy(), name))}"
    if name not in given and name in _ADDED_LATER:
        return None
    if name not in given:
        return f"{name} is missing", f"Add it, such as {example}"
    if type(given[name]) is not kind:
        return f"{name} is not {_EXPECTED[kind]}", f"Write it like {example}"
    value = given[name]
    if name == "stale_days" and not 1 <= value <= _LONGEST_SILENCE:
        return f"stale_days is not between 1 and {_LONGEST_SILENCE}", f"Write it like {example}"
    return _version_fault(value) if name == "version" else None


def _version_fault(version: str) -> tuple[str, str] | None:
    if is_blank(version):
        return "version is empty", "Give it one, such as a number or a date"
    if len(version) > _LONGEST_VERSION:
        return f"version is longer than {_LONGEST_VERSION} characters", "Shorten it"
    if problem := bad_character(version, allowed=""):
        return f"version: {problem.what}", problem.fix
    return None
