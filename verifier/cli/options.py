"""Options that commands of several panels have."""

from typing import Annotated

import typer

ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that verifier did not make as it is.")]
