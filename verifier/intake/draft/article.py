"""An article as it was given: plain text and Markdown as they stand, the main text of a web page; and what it is.

Nothing is fetched. What is guessed of a page's outlet is told from what its host agrees with.
"""

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from verifier.domain.errors import InputFileError, UsageError
from verifier.domain.model.time import DAY, MINUTE, Moment
from verifier.intake.draft.parsing import INSTALL
from verifier.intake.encoding import decoded
from verifier.intake.phrases.names import Names
from verifier.intake.problems import Problem
from verifier.intake.times.dates import DateReader

if TYPE_CHECKING:
    from trafilatura.settings import Document

_PAGE: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_URL: Final = re.compile(r"^\s*<?(https?://[^\s<>\"']{4,500})>?\s*$", re.MULTILINE)
_HEADING: Final = re.compile(r"^ {0,3}#{1,2}\s+(\S.*?)\s*#*\s*$", re.MULTILINE)
_TAGS: Final = re.compile(r"<[^<>\n]{1,200}>")
_LONGEST_TITLE: Final = 300
_FIRST_LINES: Final = 12
_LONGEST_DATE: Final = 40


class About(Struct, frozen=True):
    """What is known of an article. `outlet_guessed` if its host does not agree with the outlet that its page names."""

    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    outlet_guessed: bool = False


class Article(Struct, frozen=True):
    """The text to read and what it is; `extracted` if the text is not what was given, but taken from a page."""

    text: str
    about: About
    extracted: bool


def read_article(data: bytes, name: str) -> Article:
    """The article in a file (InputFileError if its bytes are no text; UsageError without the extra for web pages)."""
    text = decoded(data)
    if isinstance(text, Problem):
        raise InputFileError(f"{name} cannot be read", [text.render(name)])
    if name.lower().endswith((".html", ".htm", ".xhtml")) or _PAGE.match(text):
        return _page(text)
    return Article(text, _about_text(text), extracted=False)


def told(about: About, given: About, names: Names) -> About:
    """What is known of an article, with what the analyst says of it before what was found."""
    url = given.url or about.url
    found = given.outlet or about.outlet
    by_host = _outlet_of(url, names)
    if given.outlet is None and by_host is not None:
        found = by_host
    known = names.source(found) if found else None
    outlet = known.name if known is not None else found
    guessed = given.outlet is None and outlet is not None and by_host is None and not _agrees(url, outlet)
    return About(given.title or about.title, outlet, given.published or about.published, url, guessed)


def published_on(about: About, reader: DateReader) -> date | None:
    """The day an article is from, if that can be read."""
    from verifier.intake.times.local import local_fields

    moment = reader.read(about.published) if about.published else None
    if not isinstance(moment, Moment):
        return None
    return local_fields(moment.earliest, moment.offset * MINUTE).date()


def _page(markup: str) -> Article:
    """The main text of a web page."""
    try:
        import trafilatura
    except ImportError as error:
        raise UsageError(INSTALL) from error
    found = trafilatura.bare_extraction(markup, favor_precision=True, with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict) or not found.text:
        raise UsageError("no article is found in this page. Save its text, or paste it, and draft from that")
    text = "\n\n".join(line for line in found.text.split("\n") if line.strip())
    return Article(f"{text}\n", _about_page(found), extracted=True)


def _about_page(found: "Document") -> About:
    return About(_line(found.title), _line(found.sitename), _line(found.date), _line(found.url))


def _line(value: str | None) -> str | None:
    """A value on one line, without what nobody sees; None if nothing is left."""
    if not value:
        return None
    visible = "".join(character if character.isprintable() else " " for character in value)
    return " ".join(visible.split())[:_LONGEST_TITLE] or None


def _about_text(text: str) -> About:
    """What a text says of itself: a heading, a line that is a date, a line that is a URL."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    heading = _HEADING.search(text)
    first = lines[0] if lines and not re.search(r"[.!?:;,\"\u201d]$", lines[0]) else None
    title = heading[1] if heading else first
    urls = {match[1] for match in _URL.finditer(text)}
    return About(
        title=_line(_TAGS.sub("", title)) if title else None,
        published=next(filter(None, map(_date, lines[:_FIRST_LINES])), None),
        url=urls.pop() if len(urls) == 1 else None,
    )


def _date(line: str) -> str | None:
    """A line that is nothing but a date, in ISO 8601."""
    if len(line) > _LONGEST_DATE or not re.search(r"[0-9]{4}", line):
        return None
    moment = DateReader(0).read(line)
    if not isinstance(moment, Moment) or moment.latest - moment.earliest > DAY:
        return None
    from verifier.intake.times.local import local_fields

    return local_fields(moment.earliest, moment.offset * MINUTE).date().isoformat()


def _outlet_of(url: str | None, names: Names) -> str | None:
    """The known outlet whose name the host of a URL is."""
    labels = _labels(url)
    for source in names.registry.sources.values():
        if source.kind == "media" and labels & {_squeezed(name) for name in (source.name, *source.aliases)}:
            return source.name
    return None


def _agrees(url: str | None, outlet: str) -> bool:
    return _squeezed(outlet) in _labels(url)


def _labels(url: str | None) -> set[str]:
    """The labels of a URL's host, each also without an article, as outlets call themselves."""
    match = re.match(r"https?://([^/:?#]+)", url or "")
    found = {label for label in match[1].lower().split(".") if len(label) > 1} if match else set()
    return {_squeezed(label) for label in found} - {"", "www", "com", "org", "net", "news", "co", "uk", "en"}


def _squeezed(name: str) -> str:
    letters = "".join(character for character in name.casefold() if character.isalnum())
    return letters.removeprefix("the") if len(letters) > len("the") else letters
