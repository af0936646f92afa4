"""What is asked of a SQLite file through the driver, compiled before, is answered as through SQLAlchemy."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Final, NamedTuple

import pytest

from tests.services.chronicle import LATER, NOW, Newsroom
from verifier.domain.errors import NotFoundError
from verifier.domain.query import Query
from verifier.reports.claim_sheet import claim_sheet
from verifier.reports.detail import detail
from verifier.reports.files.json import full_answer_json
from verifier.reports.text.page import Page
from verifier.services.evaluate.evaluator import dossiers
from verifier.services.review.claim_views import When, show
from verifier.services.workspace import Workspace
from verifier.storage.db.connection import Connection
from verifier.storage.db.location import Location
from verifier.storage.lists import lists, pages
from verifier.storage.lists.order import Condition, Sorting
from verifier.storage.lists.pages import Span
from verifier.storage.statements import queries, revision_log

pytestmark = pytest.mark.long

WORDLESS: Final = "…"
PHRASES: Final = ("missiles", "m", "fired", "were fired", "Bryansk", "bryansk hit", "atacms", "nowhere", WORDLESS)
STEPS: Final = 30
QUESTIONS: Final = 60
ALL: Final = 1_000


class Room(NamedTuple):
    """A file in which things were done at random, what else is drawn, and how to have nothing asked of the driver."""

    workspace: Workspace
    draw: Random
    patch: pytest.MonkeyPatch

    def ask(self, question: Callable[[Connection], object], *, light: bool = True) -> object:
        """What is answered, alike through SQLAlchemy alone and through the driver alone, or as far as it can be."""
        with self.workspace.read() as connection:
            ours = question(connection)
            assert connection.light or not light
        with self.workspace.read() as connection, self.patch.context() as patch:
            patch.setattr(Connection, "_everyday", lambda *_: None)
            for module in (pages, lists):
                patch.setattr(module, "words_alone", lambda *_: None)
            theirs = question(connection)
            assert not connection.light
        assert ours == theirs
        return ours


@pytest.fixture(params=range(3))
def room(sqlite_database: Location, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A room for each seed."""
    workspace = Workspace(sqlite_database, "ann", clock=lambda: NOW)
    newsroom = Newsroom(workspace, seed=request.param)
    for _ in range(STEPS):
        newsroom.step()
    yield Room(workspace, Random(request.param), monkeypatch)  # noqa: S311 - a test's choices
    workspace.close()


def whole(room: Room) -> tuple[range, list[int]]:
    """The revisions there are, with one before and one after them, and the numbers of the claims."""
    with room.workspace.read() as connection:
        head = revision_log.head(connection)
        assert head is not None
        return range(head.id + 2), [claim.id for claim in queries.all_claims(connection)]


def test_claims_as_of_every_revision(room: Room) -> None:
    """With all that is linked to them and the registry of then, one alone or all together."""
    revisions, numbers = whole(room)
    for known in (None, *revisions):
        for claims in (*([number] for number in numbers), numbers):
            room.ask(partial(in_full, claims, known))


def in_full(claims: list[int], known: int | None, connection: Connection) -> object:
    """Everything that was known of some claims."""
    return [*dossiers(connection, claims, queries.registry(connection, known), known)]


def test_a_claim_is_shown_by_the_sources_it_needs(room: Room) -> None:
    """Alike whether these are read, or all there are."""
    revisions, numbers = whole(room)
    for known in (None, *revisions):
        for number in numbers:
            assert shown(room, number, known) == shown(room, number, known, every_source=True)


def shown(room: Room, number: int, known: int | None, *, every_source: bool = False) -> list[object]:
    """All that is shown of a claim, if it was known."""
    registry = queries.registry
    with room.patch.context() as patch:
        if every_source:
            patch.setattr(queries, "registry", lambda connection, known, _: registry(connection, known))
        try:
            shown = show(room.workspace, f"c{number}", When(known=known))
        except NotFoundError:
            return []
    page = Page(100, shown.at)
    about = shown.full, shown.context
    return [*detail(*about, page), full_answer_json(*about), claim_sheet(*about)]


def test_pages_places_and_numbers_of_lists(room: Room) -> None:
    """Of everything or of what has some words and not others, in every order, from any line on, either way."""
    found = 0
    for _ in range(QUESTIONS):
        room.patch.setattr(pages, "FEW", room.draw.choice((1, 3, ALL)))
        condition, seed = condition_drawn(room.draw), room.draw.random()
        light = WORDLESS not in condition.query.words  # which nothing has, and no index is asked for
        found += bool(room.ask(partial(listed, condition, seed), light=light))
    assert found > QUESTIONS / 3


def condition_drawn(draw: Random) -> Condition:
    """Which claims, in which order: as a query asks for nothing but words."""
    words, without = draw.sample(PHRASES, draw.randrange(3)), draw.sample(PHRASES, draw.randrange(2))
    query = Query(words=tuple(words), without=tuple(without) if words and WORDLESS not in words else ())
    return Condition(query, draw.choice((NOW, LATER)), draw.random() < 0.3, draw.choice(tuple(Sorting)))


def listed(condition: Condition, seed: float, connection: Connection) -> list[object]:
    """A whole list, from both ends and from some line on; its lines' places, and how many they are; the plain list."""
    draw = Random(seed)  # noqa: S311 - a test's choices
    query, now, still_disputed, _ = condition
    whole, backward = (pages.page(connection, condition, Span(None, 0, ALL, backward)) for backward in (False, True))
    places = [pages.place(connection, condition, line.standing) for line in whole]
    number = lists.count_standings(connection, query, now, still_disputed=still_disputed)
    assert (backward, places) == (whole, [*range(number)])
    lines = lists.list_standings(connection, query, now, still_disputed=still_disputed, limit=draw.choice((None, 2)))
    keys = draw.sample(whole, min(3, len(whole)))
    spans = [Span(key.standing, draw.randrange(2), draw.randrange(1, 4), draw.random() < 0.5) for key in keys]
    return [*lines, *whole, *(pages.page(connection, condition, span) for span in spans)]
