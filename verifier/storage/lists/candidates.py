"""Claims that may say the same as a text: those that have the rarest of its words, by their beginnings."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from verifier.storage.db.connection import Connection

_MOST_WORDS: Final = 40
_COMMON: Final = 1_000
"""A word that as many claims have says little; no more of them are read."""

_MOST_CLAIMS: Final = 60
_IN_FILE: Final = "SELECT rowid FROM claim_words WHERE claim_words MATCH ? LIMIT ?"
_ON_SERVER: Final = "SELECT claim FROM claim_words WHERE words @@ CAST(? AS tsquery) LIMIT ?"


class Candidates(Struct, frozen=True):
    """Claims by number, the likeliest first, undone and merged ones among them; and how rare each word is."""

    claims: Sequence[int]
    rarity: Mapping[str, float]


def candidates(connection: Connection, words: Sequence[str], letters: int) -> Candidates:
    """The claims that have some of these words, of which those with so many letters are beginnings."""
    asked = list(dict.fromkeys(words))[:_MOST_WORDS]
    found = {word: _claims_with(connection, [word], letters) for word in asked}
    [[newest]] = connection.run("SELECT coalesce(max(id), 0) FROM claims")
    rarity = {word: math.log(1 + (newest or 1) / max(len(claims), 1)) for word, claims in found.items()}
    scores: Counter[int] = Counter()
    for word, claims in sorted(found.items(), key=lambda one: len(one[1])):
        if len(claims) >= _COMMON and len(scores) >= _MOST_CLAIMS:
            break
        scores.update(dict.fromkeys(claims, rarity[word]))
    if all(len(claims) >= _COMMON for claims in found.values()):
        for pair in pairwise(asked):
            scores.update(dict.fromkeys(_claims_with(connection, pair, letters), sum(map(rarity.__getitem__, pair))))
    return Candidates([claim for claim, _ in scores.most_common(_MOST_CLAIMS)], rarity)


def _claims_with(connection: Connection, words: Sequence[str], letters: int) -> list[int]:
    """The first claims that have all of some words."""
    if connection.sqlite:
        asked = " AND ".join(f'"{word}"{"*" if len(word) >= letters else ""}' for word in words)
        return [claim for (claim,) in connection.run(_IN_FILE, asked, _COMMON)]
    asked = " & ".join(f"'{word}'{':*' if len(word) >= letters else ''}" for word in words)
    return [claim for (claim,) in connection.run(_ON_SERVER, asked, _COMMON)]
