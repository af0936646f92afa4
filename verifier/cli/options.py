"""Options that commands of several panels have."""

from typing import Annotated

import typer

ConfidentialOption = Annotated[
    bool, typer.Option("--confidential", help="Claims under private tags and confidential sources too, as they are.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that verifier did not make as it is.")]
