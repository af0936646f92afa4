"""Facts with defaults, and a way to record them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict, Unpack

from sqlalchemy import Engine

from verifier.domain.model import (
    Assessment,
    Attribution,
    Basis,
    Certainty,
    Claim,
    ClaimKind,
    Document,
    Figure,
    Link,
    LinkKind,
    Party,
    Source,
    SourceKind,
    Stance,
    Status,
    Verdict,
)
from verifier.domain.moment import Moment, at
from verifier.domain.revision import StatusChange, Undoing
from verifier.domain.standing import Standing
from verifier.storage.engine import writing
from verifier.storage.ledger import Ledger


class ClaimFields(TypedDict, total=False):
    """What a test may say of a claim."""

    key: str
    kind: ClaimKind
    happened: Moment
    place: str
    parties: tuple[str, ...]
    against: tuple[str, ...]
    favours: tuple[str, ...]
    measure: str
    tags: tuple[str, ...]


class SourceFields(TypedDict, total=False):
    """What a test may say of a source."""

    aliases: tuple[str, ...]
    kind: SourceKind
    party: str
    official: bool
    anonymous: bool
    independent: bool
    reliability: str
    note: str


class AttributionFields(TypedDict, total=False):
    """What a test may say of an attribution."""

    carriers: tuple[int, ...]
    certainty: Certainty
    basis: Basis
    figure: Figure
    cue: str
    quote: str
    note: str
    written: bool
    document: int


class StandingFields(TypedDict, total=False):
    """What a test may say of a standing."""

    still_disputed: bool
    last_said: int
    valid_from: int
    valid_until: int


@contextmanager
def revision(engine: Engine, at: int = 1_000, analyst: str = "ann", action: str = "log") -> Iterator[Ledger]:
    """A revision, sealed at the end and committed."""
    with writing(engine) as connection:
        ledger = Ledger.begin(
            connection, at=at, analyst=analyst, action=action, detail="", rules_version="1", policy_version="p1"
        )
        yield ledger
        ledger.seal()


def a_claim(text: str = "Six missiles were fired", **fields: Unpack[ClaimFields]) -> Claim:
    """A claim not recorded yet."""
    return Claim(0, text, **fields)


def a_source(name: str = "Moscow", **fields: Unpack[SourceFields]) -> Source:
    """A source not recorded yet."""
    return Source(0, name, **fields)


def an_attribution(
    claim: int,
    origin: int,
    stance: Stance = Stance.AFFIRMS,
    said: Moment | None = None,
    **fields: Unpack[AttributionFields],
) -> Attribution:
    """An attribution not recorded yet, said at the instant 5 unless told."""
    return Attribution(0, claim, origin, stance, said or at(5), **fields)


def an_assessment(claim: int, verdict: Verdict = Verdict.CONFIRMED, analyst: str = "ann") -> Assessment:
    """An assessment not recorded yet."""
    return Assessment(0, claim, verdict, "seen it", analyst, 7, Status.DISPUTED)


def a_change(claim: int, to: Status = Status.DISPUTED) -> StatusChange:
    """A first status change of a claim."""
    return StatusChange(claim, None, to, None, to, 9, 2, 2, ("a1",))


def a_standing(
    claim: int, status: Status = Status.DISPUTED, since: int = 10, **fields: Unpack[StandingFields]
) -> Standing:
    """Where a claim stands; still disputed if disputed, unless told."""
    given: StandingFields = {"still_disputed": status is Status.DISPUTED, **fields}
    return Standing(claim, status, status, 9, 2, 2, since, **given)


def one_of_everything(engine: Engine) -> None:
    """Two revisions that put a row into every table of facts; all of it exists."""
    with revision(engine) as ledger:
        ledger.add_party(Party("Russia", ("Russian",), ("Ukraine",)))
        moscow = ledger.add_source(a_source(party="Russia", official=True))
        outlet = ledger.add_source(a_source("The Moscow Times"))
        document, _ = ledger.add_document(Document(0, url="https://example.org/1", outlet=outlet))
        struck, _ = ledger.add_claim(
            a_claim("Bryansk was struck", key="strike", tags=("atacms",), parties=("Ukraine",))
        )
        fired, _ = ledger.add_claim(a_claim())
        ledger.add_link(Link(fired, LinkKind.ENTAILS, struck))
        ledger.add_attribution(an_attribution(struck, moscow, carriers=(outlet,), document=document))
        ledger.add_assessment(an_assessment(struck))
        ledger.log_change(a_change(struck))
        ledger.put_standings([a_standing(struck), a_standing(fired, Status.UNATTRIBUTED)])
    with revision(engine, at=2_000) as ledger:
        denied = an_attribution(fired, moscow, Stance.DENIES, at(9), quote="“Nothing was fired”")
        ledger.add_attribution(denied)
        ledger.add_undo(1, Undoing.UNDO)
        ledger.add_undo(1, Undoing.REDO)
