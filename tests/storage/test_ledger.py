"""Recording: what is new is added once, what is known is left alone."""

from contextlib import suppress
from decimal import Decimal

import pytest
from msgspec.structs import replace

from tests.storage.builders import (
    a_change,
    a_claim,
    a_source,
    an_assessment,
    an_attribution,
    one_of_everything,
    revision,
)
from verifier.domain.errors import UsageError
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind, Status
from verifier.domain.model.sources import Party, Registry, Source, SourceKind
from verifier.domain.model.statements import Attribution, Basis, Certainty, Document, Figure, Stance
from verifier.domain.model.time import Moment, at
from verifier.domain.revisions import Revision, StatusChange
from verifier.storage.db.database import Database, reading, writing
from verifier.storage.ledger.chain import ORIGIN
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.statements import queries, revision_log

SAID = Moment(1_000, 60_999_999, "19 November 03:25 MSK", 180)


def test_facts_read_back_as_recorded(engine: Database) -> None:
    """Every field of every fact survives, and each fact knows its revision and time."""
    claim = Claim(
        1, "Бой «за» [c] 🚀", "battle", ClaimKind.PREDICTION, SAID, "Bryansk", ("Ukraine",), ("Russia",), ("NATO",),
        "missiles", ("war", "a,b"),
    )  # fmt: skip
    source = Source(
        1, "Минобороны", ("MoD", "the ministry"), SourceKind.MILITARY, "Russia", True, True, True, "B", "a note"  # noqa: FBT003
    )  # fmt: skip
    outlet = Source(2, "RBC")
    document = Document(1, "https://example.org", "Title", 2, SAID, at(9, "now"), "the text", "ab" * 32)
    attribution = Attribution(
        1, 1, 1, Stance.DENIES, SAID, (2, 1), Certainty.POSSIBLE, Basis.WITNESSED,
        Figure(Decimal("2.50"), Decimal("3E+2")), "denied", "“they [in the West]”", "a (note)", False, 1,  # noqa: FBT003
    )  # fmt: skip
    assessment = replace(an_assessment(1), id=1, credibility=2, evidence=(1,), revision=1)
    with revision(engine, at=77) as ledger:
        ledger.add_party(Party("Russia", ("Russian",), ("Ukraine", "NATO"), "USSR"))
        assert [ledger.add_source(source), ledger.add_source(outlet)] == [1, 2]
        assert ledger.add_document(document) == (1, True)
        assert ledger.add_claim(claim) == (1, True)
        assert ledger.add_attribution(attribution) == (1, True)
        assert ledger.add_assessment(assessment) == 1
    with reading(engine) as connection:
        assert queries.registry(connection) == Registry(
            {"Russia": Party("Russia", ("Russian",), ("Ukraine", "NATO"), "USSR")}, {1: source, 2: outlet}
        )
        assert queries.claim(connection, 1) == replace(claim, recorded=77, revision=1)
        assert queries.documents(connection, [1]) == {1: document}
        assert queries.attributions(connection, [1]) == [replace(attribution, outlet=2, recorded=77, revision=1)]
        assert queries.assessments(connection, [1]) == [assessment]


def test_revisions_form_a_chain(engine: Database) -> None:
    """Each revision names the digest of the one before."""
    one_of_everything(engine)
    with reading(engine) as connection:
        first, second = revision_log.revisions(connection)
        assert revision_log.head(connection) == second
        assert revision_log.revision(connection, 1) == first
        assert revision_log.revision(connection, 3) is None
    assert (first.id, first.previous_digest) == (1, ORIGIN)
    assert second == Revision(2, 2_000, "ann", "log", "", "1", "p1", first.digest, second.digest)


def test_the_time_of_recording_never_goes_back(engine: Database) -> None:
    """A clock that was set back does not put a revision before the one it follows."""
    for number, instant in enumerate([500, 300, 700]):
        with revision(engine, at=instant) as ledger:
            ledger.add_claim(a_claim(f"claim {number}"))
    with reading(engine) as connection:
        assert [r.recorded_at for r in revision_log.revisions(connection)] == [500, 500, 700]
        assert [revision_log.revision_at(connection, t) for t in (499, 500, 699, 700)] == [0, 2, 2, 3]


def test_a_revision_without_facts_leaves_no_trace(engine: Database) -> None:
    """Recording what is known already makes no revision."""
    one_of_everything(engine)
    with writing(engine) as connection:
        ledger = Ledger.begin(
            connection, at=9_000, analyst="bob", action="log", detail="", rules_version="1", policy_version="p1"
        )
        assert ledger.add_claim(a_claim("  bryansk WAS\tstruck ")) == (1, False)
        assert ledger.add_document(Document(0, url="https://example.org/1")) == (1, False)
        assert not ledger.add_party(Party("Russia", ("Russian",), ("Ukraine",)))
        assert not ledger.add_link(Link(2, LinkKind.ENTAILS, 1))
        assert not ledger.revise_source(queries.registry(connection).sources[1])
        known = queries.attributions(connection, [1, 2])
        assert ledger.add_attributions(known) == [(1, False), (2, False)]
        assert ledger.seal() is None
    with reading(engine) as connection:
        assert [r.id for r in revision_log.revisions(connection)] == [1, 2]


SAME = an_attribution(1, 1, said=SAID, carriers=(2,), figure=Figure(Decimal(5), None), quote="q", document=1)


@pytest.mark.parametrize(
    "other",
    [
        replace(SAME, note="another"),
        replace(SAME, cue="another"),
        replace(SAME, said=replace(SAID, text="the same, otherwise written", offset=0)),
        replace(SAME, figure=Figure(Decimal("5.0"), None)),
    ],
    ids=["note", "cue", "writing of the time", "writing of the figure"],
)
def test_the_same_attribution_is_recorded_once(recorded: Database, other: Attribution) -> None:
    """Neither notes, cues nor the writing of a time or figure tell two attributions apart."""
    with revision(recorded) as ledger:
        assert ledger.add_attributions([SAME, other, SAME]) == [(1, True), (1, False), (1, False)]


@pytest.mark.parametrize(
    "other",
    [
        replace(SAME, claim=2),
        replace(SAME, origin=2),
        replace(SAME, carriers=(2, 1)),
        replace(SAME, stance=Stance.DENIES),
        replace(SAME, certainty=Certainty.PROBABLE),
        replace(SAME, basis=Basis.TOLD),
        replace(SAME, figure=None),
        replace(SAME, quote="Q"),
        replace(SAME, document=None),
        replace(SAME, said=at(1_000)),
        replace(SAME, written=False),
    ],
    ids=lambda a: next(f for f in Attribution.__struct_fields__ if getattr(a, f) != getattr(SAME, f)),
)
def test_another_attribution_is_recorded_beside_it(recorded: Database, other: Attribution) -> None:
    """Everything else tells two attributions apart."""
    with revision(recorded) as ledger:
        assert ledger.add_attributions([SAME, other]) == [(1, True), (2, True)]


def test_a_time_that_was_not_written_does_not_tell_two_apart(recorded: Database) -> None:
    """Logging the same words again on another day adds nothing."""
    today, tomorrow = (replace(SAME, said=at(instant), written=False) for instant in (1, 2))
    with revision(recorded) as ledger:
        assert ledger.add_attribution(today) == (1, True)
    with revision(recorded) as ledger:
        assert ledger.add_attribution(tomorrow) == (1, False)


@pytest.fixture
def recorded(sqlite_engine: Database) -> Database:
    """A database with two sources, two claims and a document; what is the same does not depend on the database."""
    with revision(sqlite_engine) as ledger:
        ledger.add_source(a_source())
        ledger.add_source(a_source("RBC"))
        ledger.add_claims([a_claim("one"), a_claim("two")])
        ledger.add_document(Document(0, url="https://example.org"))
    return sqlite_engine


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Document(0, url="u", title="a"), Document(0, url="u", title="b"), True),
        (Document(0, url="u"), Document(0, url="v"), False),
        (Document(0, title="The  Report"), Document(0, title="the report"), True),
        (Document(0, title="a", published=at(1)), Document(0, title="a", published=at(2)), False),
        (Document(0, title="a"), Document(0, url="a"), False),
    ],
)
def test_documents_are_known_by_address_or_else_by_description(
    recorded: Database, one: Document, other: Document, *, same: bool
) -> None:
    """The address tells documents apart; without one title, outlet, date and text do."""
    with revision(recorded) as ledger:
        first, second = ledger.add_document(one), ledger.add_document(other)
    assert first == (2, True)
    assert second == ((2, False) if same else (3, True))


def test_a_newer_version_wins_and_the_older_stays_known(engine: Database) -> None:
    """Revised parties, sources, documents and claims are read as they were at any revision."""
    one_of_everything(engine)
    with reading(engine) as connection:
        registry = queries.registry(connection)
        claim, document = queries.claim(connection, 1), queries.documents(connection, [1])[1]
    assert claim is not None
    with revision(engine, at=3_000) as ledger:
        assert ledger.add_party(Party("Russia", ("Russian",)))
        assert ledger.revise_source(replace(registry.sources[1], name="The Kremlin"))
        assert ledger.revise_document(replace(document, title="A title"))
        assert ledger.revise_claim(replace(claim, key="struck", tags=("missiles",)))
        assert not ledger.revise_claim(replace(claim, key="struck", tags=("missiles",)))
    with reading(engine) as connection:
        now, before = queries.registry(connection), queries.registry(connection, 2)
        assert (now.parties["Russia"].adverse_to, now.sources[1].name) == ((), "The Kremlin")
        assert before == registry
        assert queries.documents(connection, [1])[1].title == "A title"
        assert queries.documents(connection, [1], 2)[1] == document
        assert queries.claim_by_key(connection, "strike") is None
        assert queries.claim_by_key(connection, "strike", 2) == claim
        assert queries.claim_by_key(connection, "struck") == replace(claim, key="struck", tags=("missiles",))


def test_numbers_are_never_reused(engine: Database) -> None:
    """What a write that failed had numbered is numbered so again; what was recorded never."""
    with suppress(KeyError), revision(engine) as ledger:
        assert ledger.add_claim(a_claim("lost")) == (1, True)
        raise KeyError
    with revision(engine) as ledger:
        assert ledger.add_claim(a_claim("kept")) == (1, True)
    with revision(engine) as ledger:
        assert ledger.add_claims([a_claim("kept"), a_claim("more"), a_claim("MORE")]) == [
            (1, False),
            (2, True),
            (2, False),
        ]


@pytest.mark.long
def test_many_at_once_are_one_revision(engine: Database) -> None:
    """More rows than are written at a time, with repeats across batches, are recorded once each."""
    texts = [f"claim {number % 6_000}" for number in range(11_000)]
    with revision(engine) as ledger:
        source = ledger.add_source(a_source())
        claims = ledger.add_claims([a_claim(text) for text in texts])
        attributions = ledger.add_attributions([an_attribution(number, source) for number, _ in claims])
    assert sum(new for _, new in claims) == sum(new for _, new in attributions) == 6_000
    assert claims[6_000:] == [(number, False) for number, _ in claims[:5_000]]
    with reading(engine) as connection:
        numbers = [claim.id for claim in queries.all_claims(connection)]
        assert len(numbers) == len(queries.attributions(connection, numbers)) == 6_000


def test_status_changes_are_logged_with_their_revision(engine: Database) -> None:
    """A change knows when, by whom and under which policy it came about."""
    one_of_everything(engine)
    with revision(engine, at=3_000, analyst="bob") as ledger:
        ledger.log_changes([replace(a_change(2, Status.DENIED), from_status=Status.UNATTRIBUTED, because=("a2", "v1"))])
    with reading(engine) as connection:
        first, second = revision_log.status_changes(connection)
        assert list(revision_log.status_changes(connection, since=3_000)) == [second]
        assert list(revision_log.status_changes(connection, until=2_999)) == [first]
        assert list(revision_log.status_changes(connection, claims=[1])) == [first]
        assert list(revision_log.status_changes(connection, claims=[])) == []
        assert list(revision_log.status_changes(connection, known_at=2)) == [first]
    assert second == StatusChange(
        2, Status.UNATTRIBUTED, Status.DENIED, None, Status.DENIED, 9, 2, 2, ("a2", "v1"), 2, 3, 3_000, "bob", "p1"
    )


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (a_claim("six\0missiles"), "the text for claims has a NUL character at position 4. Remove it"),
        (a_claim("six\ud83dmissiles"), r"half of a character \(a lone surrogate\) at position 4. Remove it"),
        (a_claim(tags=("a\0",)), "NUL character"),
        (a_claim(key="k" * 401), "the key for claim versions is too long: 401 characters, the limit is 400"),
        (a_claim(tags=("t" * 401,)), "the term for claim terms is too long"),
    ],
)
def test_text_no_database_can_hold_is_refused(engine: Database, claim: Claim, message: str) -> None:
    """What one of the databases would choke on is an error on both, and nothing is written."""
    with pytest.raises(UsageError, match=message), revision(engine) as ledger:
        ledger.add_claims([a_claim("in order"), claim])
    with reading(engine) as connection:
        assert list(queries.all_claims(connection)) == []


def test_a_very_long_claim_is_kept_whole(engine: Database) -> None:
    """Length is no obstacle to text that nothing is looked up by."""
    text = "ядерный " * 100_000
    with revision(engine) as ledger:
        ledger.add_claim(a_claim(text))
    with reading(engine) as connection:
        found = queries.claim_by_text(connection, text.upper())
        assert found is not None
        assert found.text == text
