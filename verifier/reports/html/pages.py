"""What the pages show, as values for the templates, and the pages as text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from verifier.domain.explain.claim_report import FullClaimReport
from verifier.domain.model.sources import KNOWN_TO_US
from verifier.domain.model.statements import Figure, Stance
from verifier.reports.files.json import Context, Json, full_answer_json
from verifier.reports.html.claim_review import claim_review, script_json
from verifier.reports.html.drawing import Axis, Course, axis, course
from verifier.reports.html.environment import environment
from verifier.reports.html.source_rows import COLUMNS
from verifier.reports.text.prospects import Outlook, outlooks
from verifier.reports.text.wording import date

SIDES: Final = (
    (Stance.AFFIRMS, "Affirmed by"),
    (Stance.DENIES, "Denied by"),
    (Stance.WITHHOLDS, "Not confirmed by"),
    (Stance.QUESTIONS, "Questioned by"),
    (Stance.RETRACTS, "Taken back by"),
)


class Side(NamedTuple):
    """Who takes one stance, in the order said."""

    stance: Stance
    title: str
    attributions: tuple[Json, ...]


class ClaimPage(NamedTuple):
    """A claim as pages show it: its JSON, its sides, its drawings, and its verdict as ClaimReview."""

    claim: Json
    sides: tuple[Side, ...]
    course: Course
    figures: Axis | None
    outlooks: tuple[Outlook, ...]
    review: Json | None


@dataclass(frozen=True, slots=True)
class Imprint:
    """Of which moment and ledger the pages tell: what stands at the foot of each.

    `made` and `as_of` are instants in words, `url` is where the pages will stand, `masked` how many statements of
    confidential sources are told without their names.
    """

    title: str
    made: str
    revision: str
    digest: str
    policy: str
    rules: str
    version: str
    query: str = ""
    as_of: str | None = None
    known_at: str | None = None
    url: str | None = None
    masked: int = 0


@dataclass(frozen=True, slots=True)
class Dossier:
    """Claims for readers without a terminal. `since` is the revision of the file before, `changes` what came since."""

    imprint: Imprint
    claims: Sequence[ClaimPage]
    changes: Sequence[Json] = ()
    since: str | None = None
    sources: Sequence[Json] = field(default_factory=tuple)


def claim_page(full: FullClaimReport, context: Context, now: int, url: str | None, publisher: str) -> ClaimPage:
    """A claim as pages show it at an instant (microseconds UTC); `url` is where its page stands, if it does."""
    claim = full_answer_json(full, context)
    for attribution in (*claim["attributions"], *claim["reaching"]):
        withhold_words(attribution)
    if claim["flags"]["stale"] is not None:  # a number of days would be wrong tomorrow, and the page another one
        last_said = full.answer.state.last_said or full.answer.since
        claim["flags"]["stale"] = f"nothing new since {date(last_said, context.zone)}"
    sides = tuple(
        Side(stance, title, tuple(a for a in claim["attributions"] if a["stance"] == stance)) for stance, title in SIDES
    )
    said = [h.attribution for h in (*full.attributions, *full.reaching)]
    return ClaimPage(
        claim,
        sides,
        course(full.history, said, now, context.zone),
        axis(list(_figures(full, context))),
        tuple(outlooks(full.would_change)),
        None if url is None else claim_review(full.answer, claim, context.zone, url, publisher),
    )


def withhold_words(attribution: Json) -> None:
    """Take its words and document off an attribution whose origin, carrier or outlet is not to be named."""
    outlet = attribution["document"] and attribution["document"]["outlet"]
    if KNOWN_TO_US in (attribution["origin"], *attribution["carriers"], outlet):
        told = ("quote", "quote_language", "quote_translation", "cue", "note", "phrase", "document")
        words = dict.fromkeys(told)
        attribution |= {**words, "withheld": True}


def _figures(full: FullClaimReport, context: Context) -> Iterable[tuple[str, Figure, bool]]:
    for heeded in full.attributions:
        a = heeded.attribution
        if heeded.live and a.figure is not None:
            yield context.registry.sources[a.origin].name, a.figure, a.stance is Stance.DENIES


def dossier_html(dossier: Dossier) -> str:
    """A dossier as one self-contained page."""
    disputed = [page for page in dossier.claims if page.claim["still_disputed"]]
    return rendered(
        "dossier.html.j2",
        dossier=dossier,
        imprint=dossier.imprint,
        disputed=disputed,
        source_headings=[heading for _, heading in COLUMNS],
        reviews=[script_json(page.review) for page in dossier.claims if page.review],
    )


def rendered(template: str, **values: Any) -> str:  # noqa: ANN401 - what a template is filled with
    """A template filled in; it ends with a line break."""
    return environment().get_template(template).render(values).rstrip() + "\n"
