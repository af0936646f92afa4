"""Packs: registry files that come with verifier; each tells who in it is adverse to whom, since when and why."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from verifier.domain.errors import InputFileError
from verifier.domain.model.sources import Registry, name_key
from verifier.intake.problems import Problem
from verifier.intake.registry.read import RegistryDraft, check_registry
from verifier.intake.toml import read_toml

_TABLES: Final = ("party", "source")
_LISTS: Final = ("aliases", "adjectives", "adverse_to")


class Enmity(Struct, frozen=True):
    """Two parties that are adverse, since when, and on what ground that is said."""

    parties: tuple[str, str]
    since: date
    ground: str


class Pack(Struct, frozen=True):
    """A registry file with its particulars; `tables` are its entries as they stand there."""

    name: str
    title: str
    version: str
    as_of: date
    enmities: tuple[Enmity, ...]
    tables: Mapping[str, list[dict[str, Any]]]


def read_pack(data: bytes, file: str) -> Pack:
    """The pack of a file (InputFileError)."""
    read = read_toml(data, "Write [pack], [[adverse]], party and source entries only")
    if isinstance(read, Problem):
        raise InputFileError(f"{file} is no pack", [read.render(file)])
    given = read.values["pack"]
    enmities = tuple(
        Enmity((pair["parties"][0], pair["parties"][1]), pair["since"], pair["ground"])
        for pair in read.values.get("adverse", ())
    )
    tables = {name: [dict(entry) for entry in read.values.get(name, ())] for name in _TABLES}
    for enmity in enmities:
        one, other = enmity.parties
        tables["party"] += [{"name": one, "adverse_to": [other]}, {"name": other, "adverse_to": [one]}]
    return Pack(given["name"], given["title"], given["version"], given["as_of"], enmities, tables)


def joined(packs: Iterable[Pack]) -> RegistryDraft:
    """The registry that packs make together (InputFileError). What two say of one entry is added up."""
    tables = {name: _added_up(entry for pack in packs for entry in pack.tables[name]) for name in _TABLES}
    draft = check_registry(tables, Registry())
    if isinstance(draft, RegistryDraft):
        return draft
    raise InputFileError("the packs do not go together", [problem.render() for problem in draft])


def _added_up(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry for each name: lists joined, of all else the first that is given."""
    by_name: dict[str, dict[str, Any]] = {}
    for entry in entries:
        known = by_name.setdefault(name_key(entry["name"]), {})
        for key, value in entry.items():
            known[key] = [*_union(known.get(key, ()), value)] if key in _LISTS else known.get(key, value)
    return [*by_name.values()]


def _union(first: Iterable[str], second: Iterable[str]) -> Iterator[str]:
    """The texts of both, each once, as it was written first."""
    texts: dict[str, str] = {}
    for text in (*first, *second):
        texts.setdefault(name_key(text), text)
    return iter(texts.values())
