"""A process that ends when an application has painted: an empty one, alone or once a database was read; the screen."""

import sys
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot


def main(what: str, database: str) -> None:
    """Paint, and leave."""

    async def leave(pilot: Pilot[object]) -> None:
        await pilot.pause()
        pilot.app.exit()

    application(what, database).run(headless=True, size=(140, 40), auto_pilot=leave)


def application(what: str, database: str) -> App[None]:
    """The application that is painted."""
    if what == "empty":
        return App()
    from verifier.services.workspace import Workspace
    from verifier.storage.db.location import Location
    from verifier.tui.state import Review

    review = Review(Workspace(Location(path=Path(database)), "ann"))
    review.open()
    if what == "read":
        return App()
    from verifier.tui.app import ReviewApp

    return ReviewApp(review)


if __name__ == "__main__":
    main(*sys.argv[1:])
