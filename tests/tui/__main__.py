"""Draw the review screen with the worked case for the documents: `make screenshots`."""

import tempfile
from pathlib import Path
from typing import Final

from tests.tui.conftest import opened
from tests.tui.driving import NARROW, WIDE, taken
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.starter import WORKED_CASE, data_file

IMAGES: Final = Path(__file__).parents[2] / "docs" / "images"


def main() -> None:
    """Write every picture."""
    with tempfile.TemporaryDirectory() as directory:
        workspace = opened(Path(directory) / "case.db")
        for name in WORKED_CASE:
            log_sheets(workspace, [SheetFile.read(data_file(name))])
        pictures = {
            "review-140x40": taken(workspace, *"jjjjj", size=WIDE),
            "review-80x24": taken(workspace, *"jjjjj", size=NARROW),
            "review-light": taken(workspace, "v", "v", "j", "j", size=WIDE, theme="light"),
            "review-say": taken(workspace, *"vvGa", size=NARROW, typed="Ukraine says @ 2024-11-30"),
            "review-keys": taken(workspace, "question_mark", size=NARROW),
        }
        workspace.close()
    for name, picture in pictures.items():
        (IMAGES / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
