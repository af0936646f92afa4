"""Every key of the review screen: one table that binds, explains and can be remapped."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

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

    `short` is what the bar at the bottom says, if it is there. `where` is `list` or `screen`.
    """

    id: str
    pressed: str
    action: str
    words: str
    group: Group
    short: str = ""
    where: str = "screen"


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
    Key("log.say", "a", "say", "say", Group.LOG, "Say"),
    Key("log.assess", "A", "assess", "assess", Group.LOG, "Assess"),
    Key("log.new", "N", "new_claim", "new claim", Group.LOG, "New"),
    Key("log.document", "d", "document", "document read", Group.LOG, "Document"),
    Key("log.edit", "e", "edit", "add in $EDITOR", Group.LOG),
    Key("find.filter", "slash", "filter", "filter", Group.FIND, "Filter"),
    Key("find.facets", "f", "facets", "narrow", Group.FIND, "Narrow"),
    Key("find.view", "v", "view", "next view", Group.FIND, "View"),
    Key("find.sort", "s", "sort", "sort", Group.FIND),
    Key("find.as-of", "t", "as_of", "as of", Group.FIND, "As of"),
    Key("find.triage", "T", "triage", "triage", Group.FIND, "Triage"),
    Key("find.later", "l", "later", "until tomorrow", Group.FIND),
    Key("find.next", "n", "next", "next in triage", Group.FIND),
    Key("find.seen", "S", "seen", "all is seen", Group.FIND),
    Key("mark.one", "space", "mark", "mark", Group.MARK),
    Key("mark.all", "V", "mark_all", "mark all", Group.MARK),
    Key("fix.correct", "c", "correct", "correct row", Group.FIX),
    Key("fix.link", "m", "link", "link claim", Group.FIX),
    Key("fix.undo", "u", "undo", "undo", Group.FIX),
    Key("fix.redo", "U", "redo", "redo", Group.FIX),
    Key("share.copy", "y", "copy", "copy", Group.SHARE),
    Key("share.open", "o", "open", "open document", Group.SHARE, "Open"),
    Key("share.export", "x", "export", "view as CSV", Group.SHARE),
    Key("more.refresh", "r", "refresh", "read again", Group.MORE),
    Key("more.back", "escape", "back", "back, clear", Group.MORE),
    Key("more.help", "question_mark", "help", "help", Group.MORE, "Help"),
    Key("more.palette", "ctrl+p", "app.command_palette", "every command", Group.MORE),
    Key("more.suspend", "ctrl+z", "app.suspend_process", "to the shell", Group.MORE),
    Key("more.quit", "q", "app.quit", "quit", Group.MORE, "Quit"),
)

WRITING: Final = frozenset({"say", "assess", "new_claim", "edit", "undo", "redo", "correct", "link"})
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
    "log.edit": "Add to this claim in the editor",
    "find.filter": "Filter the list, or go to a claim",
    "find.facets": "Narrow the list to a status, tag, party or source",
    "find.view": "Go to the next view",
    "find.sort": "Sort the list another way",
    "find.as-of": "Look back to another moment",
    "find.triage": "Go through this view claim by claim",
    "find.later": "Put this claim off until tomorrow",
    "find.next": "Go on to the next claim of the triage",
    "find.seen": "Mark everything up to now as seen",
    "mark.one": "Mark this claim",
    "mark.all": "Mark every claim shown, or none",
    "fix.correct": "Correct or void this attribution, or take this document back",
    "fix.link": "Link this claim with another one",
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
    return f"{shown(pressed(key, remapped))}   {key.id}"
