"""How hard property tests try: as many cases as keep a run short, the same ones in every run.

With `VERIFIER_TEST_EFFORT=40` there are forty times as many, and others each time, which `--hypothesis-seed` repeats.
"""

import os
from typing import Final

EFFORT: Final = int(os.environ.get("VERIFIER_TEST_EFFORT", "1"))
SAME_CASES: Final = EFFORT == 1
"""A red suite must mean a changed program; who tries harder looks for what nobody has seen."""


def times(cases: int) -> int:
    """So many cases, or as many more as are wanted."""
    return cases * EFFORT
