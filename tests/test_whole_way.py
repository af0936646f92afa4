"""From a sheet as typed to the answer shown: random sheets against the oracle, which is told what they mean.

The oracle knows nothing of phrases, dates, documents or databases, so this holds the whole way together.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from tests.domain.oracle import Evaluation
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Party, Registry, Source, SourceKind
from verifier.domain.model.statements import Basis, Certainty, Figure, Stance
from verifier.domain.model.time import DAY
from verifier.domain.rules.records import Case, Record
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.registry.sources import import_sources
from verifier.services.review.asked import When
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

REGISTRY: Final = """
[[party]]
name = "Russia"
adverse_to = ["Ukraine"]
[[party]]
name = "Ukraine"
[[source]]
name = "Russia"
aliases = ["Moscow"]
kind = "government"
party = "Russia"
official = true
[[source]]
name = "Russia's Defense Ministry"
kind = "military"
party = "Russia"
official = true
[[source]]
name = "Ukraine"
aliases = ["Kyiv"]
kind = "government"
party = "Ukraine"
official = true
[[source]]
name = "RBC Ukraine"
kind = "media"
[[source]]
name = "Reuters"
kind = "media"
independent = true
[[source]]
name = "Red Cross"
kind = "organisation"
independent = true
[[source]]
name = "Ivan Blogger"
kind = "social media"
"""
WAR: Final = {"Russia": Party("Russia", adverse_to=("Ukraine",)), "Ukraine": Party("Ukraine")}
SPEAKERS: Final = {
    "Moscow": Source(1, "Russia", kind=SourceKind.GOVERNMENT, party="Russia", official=True),
    "Russia's Defense Ministry": Source(2, "", kind=SourceKind.MILITARY, party="Russia", official=True),
    "Kyiv": Source(3, "Ukraine", kind=SourceKind.GOVERNMENT, party="Ukraine", official=True),
    "RBC Ukraine": Source(4, "", kind=SourceKind.MEDIA),
    "Reuters": Source(5, "", kind=SourceKind.MEDIA, independent=True),
    "Red Cross": Source(6, "", kind=SourceKind.ORGANISATION, independent=True),
    "Ivan Blogger": Source(7, "", kind=SourceKind.SOCIAL_MEDIA),
    "an anonymous source in the Ukrainian military": Source(8, "", party="Ukraine", anonymous=True),
    "a Russian officer": Source(9, "", party="Russia", anonymous=True),
    "a local resident": Source(10, "", anonymous=True),
}
OUTLETS: Final = ("RBC Ukraine", "Reuters")
CUES: Final = {
    Stance.AFFIRMS: ("says", "confirms", "reports", "claims"),
    Stance.DENIES: ("denies", "rejects"),
    Stance.WITHHOLDS: ("has not confirmed", "declined to comment"),
    Stance.QUESTIONS: ("questions",),
    Stance.RETRACTS: ("retracts", "withdraws"),
}
STANCES: Final = (*[Stance.AFFIRMS] * 5, *[Stance.DENIES] * 3, *Stance)
FIGURES: Final = {
    "5": Figure(Decimal(5), Decimal(5)),
    "2..3": Figure(Decimal(2), Decimal(3)),
    ">=3": Figure(Decimal(3), None),
    "<=4": Figure(None, Decimal(4)),
}
DAYS: Final = ("2024-11-19", "2024-11-20", "2024-11-21", "2024-11-22")
KEYS: Final = ("first", "second", "third")


def day_span(day: str) -> tuple[int, int]:
    """The first and the last microsecond of a day."""
    start = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1_000_000
    return start, start + DAY - 1


@dataclass
class Story:
    """Sheets as an analyst might write them, and beside them what they mean."""

    dice: random.Random
    claims: dict[int, Claim] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    records: dict[tuple[object, ...], Record] = field(default_factory=dict)

    def begin(self) -> None:
        """Think of some claims, linked or not."""
        for number in range(1, self.dice.choice((1, 1, 2, 3)) + 1):
            self.claims[number] = Claim(
                number,
                f"What is claimed as number {number}",
                key=KEYS[number - 1],
                kind=self.dice.choice((*[ClaimKind.FACT] * 6, ClaimKind.OPINION)),
                against=self._interests(),
                favours=self._interests(),
                measure=self.dice.choice((None, None, "missiles")),
            )
            if number > 1 and self.dice.random() < 0.8 and self._can_be_linked(number - 1, number):
                self.links.append(Link(number, self.dice.choice(tuple(LinkKind)), number - 1))

    def sheets(self) -> Iterator[str]:
        """Some sheets, each a document of its own; the first opens the claims, the others re-open them."""
        for number in range(self.dice.choice((1, 2, 3, 4))):
            day, outlet = self.dice.choice(DAYS), self.dice.choice(OUTLETS)
            lines = [
                f"# Report {number}",
                f"url: https://example.org/{number}",
                f"outlet: {outlet}",
                f"published: {day}",
            ]
            for claim in self.claims.values():
                lines += [f"## {claim.key}"] if number else self._opened(claim)
                for _ in range(self.dice.choice((0, 1, 1, 2, 3))):
                    lines.append(self._phrase(claim, number, day, outlet))
            yield "\n".join(lines)

    def _can_be_linked(self, *numbers: int) -> bool:
        """Whether none of these claims is an opinion, along which nothing follows."""
        return all(self.claims[number].kind is not ClaimKind.OPINION for number in numbers)

    def _interests(self) -> tuple[str, ...]:
        return tuple(self.dice.sample(tuple(WAR), self.dice.choice((0, 0, 1))))

    def _opened(self, claim: Claim) -> list[str]:
        lines = [f"## {claim.text}", f"key: {claim.key}", f"kind: {claim.kind}"]
        lines += [f"against: {party}" for party in claim.against] + [f"favours: {party}" for party in claim.favours]
        lines += [f"measure: {claim.measure}"] if claim.measure else []
        return lines + [f"{link.kind}: {KEYS[link.other - 1]}" for link in self.links if link.claim == claim.id]

    def _phrase(self, claim: Claim, sheet: int, published: str, outlet: str) -> str:
        """A phrase, noted with what it means unless it says again what the same sheet said."""
        stance = self.dice.choice(STANCES)
        who = self.dice.choice(tuple(SPEAKERS))
        carriers = [name for name in self.dice.sample(OUTLETS, self.dice.choice((0, 0, 1, 2))) if name != who]
        cue, certainty, basis = self._cue(stance, SPEAKERS[who])
        figure = self.dice.choice(tuple(FIGURES)) if claim.measure and stance is Stance.AFFIRMS else None
        written = self.dice.choice((None, None, *DAYS))
        earliest, latest = day_span(written or published)
        nearest = SPEAKERS[carriers[0] if carriers else outlet].id
        origin = SPEAKERS[who].id
        self.records.setdefault(
            (sheet, claim.id, origin, *carriers, stance, certainty, basis, figure, written),
            Record(
                len(self.records) + 1,
                claim.id,
                origin,
                nearest,
                stance,
                certainty,
                basis,
                FIGURES[figure] if figure else None,
                earliest,
                latest,
            ),
        )
        through = "".join(f", via {name}" for name in carriers) + ("," if carriers else "")
        return f"{who}{through} {cue}{f' {{{figure}}}' if figure else ''}{f' @ {written}' if written else ''}"

    def _cue(self, stance: Stance, source: Source) -> tuple[str, Certainty, Basis]:
        luck = self.dice.random()
        if stance is Stance.AFFIRMS and luck < 0.2:
            return "reportedly says", Certainty.POSSIBLE, Basis.UNKNOWN
        if stance is Stance.AFFIRMS and luck < 0.4 and not source.anonymous:
            return "witnessed", Certainty.CERTAIN, Basis.WITNESSED
        return self.dice.choice(CUES[stance]), Certainty.CERTAIN, Basis.UNKNOWN

    def case(self) -> Case:
        """What the sheets mean."""
        registry = Registry(WAR, {source.id: source for source in SPEAKERS.values()})
        return Case(self.claims, tuple(self.links), tuple(self.records.values()), registry)


@pytest.mark.parametrize("seed", range(25))
def test_what_is_typed_comes_out_as_the_rules_say(seed: int, tmp_path: Path) -> None:
    """Status, row, levels and dispute of every claim, as of every day, are those of the oracle."""
    story = Story(random.Random(seed))  # noqa: S311 - dice for a test
    story.begin()
    workspace = Workspace(Location(path=tmp_path / "case.db"), "test")
    import_sources(workspace, SheetFile("registry.toml", REGISTRY.encode()))
    for sheet in story.sheets():
        log_sheets(workspace, [SheetFile("sheet", sheet.encode())])
    case = story.case()
    for day in DAYS:
        _, end = day_span(day)
        known = replace(case, records=tuple(record for record in case.records if record.earliest <= end))
        for claim in case.claims.values():
            found = show(workspace, str(claim.key), When(said=end)).full.answer.finding
            wanted = Evaluation(known, end).answer(claim.id)
            shown = (found.status, found.row, found.support, found.opposition, found.dispute)
            assert shown == (wanted.status, wanted.row, wanted.support, wanted.opposition, wanted.dispute)
    workspace.close()
