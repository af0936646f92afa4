"""A claim sheet that is being written in an editor: kept in a file of its own until it is recorded.

Invariant: the file is there from before the editor starts, readable by its owner alone, and goes only with `discard`.
"""

import os
import tempfile
from pathlib import Path
from typing import Final

from verifier.domain.errors import InputFileError, UsageError
from verifier.services.record.sheets import SheetFile

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
_SUFFIX: Final = ".claims.md"


class SheetDraft:
    """A claim sheet in a file, to be edited, read, and edited again with its faults on top.

    `allow_outside` tells whether the text that it names may lie elsewhere than beneath the working directory.
    """

    def __init__(self, text: str = TEMPLATE, *, allow_outside: bool = False) -> None:
        self._begun = text.encode()
        self._article: Path | None = None
        self.allow_outside = allow_outside
        self.path = _new_file()
        self.path.write_bytes(self._begun)

    def put_beside(self, article: str) -> Path:
        """Write the text of an article beside the sheet, for its owner alone; it goes with the sheet."""
        self._article = self.path.with_name(f"{self.path.name.removesuffix(_SUFFIX)}.txt")
        handle = os.open(self._article, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:  # noqa: PTH123 - it is open already
            file.write(article.encode("utf-8", "surrogatepass"))
        return self._article

    @property
    def is_worth_keeping(self) -> bool:
        """Whether there is text of the analyst's in the file."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return False
        return content != self._begun and _says_something(content)

    @property
    def kept(self) -> str:
        """Where the text is and how to log it, as a sentence without a full stop."""
        outside = " --allow-outside" if self.allow_outside else ""
        return f"What you wrote is kept in {self.path}. Log it with: verifier log -f {self.path}{outside}"

    def sheet(self) -> SheetFile:
        """The sheet as it stands in the file (UsageError if nothing was written)."""
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise UsageError(f"the sheet {self.path} is gone: {error.strerror}; nothing is recorded") from error
        if not _says_something(content):
            raise UsageError("nothing was written in the editor, and nothing is recorded")
        return SheetFile("sheet", content, Path.cwd())

    def put_on_top(self, error: InputFileError) -> None:
        """Write the faults of the sheet on top of it, as comments, in place of those that stood there."""
        text = self.path.read_bytes().decode("utf-8", "surrogateescape")
        rows = text.split("\n")
        kept = [row for row in rows if not row.startswith(_FAULT)]
        moved = len(error.faults) - (len(rows) - len(kept))
        faults = [f"{_FAULT}{_moved(fault, moved)}" for fault in error.faults]
        self.path.write_bytes("\n".join([*faults, *kept]).encode("utf-8", "surrogateescape"))

    def discard(self) -> None:
        """Remove the file, and the text beside it."""
        for path in filter(None, (self.path, self._article)):
            path.unlink(missing_ok=True)

    def discard_if_empty(self) -> bool:
        """Remove the file if the analyst wrote nothing; tells whether it was kept."""
        if self.is_worth_keeping:
            return True
        self.discard()
        return False


def _says_something(content: bytes) -> bool:
    return any(row.strip() and not row.lstrip().startswith(b"//") for row in content.splitlines())


def _moved(fault: str, lines: int) -> str:
    """The fault with the line number it has once the faults stand on top."""
    name, _, place = fault.partition(":")
    number, _, rest = place.partition(":")
    return f"{name}:{int(number) + lines}:{rest}" if number.isdecimal() else fault


def _new_file() -> Path:
    """An empty file that only its owner can read, among the state of this user, else among temporary files."""
    import platformdirs

    state = Path(platformdirs.user_state_dir("verifier", appauthor=False)) / "drafts"
    for directory in (state, Path(tempfile.gettempdir())):
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="sheet-", suffix=_SUFFIX, dir=directory)
        except OSError:
            continue
        os.close(handle)
        return Path(name)
    raise UsageError(f"no file can be made to write in, neither in {state} nor in {tempfile.gettempdir()}")
