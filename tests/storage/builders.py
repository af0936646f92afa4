"""Facts with defaults, and a way to record them."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TypedDict, Unpack

from msgspec.structs import replace

from verifier.domain.explain.claim_report import ClaimSummary, Counts, Figures, Line
from verifier.domain.explain.outcome import Awaited, ClaimState, Flags, Gatekeeper, Reversal
from verifier.domain.explain.why import Dispute, DisputeSide
from verifier.domain.model.claims import Assessment, Claim, ClaimKind, Link, LinkKind, Status, Verdict
from verifier.domain.model.sources import Party, Source, SourceKind
from verifier.domain.model.statements import Attribution, Basis, Certainty, Document, Figure, KeptFile, Stance
from verifier.domain.model.time import Moment, Term, at
from verifier.domain.revisions import AnalystKey, Correction, FilePurge, Merge, StatusChange, Undoing
from verifier.domain.rules.policy import Policy
from verifier.storage.db.database import Database, writing
from verifier.storage.files.contents import Staged, staged
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.ledger.purges import held_texts
from verifier.storage.projection import ProjectionRow, projection_row


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
    quote_language: str
    quote_translation: str
    written: bool
    document: int


class StandingFields(TypedDict, total=False):
    """What a test may say of a state."""

    still_disputed: bool
    last_said: int
    valid_from: int
    valid_until: int


@contextmanager
def revision(
    engine: Database, at: int = 1_000, analyst: str = "ann", action: str = "log", reason: str | None = None
) -> Iterator[Ledger]:
    """A revision, sealed at the end and committed; a key in force signs it as nobody could."""
    with writing(engine) as connection:
        ledger = Ledger.begin(
            connection,
            at=at,
            analyst=analyst,
            action=action,
            detail="",
            reason=reason,
            rules_version="1",
            policy_version="p1",
            signer=lambda key: lambda digest: f"{key} on {digest}",
        )
        yield ledger
        ledger.seal()


def a_claim(text: str = "Six missiles were fired", **fields: Unpack[ClaimFields]) -> Claim:
    """A claim not recorded yet."""
    return Claim(0, text, **fields)


def a_source(name: str = "Moscow", **fields: Unpack[SourceFields]) -> Source:
    """A source not recorded yet."""
    return Source(0, name, **fields)


def a_file(document: int, content: bytes = b"It was struck") -> tuple[KeptFile, Staged]:
    """A file of a document, and its content as it waits to be kept."""
    waiting = staged(Path(tempfile.mkdtemp(prefix="verifier-test.")), [content])
    return KeptFile(document, waiting.sha256, waiting.size, "page.txt", "text/plain"), waiting


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
) -> ClaimState:
    """Where a claim stands; still disputed if disputed, unless told."""
    given: StandingFields = {"still_disputed": status is Status.DISPUTED, **fields}
    return ClaimState(claim, status, status, 9, 2, 2, since, **given)


def an_account(claim: int) -> ClaimSummary:
    """What is told of a claim of which much can be told."""
    return ClaimSummary(
        claim,
        "Moscow (official) affirms it.",
        because=("a1", "r1"),
        affirmed_by=("Moscow", 'the "Kremlin"'),
        denied_by=("Kyiv",),
        withheld_by=("Washington",),
        awaiting=(Awaited("Ukraine", None), Awaited("Belarus", 5)),
        counts=Counts(1, 2, 3, 4),
        figures=Figures(Decimal(2), None, Figure(Decimal("2.5"), None)),
        dispute=Dispute(
            "existence", (DisputeSide("affirms", ("Moscow",), (1,)), DisputeSide("denies", ("Kyiv",), (2,)))
        ),
        flags=Flags(
            denied_by=("Russia",),
            insisted_by=("Ukraine",),
            anonymous=("an officer",),
            hedged=("Kyiv",),
            one_gatekeeper=Gatekeeper("Reuters", 2),
            self_contradictory=("Moscow",),
            reversed=(Reversal("Kyiv", 7),),
            against_interest=("Russia",),
        ),
    )


def put_standings(ledger: Ledger, states: Iterable[ClaimState]) -> None:
    """Keep where claims stand, with what is told of each from then on."""
    ledger.put_rows(lines_of(states))


def lines_of(states: Iterable[ClaimState]) -> list[ProjectionRow]:
    """Where claims stand, each with something that is told of it from then on."""
    return [projection_row(Line(one, replace(an_account(one.claim), valid_from=one.valid_from))) for one in states]


def one_of_everything(engine: Database) -> None:
    """Two revisions with a fact of each kind that analysts begin with; all of it exists."""
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
        ledger.log_changes([a_change(struck)])
        put_standings(ledger, [a_standing(struck), a_standing(fired, Status.UNATTRIBUTED)])
    with revision(engine, at=2_000) as ledger:
        denied = an_attribution(fired, moscow, Stance.DENIES, at(9), quote="“Nothing was fired”")
        ledger.add_attribution(denied)
        ledger.add_undo(1, Undoing.UNDO)
        ledger.add_undo(1, Undoing.REDO)


def something_everywhere(engine: Database) -> None:
    """Four revisions with a row in every table of facts there was at first, a value in every column of those days.

    What was added since is in `something_everywhere_and_a_purge`, so that digests of these can be told once for all.
    """
    one_of_everything(engine)
    with revision(engine, at=3_000, action="correct", reason="misread") as ledger:
        refused = an_attribution(
            1, 2, Stance.WITHHOLDS, at(8), figure=Figure(Decimal(2), None), cue="would not say", note="tv"
        )
        ledger.add_correction(Correction(attribution=2, replacement=ledger.add_attribution(refused)[0]))
        ledger.add_correction(Correction(link=1))
        ledger.add_assessment(replace(an_assessment(1), credibility=2, evidence=(1,)))
        ledger.add_party(Party("Belarus", speaks_with="Russia"))
        ledger.revise_source(
            Source(
                1,
                "Moscow",
                ("the Kremlin",),
                SourceKind.GOVERNMENT,
                "Russia",
                reliability="C",
                note="official",
                terms=(Term(3, 4),),
                confidential=True,
            )
        )
        ledger.revise_document(
            Document(1, "https://example.org/1", "News", 2, at(3), at(4), "It was struck", "a" * 64, at(9))
        )
        ledger.revise_claim(
            Claim(
                1,
                "Bryansk was hit",
                "strike",
                happened=at(3),
                place="Bryansk",
                against=("Russia",),
                favours=("Ukraine",),
                measure="missiles",
            )
        )
        ledger.log_changes([replace(a_change(1), from_status=Status.DISPUTED, from_derived=Status.DISPUTED)])
        ledger.add_policy(Policy("2", stale_days=7))
        ledger.add_key(AnalystKey("ann", "a key"))
    with revision(engine, at=4_000) as ledger:
        ledger.add_claim(a_claim("Five were shot down"))


def something_everywhere_and_a_purge(engine: Database) -> None:
    """The same, a revision with what came later, and one that tells of a purge, whose text is left to be altered."""
    something_everywhere(engine)
    with revision(engine, at=4_500) as ledger:
        merged, _ = ledger.add_claim(a_claim("Five came down", key="strike"))
        ledger.add_merge(Merge(merged, 1))
        quoted = an_attribution(1, 2, said=at(8), quote="Нет", quote_language="ru", quote_translation="No")
        ledger.add_attribution(quoted)
        told = Document(
            *(0, "https://example.org/2", "Picture"),
            archived="https://archive.example.org/2",
            archived_hash="sha3-512:b",
            author="Ann Doe",
            language="en",
            media_type="image/png",
            location="Bryansk",
            captured=at(2),
        )
        ledger.add_document(told)
        ledger.add_file(*a_file(1))
    with revision(engine, at=5_000) as ledger:
        [purge] = held_texts(ledger.connection, 1)
        ledger.add_purge(replace(purge, rows_after=purge.rows_before))
        ledger.add_file_purge(FilePurge(1, "c" * 64))
