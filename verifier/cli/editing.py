"""Writing a claim sheet in $EDITOR: on errors it opens again, with them as comments and the text kept."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from verifier.domain.errors import InputFileError, UsageError
from verifier.services.records.entering import SheetFile

TEMPLATE: Final = """\
// A claim sheet. Lines that begin with // are comments.
// # Title of what you read
// url: https://
// outlet:
// published: 2024-11-19
//
// ## The claim, in one sentence
// key: a-short-name
// Moscow says: "verbatim"
// unconfirmed by Kyiv
"""
_FAULT: Final = "//! "


def edited(text: str = TEMPLATE) -> SheetFile:
    """The sheet as it stands when the editor is closed (UsageError if nothing was written)."""
    with tempfile.TemporaryDirectory(prefix="verifier-") as directory:
        path = Path(directory) / "sheet.claims.md"
        path.write_text(text, encoding="utf-8")
        _open_editor(path)
        content = path.read_bytes()
    if not any(row.strip() and not row.lstrip().startswith(b"//") for row in content.splitlines()):
        raise UsageError("nothing was written in the editor, and nothing is recorded")
    return SheetFile("sheet", content, Path.cwd())


def with_faults(file: SheetFile, error: InputFileError) -> str:
    """The sheet's text with its faults on top, as comments."""
    text = file.content.decode("utf-8", "replace")
    kept = [row for row in text.split("\n") if not row.startswith(_FAULT)]
    removed = len(text.split("\n")) - len(kept)
    faults = [f"{_FAULT}{_moved(fault, len(error.faults) - removed)}" for fault in error.faults]
    return "\n".join([*faults, *kept])


def _moved(fault: str, lines: int) -> str:
    """The fault with the line number it has once the faults stand on top."""
    name, number, rest = fault.split(":", 2)
    return f"{name}:{int(number) + lines}:{rest}" if number.isdigit() else fault


def _open_editor(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        done = subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603 - the analyst's own editor
    except (OSError, ValueError) as error:
        raise UsageError(f"the editor '{editor}' cannot be started: {error}. Set EDITOR to another") from error
    if done.returncode:
        raise UsageError(f"the editor '{editor}' ended with status {done.returncode}; nothing is recorded")
