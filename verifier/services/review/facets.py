"""What the claims asked for have in common: the statuses, tags, parties and sources a filter could narrow them to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from verifier.domain.explain.claim_report import ClaimReport
from verifier.services.review.claim_views import Asked, answers
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries

FIELDS: Final = ("status", "tag", "place", "party", "who")
_READ: Final = 2_000
"""How many claims are read at most, in the order of the list."""
_PLAIN: Final = re.compile(r"[^\s,()]+")
_OFFERED: Final = 8
"""How many values of a field are offered, those of most claims."""


def facets(workspace: Workspace, asked: Asked) -> list[str]:
    """Terms that narrow a filter on these claims: field by field, what most of them have first (DatabaseError)."""
    with workspace.read() as connection:
        sources = queries.registry(connection, asked.when.known).sources.values()
        parties = {source.name: source.party for source in sources if source.party}
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for answer in answers(connection, workspace, replace(asked, limit=_READ)):
            for name, value in set(_parts(answer, parties)):
                if '"' not in value:  # which nothing in a query can hold
                    counts[name][value] += 1
    return [term(name, value) for name in FIELDS for value, _ in counts[name].most_common(_OFFERED)]


def term(name: str, value: str) -> str:
    """A field of a query with its value."""
    return f"{name}:{value}" if _PLAIN.fullmatch(value) else f'{name}:"{value}"'


def _parts(answer: ClaimReport, parties: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "status", answer.status.value
    if answer.claim.place:
        yield "place", answer.claim.place
    yield from (("tag", tag) for tag in answer.claim.tags)
    for who in (*answer.affirmed_by, *answer.denied_by):
        yield "who", who
        if who in parties:
            yield "party", parties[who]
