"""Reading facts, now and as known at a revision."""

from decimal import Decimal

from tests.storage.builders import a_claim, a_source, an_assessment, an_attribution, one_of_everything, revision
from verifier.domain.model.claims import Link, LinkKind
from verifier.domain.model.sources import Registry
from verifier.domain.model.statements import Basis, Certainty, Document, Figure, Stance
from verifier.domain.model.time import at
from verifier.domain.rules.records import Record
from verifier.storage.db.database import Database, reading
from verifier.storage.statements import queries


def test_nothing_is_known_before_it_is_recorded(engine: Database) -> None:
    """At revision 0 there is nothing; at each later one what had been recorded by then."""
    one_of_everything(engine)
    with reading(engine) as connection:
        assert queries.registry(connection, 0) == Registry()
        assert queries.claim(connection, 1, 0) is None
        assert queries.claim_by_key(connection, "strike", 0) is None
        assert queries.claim_by_text(connection, "Bryansk was struck", 0) is None
        assert queries.documents(connection, [1], 0) == {}
        assert queries.links(connection, 0) == []
        assert queries.assessments(connection, known_at=0) == []
        assert queries.attributions(connection, [1, 2], 0) == []
        assert [a.id for a in queries.attributions(connection, [1, 2], 1)] == [1]
        assert [a.id for a in queries.attributions(connection, [1, 2], 2)] == [1, 2]
        assert [count for _, count in queries.sources_with_counts(connection, 1)] == [1, 0]
        assert [count for _, count in queries.sources_with_counts(connection)] == [2, 0]


def test_asking_for_nothing_gives_nothing(engine: Database) -> None:
    """No numbers, no rows; unknown numbers likewise."""
    one_of_everything(engine)
    with reading(engine) as connection:
        for numbers in ([], [99], [98, 99]):
            assert queries.claims(connection, numbers) == []
            assert queries.attributions(connection, numbers) == []
            assert queries.assessments(connection, numbers) == []
            assert queries.documents(connection, numbers) == {}
            assert queries.claims_of_sources(connection, numbers) == []


def test_linked_claims_are_reached_either_way_and_along_chains(engine: Database) -> None:
    """Links connect in both directions; claims without a link to the first stay out."""
    with revision(engine) as ledger:
        ledger.add_claims([a_claim(f"claim {number}") for number in range(1, 8)])
        links = [Link(2, LinkKind.ENTAILS, 1), Link(2, LinkKind.CONTRADICTS, 3), Link(4, LinkKind.ENTAILS, 3)]
        apart = Link(6, LinkKind.ENTAILS, 7)
        for link in [*links, apart]:
            assert ledger.add_link(link)
    with reading(engine) as connection:
        assert queries.linked(connection, [1]) == (frozenset({1, 2, 3, 4}), links)
        assert queries.linked(connection, [5]) == (frozenset({5}), [])
        assert queries.linked(connection, [5, 7]) == (frozenset({5, 6, 7}), [apart])
        assert queries.linked(connection, [1], 0) == (frozenset({1}), [])
        assert queries.links(connection) == [*links, apart]


def test_attributions_come_by_claim_time_and_number(engine: Database) -> None:
    """The order is documented, whatever the order of recording."""
    with revision(engine) as ledger:
        ledger.add_source(a_source())
        ledger.add_claims([a_claim("one"), a_claim("two")])
        said = [(2, 5), (1, 9), (1, 3), (1, 9)]
        ledger.add_attributions([an_attribution(c, 1, said=at(t), quote=f"{n}") for n, (c, t) in enumerate(said)])
    with reading(engine) as connection:
        assert [a.id for a in queries.attributions(connection, [2, 1])] == [3, 2, 4, 1]


def test_records_name_the_nearest_carrier_or_else_the_outlet(engine: Database) -> None:
    """What the rules need of an attribution, with the gatekeeper of an anonymous origin."""
    with revision(engine) as ledger:
        officer = ledger.add_source(a_source("officer", anonymous=True))
        agency, paper = (ledger.add_source(a_source(name)) for name in ("RBC", "Times"))
        document, _ = ledger.add_document(Document(0, url="u", outlet=paper))
        ledger.add_claim(a_claim(measure="missiles"))
        ledger.add_attributions(
            [
                an_attribution(1, officer, carriers=(agency, paper), document=document),
                an_attribution(1, officer, Stance.DENIES, document=document, figure=Figure(Decimal(2), Decimal(3))),
                an_attribution(1, officer),
            ]
        )
    with reading(engine) as connection:
        certain, between = (Certainty.CERTAIN, Basis.UNKNOWN), Figure(Decimal(2), Decimal(3))
        assert list(map(Record.of, queries.attributions(connection, [1]))) == [
            (1, 1, officer, agency, Stance.AFFIRMS, *certain, None, 5, 5),
            (2, 1, officer, paper, Stance.DENIES, *certain, between, 5, 5),
            (3, 1, officer, None, Stance.AFFIRMS, *certain, None, 5, 5),
        ]


def test_claims_a_source_bears_on(engine: Database) -> None:
    """A source matters as origin, as carrier, and as outlet of the document."""
    with revision(engine) as ledger:
        moscow, agency, paper, idle = (ledger.add_source(a_source(name)) for name in ("M", "RBC", "Times", "idle"))
        document, _ = ledger.add_document(Document(0, url="u", outlet=paper))
        ledger.add_claims([a_claim(text) for text in ("one", "two", "three")])
        ledger.add_attribution(an_attribution(1, moscow))
        ledger.add_attribution(an_attribution(2, moscow, carriers=(agency,)))
        ledger.add_attribution(an_attribution(3, moscow, document=document))
    with reading(engine) as connection:
        borne = [queries.claims_of_sources(connection, [number]) for number in (moscow, agency, paper, idle)]
        assert borne == [[1, 2, 3], [2], [3], []]
        assert queries.claims_of_sources(connection, [agency, paper]) == [2, 3]


def test_assessments_come_in_the_order_of_recording(engine: Database) -> None:
    """All of them, or those of some claims."""
    with revision(engine) as ledger:
        ledger.add_claims([a_claim("one"), a_claim("two")])
        for claim, analyst in ((2, "ann"), (1, "ann"), (2, "bob")):
            ledger.add_assessment(an_assessment(claim, analyst=analyst))
    with reading(engine) as connection:
        assert [(a.id, a.claim, a.analyst) for a in queries.assessments(connection)] == [
            (1, 2, "ann"),
            (2, 1, "ann"),
            (3, 2, "bob"),
        ]
        assert [a.id for a in queries.assessments(connection, [2])] == [1, 3]


def test_many_numbers_can_be_asked_for_at_once(engine: Database) -> None:
    """More than a database takes as parameters of one statement."""
    many = 70_000
    with revision(engine) as ledger:
        ledger.add_claims([a_claim("one"), a_claim("two")])
    with reading(engine) as connection:
        assert [claim.id for claim in queries.claims(connection, range(many))] == [1, 2]
