"""What completes what is typed, at the prompt and on the screen: refs, keys, names, terms of a query."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from verifier.domain.query import FIELDS, FIXED_VALUES, term
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists.fact_conditions import known_analysts, known_places, known_tags
from verifier.storage.statements import queries

_DIGITS: Final = 10
_MOST: Final = 200
"""How many are proposed: more than anybody reads through."""


def refs(connection: Transaction, typed: str) -> list[str]:
    """The refs and keys of claims that begin so; of claims of more digits those of one more."""
    number = typed[1:]
    found: list[str] = []
    if typed[:1] in {"", "c"} and (not number or (number.isascii() and number.isdigit())):
        first = [int(number)] if number else []
        numbers = [n for n in (*first, *(int(f"{number}{digit}") for digit in range(_DIGITS))) if n > 0]
        found += [f"c{claim.id}" for claim in queries.claims(connection, numbers)]
    return found + _beginning(typed, queries.claim_keys(connection))


def sources(connection: Transaction, typed: str) -> list[str]:
    """The names and aliases of sources that begin so, names first."""
    return _beginning(typed, _names(connection))


def terms(connection: Transaction, typed: str) -> list[str]:
    """The terms of a query that begin so: `who:Mos` as `who:Moscow`; a field that is not ambiguous with its values."""
    name, colon, value = typed.partition(":")
    fields = [name] if colon else [field for field in FIELDS if field.startswith(name)]
    if len(fields) > 1:
        return [f"{field}:" for field in fields]
    return [term(field, one) for field in fields for one in _beginning(value.lstrip('"'), _values(connection, field))]


def field_values(workspace: Workspace) -> Mapping[str, Sequence[str]]:
    """By field of a query, the values it can have now; dates and lengths of time have none to choose from."""
    with workspace.read() as connection:
        return {**FIXED_VALUES, **{field: values(connection) for field, values in _RECORDED.items()}}


def _values(connection: Transaction, field: str) -> Sequence[str]:
    fixed = FIXED_VALUES.get(field) or _USUAL.get(field)
    return fixed or (_RECORDED[field](connection) if field in _RECORDED else ())


def _beginning(typed: str, words: Iterable[str]) -> list[str]:
    """The words that begin so, in any case, each once."""
    begun = typed.casefold()
    return list(dict.fromkeys(word for word in words if word.casefold().startswith(begun)))[:_MOST]


def _names(connection: Transaction) -> list[str]:
    known = [one for one in queries.registry(connection).sources.values() if not one.anonymous]
    names = [one.name for one in known]
    return list(dict.fromkeys([*sorted(names), *sorted(alias for one in known for alias in one.aliases)]))


def _parties(connection: Transaction) -> list[str]:
    return sorted(queries.registry(connection, None, ()).parties)


_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "since": ("today", "yesterday"),
    "until": ("today", "yesterday"),
    "stale": ("48h", "7d", "14d"),
}
_RECORDED: Final[Mapping[str, Callable[[Transaction], list[str]]]] = {
    "who": _names,
    "via": _names,
    "party": _parties,
    "key": queries.claim_keys,
    "tag": known_tags,
    "by": known_analysts,
    "place": known_places,
}
