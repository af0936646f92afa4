"""A static site of claims: an index, a page for each claim, source and document, and what serves them.

A page shows the revision at which it last changed: its content id is the digest of all else on it, so that pages whose
content is the same are left as they are, and a page can see from the site's `state.json` whether it is outdated.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from verifier.domain.explain.track_record import TrackRecord
from verifier.reports.files.json import Json
from verifier.reports.html.claim_review import script_json
from verifier.reports.html.environment import environment
from verifier.reports.html.pages import ClaimPage, Dossier, rendered
from verifier.reports.html.source_rows import record_on_page

ASSETS: Final = ("style.css", "site.js")


class Stamp(NamedTuple):
    """Which page it is, of which revision, and the digest of what it shows."""

    path: str
    revision: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page of the site by its path; `text` makes it under the revision it is to show."""

    path: str
    content: str
    text: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What one source said on the published claims. `id` is its place in the site's addresses."""

    id: str
    name: str
    party: str | None
    anonymous: bool
    attributions: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """What was read in one document. `id` is its place in the site's addresses."""

    id: str
    document: Json
    attributions: tuple[Json, ...]


class Site:
    """The pages of a dossier as a site, with the track records of its sources by name.

    `indexed` tells whether search engines may list it.
    """

    def __init__(self, dossier: Dossier, records: Mapping[str, TrackRecord], *, indexed: bool = False) -> None:
        self.indexed = indexed
        self._dossier = dossier
        self._records = records
        self._sources = source_pages(dossier.claims)
        self._documents = document_pages(dossier.claims)
        self._claims = {page.claim["ref"]: page.claim for page in dossier.claims}

    def pages(self) -> Iterator[Rendered]:
        """Every page."""
        yield self._index()
        for page in self._dossier.claims:
            path = f"c/{page.claim['ref']}.html"
            review = page.review and script_json(page.review)
            yield self._page(path, "claim.html.j2", page=page, review=review, **self._addresses())
        for source in self._sources:
            record = self._records.get(source.name)
            told = record and record_on_page(record)
            yield self._page(f"s/{source.id}.html", "source.html.j2", source=source, record=told, claims=self._claims)
        for found in self._documents:
            yield self._page(f"d/{found.id}.html", "document.html.j2", found=found, claims=self._claims)

    def gone(self, path: str, now: str | None) -> Rendered:
        """What stands in the place of a page that is no longer published; `now` is the claim that its claim became."""
        return self._page(path, "gone.html.j2", now=self._claims.get(now))

    def _index(self) -> Rendered:
        by_status: dict[str, list[ClaimPage]] = defaultdict(list)
        for page in self._dossier.claims:
            by_status[page.claim["status"]].append(page)
        order = sorted(by_status.items(), key=lambda item: (item[0] != "disputed", item[0]))
        ids = {source.name: source.id for source in self._sources}
        sources_of = {
            page.claim["ref"]: sorted({ids[a["origin"]] for a in page.claim["attributions"]})
            for page in self._dossier.claims
        }
        return self._page(
            "index.html",
            "index.html.j2",
            pages=self._dossier.claims,
            by_status=order,
            sources=self._sources,
            sources_of=sources_of,
            documents=self._documents,
            changes=self._dossier.changes,
        )

    def _addresses(self) -> dict[str, Callable[[Any], str | None]]:
        """Where a claim's page finds that of another claim by its ref, of a source by its name, and of a document."""
        ids = {source.name: f"../s/{source.id}.html" for source in self._sources}
        return {
            "claim_href": lambda ref: f"{ref}.html" if ref in self._claims else None,
            "source_href": ids.get,
            "document_href": lambda document: f"../d/{address(_told_apart_by(document))}.html",
        }

    def _page(self, path: str, template: str, **values: object) -> Rendered:
        root = "../" * path.count("/")
        make = partial(rendered, template, site=self, imprint=self._dossier.imprint, root=root, **values)
        content = hashlib.sha256(make(stamp=Stamp(path)).encode()).hexdigest()
        return Rendered(path, content, lambda revision: make(stamp=Stamp(path, revision, content)))


def source_pages(claims: Sequence[ClaimPage]) -> list[SourcePage]:
    """What each source said on these claims, by name; anonymous ones are told together where described alike."""
    said: dict[str, list[Json]] = defaultdict(list)
    for page in claims:
        for attribution in page.claim["attributions"]:
            said[attribution["origin"]].append(attribution)
    return [
        SourcePage(address(name), name, of[0]["party"], of[0]["anonymous"], tuple(of))
        for name, of in sorted(said.items())
    ]


def document_pages(claims: Sequence[ClaimPage]) -> list[DocumentPage]:
    """What was read in each document, by address or title."""
    read: dict[str, list[Json]] = defaultdict(list)
    found: dict[str, Json] = {}
    for page in claims:
        for attribution in page.claim["attributions"]:
            if document := attribution["document"]:
                name = _told_apart_by(document)
                found[name] = document
                read[name].append(attribution)
    return [DocumentPage(address(name), found[name], tuple(of)) for name, of in sorted(read.items())]


def _told_apart_by(document: Mapping[str, object]) -> str:
    return str(document["url"] or (document["title"], document["outlet"], document["published"]))


def address(name: str) -> str:
    """The place of a source or document in the site's addresses: nothing of a name can be a path."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def asset(name: str) -> str:
    """A file that pages use."""
    loader = environment().loader
    assert loader is not None  # noqa: S101 - the environment has one
    return loader.get_source(environment(), name)[0]
