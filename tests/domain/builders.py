"""Small cases with defaults: a cast of sources, claims, links and records.

Instants are small whole numbers. North and South are adverse; the Province speaks with North; the Mediator is nobody's.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import IntEnum
from typing import Final, TypedDict, Unpack

from verifier.domain.explain.evaluation import ClaimGroup, Evaluation
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Party, Registry, Source, SourceKind
from verifier.domain.model.statements import Attribution, Basis, Certainty, Figure, Stance
from verifier.domain.model.time import Moment, Term
from verifier.domain.rules.policy import Policy
from verifier.domain.rules.records import Case, Record

END: Final = 100
"""An instant after everything a test has anybody say."""


class Who(IntEnum):
    """The cast, by source number."""

    NORTH_MINISTRY = 1
    NORTH_SPOKESMAN = 2
    SOUTH_STAFF = 3
    PROVINCE_GOVERNOR = 4
    MEDIATOR = 5
    NORTH_AGENCY = 6
    NORTH_EXPERT = 7
    NORTH_BLOGGER = 8
    STRAY_OFFICIAL = 9
    RELIEF_AGENCY = 10
    OBSERVATORY = 11
    PAPER = 12
    GAZETTE = 13
    SOUTH_PAPER = 14
    BLOGGER = 15
    SOUTH_OFFICER = 16
    NORTH_OFFICER = 17
    PROVINCE_OFFICER = 18
    SOMEBODY = 19
    RESIDENT = 20
    EYEWITNESS = 21
    NORTH_PRESIDENT = 22
    SOUTH_RETURNER = 23
    POSTER = 24
    NORTH_CHANNEL = 25
    SOUTH_POSTER = 26
    PAST_MEDIATOR = 27


class SourceFields(TypedDict, total=False):
    """What can be established of a source."""

    party: str
    official: bool
    anonymous: bool
    independent: bool
    terms: tuple[Term, ...]


class ClaimFields(TypedDict, total=False):
    """What can be told of a claim."""

    kind: ClaimKind
    parties: tuple[str, ...]
    against: tuple[str, ...]
    favours: tuple[str, ...]
    measure: str


class RecordFields(TypedDict, total=False):
    """What can be told of a record. `until` makes its time a span, `via` is the nearest carrier, `figure` a range."""

    claim: int
    via: int
    until: int
    certainty: Certainty
    basis: Basis
    figure: tuple[int | None, int | None]


def a_source(source: int, kind: SourceKind | None = SourceKind.OFFICIAL, **fields: Unpack[SourceFields]) -> Source:
    """A named source of the kind, with nothing else established."""
    return Source(id=source, name=f"source {source}", kind=kind, **fields)


PARTIES: Final = (
    Party("North", adverse_to=("South",)),
    Party("South"),
    Party("Province", speaks_with="North"),
    Party("Mediator"),
)

CAST: Final = (
    a_source(Who.NORTH_MINISTRY, SourceKind.MILITARY, party="North", official=True),
    a_source(Who.NORTH_SPOKESMAN, party="North", official=True),
    a_source(Who.SOUTH_STAFF, SourceKind.MILITARY, party="South", official=True),
    a_source(Who.PROVINCE_GOVERNOR, SourceKind.GOVERNMENT, party="Province", official=True),
    a_source(Who.MEDIATOR, SourceKind.GOVERNMENT, party="Mediator", official=True),
    a_source(Who.NORTH_AGENCY, SourceKind.MEDIA, party="North", official=True),
    a_source(Who.NORTH_EXPERT, SourceKind.EXPERT, party="North"),
    a_source(Who.NORTH_BLOGGER, None, party="North"),
    a_source(Who.STRAY_OFFICIAL, official=True),
    a_source(Who.RELIEF_AGENCY, SourceKind.ORGANISATION, independent=True),
    a_source(Who.OBSERVATORY, SourceKind.ORGANISATION, independent=True),
    a_source(Who.PAPER, SourceKind.MEDIA, independent=True),
    a_source(Who.GAZETTE, SourceKind.MEDIA),
    a_source(Who.SOUTH_PAPER, SourceKind.MEDIA, party="South"),
    a_source(Who.BLOGGER, None),
    a_source(Who.SOUTH_OFFICER, party="South", official=True, anonymous=True),
    a_source(Who.NORTH_OFFICER, party="North", anonymous=True),
    a_source(Who.PROVINCE_OFFICER, party="Province", anonymous=True),
    a_source(Who.SOMEBODY, None, anonymous=True),
    a_source(Who.RESIDENT, SourceKind.WITNESS, anonymous=True, independent=True),
    a_source(Who.EYEWITNESS, SourceKind.WITNESS),
    a_source(Who.NORTH_PRESIDENT, party="North", terms=(Term(1, 2),)),
    a_source(Who.SOUTH_RETURNER, party="South", official=True, terms=(Term(None, 0), Term(2, None))),
    a_source(Who.POSTER, SourceKind.SOCIAL_MEDIA, independent=True),
    a_source(Who.NORTH_CHANNEL, SourceKind.SOCIAL_MEDIA, party="North", official=True),
    a_source(Who.SOUTH_POSTER, SourceKind.SOCIAL_MEDIA, party="South"),
    a_source(Who.PAST_MEDIATOR, party="Mediator", terms=(Term(None, 1),)),
)


def a_registry(parties: Iterable[Party] = PARTIES, sources: Iterable[Source] = CAST) -> Registry:
    """A registry of the parties and sources, by default the whole cast."""
    return Registry({party.name: party for party in parties}, {source.id: source for source in sources})


THE_CAST: Final = a_registry()


def a_claim(claim: int = 1, *, due: tuple[int, int] | None = None, **fields: Unpack[ClaimFields]) -> Claim:
    """A claim of fact; `due` is the earliest and the latest instant at which it is to happen."""
    happened = None if due is None else Moment(*due)
    return Claim(id=claim, text=f"claim {claim}", happened=happened, **fields)


def a_figure(low: int | None, high: int | None) -> Figure:
    """The range between two whole numbers; None is no bound on that side."""
    return Figure(None if low is None else Decimal(low), None if high is None else Decimal(high))


def a_record(origin: int, stance: Stance = Stance.AFFIRMS, at: int = 1, **fields: Unpack[RecordFields]) -> Record:
    """A certain record at one instant on claim 1, not yet numbered."""
    figure = fields.get("figure")
    return Record(
        id=0,
        claim=fields.get("claim", 1),
        origin=origin,
        nearest=fields.get("via"),
        stance=stance,
        certainty=fields.get("certainty", Certainty.CERTAIN),
        basis=fields.get("basis", Basis.UNKNOWN),
        figure=None if figure is None else a_figure(*figure),
        earliest=at,
        latest=fields.get("until", at),
    )


def affirms(origin: int, at: int = 1, **fields: Unpack[RecordFields]) -> Record:
    """A record that says it is so."""
    return a_record(origin, Stance.AFFIRMS, at, **fields)


def denies(origin: int, at: int = 1, **fields: Unpack[RecordFields]) -> Record:
    """A record that says it is not so."""
    return a_record(origin, Stance.DENIES, at, **fields)


def retracts(origin: int, at: int = 1, **fields: Unpack[RecordFields]) -> Record:
    """A record that takes back its own word."""
    return a_record(origin, Stance.RETRACTS, at, **fields)


def hedges(origin: int, at: int = 1, **fields: Unpack[RecordFields]) -> Record:
    """A record that says it is possibly so."""
    return a_record(origin, Stance.AFFIRMS, at, **fields)._replace(certainty=Certainty.POSSIBLE)


def entails(claim: int, other: int) -> Link:
    """The link by which the claim entails the other."""
    return Link(claim, LinkKind.ENTAILS, other)


def contradicts(claim: int, other: int) -> Link:
    """The link by which the claim contradicts the other."""
    return Link(claim, LinkKind.CONTRADICTS, other)


def a_case(
    *records: Record,
    claims: Iterable[Claim] = (),
    links: Iterable[Link] = (),
    registry: Registry = THE_CAST,
    policy: Policy | None = None,
) -> Case:
    """A case of the records, numbered from 1 in the order given, with claims 1 to 4 unless told otherwise."""
    known: Mapping[int, Claim] = {number: a_claim(number) for number in range(1, 5)}
    known = {**known, **{claim.id: claim for claim in claims}}
    numbered = tuple(record._replace(id=number) for number, record in enumerate(records, start=1))
    return Case(known, tuple(links), numbered, registry, policy or Policy())


def an_attribution(record: Record, *, document: int | None = None, outlet: int | None = None) -> Attribution:
    """The attribution a record stands for, its nearest carrier the only one."""
    return Attribution(
        id=record.id,
        claim=record.claim,
        origin=record.origin,
        stance=record.stance,
        said=Moment(record.earliest, record.latest),
        carriers=() if record.nearest is None else (record.nearest,),
        certainty=record.certainty,
        basis=record.basis,
        figure=record.figure,
        document=document,
        outlet=outlet,
    )


def a_dossier(case: Case) -> ClaimGroup:
    """The claim group a case stands for, without documents or assessments."""
    attributions = tuple(map(an_attribution, case.records))
    return ClaimGroup(case.claims, case.links, attributions, (), case.registry, case.policy)


def a_reading(case: Case, claim: int = 1) -> Evaluation:
    """A claim of the case as read after everything was said."""
    return Evaluation.of(a_dossier(case), claim, END)
