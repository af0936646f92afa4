"""What must hold of the entries of a registry file: alone, among each other, with the registry they are added to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise, zip_longest
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.model.sources import Registry, Source, SourceKind, name_key
from verifier.intake.nearest import nearest
from verifier.intake.phrases.names import Names
from verifier.intake.problems import Problem, quoted
from verifier.intake.text import bad_character, deceptive, is_blank

_TEXT: Final = "a text in quotation marks"
_TEXTS: Final = "a list of texts"
_FLAG: Final = "true or false"
_DAYS: Final = "a date such as 2021-01-20, or a list of dates"
_PAIRS: Final = "a list of pairs such as { official_since = 2017-01-20, official_until = 2021-01-20 }"
_ENDS: Final = ("official_since", "official_until")
KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "party": {"name": _TEXT, "adjectives": _TEXTS, "adverse_to": _TEXTS, "speaks_with": _TEXT},
    "source": {
        "name": _TEXT,
        "aliases": _TEXTS,
        "kind": _TEXT,
        "party": _TEXT,
        "official": _FLAG,
        "official_since": _DAYS,
        "official_until": _DAYS,
        "terms": _PAIRS,
        "anonymous": _FLAG,
        "independent": _FLAG,
        "confidential": _FLAG,
        "reliability": _TEXT,
        "note": _TEXT,
    },
}
_NAMING: Final = frozenset({"name", "aliases", "adjectives"})
_GRADES: Final = "ABCDEF"


class Entry(Struct, frozen=True):
    """One entry as TOML gives it, with its line and those of its keys, as far as they can be told."""

    values: Mapping[str, Any]
    line: int | None
    key_lines: Mapping[str, int]

    def text(self, key: str) -> str:
        """A text that is given."""
        return " ".join(str(self.values[key]).split())

    def optional_text(self, key: str) -> str | None:
        """A text, or None."""
        return self.text(key) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, each once, by the form in which names are compared."""
        texts = (" ".join(text.split()) for text in self.values.get(key, ()))
        return tuple({name_key(text): text for text in texts}.values())

    def optional_texts(self, key: str) -> tuple[str, ...] | None:
        """The texts of a list, or None."""
        return self.texts(key) if key in self.values else None

    def optional_flag(self, key: str) -> bool | None:
        """Whether something is so, or None."""
        return bool(self.values[key]) if key in self.values else None

    def optional_days(self, key: str) -> tuple[date | None, ...] | None:
        """The dates of a list, or the only one, each None where its end is open; or None."""
        if "terms" in self.values:
            return tuple(_day(pair.get(key, "")) for pair in self.values["terms"])
        return tuple(map(_day, _listed(self.values[key]))) if key in self.values else None

    def fault(self, key: str, what: str, fix: str, suggestions: Sequence[str] = ()) -> Problem:
        """A problem of this entry, at one of its keys."""
        line = self.key_lines.get(key, self.line)
        return Problem(line, None if line is None else 1, what, fix, suggestions=tuple(suggestions))


def entry_faults(table: str, entries: Sequence[Entry]) -> Iterator[Problem]:
    """What is wrong with the entries each for itself: keys, types, values."""
    for entry in entries:
        yield from _key_faults(table, entry)
        if "name" not in entry.values:
            yield entry.fault("name", f"a {table} has no name", 'Give it one: name = "…"')
        if table == "source":
            yield from _value_faults(entry)


def party_faults(parties: Sequence[Entry], known: Registry) -> Iterator[Problem]:
    """What is wrong among the parties: names taken twice, parties not known, circles of speaking with."""
    taken: dict[str, str] = {}
    for entry in parties:
        yield from _taken_twice(entry, ("name", "adjectives"), taken)
    names = _party_names(parties, known)
    for entry in parties:
        others = [*(("adverse_to", name) for name in entry.texts("adverse_to"))]
        others += [("speaks_with", entry.text("speaks_with"))] if "speaks_with" in entry.values else []
        for key, other in others:
            yield from _unknown_party(entry, key, other, names)
            if name_key(other) == name_key(entry.text("name")):
                yield entry.fault(key, f"{entry.text('name')} is {key} itself", "Name another party")
    yield from _circles(parties, known)


def source_faults(sources: Sequence[Entry], parties: Sequence[Entry], known: Registry) -> Iterator[Problem]:
    """What is wrong among the sources, given the parties of the file and the registry they are added to."""
    taken: dict[str, str] = {}
    names = _party_names(parties, known)
    recorded = Names(known)
    for entry in sources:
        yield from _taken_twice(entry, ("name", "aliases"), taken)
        if "party" in entry.values:
            yield from _unknown_party(entry, "party", entry.text("party"), names)
        yield from _standing_faults(entry, recorded.source(entry.text("name")))


def _key_faults(table: str, entry: Entry) -> Iterator[Problem]:
    for key, value in entry.values.items():
        wanted = KEYS[table].get(key)
        if wanted is None:
            near = nearest(key, KEYS[table])
            hint = f"Did you mean {near[0]}? " if near else ""
            what = f"{quoted(key)} is no key of a {table}"
            yield entry.fault(key, what, f"{hint}Keys are {', '.join(KEYS[table])}", near)
        elif not _is(wanted, value):
            yield entry.fault(key, f"{key} is not {wanted}", f"Write {wanted}")
        elif key == "terms" and not entry.values.keys().isdisjoint(_ENDS):
            yield entry.fault(key, "the days in office are given twice", f"Leave out terms, or {' and '.join(_ENDS)}")
        elif wanted not in {_FLAG, _DAYS, _PAIRS}:
            yield from _text_faults(entry, key, [value] if wanted == _TEXT else value)


def _is(wanted: str, value: object) -> bool:
    if wanted == _DAYS:
        return all(_is_day(item) for item in _listed(value))
    if wanted == _PAIRS:
        return isinstance(value, list) and all(_is_pair(item) for item in value)
    if wanted == _FLAG:
        return isinstance(value, bool)
    if wanted == _TEXT:
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _text_faults(entry: Entry, key: str, texts: Sequence[str]) -> Iterator[Problem]:
    for text in texts:
        if is_blank(text):
            yield entry.fault(key, f"{key} has an empty text", "Write something, or leave it out")
        elif fault := bad_character(text, allowed="\n\t" if key == "note" else "") or (
            deceptive(text) if key in _NAMING else None
        ):
            yield entry.fault(key, f"in {key}, character {fault.column}: {fault.what}", fault.fix)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _is_day(value: object) -> bool:
    """Whether it is a date, or nothing, which is an open end."""
    if isinstance(value, str) and value.strip():
        try:
            date.fromisoformat(value.strip())
        except ValueError:
            return False
        return len(value.strip()) == len("2021-01-20")
    return isinstance(value, str) or (isinstance(value, date) and not isinstance(value, datetime))


def _is_pair(value: object) -> bool:
    return isinstance(value, dict) and value.keys() <= set(_ENDS) and all(map(_is_day, value.values()))


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    text = str(value).strip()
    return date.fromisoformat(text) if text else None


def paired(since: Sequence[date | None], until: Sequence[date | None]) -> tuple[tuple[date | None, date | None], ...]:
    """The times in office that days of beginning and of end make, in order; one without both is none."""
    return tuple(pair for pair in zip_longest(since, until) if pair != (None, None))


def _value_faults(entry: Entry) -> Iterator[Problem]:
    kind, grade = entry.values.get("kind"), entry.values.get("reliability")
    if isinstance(kind, str) and kind not in list(SourceKind):
        near = nearest(kind, SourceKind)
        hint = f"Did you mean {near[0]}? " if near else ""
        what = f"{quoted(kind)} is no kind of source"
        yield entry.fault("kind", what, f"{hint}Kinds are {', '.join(SourceKind)}", near)
    if isinstance(grade, str) and (len(grade) != 1 or grade not in _GRADES):
        what = f"{quoted(grade)} is no grade of reliability"
        yield entry.fault("reliability", what, "Write A, B, C, D, E or F (cannot be judged)")


def _taken_twice(entry: Entry, keys: tuple[str, str], taken: dict[str, str]) -> Iterator[Problem]:
    owner = entry.text("name")
    pairs = [(keys[0], owner), *((keys[1], name) for name in entry.texts(keys[1]))]
    for key, name in pairs:
        if name_key(name) == name_key(owner) and key != keys[0]:
            continue
        if name_key(name) in taken:
            what = f"{quoted(name)} is also a name of {taken[name_key(name)]}"
            yield entry.fault(key, what, "Leave it out in one of the two")
        taken.setdefault(name_key(name), owner)


def _party_names(parties: Sequence[Entry], known: Registry) -> dict[str, str]:
    names = {name_key(name): name for name in known.parties}
    return names | {name_key(entry.text("name")): entry.text("name") for entry in parties}


def _unknown_party(entry: Entry, key: str, name: str, names: Mapping[str, str]) -> Iterator[Problem]:
    if name_key(name) in names:
        return
    near = [names[found] for found in nearest(name_key(name), names, limit=3)]
    hint = f"Closest: {', '.join(near)}. " if near else ""
    fix = f'{hint}Correct it, or add the party: [[party]] name = "{name}"'
    yield replace(entry.fault(key, f"party {quoted(name)} is not known", fix, near), unknown_name=True)


def _circles(parties: Sequence[Entry], known: Registry) -> Iterator[Problem]:
    """Chains of parties that speak with one another in a circle, each told once."""
    recorded = known.parties.values()
    speaks = {name_key(party.name): name_key(party.speaks_with) for party in recorded if party.speaks_with}
    given = {name_key(entry.text("name")): entry for entry in parties if "speaks_with" in entry.values}
    speaks |= {name: name_key(entry.text("speaks_with")) for name, entry in given.items()}
    settled: set[str] = set()
    for start in given:
        chain: dict[str, None] = {}
        name: str | None = start
        while name is not None and name not in settled and name not in chain:
            chain[name] = None
            name = speaks.get(name)
        settled.update(chain)
        if name is not None and name in chain and len(chain) > 1:
            first = next(party for party in (start, *chain) if party in given and _leads_to_itself(party, speaks))
            entry = given[first]
            what = f"{entry.text('name')} speaks with itself, by way of {entry.text('speaks_with')}"
            yield entry.fault("speaks_with", what, "Leave out one of these")


def _leads_to_itself(name: str, speaks: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    other: str | None = speaks.get(name)
    while other is not None and other != name and other not in seen:
        seen.add(other)
        other = speaks.get(other)
    return other == name


def _office_faults(entry: Entry, recorded: Source | None) -> Iterator[Problem]:
    """Whether a time in office would end before it begins, or an open one be followed by another."""
    given = [entry.optional_days(key) for key in _ENDS]
    known = (recorded.official_since, recorded.official_until) if recorded else ((), ())
    since, until = (
        days if days is not None else tuple(map(_day, before)) for days, before in zip(given, known, strict=True)
    )
    terms, name = paired(since, until), entry.text("name")
    for begins, ends in terms:
        if begins is not None and ends is not None and ends < begins:
            what = f"{name} would be in office from {begins} to {ends}"
            yield entry.fault("official_until", what, "Write the day on which it ends after the one on which it begins")
    for (_, ends), (begins, _) in pairwise(terms):
        if ends is None or begins is None or begins < ends:
            what = f"the times in office of {name} run into each other"
            yield entry.fault("official_since", what, "Write them in order, each with both days but for an open end")


def _standing_faults(entry: Entry, recorded: Source | None) -> Iterator[Problem]:
    """Whether a source would be official without a party, or independent with one."""
    same = recorded if recorded and name_key(recorded.name) == name_key(entry.text("name")) else None
    independent, name = entry.optional_flag("independent"), entry.text("name")
    if independent and "party" in entry.values:
        what = f"{name} is independent and has a party"
        yield entry.fault("independent", what, "Leave out one: independent means that it has no party")
        return
    official = entry.optional_flag("official")
    if official is None:
        official = same.official if same else False
    yield from _office_faults(entry, same)
    if any(entry.optional_days(key) for key in _ENDS):
        official = True
    has_party = "party" in entry.values or bool(same and same.party and not independent)
    if official and not has_party:
        yield entry.fault("official", f"{name} is official without a party", "Say for which party it speaks")
