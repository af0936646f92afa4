"""A process that ends when an application has painted: the review screen of a database, or an empty one."""

import sys
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot


def main(database: str | None) -> None:
    """Paint, and leave."""

    async def leave(pilot: Pilot[object]) -> None:
        pilot.app.exit()

    application(database).run(headless=True, size=(140, 40), auto_pilot=leave)


def application(database: str | None) -> App[None]:
    """The application that is painted."""
    if database is None:
        return App()
    from verifier.services.workspace import Workspace
    from verifier.storage.location import Location
    from verifier.tui.app import ReviewApp
    from verifier.tui.state import Review

    review = Review(Workspace(Location(path=Path(database)), "ann"))
    review.open()
    return ReviewApp(review)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
