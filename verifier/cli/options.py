"""Options that commands of several panels have."""

from pathlib import Path
from typing import Annotated, Final

import typer

ConfidentialOption = Annotated[
    bool, typer.Option("--confidential", help="Claims under private tags and confidential sources too, as they are.")
]
STDOUT: Final = Path("-")
"""The standard output, where a file is asked for."""

ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that verifier did not make as it is.")]
