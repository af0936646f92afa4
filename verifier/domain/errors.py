"""What cannot go on, as a tree.

    VerifierError            1  an unexpected "no"
    ├── UsageError           2  an option, a date or a phrase that cannot be read
    ├── NotFoundError        3  a claim, source or revision that is not known, or a name that means several
    ├── InputFileError       4  a file with faults; nothing was written (3 when unknown names are its only fault)
    ├── ConflictError        5  what was asked contradicts what is recorded
    └── DatabaseError        6  missing, outdated, locked, unreachable, not a database

The number is the exit status of the command line.
"""

from collections.abc import Sequence
from typing import ClassVar


class VerifierError(Exception):
    """Base of everything verifier refuses. `message` says what, why and what to do, in one line of plain text.

    `faults` has a finished line for each single fault, where there are several.
    """

    code: ClassVar[str] = "error"
    exit_status: int = 1

    def __init__(self, message: str, *, suggestions: Sequence[str] = (), faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.suggestions = tuple(suggestions)
        self.faults = tuple(faults)


class UsageError(VerifierError):
    """An option, a date or a phrase that cannot be read."""

    code = "usage"
    exit_status = 2


class NotFoundError(VerifierError):
    """Something named that is not recorded, or a name that could mean several things."""

    code = "not-found"
    exit_status = 3


class InputFileError(VerifierError):
    """A file whose contents have faults, told in the order of the file."""

    code = "input-file"
    exit_status = 4

    def __init__(
        self, message: str, faults: Sequence[str], *, only_names: bool = False, suggestions: Sequence[str] = ()
    ) -> None:
        super().__init__(message, suggestions=suggestions, faults=faults)
        if only_names:
            self.exit_status = NotFoundError.exit_status


class ConflictError(VerifierError):
    """What was asked contradicts what is recorded."""

    code = "conflict"
    exit_status = 5


class DatabaseError(VerifierError):
    """The database is missing, outdated, too new, locked, unreachable, or not a database."""

    code = "database"
    exit_status = 6
