"""Random ledgers of a small newsroom, about claims of every kind, some of which only links, or only verdicts, bear on.

The registry is small, so that much happens among few: official voices of adverse parties, one in office for some days,
the medium of a party, a witness, somebody independent, unnamed officials and posts.
"""

from collections import deque
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

from hypothesis import strategies as st

from tests.services.chronicle import DAYS, Newsroom
from tests.services.clocks import Clock
from verifier.domain.model.claims import LinkKind
from verifier.domain.model.sources import Party, Source, SourceKind
from verifier.domain.model.time import HOUR, Term
from verifier.domain.rules.policy import RULES_VERSION, Policy
from verifier.services.record.actions import Entry, Options, link_claims, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.registry.sources import edit_source
from verifier.services.workspace import Workspace
from verifier.storage.db.database import open_database, writing
from verifier.storage.db.location import Location
from verifier.storage.ledger.ledger import Ledger

PARTIES: Final = (
    Party("Russia", adjectives=("Russian",), adverse_to=("Ukraine",)),
    Party("Ukraine", adjectives=("Ukrainian",)),
    Party("United States", adjectives=("American", "U.S.")),
    Party("Donetsk", speaks_with="Russia"),
)
IN_OFFICE: Final = Term.of_days(date(2024, 11, 19), date(2024, 11, 20))
SOURCES: Final = (
    Source(0, "Russia", ("Moscow",), SourceKind.GOVERNMENT, "Russia", official=True),
    Source(0, "Ukraine", ("Kyiv",), SourceKind.GOVERNMENT, "Ukraine", official=True),
    Source(0, "United States", ("Washington",), SourceKind.GOVERNMENT, "United States", official=True),
    Source(0, "Donetsk Authority", (), SourceKind.GOVERNMENT, "Donetsk", official=True),
    Source(0, "TASS", (), SourceKind.MEDIA, "Russia"),
    Source(0, "Reuters", (), SourceKind.MEDIA),
    Source(0, "Relief Agency", (), SourceKind.ORGANISATION, independent=True),
    Source(0, "Olga Resident", (), SourceKind.WITNESS),
    Source(0, "Rybar", (), SourceKind.SOCIAL_MEDIA, "Russia"),
    Source(
        0,
        "Ann President",
        (),
        SourceKind.OFFICIAL,
        "Ukraine",
        terms=(Term.of_days(date(2024, 11, 19), date(2024, 11, 20)),),
    ),
)

CLAIMS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("Six missiles were fired", {"measure": "missiles", "against": "Russia"}),
    ("Missiles hit Bryansk", {"measure": "missiles", "favours": "Ukraine"}),
    ("Nothing was fired", {}),
    ("A depot burned", {"parties": "Ukraine, Russia"}),
    ("A truce will hold", {"kind": "prediction", "happened": DAYS[1]}),
    ("A truce is a mistake", {"kind": "opinion"}),
)
"""Text and fields; of the first two somebody speaks at once."""
OPENINGS: Final = (
    ("Washington says", "Relief Agency says", "Ivan Blogger denies"),
    ("Relief Agency denies", "Washington denies", "Kyiv says"),
    ("Washington says {8}", "Relief Agency says", "Moscow denies {8}", "TASS, citing a Russian official, says {>=20}"),
    ("Moscow says", "Kyiv says", "TASS denies"),
    ("Kyiv says", "Olga Resident saw", "Rybar denies", "Moscow denies"),
    ("Ann President says",),
    ("Kyiv retracts",),
)
"""The beginnings of something that seldom comes about by chance."""
LINKS: Final = (
    ("c1", LinkKind.CONTRADICTS, "c3"),
    ("c2", LinkKind.ENTAILS, "c4"),
    ("c1", LinkKind.ENTAILS, "c5"),
)
SPEAKERS: Final = (
    "Moscow", "Kyiv", "Washington", "Relief Agency", "Donetsk Authority", "Ann President", "TASS", "Reuters", "Rybar",
    "Olga Resident", "Ivan Blogger",
    "an anonymous officer", "Reuters, citing a Ukrainian official,", "TASS, citing a Russian official,",
)  # fmt: skip
STANCES: Final = (
    "says",
    "denies",
    "says",
    "denies",
    "retracts",
    "says {8}",
    "denies {8}",
    "says {>=5}",
    "purportedly says",
    "saw",
    "has not confirmed",
    "questions",
)
NEW: Final = Options(Choices(accept_all=True))


def found_ledger(location: Location, at: int) -> None:
    """Make a ledger with the small registry."""
    database = open_database(location, create=True)
    with writing(database) as connection:
        ledger = Ledger.begin(
            connection,
            at=at,
            analyst="ann",
            action="init",
            detail="a small registry",
            rules_version=RULES_VERSION,
            policy_version=Policy().version,
        )
        ledger.add_registry(PARTIES, SOURCES)
        ledger.add_policy(Policy())
        ledger.seal()
    database.dispose()


class LinkedNewsroom(Newsroom):
    """A newsroom where some claims are only linked with what is spoken of."""

    def __init__(self, workspace: Workspace, chance: Random) -> None:
        self.workspace = workspace
        self._random = chance
        for number, (text, fields) in enumerate(CLAIMS):
            opening = self._random.choice(OPENINGS) if number < SPOKEN_OF else ()
            said = tuple(f"{phrase} @ {self._random.choice(DAYS)}" for phrase in opening)
            log_entry(workspace, Entry(text, fields, said), NEW)
        for one, kind, other in LINKS:
            link_claims(workspace, one, kind, other)

    def step(self) -> bool:
        """Do something, mostly have something said; whether it was possible."""
        rare = super().step if self._random.random() < HALF else self._rare
        return rare() if self._random.random() < HALF else self._try(self._talk)

    def _rare(self) -> bool:
        return self._try(self._elect, self._mark)

    def _talk(self) -> None:
        ref = self._random.choice(("c1", "c1", "c2", "c2", "c3", "c4", "c5", "c6"))
        say_of(self.workspace, Entry(ref, phrases=(self._phrase(), self._phrase())), NEW)

    def _elect(self) -> None:
        since, until = self._random.choice(TERMS)
        edit_source(self.workspace, "Ann President", {"official_since": since, "official_until": until})

    def _mark(self) -> None:
        kind = self._random.choice(("media", "government", "social media"))
        edit_source(self.workspace, self._random.choice(("TASS", "Rybar")), {"kind": kind, "official": True})

    def _phrase(self) -> str:
        return "{} {} @ {}".format(*(self._random.choice(some) for some in (SPEAKERS, STANCES, DAYS)))

    def _ref(self) -> str:
        return f"c{self._random.randint(1, len(CLAIMS))}"


SPOKEN_OF: Final = 2
HALF: Final = 0.5
TERMS: Final = (
    ("2024-11-19", "2024-11-19"),
    ("2024-11-20", ""),
    ("", "2024-11-20"),
    (["2024-11-19", "2024-11-21"], ["2024-11-19", ""]),
)


class Scripted(Random):
    """Chance by a script of thousandths; once that is over, always the first of what can be chosen."""

    def __init__(self, script: Sequence[int]) -> None:
        super().__init__()
        self._script = deque(script)

    def __bool__(self) -> bool:
        """Whether the script goes on."""
        return bool(self._script)

    def random(self) -> float:
        """The next number, from 0 to 0.999; whatever is chosen is chosen by it."""
        return self._script.popleft() / 1_000 if self._script else 0.0


def scripts() -> st.SearchStrategy[list[int]]:
    """Scripts of ledgers, which shrink to shorter and simpler ones."""
    return st.lists(st.integers(0, 999), min_size=20, max_size=160)


def play(workspace: Workspace, clock: Clock, script: Scripted) -> None:
    """A history by a script, an hour a step."""
    found_ledger(workspace.location, clock.now)
    news = LinkedNewsroom(workspace, script)
    while script:
        clock.now += HOUR
        news.step()
