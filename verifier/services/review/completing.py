"""What could be meant by the beginning of a ref, of a name or of a term in a query."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from verifier.domain.query import FIELDS
from verifier.storage.db.transaction import Transaction
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
    known = [one for one in queries.registry(connection).sources.values() if not one.anonymous]
    names = [one.name for one in known]
    return _beginning(typed, [*sorted(names), *sorted(alias for one in known for alias in one.aliases)])


def terms(connection: Transaction, typed: str) -> list[str]:
    """The terms of a query that begin so: `who:Mos` as `who:Moscow`; a field that is not ambiguous with its values."""
    name, colon, value = typed.partition(":")
    fields = [name] if colon else [field for field in FIELDS if field.startswith(name)]
    if len(fields) > 1:
        return [f"{field}:" for field in fields]
    return [f"{field}:{_written(one)}" for field in fields for one in _values(connection, field, value.lstrip('"'))]


def _written(value: str) -> str:
    return f'"{value}"' if " " in value or "," in value else value


def _values(connection: Transaction, field: str, typed: str) -> list[str]:
    choices = FIELDS[field].choices if field in FIELDS else ()
    if choices or field in _USUAL:
        return _beginning(typed, choices or _USUAL[field])
    if field in _NAMED:
        return _NAMED[field](connection, typed)
    return _beginning(typed, _RECORDED[field](connection)) if field in _RECORDED else []


def _beginning(typed: str, words: Iterable[str]) -> list[str]:
    """The words that begin so, in any case, each once."""
    begun = typed.casefold()
    return list(dict.fromkeys(word for word in words if word.casefold().startswith(begun)))[:_MOST]


def _parties(connection: Transaction) -> list[str]:
    return sorted(queries.registry(connection, None, ()).parties)


def _tags(connection: Transaction) -> list[str]:
    from verifier.storage.lists.terms import tags  # with SQLAlchemy, which takes longer than all the rest

    return tags(connection)


def _analysts(connection: Transaction) -> list[str]:
    from verifier.storage.lists.terms import analysts

    return analysts(connection)


def _places(connection: Transaction) -> list[str]:
    from verifier.storage.lists.terms import places

    return places(connection)


_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "since": ("today", "yesterday"),
    "until": ("today", "yesterday"),
    "stale": ("48h", "7d", "14d"),
}
_NAMED: Final[Mapping[str, Callable[[Transaction, str], list[str]]]] = {"who": sources, "via": sources}
_RECORDED: Final = {"party": _parties, "key": queries.claim_keys, "tag": _tags, "by": _analysts, "place": _places}
