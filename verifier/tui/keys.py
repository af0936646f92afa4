"""Every key of the review screen: one table that binds, explains and can be remapped."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct
from textual.binding import Binding, BindingType

from verifier.domain.errors import UsageError


class Group(StrEnum):
    """What keys are for."""

    MOVE = "move"
    FIND = "find"
    LOG = "log"
    MARK = "mark"
    FIX = "fix"
    SHARE = "share"
    MORE = "more"


class Key(Struct, frozen=True):
    """A key: its name in the config, what is pressed, the action, and what it does in words.

    `where` is `list` or `screen`. Of several keys each does its own if `each`: the first the action's first, and so on.
    """

    id: str
    pressed: str
    action: str
    words: str
    group: Group
    where: str = "screen"
    each: bool = False


KEYS: Final = (
    Key("move.down", "j,down", "cursor_down", "next", Group.MOVE, where="list"),
    Key("move.up", "k,up", "cursor_up", "before", Group.MOVE, where="list"),
    Key("move.first", "g,home", "cursor_first", "first", Group.MOVE, where="list"),
    Key("move.last", "G,end", "cursor_last", "last", Group.MOVE, where="list"),
    Key("move.page-down", "pagedown", "page_down", "page down", Group.MOVE, where="list"),
    Key("move.page-up", "pageup", "page_up", "page up", Group.MOVE, where="list"),
    Key("move.other", "tab", "other_pane", "list, claim", Group.MOVE),
    Key("move.zoom", "enter", "zoom", "claim alone", Group.MOVE, where="list"),
    Key("move.walk-back", "backspace", "walk_back", "back", Group.MOVE),
    Key("move.history", "h", "history", "history", Group.MOVE),
    Key("move.compare", "equals_sign", "compare", "compare", Group.MOVE),
    Key("log.say", "a", "say", "say", Group.LOG),
    Key("log.assess", "A", "assess", "assess", Group.LOG),
    Key("log.new", "N", "new_claim", "new claim", Group.LOG),
    Key("log.document", "d", "document", "document read", Group.LOG),
    Key("log.draft", "D", "draft", "draft article", Group.LOG),
    Key("log.edit", "e", "edit", "add in $EDITOR", Group.LOG),
    Key("find.filter", "slash", "filter", "filter", Group.FIND),
    Key("find.facets", "f", "facets", "narrow", Group.FIND),
    Key("find.part", "1,2,3,4,5,6,7,8,9", "part", "narrow by it", Group.FIND, each=True),
    Key("find.view", "v", "view", "next view", Group.FIND),
    Key("find.views", "F", "views", "named views", Group.FIND),
    Key("find.sort", "s", "sort", "sort", Group.FIND),
    Key("find.as-of", "t", "as_of", "as of", Group.FIND),
    Key("find.triage", "T", "triage", "triage", Group.FIND),
    Key("find.later", "l", "later", "until tomorrow", Group.FIND),
    Key("find.next", "n", "next", "next in triage", Group.FIND),
    Key("find.sources", "W", "sources", "sources", Group.FIND),
    Key("find.documents", "O", "documents", "documents", Group.FIND),
    Key("find.seen", "S", "seen", "all is seen", Group.FIND),
    Key("mark.one", "space", "mark", "mark", Group.MARK),
    Key("mark.all", "V", "mark_all", "mark all", Group.MARK),
    Key("fix.correct", "c", "correct", "correct row", Group.FIX),
    Key("fix.link", "m", "link", "link, merge", Group.FIX),
    Key("fix.undo", "u", "undo", "undo", Group.FIX),
    Key("fix.redo", "U", "redo", "redo", Group.FIX),
    Key("share.copy", "y", "copy", "copy", Group.SHARE),
    Key("share.open", "o", "open", "open document", Group.SHARE),
    Key("share.export", "x", "export", "view as CSV", Group.SHARE),
    Key("more.refresh", "r", "refresh", "read again", Group.MORE),
    Key("more.back", "escape", "back", "back, clear", Group.MORE),
    Key("more.help", "question_mark", "help", "help", Group.MORE),
    Key("more.palette", "ctrl+p", "app.command_palette", "every command", Group.MORE),
    Key("more.suspend", "ctrl+z", "app.suspend_process", "to the shell", Group.MORE),
    Key("more.quit", "q", "app.quit", "quit", Group.MORE),
)

WRITING: Final = frozenset({"say", "assess", "new_claim", "draft", "edit", "undo", "redo", "correct", "link"})
"""Actions that are off while looking back."""

LEAVING: Final = WRITING | {"export"}
"""Actions that are off where nothing may be recorded or written."""

_SHOWN: Final = {
    "slash": "/",
    "question_mark": "?",
    "space": "space",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "escape": "esc",
    "backspace": "bksp",
    "equals_sign": "=",
}


def shown(pressed: str) -> str:
    """A key as an analyst reads it: the first of several, `^p` for `ctrl+p`."""
    first = pressed.split(",", 1)[0]
    return _SHOWN.get(first, first.replace("ctrl+", "^"))


def shown_as(key: Key, remapped: Mapping[str, str]) -> str:
    """A key as help shows it: the first of several, the first and the last where each does its own."""
    parts = pressed(key, remapped).split(",")
    return f"{shown(parts[0])}-{shown(parts[-1])}" if key.each else shown(parts[0])


def bindings(where: str) -> list[BindingType]:
    """What the keys are bound to on the list, or on the screen."""
    return [
        Binding(part, action, key.words, show=False, id=name)
        for key in KEYS
        if key.where == where
        for name, part, action in _bound(key, key.pressed)
    ]


def keymap(remapped: Mapping[str, str]) -> dict[str, str]:
    """The keys of the config by the names of their bindings."""
    known = {key.id: key for key in KEYS}
    return {name: part for own, keys in remapped.items() for name, part, _ in _bound(known[own], keys)}


def _bound(key: Key, keys: str) -> Iterator[tuple[str, str, str]]:
    """Each binding of a key: its name, what is pressed, the action."""
    if not key.each:
        yield key.id, keys, key.action
        return
    for number, part in enumerate(keys.split(","), 1):
        yield f"{key.id}-{number}", part.strip(), f"{key.action}({number})"


def pressed(key: Key, remapped: Mapping[str, str]) -> str:
    """What is pressed for a key, as remapped."""
    return remapped.get(key.id, key.pressed)


def checked(remapped: Mapping[str, str]) -> Mapping[str, str]:
    """The keys of the config file (UsageError for a name or a clash that cannot be)."""
    known = {key.id for key in KEYS}
    for name, keys in remapped.items():
        if name not in known:
            raise UsageError(f"keys: '{name}' is not a key of the review screen. They are {', '.join(sorted(known))}")
        if not all(part.strip() for part in keys.split(",")):
            raise UsageError(f'keys: \'{name}\' needs a key, as in "{name}" = "f5"')
    _refuse_clashes(remapped)
    return remapped


def _refuse_clashes(remapped: Mapping[str, str]) -> None:
    taken: dict[str, str] = {}
    for key in KEYS:
        for part in pressed(key, remapped).split(","):
            owner = taken.setdefault(part.strip(), key.id)
            if owner != key.id:
                raise UsageError(f"keys: {part.strip()} is both {owner} and {key.id}. Give one of them another key")


_SENTENCES: Final = {
    "move.other": "Go from the list to the claim and back",
    "move.walk-back": "Go back from a source, document or linked claim",
    "move.history": "Show all that was recorded about this claim",
    "move.compare": "Compare this claim with another moment",
    "log.say": "Say who takes which stance on this claim",
    "log.assess": "Give your own verdict on this claim",
    "log.new": "Log a new claim",
    "log.document": "Choose the document that is being read",
    "log.draft": "Draft a claim sheet from an article",
    "log.edit": "Add to this claim in the editor",
    "find.filter": "Filter the list, or go to a claim",
    "find.facets": "Narrow the list to a status, flag, party, tag or source",
    "find.view": "Go to the next view",
    "find.views": "Go to a view by its name, or keep this one under a name",
    "find.sources": "Look up a source, and all it said",
    "find.documents": "Look up a document, and all that was read in it",
    "find.sort": "Sort the list another way",
    "find.as-of": "Look back to another moment",
    "find.triage": "Go through this view claim by claim",
    "find.later": "Put this claim off until tomorrow",
    "find.next": "Go on to the next claim of the triage",
    "find.seen": "Mark everything up to now as seen",
    "mark.one": "Mark this claim",
    "mark.all": "Mark every claim shown, or none",
    "fix.correct": "Correct or void this attribution, or take this document back",
    "fix.link": "Link this claim with another one, or merge it into that",
    "fix.undo": "Undo the newest revision",
    "fix.redo": "Redo the revision undone last",
    "share.copy": "Copy this claim with its status",
    "share.open": "Open the document in the browser",
    "share.export": "Export this view as CSV",
    "more.refresh": "Read everything again",
    "more.back": "Go back, or clear filter and marks",
    "more.help": "Show every key",
    "more.suspend": "Go to the shell; fg comes back",
    "more.quit": "Quit",
}


def sentence(key: Key) -> str:
    """What a key does, as a sentence to search for."""
    return _SENTENCES.get(key.id, key.words)


def told(key: Key, remapped: Mapping[str, str]) -> str:
    """What is pressed for a key, and its name in the config file."""
    return f"{shown_as(key, remapped)}   {key.id}"
