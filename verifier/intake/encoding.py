"""Bytes as text: UTF-8, or one message that says what else they are and what to do."""

import codecs
from typing import Final

from verifier.intake.problems import Problem

SAVE: Final = "Save the file as UTF-8 (it may be in Windows-1252 or UTF-16)"
BYTE_ORDER_MARK: Final = "\ufeff"
LONGEST_SIGN: Final = 64
"""How many bytes of a file tell whether it is UTF-16."""

_SAVE_WIDE: Final = "Save the file as UTF-8"
_EXCERPT: Final = 60


def decoded(data: str | bytes) -> str | Problem:
    """The text of a file without its byte order mark, or the first thing in it that is not UTF-8, with its place."""
    if isinstance(data, str):
        return data.removeprefix(BYTE_ORDER_MARK)
    if name := wide(data[:LONGEST_SIGN]):
        return Problem(1, None, f"this is {name} and not UTF-8", _SAVE_WIDE)
    try:
        return data.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        before = data[start : error.start].decode("utf-8").removeprefix(BYTE_ORDER_MARK if start == 0 else "")
        line, column = data.count(b"\n", 0, error.start) + 1, len(before) + 1
        return Problem(line, column, f"byte {data[error.start]:#04x} is not UTF-8", SAVE, before[-_EXCERPT:])


def wide(beginning: bytes) -> str | None:
    """The name of an encoding of two or four bytes a character that a file begins in; None for any other."""
    if beginning.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    pairs = len(beginning) // 2
    # Without a mark, a text of mostly Latin letters has a NUL in each pair of bytes.
    if pairs > 1 and max(beginning[0::2].count(0), beginning[1::2].count(0)) > pairs * 3 // 4:
        return "UTF-16"
    return None
