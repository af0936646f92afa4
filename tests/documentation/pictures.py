"""The pictures in the documents: what `disputed` and `show` print for the worked case, drawn by Rich.

`python -m tests.documentation` draws them anew.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from tests.documentation.consoles import ROOT

IMAGES: Final = ROOT / "docs" / "images"
COLUMNS: Final = 100
COLORFUL: Final = {"TERM": "xterm", "COLORTERM": "truecolor"}
SHEETS: Final = ("data/bryansk-2024-11-19.claims.md", "data/example-follow-up.claims.md")
AS_OF: Final = ("--as-of", "2024-11-25")
PICTURES: Final = {"disputed": ("disputed", *AS_OF), "show": ("show", "bryansk-strike", *AS_OF)}
"""The commands, with a moment to look back from, so that a picture is the same on any day."""


def write_pictures(images: Path = IMAGES) -> None:
    """Draw every picture into a directory."""
    with tempfile.TemporaryDirectory() as directory:
        database = Path(directory) / "case.db"
        _verifier(database, "log", "-f", SHEETS[0], "-f", SHEETS[1])
        for name, words in PICTURES.items():
            printed = _verifier(database, "--color", "always", *words)
            (images / f"{name}.svg").write_text(picture(words, printed), encoding="utf-8")


def picture(words: tuple[str, ...], printed: str) -> str:
    """An SVG of a terminal with a command and what it prints. Lines are cut at the terminal's edge, as there."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(Text(f"$ verifier {' '.join(words)}", style="bold"))
        for row in printed.splitlines():
            line = Text.from_ansi(row)
            line.truncate(COLUMNS, overflow="ellipsis")
            console.print(line, soft_wrap=True)
        return console.export_svg(title="verifier", unique_id=f"verifier-{words[0]}")


def _verifier(database: Path, *words: str) -> str:
    command = Path(sys.executable).parent / "verifier"
    env = {"PATH": os.defpath, "HOME": str(database.parent), "LANG": "C.UTF-8", "COLUMNS": str(COLUMNS), **COLORFUL}
    arguments = (str(command), "--db", str(database), "--analyst", "ann", *words)
    done = subprocess.run(arguments, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=True)
    return done.stdout
