"""A process that ends at the first frame: of an empty application, alone or once a database was read; of the screen."""

import gc
import os
import sys
from pathlib import Path

from textual.app import App


class Ending(App[None]):
    """An application that ends when its first frame has been displayed: what is still read then is no part of it."""

    def on_ready(self) -> None:
        """End at once."""
        os._exit(0)


def main(what: str, database: str) -> None:
    """Paint, and end."""
    gc.set_threshold(100_000)  # as every command has it
    application(what, database).run(headless=True, size=(140, 40))


def application(what: str, database: str) -> App[None]:
    """The application that is painted."""
    if what == "empty":
        return Ending()
    from verifier.services.workspace import Workspace
    from verifier.storage.db.location import Location
    from verifier.tui.state import Review

    review = Review(Workspace(Location(path=Path(database)), "ann"))
    if what == "read":
        review.open()
        review.line(0)
        return Ending()
    from verifier.tui.app import ReviewApp

    class Painted(ReviewApp, Ending):
        """The review screen, likewise."""

    return Painted(review)


if __name__ == "__main__":
    main(*sys.argv[1:])
