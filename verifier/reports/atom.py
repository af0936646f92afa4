"""Changes of status as an Atom feed (RFC 4287): an entry for each, with an id that stays the same for good."""

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from verifier.reports.files.json import Json
from verifier.reports.text.styled import visible

_ATOM: Final = "http://www.w3.org/2005/Atom"
NEVER: Final = "1970-01-01T00:00:00+00:00"


def atom(changes: Sequence[Json], *, title: str, ledger: str, url: str | None = None) -> str:
    """The feed of some changes, newest first.

    `ledger` is the digest of the ledger's first revision, which no other ledger has: ids are made of it, so that they
    stay the same wherever the feed stands. `url`, with a final slash, is where the pages stand that entries lead to.
    """
    feed = ET.Element("feed", xmlns=_ATOM)
    _text(feed, "id", f"urn:verifier:{ledger}")
    _text(feed, "title", title)
    _text(feed, "updated", changes[0]["at"] if changes else NEVER)
    author = ET.SubElement(feed, "author")
    _text(author, "name", "verifier")
    if url:
        ET.SubElement(feed, "link", rel="self", href=f"{url}feed.atom")
        ET.SubElement(feed, "link", rel="alternate", href=f"{url}index.html")
    for change in changes:
        _entry(feed, change, ledger, url)
    ET.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _entry(feed: ET.Element, change: Json, ledger: str, url: str | None) -> None:
    entry = ET.SubElement(feed, "entry")
    _text(entry, "id", f"urn:verifier:{ledger}:{change['revision']}:{change['ref']}")
    _text(entry, "title", f"{_course(change)}: {change['claim']}")
    _text(entry, "updated", change["at"])
    why = f" ({change['reason']})" if change["reason"] else ""
    decided = f"; decided by {', '.join(change['because'])}" if change["because"] else ""
    # An entry that leads nowhere has to have content; of one that does, it is the summary.
    told = "summary" if url else "content"
    _text(entry, told, f"{_course(change)} by {change['action']}{why}, {change['revision']}{decided}")
    ET.SubElement(entry, "category", term=change["to"])
    if url:
        ET.SubElement(entry, "link", rel="alternate", href=f"{url}c/{change['ref']}.html")


def _course(change: Json) -> str:
    return f"{change['from']} → {change['to']}" if change["from"] else str(change["to"])


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = visible(text)
