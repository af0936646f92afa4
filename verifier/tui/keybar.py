"""The keys at the bottom of the screen: those that apply where the analyst is, as many as there is room for."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from verifier.reports.text.styled import Line, Role, Run, line, plain, width
from verifier.tui.keys import KEYS, Key, pressed, shown


class Here(StrEnum):
    """Where the analyst is."""

    LIST = "list"
    PAGE = "page"
    TRIAGE = "triage"
    PAST = "past"
    FILTER = "filter"


class Offered(NamedTuple):
    """A key, what it says at the bottom, and the action of a click on it; none for keys of a field."""

    action: str
    said: Line


_BY_ID: Final = {key.id: key for key in KEYS}
_OFFERED: Final[Mapping[Here, Mapping[str, str]]] = {
    Here.LIST: {
        "log.say": "Say",
        "log.assess": "Assess",
        "find.filter": "Filter",
        "find.view": "View",
        "log.new": "New",
        "log.document": "Document",
        "find.seen": "Seen",
        "find.triage": "Triage",
        "log.draft": "Draft",
        "find.facets": "Narrow",
        "find.as-of": "As of",
        "share.open": "Open",
        "fix.link": "Link",
        "find.views": "Views",
        "find.sources": "Sources",
        "find.documents": "Documents",
        "fix.undo": "Undo",
        "move.history": "History",
        "find.sort": "Sort",
        "share.export": "CSV",
    },
    Here.PAGE: {
        "move.zoom": "Follow",
        "move.walk-back": "Back",
        "fix.correct": "Correct",
        "log.say": "Say",
        "log.assess": "Assess",
        "share.open": "Open",
        "move.other": "List",
        "fix.link": "Link",
        "move.history": "History",
        "move.compare": "Compare",
        "log.edit": "Edit",
        "share.copy": "Copy",
    },
    Here.TRIAGE: {
        "log.say": "Say",
        "log.assess": "Assess",
        "fix.link": "Link",
        "find.later": "Later",
        "find.next": "Next",
        "share.open": "Open",
        "move.history": "History",
        "more.back": "End",
    },
    Here.PAST: {
        "more.back": "Back to now",
        "find.as-of": "As of",
        "find.filter": "Filter",
        "find.view": "View",
        "move.compare": "Compare",
        "move.history": "History",
        "find.facets": "Narrow",
        "share.export": "CSV",
    },
}
_ALWAYS: Final = {"more.help": "Help", "more.quit": "Quit"}
_IN_FILTER: Final = (("enter", "Keep"), ("esc", "Clear"), ("tab", "Complete"), ("up", "Typed before"))


def bar(remapped: Mapping[str, str], columns: int, here: Here, applies: Callable[[Key], bool]) -> list[Offered]:
    """The keys that apply there, most useful first; help and the way out always have their place."""
    if here is Here.FILTER:
        return [Offered("", _said(name, words)) for name, words in _IN_FILTER]
    always = [_offered(_BY_ID[name], words, remapped) for name, words in _ALWAYS.items()]
    room = columns - sum(map(_width, always))
    found: list[Offered] = []
    for name, words in _OFFERED[here].items():
        key = _BY_ID[name]
        if applies(key):
            found.append(_offered(key, words, remapped))
            room -= _width(found[-1])
            if room < 0:
                found.pop()
                break
    return [*found, *always]


def _offered(key: Key, words: str, remapped: Mapping[str, str]) -> Offered:
    return Offered(key.action, _said(shown(pressed(key, remapped)), words))


def _said(name: str, words: str) -> Line:
    return line(Run(f" {name}", Role.HEADING), f" {words} ")


def _width(offered: Offered) -> int:
    return width(plain(offered.said))
