"""Many analysts at one database at once: each remembers what was acknowledged, and all of it must be there."""

import io
import math
import multiprocessing
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.synchronize import Barrier, Event
from typing import Any, Final

from verifier.domain.errors import ConflictError, DatabaseError, NotFoundError, VerifierError
from verifier.domain.model.claims import LinkKind, Verdict
from verifier.domain.query import Query
from verifier.domain.revisions import Revision
from verifier.intake.tables.read import TableFormat
from verifier.services.correct.undo import redo, undo
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, Options, assess_claim, link_claims, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.registry.sources import add_source
from verifier.services.review.asked import Asked
from verifier.services.review.changes import changes
from verifier.services.review.claim_views import list_claims, show
from verifier.services.tables.imports import ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.statements import revision_log

PATIENCE: Final = 120.0
REST: Final = 0.05
"""How long (seconds) somebody waits when the server is not there."""
LOCKED: Final = "another program is writing to it"
GONE: Final = (
    "the connection to the server was lost",
    "cannot be reached: connection failed",
    "is shutting down or starting",
)

SPEAKERS: Final = ("Moscow", "Kyiv", "Washington", "Reuters", "Depo", "Ivan Blogger", "an anonymous officer")
STANCES: Final = ("says", "denies", "retracts", "has not confirmed")
DAYS: Final = ("2024-11-19", "2024-11-20", "2024-11-21")
SHARED: Final = tuple(f"What everybody talks about, number {number}" for number in range(5))
ROWS: Final = 20

_TURNED_DOWN: Final = {
    "say": (NotFoundError,),
    "assess": (NotFoundError, ConflictError),
    "link": (NotFoundError, ConflictError),
    "undo": (NotFoundError, ConflictError),
    "redo": (NotFoundError, ConflictError),
    "show": (NotFoundError,),
}
"""What a deed may be refused for because of what others did meanwhile; any other refusal is a fault."""

_fresh = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did, when and for how long (seconds); the revision it was acknowledged with, or what was told."""

    analyst: str
    verb: str
    begun: float
    seconds: float
    revision: int | None = None
    digest: str = ""
    told: str = ""
    expected: bool = True

    @property
    def waited_in_vain(self) -> bool:
        """Whether the database stayed locked for longer than a write waits."""
        return LOCKED in self.told

    @property
    def cut_off(self) -> bool:
        """Whether the server went away."""
        return any(words in self.told for words in GONE)


@dataclass
class Person:
    """Somebody who does this and that, at random."""

    workspace: Workspace
    chance: random.Random
    claims: list[int] = field(default_factory=lambda: [1])
    own: list[int] = field(default_factory=list)
    done: int = 0

    def deeds(self) -> dict[str, tuple[int, Callable[[], Revision | None]]]:
        """The verbs with how often they are chosen, and what each does; gives what it recorded."""
        return {
            "log": (6, self._log),
            "say": (6, self._say),
            "assess": (2, self._assess),
            "link": (2, self._link),
            "undo": (2, self._undo),
            "redo": (1, self._redo),
            "source add": (1, self._add),
            "import": (1, self._import),
            "list": (2, self._list),
            "show": (2, self._show),
            "changes": (1, self._changes),
        }

    def act(self) -> Deed:
        """Do one thing; what came of it."""
        deeds = self.deeds()
        [verb] = self.chance.choices(list(deeds), [weight for weight, _ in deeds.values()])
        return self.do(verb)

    def do(self, verb: str) -> Deed:
        """Do something in particular; what came of it."""
        self.done += 1
        begun, told, expected, revision = time.time(), "", True, None
        before = time.perf_counter()
        try:
            revision = self.deeds()[verb][1]()
        except VerifierError as error:
            told = f"{type(error).__name__}: {error.message}"
            expected = isinstance(error, (DatabaseError, *_TURNED_DOWN.get(verb, ())))
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told, expected = traceback.format_exc(), False
        seconds = time.perf_counter() - before
        if revision is not None:
            self.own.append(revision.id)
        number, digest = (None, "") if revision is None else (revision.id, revision.digest)
        return Deed(self.workspace.analyst, verb, begun, seconds, number, digest, told, expected)

    def _log(self) -> Revision | None:
        text = self.chance.choice((*SHARED, *[f"Claim {self.done} of {self.workspace.analyst}"] * 5))
        recorded = log_entry(self.workspace, Entry(text, phrases=(self._phrase(), self._phrase())), _NEW)
        self.claims += [int(ref[1:]) for ref in recorded.notes.recorded if ref.startswith("c")]
        return recorded.revision

    def _say(self) -> Revision | None:
        return say_of(self.workspace, Entry(self._ref(), phrases=(self._phrase(),)), _NEW).revision

    def _assess(self) -> Revision | None:
        verdict = self.chance.choice(tuple(Verdict))
        return assess_claim(self.workspace, self._ref(), verdict, f"seen {self.done} times").revision

    def _link(self) -> Revision | None:
        kind = self.chance.choice(tuple(LinkKind))
        return link_claims(self.workspace, self._ref(), kind, f"c{self.claims[-1]}").revision

    def _undo(self) -> Revision | None:
        return undo(self.workspace, self.chance.choice((None, *self.own[-2:]))).revision

    def _redo(self) -> Revision | None:
        return redo(self.workspace).revision

    def _add(self) -> Revision | None:
        return add_source(self.workspace, f"Source {self.done} of {self.workspace.analyst}", {}).revision

    def _import(self) -> Revision | None:
        rows = (f"Row {number} of {self.done} of {self.workspace.analyst},{self._phrase()}\n" for number in range(ROWS))
        table = Table("rows.csv", io.BytesIO(("claim,phrase\n" + "".join(rows)).encode()), TableFormat.CSV)
        return import_table(self.workspace, table, ImportOptions(accept_new=True)).revision

    def _list(self) -> None:
        list_claims(self.workspace, Asked(self.chance.choice((Query(), Query(("everybody",))))))

    def _show(self) -> None:
        show(self.workspace, self._ref())

    def _changes(self) -> None:
        with self.workspace.read() as connection:
            list(changes(connection, since=self.workspace.clock() - 5_000_000))

    def _phrase(self) -> str:
        return f"{self.chance.choice(SPEAKERS)} {self.chance.choice(STANCES)} @ {self.chance.choice(DAYS)}"

    def _ref(self) -> str:
        return f"c{self.chance.choice(self.claims[-20:])}"


_NEW: Final = Options(Choices(accept_all=True))


@dataclass(frozen=True, slots=True)
class _Gathering:
    """What a crowd shares: where it is, when it begins and ends, and where each tells what it did."""

    location: Location
    seed: int
    pause: float
    ready: Barrier
    ending: Event
    told: Any


def _work(shared: _Gathering, name: str) -> None:
    workspace = Workspace(shared.location, name)
    person = Person(workspace, random.Random(f"{shared.seed} {name}"))  # noqa: S311 - a test's choices
    shared.ready.wait()
    deeds = [person.do("log")]
    while deeds[-1].told and not shared.ending.wait(REST):  # before there is a database, nothing else can be done
        deeds.append(person.do("log"))
    while not shared.ending.wait(REST if deeds[-1].cut_off else person.chance.uniform(0, 2 * shared.pause)):
        deeds.append(person.act())
    deeds.append(person.do("source add"))
    workspace.close()
    shared.told.put(deeds)


class Crowd:
    """Processes that write and read, each with its own workspace, all beginning at once.

    They pause (seconds, on average) after whatever they do; what each does last always records something.
    """

    def __init__(self, location: Location, processes: int, seed: int, pause: float = 0.0) -> None:
        ready = _fresh.Barrier(processes + 1)
        self._shared = _Gathering(location, seed, pause, ready, _fresh.Event(), _fresh.Queue())
        self._people = [
            _fresh.Process(target=_work, args=(self._shared, f"analyst {number}")) for number in range(processes)
        ]
        for person in self._people:
            person.start()
        ready.wait(PATIENCE)

    def end(self) -> list[Deed]:
        """Have all of them come to an end; all they did, in the order of time."""
        self._shared.ending.set()
        done = [deed for _ in self._people for deed in self._shared.told.get(timeout=PATIENCE)]
        for person in self._people:
            person.join()
        return sorted(done, key=lambda deed: deed.begun)


def faults(location: Location, deeds: Iterable[Deed], *, cut_off: bool = False) -> list[str]:
    """What is lost, doubled or not sound, and whatever was told that should not have been.

    Only where writers were cut off may be recorded what was not acknowledged.
    """
    deeds = list(deeds)
    told = [f"{deed.verb}: {deed.told}" for deed in deeds if not _foreseen(deed, cut_off=cut_off)]
    return [*told, *_differences(location, deeds, cut_off=cut_off)]


def _foreseen(deed: Deed, *, cut_off: bool) -> bool:
    stated = deed.waited_in_vain or (cut_off and deed.cut_off)
    return deed.expected and (stated or not deed.told.startswith(DatabaseError.__name__))


def _differences(location: Location, deeds: list[Deed], *, cut_off: bool) -> Iterator[str]:
    workspace = Workspace(location, "ann")
    with workspace.read() as connection:
        recorded = {revision.id: revision for revision in revision_log.revisions(connection)}
    acknowledged = [deed for deed in deeds if deed.revision is not None]
    for number, times in Counter(deed.revision for deed in acknowledged).items():
        if times > 1:
            yield f"r{number} was acknowledged {times} times"
    for deed in acknowledged:
        found = recorded.get(deed.revision or 0)
        if found is None or (found.analyst, found.digest) != (deed.analyst, deed.digest):
            yield f"r{deed.revision} of {deed.analyst} was acknowledged and is lost"
    unheard = recorded.keys() - {deed.revision for deed in acknowledged} - {1}
    if unheard and not cut_off:
        yield f"recorded and not acknowledged: {sorted(unheard)}"
    if any(later.recorded_at < earlier.recorded_at for earlier, later in pairwise(recorded.values())):
        yield "times of recording go back"
    if (fault := check_database(workspace).fault) is not None:
        yield fault
    workspace.close()


def at_share(seconds: Iterable[float], share: float) -> float:
    """The time within which that share was done; 0.5 is the median."""
    ordered = sorted(seconds)
    return ordered[math.ceil(share * len(ordered)) - 1]
