"""A small registry, an instant and short forms for the tests of this room."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from verifier.domain.model.sources import Party, Registry, Source
from verifier.domain.model.time import Moment
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import Phrase, read_phrase
from verifier.intake.phrases.speakers import Speaker
from verifier.intake.problems import Problem
from verifier.intake.times.dates import DateReader

DATASETS: Final = Path(__file__).parents[2].parent / "shared" / "datasets"


def micros(*fields: int) -> int:
    """The microseconds UTC of a UTC date and time."""
    year, month, day, hour, minute, second = (*fields, 0, 0, 0)[:6]
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()) * 1_000_000


NOW: Final = micros(2024, 11, 22, 12)
READER: Final = DateReader(NOW)


def a_source(number: int, name: str, *aliases: str, party: str | None = None, anonymous: bool = False) -> Source:
    """A source of no kind."""
    return Source(number, name, aliases, party=party, anonymous=anonymous)


def a_registry(*sources: Source) -> Registry:
    """The parties of the tests with some sources."""
    parties = (
        Party("Russia", ("Russian",), adverse_to=("Ukraine",)),
        Party("Ukraine", ("Ukrainian",)),
        Party("United States", ("American",)),
        Party("Freedonia", ("Freedonian",)),
        Party("Peru", ("Peruvian",)),
    )
    return Registry({party.name: party for party in parties}, {source.id: source for source in sources})


SOURCES: Final = (
    a_source(1, "Russia", "Moscow", "the Kremlin", party="Russia"),
    a_source(2, "Russia's Defense Ministry", "Russian Defence Ministry", "Минобороны России", party="Russia"),
    a_source(3, "Ukraine", "Kyiv", party="Ukraine"),
    a_source(4, "United States", "U.S.", "Washington", "the White House", party="United States"),
    a_source(5, "RBC Ukraine"),
    a_source(6, "Reuters"),
    a_source(7, "The Moscow Times"),
    a_source(8, "Voice of America", "VOA"),
    a_source(9, "Voice of America says"),
    a_source(10, "Sergei Lavrov", party="Russia"),
    a_source(11, "Associated Press", "the AP"),
    a_source(12, "Acme (UK)"),
    a_source(13, "@rybar"),
    a_source(14, "Smith, Jones: Partners"),
    a_source(15, "Islamic State"),
    a_source(16, "The Insider"),
    a_source(17, "Львівська Ґазета"),
    a_source(18, "anonymous source in the Ukrainian military", party="Ukraine", anonymous=True),
    a_source(19, "several U.S. officials", party="United States", anonymous=True),
    a_source(20, "video", anonymous=True),
    a_source(21, "officials, who asked not to be named", anonymous=True),
    a_source(22, "unverified"),
)
REGISTRY: Final = a_registry(*SOURCES)
NAMES: Final = Names(REGISTRY)


def named(name: str, source: int | None = None, party: str | None = None, *, column: int = 1) -> Speaker:
    """A speaker by name, not known unless there is a number."""
    return Speaker(name, source, anonymous=False, party=party, column=column)


def unnamed(name: str, party: str | None = None, *, source: int | None = None) -> Speaker:
    """A speaker by description, at the beginning of a phrase."""
    return Speaker(name, source, anonymous=True, party=party, column=1)


def phrase(text: str, names: Names = NAMES, reader: DateReader = READER) -> Phrase:
    """The phrase of a text that has no fault."""
    read = read_phrase(text, names, reader)
    assert isinstance(read, Phrase), read
    return read


def faults(text: str, names: Names = NAMES, reader: DateReader = READER) -> list[str]:
    """The faults of a text that is no phrase, each as `COLUMN: what. What to do.`."""
    read = read_phrase(text, names, reader)
    assert isinstance(read, tuple), read
    return [f"{problem.column}: {problem.message}" for problem in read]


def moment(text: str, reader: DateReader = READER) -> Moment:
    """The moment of a date that has no fault."""
    read = reader.read(text)
    assert isinstance(read, Moment), read
    return read


def refusal(text: str, reader: DateReader = READER) -> str:
    """Why a date is refused."""
    read = reader.read(text)
    assert isinstance(read, Problem), read
    return read.message
