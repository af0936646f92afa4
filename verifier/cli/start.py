"""Where the process begins and ends.

Most of a short command is importing, and half the collector's work then is to look through modules that stay; so it is
told to wait before anything else is imported, and to leave them to the system when the process ends.
"""

import gc
from typing import Final

_OBJECTS_BETWEEN_COLLECTIONS: Final = 100_000


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from verifier.cli import app

    try:
        app.main()
    finally:
        gc.freeze()
