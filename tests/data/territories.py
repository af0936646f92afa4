"""Writes the names of the states of the world in other languages, from CLDR (`python -m tests.data.territories`).

CLDR is the source, read through Babel; what it gives in two forms (`Конго - Киншаса`, `Myanmar (Burma)`) is given as
each of them. A name that is somebody else's in the packs, or of two states, is left out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel import Locale

from verifier.domain.model.sources import name_key
from verifier.intake.registry.packs import Pack
from verifier.services.starter import packs

PATH: Final = Path(__file__).parents[2] / "data" / "registry" / "world-names.toml"
LANGUAGES: Final = ("en", "ru", "uk", "fr", "es", "de", "ar", "zh")
HEAD: Final = """\
# The names of the states of the world in English, Russian, Ukrainian, French, Spanish, German, Arabic and Chinese, from
# CLDR (Unicode, Inc.; Unicode License V3). Made by `python -m tests.data.territories`: change that, and not this file.

pack = { name = "world-names", title = "Names of states in eight languages", version = "2026.11", as_of = 2025-10-31 }

source = [
"""
# What the packs call otherwise than CLDR does in English.
OURS: Final = {
    "Czechia": "Czech Republic",
    "Côte d’Ivoire": "Ivory Coast",
    "Congo - Kinshasa": "DR Congo",
    "Congo - Brazzaville": "Republic of the Congo",
    "Myanmar (Burma)": "Myanmar",
    "Türkiye": "Turkey",
    "Georgia": "Georgian government",
    "Guinea": "Guinean government",
    "Palestinian Territories": "Palestinian Authority",
    "Bosnia & Herzegovina": "Bosnia and Herzegovina",
    "Antigua & Barbuda": "Antigua and Barbuda",
    "Trinidad & Tobago": "Trinidad and Tobago",
    "St. Kitts & Nevis": "Saint Kitts and Nevis",
    "St. Lucia": "Saint Lucia",
    "St. Vincent & Grenadines": "Saint Vincent and the Grenadines",
    "São Tomé & Príncipe": "São Tomé and Príncipe",
    "Hong Kong SAR China": "Hong Kong",
}
UNSURE: Final = frozenset({"GE", "GN", "PS", "HK"})
"""Territories whose name in English and other languages of Latin script means something else as well."""
SEVERAL: Final = frozenset({"congo", "guinea", "korea", "georgia"})
"""Words that may mean several states, or others."""


def names_of_states() -> dict[str, list[str]]:
    """By the name of each state's source, its names in all the languages that no pack gives yet."""
    others = [pack for pack in packs() if pack.name != "world-names"]
    taken = {name_key(name) for pack in others for name in _names(pack)} | SEVERAL
    known = {entry["name"] for pack in others for entry in pack.tables["source"]}
    found = {source: list(dict.fromkeys(_written(code))) for code, source in _codes() if source in known}
    counts = Counter(name_key(name) for names in found.values() for name in names)
    return {
        source: [name for name in names if counts[name_key(name)] == 1 and name_key(name) not in taken]
        for source, names in sorted(found.items())
    }


def _codes() -> Iterator[tuple[str, str]]:
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha():
            yield code, OURS.get(name, name)


def _written(code: str) -> Iterator[str]:
    for language in LANGUAGES:
        name = Locale(language).territories.get(code, "")
        latin = language in {"en", "fr", "es", "de"}
        if latin and code in UNSURE:
            continue
        yield from _parts(name)


def _parts(name: str) -> Iterator[str]:
    """The one or two names of an entry, with marks that end a name in a phrase left out."""
    plain = name.replace("\u2019", "'").replace("\u02bc", "'").replace("\u00a0", " ")
    if " (" in plain:
        first, _, second = plain.rstrip(")").partition(" (")
        yield from (first, second)
    elif plain and not set(plain) & set(',:;{}[]"|\u060c\uff08'):
        yield re.sub(r" +[-\u2013] +|\u2013", "-", plain)


def _names(pack: Pack) -> Iterator[str]:
    for entry in pack.tables["source"]:
        yield from (entry["name"], *entry.get("aliases", ()))


def written() -> str:
    """The file as it has to be."""

    def quoted(names: list[str]) -> str:
        return ", ".join(f'"{name}"' for name in names)

    lines = [
        f'    {{ name = "{source}", aliases = [{quoted(names)}] }},'
        for source, names in names_of_states().items()
        if names
    ]
    return HEAD + "\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    PATH.write_text(written(), encoding="utf-8")
