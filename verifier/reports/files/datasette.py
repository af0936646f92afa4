"""What Datasette is told of a database: which views to show and how, and that all else is verifier's own."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from verifier.reports.files.json import Json


class _View(Struct, frozen=True):
    """A view as it is shown: in which order, by what it can be narrowed; `searched` by the words of claims."""

    title: str
    about: str
    newest_by: str
    facets: tuple[str | Mapping[str, str], ...] = ()
    searched: bool = False


_TAGS: Final[Mapping[str, str]] = {"array": "tags"}
_VIEWS: Final = {
    "claims_now": _View(
        "Claims", "One row a claim, as it is now.", "since", ("status", "kind", "still_disputed", _TAGS), searched=True
    ),
    "disputed_now": _View(
        "Disputed claims", "The claims that are still disputed.", "since", ("status", "kind", _TAGS), searched=True
    ),
    "attributions_now": _View(
        "Attributions",
        "Who says so and who denies it, one row an attribution.",
        "said_latest",
        ("stance", "party", "origin", "outlet", "certainty"),
        searched=True,
    ),
    "status_changes_log": _View(
        "Changes of status", "By the time they were recorded.", "recorded", ("to_status", "from_status", "analyst")
    ),
    "verdicts_now": _View("Verdicts", "What analysts concluded themselves.", "given", ("verdict", "analyst")),
    "links_now": _View("Links", "Which claim entails or contradicts which.", "recorded", ("kind", "analyst")),
    "sources_now": _View(
        "Sources", "The registry, with how often each is quoted.", "attributions", ("kind", "party", "official")
    ),
    "documents_now": _View("Documents", "What was read.", "recorded", ("outlet",)),
}
_SERVING: Final = {name: {"description": "Serves the other views."} for name in ("undone_now", "corrected_now")}
"""Datasette hides tables, but no views."""
_WORDS: Final = {"fts_table": "claim_words", "fts_pk": "claim"}


def datasette_metadata(database: str, others: Iterable[str]) -> Json:
    """The metadata of a database by its name in Datasette; `others` are all the tables and views it has."""
    shown = {name: _shown(view) for name, view in _VIEWS.items()} | _SERVING
    hidden = {name: {"hidden": True} for name in others if name not in shown}
    return {
        "title": "Claims, and who says so",
        "description": "A verifier ledger. Statuses follow from who said what, by fixed rules.",
        "databases": {database: {"tables": shown | hidden}},
    }


def _shown(view: _View) -> Json:
    told: Json = {
        "title": view.title,
        "description": view.about,
        "sort_desc": view.newest_by,
        "facets": list(view.facets),
        "size": 50,
    }
    return told | (_WORDS if view.searched else {})
