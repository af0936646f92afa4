"""What is asked of a SQLite file through the driver, compiled before, is answered as through SQLAlchemy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from random import Random
from typing import Any, Final, NamedTuple

import pytest
from msgspec.structs import replace

from tests.services.chronicle import LATER, NOW, Newsroom
from verifier.domain.errors import NotFoundError
from verifier.domain.explain.outcome import Flag
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.time import DAY
from verifier.domain.query import Query
from verifier.reports.claim_sheet import claim_sheet
from verifier.reports.detail import detail
from verifier.reports.files.json import full_answer_json
from verifier.reports.text.page import Page
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.review.asked import When
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.storage.db.connection import Connection
from verifier.storage.db.location import Location
from verifier.storage.lists import lists
from verifier.storage.lists.conditions import Condition, Sorting
from verifier.storage.lists.lists import Span
from verifier.storage.statements import queries, revision_log

pytestmark = pytest.mark.long


def _some(values: Sequence[str], draw: Random) -> tuple[str, ...]:
    return tuple(draw.sample(values, draw.randrange(1, 3)))


WORDLESS: Final = "…"
PHRASES: Final = ("missiles", "m", "fired", "were fired", "Bryansk", "bryansk hit", "atacms", "nowhere", WORDLESS)
VALUES: Final[Mapping[str, Sequence[Any]]] = {
    "words": ("missiles", "were fired"),
    "without": ("missiles", "nowhere"),
    "who": ("Moscow", "RBC"),
    "party": ("Russia", "Ukrainian"),
    "via": ("Moscow Times", "RBC"),
    "tags": ("bryansk", "energy"),
    "keys": ("strike", "k2"),
    "by": ("ann", "bob"),
    "places": ("br", "k"),
    "quotes": ("we", "not one"),
    "kinds": tuple(ClaimKind),
}
"""Values of the conditions about facts."""

MORE: Final[Mapping[str, Callable[[Random], object]]] = {
    **{name: partial(_some, values) for name, values in VALUES.items() if name not in {"words", "without", "kinds"}},
    "kinds": lambda draw: frozenset(draw.sample(tuple(ClaimKind), draw.randrange(1, 3))),
    "statuses": lambda draw: frozenset(draw.sample(tuple(Status), draw.randrange(1, 6))),
    "flags": lambda draw: frozenset(draw.sample(tuple(Flag), draw.randrange(1, 6))),
    "since": lambda draw: draw.choice((NOW - DAY, NOW - 30 * DAY)),
    "until": lambda draw: draw.choice((NOW - DAY, NOW)),
    "happened": lambda draw: (draw.choice((None, NOW - 30 * DAY)), draw.choice((None, NOW))),
    "stale": lambda draw: draw.choice((1, DAY)),
    "stale_after": lambda _: DAY,
    "review_due": lambda _: True,
}
"""Conditions beside words, by name, each with how a value of it is drawn."""

STEPS: Final = 30
QUESTIONS: Final = 60
ALL: Final = 1_000


class Room(NamedTuple):
    """A file in which things were done at random, what else is drawn, and how to have nothing asked of the driver."""

    workspace: Workspace
    draw: Random
    patch: pytest.MonkeyPatch

    def ask(self, question: Callable[[Connection], object]) -> object:
        """What is answered, alike through SQLAlchemy alone and through the driver alone."""
        with self.workspace.read() as connection:
            ours = question(connection)
            assert connection.light
        with self.workspace.read() as connection, self.patch.context() as patch:
            patch.setattr(Connection, "_everyday", lambda *_: None)
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
    return [*claim_groups(connection, claims, queries.registry(connection, known), known)]


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
    """Of everything or of what meets some conditions, in every order, from any line on, either way."""
    found = 0
    for _ in range(QUESTIONS):
        room.patch.setattr(lists, "FEW", room.draw.choice((1, 3, ALL)))
        found += bool(room.ask(partial(listed, condition_drawn(room.draw), room.draw.random())))
    assert found > QUESTIONS / 6


def test_each_condition_about_facts_as_of_some_revisions(room: Room) -> None:
    """One value of it, or several."""
    revisions, _ = whole(room)
    asked = product(VALUES.items(), (None, *room.draw.sample(revisions, 5)), (1, 2))
    for (name, values), known, some in asked:
        value = tuple(values[:some])
        query = replace(Query(), **{name: frozenset(value) if name == "kinds" else value})
        room.ask(partial(matched, query, known))


def matched(query: Query, known: int | None, connection: Connection) -> object:
    """The claims that meet what a query asks of facts."""
    return lists.matching_claims(connection, query, known)


def condition_drawn(draw: Random) -> Condition:
    """Which claims, in which order."""
    query = Query.any_of(alternative_drawn(draw) for _ in range(draw.choice((1, 1, 2))))
    return Condition(query, draw.choice((NOW, LATER)), draw.random() < 0.3, draw.choice(tuple(Sorting)))


def alternative_drawn(draw: Random) -> Query:
    """Some words, others that are unwanted, and at most two conditions more."""
    words, without = draw.sample(PHRASES, draw.randrange(3)), draw.sample(PHRASES, draw.randrange(2))
    query = Query(words=tuple(words), without=tuple(without))
    for name in draw.sample(sorted(MORE), draw.randrange(3)):
        query = replace(query, **{name: MORE[name](draw)})
    return query


def listed(condition: Condition, seed: float, connection: Connection) -> list[object]:
    """A whole list, from both ends and from some line on; its lines' places, and how many they are; the plain list."""
    draw = Random(seed)  # noqa: S311 - a test's choices
    query, now, still_disputed, _ = condition
    whole, backward = (lists.page(connection, condition, Span(None, 0, ALL, backward)) for backward in (False, True))
    places = [lists.place(connection, condition, line.state) for line in whole]
    number = lists.count_standings(connection, query, now, still_disputed=still_disputed)
    assert (backward, places) == (whole, [*range(number)])
    lines = lists.list_standings(connection, query, now, still_disputed=still_disputed, limit=draw.choice((None, 2)))
    keys = draw.sample(whole, min(3, len(whole)))
    spans = [Span(key.state, draw.randrange(2), draw.randrange(1, 4), draw.random() < 0.5) for key in keys]
    return [*lines, *whole, *(lists.page(connection, condition, span) for span in spans)]
