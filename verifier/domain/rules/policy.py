"""The figures in the status rules, as data.

The rules themselves carry `RULES_VERSION`; a change of either can change statuses and is logged as their cause.
"""

from typing import Final

from msgspec import Struct

RULES_VERSION: Final = "2"


class Policy(Struct, frozen=True):
    """One set of figures. `stale_days` is the silence, in days, after which an open claim counts as stale.

    `row_7` and `row_8` switch the two rows by which independent sources outweigh weak words and interested ones;
    `adverse_parties_confirm` tells whether two adverse official voices reach level 4 by themselves, and
    `weak_voices_dispute` whether weak words alone make a dispute nevertheless.
    """

    version: str = "1"
    stale_days: int = 14
    row_7: bool = True
    row_8: bool = True
    adverse_parties_confirm: bool = True
    weak_voices_dispute: bool = False
