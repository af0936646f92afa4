"""Options that commands of several panels have."""

from pathlib import Path
from typing import Annotated, Final

import typer

from verifier.cli import completing

ConfidentialOption = Annotated[
    bool, typer.Option("--confidential", help="Claims under private tags and confidential sources too, as they are.")
]
STDOUT: Final = Path("-")
"""The standard output, where a file is asked for."""

RefArgument = Annotated[
    str, typer.Argument(metavar="REF", autocompletion=completing.refs, help="c12, a key, or . for the last.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that verifier did not make as it is.")]
