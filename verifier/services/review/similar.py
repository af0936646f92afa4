"""Claims that may say the same: the nearest ones to a text, and the likely duplicates of the whole ledger.

Nothing is ever merged for being alike: an analyst is shown them, and decides.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Final

from msgspec import Struct

from verifier.domain.duplicates import Similar
from verifier.domain.errors import NotFoundError, UsageError
from verifier.domain.model.claims import Claim
from verifier.domain.query import Query
from verifier.intake.similar import ALIKE, LETTERS, NEAR_ENOUGH, beginnings, likeness
from verifier.services.review.refs import find_claim
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists, search
from verifier.storage.lists.search import WordSearch
from verifier.storage.statements import queries

SHOWN: Final = 3
"""How many similar claims are shown of one."""

_RAREST: Final = 4
"""Two claims are compared if one of so many of the rarest words of each is the same."""

_TOGETHER: Final = 60
"""Of more claims that share a rare word, only those that come next to each other in the alphabet are compared."""

_NEXT: Final = 8
_OVERLAP: Final = 0.5


class Duplicates(Struct, frozen=True):
    """A claim, and those with higher numbers that are likely to be the same, the likeliest first."""

    claim: Claim
    similar: tuple[Similar, ...]


def nearest_claims(
    connection: Transaction, text: str, but: Collection[int] = (), *, limit: int = SHOWN, floor: int = 0
) -> tuple[Similar, ...]:
    """The known claims most like a text, best first, that are no less alike than the floor."""
    index = WordSearch(connection, LETTERS)
    return _nearest(connection, index, text, lambda number: number not in but, limit=limit, floor=floor)


def _nearest(
    connection: Transaction, index: WordSearch, text: str, counts: Callable[[int], bool], *, limit: int, floor: int
) -> tuple[Similar, ...]:
    asked = beginnings(search.cut(text))
    found = index.candidates(asked)
    if not found.claims:
        return ()
    usual = sum(found.rarity.values()) / len(found.rarity)
    claims = queries.claims(connection, list(filter(counts, found.claims)))
    ranked = [
        Similar(claim, likeness(asked, beginnings(search.cut(claim.text)), lambda word: found.rarity.get(word, usual)))
        for claim in claims
    ]
    ranked.sort(key=lambda one: (-one.likeness, one.claim.id))
    return tuple(one for one in ranked[:limit] if one.likeness >= floor)


def similar_claims(connection: Transaction, text: str) -> tuple[Similar, ...]:
    """The known claims near enough to a text to be shown to whoever logs that."""
    return nearest_claims(connection, text, floor=NEAR_ENOUGH)


def similar_to_earlier(
    connection: Transaction, claims: Sequence[Claim], but: Collection[int] = ()
) -> dict[int, tuple[Similar, ...]]:
    """The recorded claims that are near enough to others recorded before them, but for some, with those."""
    index = WordSearch(connection, LETTERS)
    found: dict[int, tuple[Similar, ...]] = {}
    for claim in claims:
        earlier = partial(_is_earlier, than=claim.id, but=but)
        if similar := _nearest(connection, index, claim.text, earlier, limit=SHOWN, floor=NEAR_ENOUGH):
            found[claim.id] = similar
    return found


def _is_earlier(number: int, *, than: int, but: Collection[int]) -> bool:
    return number < than and number not in but


def similar_to_new(connection: Transaction, text: str) -> tuple[Similar, ...]:
    """The same, of a text that no claim has yet; none if one has."""
    return () if queries.claims_by_text(connection, text) else similar_claims(connection, text)


def others_like(workspace: Workspace, number: int, *, floor: int = NEAR_ENOUGH) -> tuple[Claim, tuple[Similar, ...]]:
    """A claim, and the others it is like, the likeliest first; those linked with it are known to be others.

    NotFoundError if there is no such claim.
    """
    with workspace.read() as connection:
        claim = find_claim(connection, f"c{number}")
        _, links = queries.linked(connection, [claim.id])
        linked = {end for link in links if claim.id in {link.claim, link.other} for end in (link.claim, link.other)}
        return claim, nearest_claims(connection, claim.text, linked | {claim.id}, floor=floor)


def meant(
    workspace: Workspace, typed: str, but: Collection[int] = (), *, floor: int = 0
) -> tuple[Claim | None, tuple[Similar, ...]]:
    """The claim of a ref or key that was typed; of anything else the known claims most like it."""
    with workspace.read() as connection:
        try:
            return find_claim(connection, typed), ()
        except (NotFoundError, UsageError):
            return None, nearest_claims(connection, typed, but, floor=floor)


def similar_to_each(workspace: Workspace, texts: Iterable[str]) -> dict[str, tuple[Similar, ...]]:
    """The same, of several texts; nothing if there is no database yet."""
    path = workspace.location.path
    if path is not None and not path.exists():
        return {}
    with workspace.read() as connection:
        return {text: found for text in texts if (found := similar_to_new(connection, text))}


def duplicates(connection: Transaction, query: Query) -> list[Duplicates]:
    """The likely duplicates among all claims, those linked with each other excepted; with a query, of its claims."""
    claims = {claim.id: claim for claim in queries.all_claims(connection)}
    wanted = None if query == Query() else set(lists.matching_claims(connection, query))
    linked = {frozenset((link.claim, link.other)) for link in queries.links(connection)}
    found: defaultdict[int, list[Similar]] = defaultdict(list)
    for first, second, alike in _alike({number: claim.text for number, claim in claims.items()}):
        if frozenset((first, second)) not in linked and (wanted is None or first in wanted or second in wanted):
            found[first].append(Similar(claims[second], alike))
    pairs = [
        Duplicates(claims[number], tuple(sorted(others, key=lambda one: (-one.likeness, one.claim.id))))
        for number, others in found.items()
    ]
    return sorted(pairs, key=lambda one: (-one.similar[0].likeness, one.claim.id))


def _alike(texts: Mapping[int, str]) -> Iterator[tuple[int, int, int]]:
    """The pairs of claims that are alike, the lower number first, and how much."""
    cut = {number: beginnings(search.cut(text)) for number, text in texts.items()}
    sets = {number: frozenset(own) for number, own in cut.items()}
    counts = Counter(chain.from_iterable(sets.values()))
    rarity = {word: math.log(1 + len(texts) / count) for word, count in counts.items()}
    says = {number: sum([rarity[word] for word in own]) for number, own in sets.items()}
    for first, others in _compared(sets, counts, texts):
        own = sets[first]
        for second in others:
            shared = sum([rarity[word] for word in own & sets[second]])
            # Most pairs share little, and are told apart before their letters are compared.
            if shared >= _OVERLAP * min(says[first], says[second]):
                alike = likeness(cut[first], cut[second], rarity.__getitem__)
                if alike >= ALIKE:
                    yield first, second, alike


def _compared(
    sets: Mapping[int, frozenset[str]], counts: Mapping[str, int], texts: Mapping[int, str]
) -> Iterator[tuple[int, set[int]]]:
    """Each claim with those of higher numbers that share one of the rarest words of both."""
    rarest = {
        number: sorted([word for word in own if counts[word] > 1], key=lambda word: (counts[word], word))[:_RAREST]
        for number, own in sets.items()
    }
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for number, own in rarest.items():
        for word in own:
            sharing[word].append(number)
    beside = {word: _beside(numbers, texts) for word, numbers in sharing.items() if len(numbers) > _TOGETHER}
    for number, own in rarest.items():
        near = [beside[word][number] if word in beside else sharing[word] for word in own]
        yield number, {other for other in chain.from_iterable(near) if other > number}


def _beside(numbers: Sequence[int], texts: Mapping[int, str]) -> dict[int, list[int]]:
    """Each of many claims with those that come next to it in the alphabet."""
    ordered = sorted(numbers, key=texts.__getitem__)
    return {number: ordered[max(place - _NEXT, 0) : place + _NEXT + 1] for place, number in enumerate(ordered)}


def twins(workspace: Workspace) -> list[list[Claim]]:
    """The claims of which several have one text, together; what is logged by that text means the first."""
    with workspace.read() as connection:
        return queries.twins(connection)
