"""What it costs to fold many attributions into histories, against fetching the same rows.

Both stream the claims and the records in the same order; the one drops them, the other folds them claim by claim.
"""

from collections import deque
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Final

from tests.benchmarks.harness import Timed, interleaved
from verifier.domain.case import Case, Record
from verifier.domain.model import (
    Attribution,
    Basis,
    Certainty,
    Claim,
    Party,
    Source,
    SourceKind,
    Stance,
)
from verifier.domain.moment import HOUR, MINUTE, Moment
from verifier.domain.policy import RULES_VERSION, Policy
from verifier.domain.status import histories
from verifier.domain.voices import Profiles
from verifier.storage import queries
from verifier.storage.engine import Database, Transaction, reading, writing
from verifier.storage.ledger import Ledger
from verifier.storage.location import Location
from verifier.storage.queries import FoldRecord
from verifier.storage.schema import open_database

PER_CLAIM: Final = 10
BATCH: Final = 10_000
START: Final = 1_732_000_000_000_000
PARTIES: Final = ("Russia", "Ukraine", "United States", "France")
STANCES: Final = {Stance.AFFIRMS: 60, Stance.DENIES: 20, Stance.WITHHOLDS: 12, Stance.QUESTIONS: 4, Stance.RETRACTS: 4}
CERTAINTIES: Final = {Certainty.CERTAIN: 80, Certainty.PROBABLE: 12, Certainty.POSSIBLE: 8}

STANCE: Final = {stance.value: stance for stance in Stance}
CERTAINTY: Final = {certainty.value: certainty for certainty in Certainty}
BASIS: Final = {basis.value: basis for basis in Basis}


def measure(scratch: Path, rounds: int, rows: int) -> list[Timed]:
    """Time both on a database of so many attributions, ten to a claim."""
    database = open_database(Location(path=scratch / "many.db"), create=True)
    fill(database, rows)
    with reading(database) as connection:
        return interleaved(
            rounds, {"fetch": lambda: fetch(connection), "fetch and fold": lambda: fold(connection, rows)}
        )


def fetch(connection: Transaction) -> None:
    """Stream what a fold needs, and drop it."""
    deque(queries.all_claims(connection), maxlen=0)
    deque(queries.records(connection), maxlen=0)


def fold(connection: Transaction, rows: int) -> None:
    """Work out every claim's history; each step must have its attributions, and none may be left out."""
    policy, registry = Policy(), queries.registry(connection)
    profiles = Profiles(registry)
    claims = queries.all_claims(connection)
    heard = 0
    for number, group in groupby(queries.records(connection), key=itemgetter(1)):
        claim = next(claim for claim in claims if claim.id == number)
        records = tuple(map(record_of, group))
        case = Case({number: claim}, (), records, registry, policy)
        heard += sum(len(step.because) for step in histories(case, profiles)[number])
    if heard != rows:
        raise AssertionError(f"{heard} of {rows} attributions were folded")


def record_of(row: FoldRecord) -> Record:
    """The engine's record of a row without a figure."""
    number, claim, origin, nearest, stance, certainty, basis, _, earliest, latest = row
    return Record(
        number, claim, origin, nearest, STANCE[stance], CERTAINTY[certainty], BASIS[basis], None, earliest, latest
    )


def fill(database: Database, rows: int) -> None:
    """Record so many attributions in one revision; the same ones every time."""
    draw = Random(1)
    with writing(database) as connection:
        ledger = Ledger.begin(
            connection,
            at=START,
            analyst="ann",
            action="import",
            detail="",
            rules_version=RULES_VERSION,
            policy_version=Policy().version,
        )
        origins = [ledger.add_source(source) for source in cast()]
        for name in PARTIES:
            ledger.add_party(Party(name, adverse_to=("Ukraine",) if name == "Russia" else ()))
        claims = [
            Claim(0, f"Missiles struck depot {number}", against=("Russia",)) for number in range(rows // PER_CLAIM)
        ]
        numbers = [number for number, _ in ledger.add_claims(claims)]
        for start in range(0, rows, BATCH):
            ledger.add_attributions(list(attributions(draw, numbers, origins, range(start, min(start + BATCH, rows)))))
        ledger.seal()


def cast() -> Iterator[Source]:
    """For each party its government, two outlets and an unnamed officer; and eight independent outlets."""
    for party in PARTIES:
        yield Source(0, f"{party}'s government", kind=SourceKind.GOVERNMENT, party=party, official=True)
        yield Source(0, f"a {party} officer", kind=SourceKind.MILITARY, party=party, anonymous=True)
        for number in range(2):
            yield Source(0, f"{party} news {number}", kind=SourceKind.MEDIA, party=party)
    for number in range(8):
        yield Source(0, f"Agency {number}", kind=SourceKind.MEDIA, independent=True)


def attributions(draw: Random, claims: list[int], origins: list[int], which: range) -> Iterator[Attribution]:
    """Attributions over the claims in turn, an hour apart on each claim, some overlapping."""
    for number in which:
        said = START + (number // len(claims)) * HOUR + draw.randrange(5) * 30 * MINUTE + number % 997
        yield Attribution(
            0,
            claims[number % len(claims)],
            draw.choice(origins),
            draw.choices([*STANCES], [*STANCES.values()])[0],
            Moment(said, said + MINUTE, "", 0),
            carriers=(draw.choice(origins),) if draw.random() < 0.3 else (),
            certainty=draw.choices([*CERTAINTIES], [*CERTAINTIES.values()])[0],
            basis=draw.choice([*Basis]),
        )
