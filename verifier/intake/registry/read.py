"""Source registries in TOML: `[[party]]` and `[[source]]` entries, with all faults of a file found at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from verifier.domain.errors import InputFileError
from verifier.domain.model.sources import Registry, SourceKind
from verifier.intake.problems import Problem, in_order, quoted
from verifier.intake.registry.rules import Entry, entry_faults, party_faults, source_faults
from verifier.intake.toml import read_toml


class PartyDraft(Struct, frozen=True):
    """A party as given; None is a field that is not."""

    name: str
    adjectives: tuple[str, ...] | None = None
    adverse_to: tuple[str, ...] | None = None
    speaks_with: str | None = None
    line: int | None = None


class SourceDraft(Struct, frozen=True):
    """A source as given; None is a field that is not. What was wrong may be cleared, and the name be another.

    Of the days of office that go together, None is an open end.
    """

    name: str
    aliases: tuple[str, ...] | None = None
    kind: SourceKind | None = None
    party: str | None = None
    official: bool | None = None
    anonymous: bool | None = None
    independent: bool | None = None
    reliability: str | None = None
    note: str | None = None
    official_since: tuple[date | None, ...] | None = None
    official_until: tuple[date | None, ...] | None = None
    confidential: bool | None = None
    line: int | None = None
    cleared: frozenset[str] = frozenset()
    renamed: str | None = None


class RegistryDraft(Struct, frozen=True):
    """A registry file as read."""

    parties: tuple[PartyDraft, ...] = ()
    sources: tuple[SourceDraft, ...] = ()


_TABLES: Final = ("party", "source")


def read_registry(data: str | bytes, file: str, known: Registry) -> RegistryDraft:
    """What a registry file says, to be added to a known registry; InputFileError with all its faults."""
    read = read_toml(data, "Write [[party]] and [[source]] entries only")
    if isinstance(read, Problem):
        raise _refused(file, [read])
    draft = check_registry(read.values, known, read.text)
    if not isinstance(draft, RegistryDraft):
        raise _refused(file, draft)
    return draft


def check_registry(parsed: Mapping[str, Any], known: Registry, text: str = "") -> RegistryDraft | tuple[Problem, ...]:
    """The registry that tables of entries make, or all that is wrong with it; `text` tells the lines."""
    entries = {table: list(_entries(table, parsed.get(table), text)) for table in _TABLES}
    faults = [*_wrong_tables(parsed), *(fault for table in _TABLES for fault in entry_faults(table, entries[table]))]
    if not faults:
        faults = [*party_faults(entries["party"], known), *source_faults(entries["source"], entries["party"], known)]
    if faults:
        return tuple(faults)
    return RegistryDraft(tuple(map(_party, entries["party"])), tuple(map(_source, entries["source"])))


def _refused(file: str, faults: Iterable[Problem]) -> InputFileError:
    ordered = in_order(faults)
    count = "1 fault" if len(ordered) == 1 else f"{len(ordered)} faults"
    suggestions = [name for fault in ordered for name in fault.suggestions]
    message = f"{file} has {count}. Nothing was recorded. Correct the file and import it again"
    return InputFileError(message, [fault.render(file) for fault in ordered], suggestions=suggestions)


def _wrong_tables(parsed: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in parsed.items():
        if name not in _TABLES:
            yield Problem(None, None, f"{quoted(name)} is no part of a registry", "Write [[party]] or [[source]]")
        elif not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            yield Problem(None, None, f"{name} is not a list of entries", f"Write [[{name}]] before each")


def _entries(table: str, values: object, text: str) -> Iterator[Entry]:
    """The entries of a table with the lines on which they begin, as far as these can be told."""
    entries = [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
    lines = text.split("\n")
    heads = [number for number, line in enumerate(lines, 1) if re.match(rf"\s*\[\[\s*{table}\s*\]\]", line)]
    for place, values_of_entry in enumerate(entries):
        head = heads[place] if len(heads) == len(entries) else None
        yield Entry(values_of_entry, head, _key_lines(lines, head))


def _key_lines(lines: list[str], head: int | None) -> dict[str, int]:
    """The line of each key below the head of an entry."""
    found: dict[str, int] = {}
    for number in range(head or len(lines), len(lines)):
        line = lines[number]
        if re.match(r"\s*\[", line):
            break
        if match := re.match(r"\s*\"?([A-Za-z_]+)\"?\s*=", line):
            found.setdefault(match[1], number + 1)
    return found


def _party(entry: Entry) -> PartyDraft:
    return PartyDraft(
        name=entry.text("name"),
        adjectives=entry.optional_texts("adjectives"),
        adverse_to=entry.optional_texts("adverse_to"),
        speaks_with=entry.optional_text("speaks_with"),
        line=entry.line,
    )


def _source(entry: Entry) -> SourceDraft:
    kind = entry.optional_text("kind")
    return SourceDraft(
        name=entry.text("name"),
        aliases=entry.optional_texts("aliases"),
        kind=None if kind is None else SourceKind(kind),
        party=entry.optional_text("party"),
        official=entry.optional_flag("official"),
        anonymous=entry.optional_flag("anonymous"),
        independent=entry.optional_flag("independent"),
        reliability=entry.optional_text("reliability"),
        note=entry.optional_text("note"),
        official_since=entry.optional_days("official_since"),
        official_until=entry.optional_days("official_until"),
        confidential=entry.optional_flag("confidential"),
        line=entry.line,
    )
