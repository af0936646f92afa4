"""What is undone does not exist: in reads, lists, views and identities; what was known then is read as before."""

from sqlalchemy import text

from tests.storage.builders import a_claim, a_standing, an_attribution, one_of_everything, put_standings, revision
from verifier.domain.model.claims import Claim, Link, LinkKind
from verifier.domain.model.sources import Source
from verifier.domain.model.statements import Document
from verifier.domain.query import Query
from verifier.domain.revisions import Undoing
from verifier.storage import undoing
from verifier.storage.db.database import Database, reading
from verifier.storage.ledger.audit import verify_digests
from verifier.storage.lists import lists
from verifier.storage.projection import rebuild_words
from verifier.storage.statements import queries


def undone(engine: Database, target: int, *, claims: tuple[int, ...] = ()) -> None:
    """Undo a revision, with which these claims go."""
    with revision(engine, action="undo") as ledger:
        ledger.add_undo(target, Undoing.UNDO)
        ledger.forget_lines(claims)


def redone(engine: Database, target: int) -> None:
    """Redo a revision."""
    with revision(engine, action="redo") as ledger:
        ledger.add_undo(target, Undoing.REDO)


def test_an_undone_revision_is_read_by_nothing_but_the_past(engine: Database) -> None:
    """No kind of fact is left of it now, and all of it is there as of the revision before."""
    one_of_everything(engine)

    def counts(known_at: int | None) -> list[int]:
        with reading(engine) as connection:
            registry = queries.registry(connection, known_at)
            return [
                len(registry.parties),
                len(registry.sources),
                len(queries.documents(connection, [1], known_at)),
                len(list(queries.all_claims(connection, known_at))),
                len(queries.links(connection, known_at)),
                len(queries.attributions(connection, [1, 2], known_at)),
                len(queries.assessments(connection, None, known_at)),
                len(queries.claims_of_sources(connection, [1, 2], known_at)),
                len(lists.matching_claims(connection, Query(), known_at)),
                len(lists.matching_claims(connection, Query(words=("bryansk",)), known_at)),
            ]

    before = counts(None)
    undone(engine, 2)
    undone(engine, 1, claims=(1, 2))
    assert counts(None) == [0] * len(before)
    assert counts(2) == before
    redone(engine, 1)
    redone(engine, 2)
    assert [counts(None), counts(2), counts(4)] == [before, before, [0] * len(before)]


def test_views_show_what_exists(engine: Database) -> None:
    """Other programs see no undone claim or attribution, and can tell which revisions are undone; the log stays."""
    one_of_everything(engine)
    undone(engine, 2)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT ref FROM attributions_now")).scalars().all() == ["a1"]
        assert connection.execute(text("SELECT revision, undone_in FROM undone_now")).all() == [(2, 3)]
    undone(engine, 1, claims=(1, 2))
    with reading(engine) as connection:
        counted = "SELECT (SELECT count(*) FROM claims_now), (SELECT count(*) FROM status_changes_log)"
        assert connection.execute(text(counted)).one() == (0, 1)


def test_what_is_undone_is_recorded_anew(engine: Database) -> None:
    """Claims, documents, attributions and links are known again only under new numbers; those then are known."""
    one_of_everything(engine)
    undone(engine, 2)
    undone(engine, 1, claims=(1, 2))
    found: list[list[object]] = []
    for _ in range(2):
        with revision(engine) as ledger:
            source = ledger.add_source(Source(0, "Moscow")) if not found else 3
            documented = ledger.add_document(Document(0, url="https://example.org/1"))
            struck = ledger.add_claim(a_claim("Bryansk was struck"))
            fired = ledger.add_claim(a_claim())
            linked = ledger.add_link(Link(fired[0], LinkKind.ENTAILS, struck[0]))
            found.append([documented, struck, fired, linked, ledger.add_attribution(an_attribution(struck[0], source))])
    assert found == [
        [(2, True), (3, True), (4, True), True, (3, True)],
        [(2, False), (3, False), (4, False), False, (3, False)],
    ]
    with reading(engine) as connection:
        assert undoing.recorded_again(connection, 1) == 5
        assert verify_digests(connection) is None


def test_the_newest_version_is_that_of_a_revision_that_exists(engine: Database) -> None:
    """An undone version gives way to the one before."""
    with revision(engine) as ledger:
        ledger.add_claim(a_claim(key="first"))
    with revision(engine) as ledger:
        ledger.revise_claim(Claim(1, "", key="second"))
    undone(engine, 2)
    with reading(engine) as connection:
        keys = [queries.claims(connection, [1], known_at)[0].key for known_at in (None, 1, 2, 3)]
    assert keys == ["first", "first", "second", "first"]


def test_totals_leave_out_what_is_gone(engine: Database) -> None:
    """Counts by status are those of the claims that are listed."""
    with revision(engine) as ledger:
        ledger.add_claims([a_claim("One"), a_claim("Two")])
        put_standings(ledger, [a_standing(1), a_standing(2)])
    with revision(engine) as ledger:
        ledger.forget_lines([1])
        assert lists.totals(ledger.connection, 0).still_disputed == 1


def test_words_of_undone_claims_are_rebuilt_too(engine: Database) -> None:
    """Lists as of the time before are looked up by them."""
    one_of_everything(engine)
    undone(engine, 2)
    undone(engine, 1, claims=(1, 2))
    with revision(engine) as ledger:
        rebuild_words(ledger.connection)
        assert lists.matching_claims(ledger.connection, Query(words=("bryansk",)), 2) == [1]
        assert lists.matching_claims(ledger.connection, Query(words=("bryansk",))) == []


def test_which_revisions_can_be_undone_and_redone(engine: Database) -> None:
    """The newest that exists and undoes nothing itself; the one undone last."""
    one_of_everything(engine)
    for _ in range(2):
        with revision(engine) as ledger:
            ledger.add_source(Source(0, f"Source {ledger.revision}"))

    def candidates() -> tuple[int | None, int | None]:
        with reading(engine) as connection:
            return undoing.newest_undoable(connection), undoing.newest_undone(connection)

    found = [candidates()]
    for step, target in ((undone, 3), (undone, 4), (redone, 4), (redone, 3)):
        step(engine, target)
        found.append(candidates())
    assert found == [(4, None), (4, 3), (None, 4), (4, 3), (4, None)]
    with reading(engine) as connection:
        assert undoing.undoing_by(connection, 6) == (Undoing.UNDO, 4)
        assert undoing.undone_in(connection, 4) is None
