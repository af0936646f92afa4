"""What would change a status, for readers: those whose word would do the same are told together."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from verifier.domain.explain.prospects import NEW_INDEPENDENT_SOURCE, Prospect
from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Stance

_NAMED: Final = 3


class Outlook(NamedTuple):
    """Who would have to do what for a status: one, or several in words."""

    who: str
    stance: Stance
    status: Status


def outlooks(prospects: Sequence[Prospect]) -> list[Outlook]:
    """Each prospect in its order; more than three of one stance and status are told where the first of them stands."""
    alike: dict[tuple[Stance, Status, bool], list[str]] = {}
    for prospect in prospects:
        key = (prospect.stance, prospect.status, prospect.who == NEW_INDEPENDENT_SOURCE)
        alike.setdefault(key, []).append(prospect.who)
    found = []
    for prospect in prospects:
        names = alike[prospect.stance, prospect.status, prospect.who == NEW_INDEPENDENT_SOURCE]
        if len(names) <= _NAMED:
            found.append(Outlook(prospect.who, prospect.stance, prospect.status))
        elif prospect.who == names[0]:
            found.append(Outlook(several(names), prospect.stance, prospect.status))
    return found


def several(names: Sequence[str]) -> str:
    """Some names in words: `Russia, Ukraine, Georgia or 6 more`."""
    rest = len(names) - _NAMED
    return f"{', '.join(names[:_NAMED])} or {rest} more"
