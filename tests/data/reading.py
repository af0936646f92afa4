"""The data files read by the real readers, and put together as the engine takes them, without a database."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from verifier.domain.explain.claim_report import FullClaimReport, full_answer
from verifier.domain.explain.evaluation import ClaimGroup
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Party, Registry, Source
from verifier.domain.model.statements import Attribution
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import AttributionDraft
from verifier.intake.phrases.speakers import Speaker
from verifier.intake.problems import Problem
from verifier.intake.registry.packs import joined
from verifier.intake.sheets.drafts import ClaimDraft
from verifier.intake.sheets.sheet import Sheet, read_sheet
from verifier.services.starter import packs

DATA: Final = Path(__file__).parents[2] / "data"
WORKED_CASE: Final = "bryansk-2024-11-19.claims.md"
FOLLOW_UP: Final = "example-follow-up.claims.md"
NOW: Final = 1_733_000_000_000_000
"""The last day of November 2024, microseconds UTC."""


@cache
def registry() -> Registry:
    """The registry of all packs, sources numbered in their order."""
    draft = joined(packs())
    parties = {p.name: Party(p.name, p.adjectives or (), p.adverse_to or (), p.speaks_with) for p in draft.parties}
    sources = {
        number: Source(
            number,
            s.name,
            aliases=s.aliases or (),
            kind=s.kind,
            party=s.party,
            official=bool(s.official),
            anonymous=bool(s.anonymous),
            independent=bool(s.independent),
        )
        for number, s in enumerate(draft.sources, 1)
    }
    return Registry(parties, sources)


def sheet(data: str | bytes) -> tuple[Sheet, tuple[Problem, ...]]:
    """A sheet and what is wrong with it."""
    return read_sheet(data, Names(registry()), NOW)


class Collected:
    """Sheets logged one after the other."""

    def __init__(self, *sheets: str | bytes) -> None:
        self._sources = dict(registry().sources)
        self._unnamed: dict[str, int] = {}
        self._claims: dict[int, Claim] = {}
        self._attributions: list[Attribution] = []
        self._links: list[tuple[int, LinkKind, str]] = []
        for data in sheets:
            self._log(sheet(data)[0])

    @property
    def group(self) -> ClaimGroup:
        """Everything logged."""
        links = tuple(Link(claim, kind, self._number(key)) for claim, kind, key in self._links)
        known = Registry(registry().parties, self._sources)
        return ClaimGroup(self._claims, links, tuple(self._attributions), registry=known)

    def answers(self) -> Iterator[tuple[str, FullClaimReport]]:
        """What the rules make of each claim, by its key."""
        return ((claim.key or "", full_answer(self.group, number, NOW)) for number, claim in self._claims.items())

    def _log(self, read: Sheet) -> None:
        outlet = read.document.outlet if read.document else None
        for draft in read.claims:
            number = self._number(draft.ref) if draft.ref else self._open(draft)
            for kind, links in ((LinkKind.ENTAILS, draft.entails), (LinkKind.CONTRADICTS, draft.contradicts)):
                self._links += ((number, kind, link.ref) for link in links)
            for attribution in draft.attributions:
                self._say(number, attribution, self._source(outlet) if outlet else None)

    def _open(self, draft: ClaimDraft) -> int:
        number = len(self._claims) + 1
        self._claims[number] = Claim(
            number,
            draft.text or "",
            key=draft.key,
            kind=draft.kind or ClaimKind.FACT,
            happened=draft.happened,
            parties=draft.parties,
            against=draft.against,
            favours=draft.favours,
            measure=draft.measure,
        )
        return number

    def _say(self, claim: int, draft: AttributionDraft, outlet: int | None) -> None:
        phrase = draft.phrase
        self._attributions.append(
            Attribution(
                len(self._attributions) + 1,
                claim,
                self._source(phrase.origin),
                phrase.stance,
                draft.said,
                carriers=tuple(map(self._source, phrase.carriers)),
                certainty=phrase.certainty,
                basis=phrase.basis,
                figure=phrase.figure,
                cue=phrase.cue,
                quote=phrase.quote,
                note=phrase.note,
                written=draft.written,
                outlet=outlet,
            )
        )

    def _source(self, speaker: Speaker) -> int:
        if speaker.source is not None:
            return speaker.source
        number = self._unnamed.setdefault(speaker.name, len(self._sources) + 1)
        self._sources[number] = Source(number, speaker.name, party=speaker.party, anonymous=speaker.anonymous)
        return number

    def _number(self, key: str) -> int:
        return next(number for number, claim in self._claims.items() if claim.key == key)
