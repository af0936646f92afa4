"""Fuzzing by hand (`make fuzz`): every reader of what people write, a minute each; no crash, and how slow it gets.

    python -m tests.fuzzing [SECONDS] [READER...]

Told are, for each reader, how many inputs were read and the slowest below a kilobyte. What crashes is told with the
smallest input that does, and becomes a test.
"""

import sys
import time
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzzing.readers import READERS, Reader

SECONDS: Final = 60.0
SHORT: Final = 1_000
EXAMPLES: Final = 500
AIM: Final = 1.0


def fuzz(reader: Reader, seconds: float) -> tuple[int, float, str]:
    """How many inputs a reader read in so many seconds, how long the slowest short one took, and which that was."""
    end, count, slowest, worst = time.monotonic() + seconds, 0, 0.0, ""

    def read(written: str) -> None:
        nonlocal count, slowest, worst
        began = time.perf_counter()
        reader.read(written)
        took, count = time.perf_counter() - began, count + 1
        if took > slowest and len(written.encode(errors="surrogatepass")) < SHORT:
            slowest, worst = took, written

    turn = 0
    while time.monotonic() < end:
        turn += 1
        unhurried = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        seed(turn)(unhurried(given(reader.inputs)(read)))()
    return count, slowest, worst


def main(arguments: list[str]) -> int:
    """Fuzz the readers that are named, or all; 1 if one was slower than is aimed at."""
    seconds = float(arguments[0]) if arguments else SECONDS
    wanted = arguments[1:] or list(READERS)
    late = False
    for name in wanted:
        count, slowest, worst = fuzz(READERS[name], seconds)
        late = late or slowest > AIM
        print(f"{name:12} {count:9,} inputs  slowest {slowest:.3f} s  {ascii(worst)[:100]}", flush=True)
    return int(late)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
