"""The track records of sources: of one by a name of its, and of every voice that spoke on the claims asked for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from verifier.domain.batches import batches
from verifier.domain.errors import UsageError
from verifier.domain.explain.track_record import Speaker, TrackRecord, Word, words
from verifier.domain.model.sources import KNOWN_TO_US, Registry, Source
from verifier.domain.query import Query
from verifier.domain.rules.records import Profiles, WeightedRecord, speaker
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.review.asked import PRESENT, Asked, When
from verifier.services.review.claim_views import instant, numbers
from verifier.services.review.logged import by_other_rules
from verifier.services.review.sources import find_source
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.lists import lists
from verifier.storage.statements import queries


def track_record(workspace: Workspace, name: str, when: When = PRESENT) -> TrackRecord:
    """The track record of a source (NotFoundError; UsageError for one that has no name).

    One that is always official is told as its party's official voice, whoever spoke for it.
    """
    with workspace.read() as connection:
        registry = queries.registry(connection, when.known)
        source = find_source(registry, name)
        if source.anonymous:
            what = f"'{source.name}' is a description: two who are called so may be two people, and have no record"
            raise UsageError(f"{what}. Ask for a source by its name")
        _refuse_other_rules(connection, when)
        whose = _voice_of(source)
        chosen = lists.matching_claims(connection, Query(who=(source.name,)), when.known)
        of_all = Asked(when=when)
        spoken = _spoken(connection, chosen, of_all, instant(workspace, when), lambda heard: _put_down(heard, whose))
        return _told(registry, whose, [word for _, word in spoken])


def track_records(connection: Transaction, workspace: Workspace, asked: Asked) -> list[TrackRecord]:
    """The track record of every named voice on the claims asked for, by name; none of confidential sources."""
    _refuse_other_rules(connection, asked.when)
    at = instant(workspace, asked.when)
    return records_on(connection, numbers(connection, asked, at), asked, at)


def records_on(connection: Transaction, claims: Iterable[int], asked: Asked, at: int) -> list[TrackRecord]:
    """The same of these claims, at an instant (microseconds UTC)."""
    found = _gathered(_spoken(connection, claims, asked, at, _named_speaker))
    registry = asked.registry(connection)
    told = (_told(registry, who, spoken) for who, spoken in found.items())
    return sorted((record for record in told if record.name != KNOWN_TO_US), key=lambda record: record.name)


def records_by_source(
    connection: Transaction, claims: Collection[int], asked: Asked, at: int
) -> dict[str, TrackRecord]:
    """The track records on these claims of those who spoke on them, by the names of the sources, at an instant.

    None of confidential and anonymous ones. Of a source that is always official, that of its party's official voice.
    """
    registry = asked.registry(connection)
    origins: set[Source] = set()

    def voice(heard: WeightedRecord) -> Speaker | None:
        if not heard.profile.anonymous:
            origins.add(registry.sources[heard.record.origin])
        return _named_speaker(heard)

    def dated(heard: WeightedRecord) -> Speaker | None:
        """The origin itself, in office or not, if it has times in office."""
        origin = heard.record.origin
        return origin if registry.sources[origin].terms and not heard.profile.anonymous else None

    of_voices = _gathered(_spoken(connection, claims, asked, at, voice))
    of_dated = _gathered(_spoken(connection, claims, asked, at, dated)) if any(s.terms for s in origins) else {}
    told = {}
    for source in origins:
        whose = _voice_of(source)
        spoken = of_dated.get(whose, []) if source.terms else of_voices.get(whose, [])
        told[source.name] = _told(registry, whose, spoken)
    return {name: record for name, record in told.items() if name != KNOWN_TO_US}


def has_records(connection: Transaction, when: When) -> bool:
    """Whether there are track records at a moment: none under other rules, of which only the log tells."""
    return when.known is None or not by_other_rules(connection, when.known, when.said)


def _refuse_other_rules(connection: Transaction, when: When) -> None:
    if not has_records(connection, when):
        raise UsageError(f"at r{when.known} other rules held, under which no record is kept. Ask for a later revision")


def _voice_of(source: Source) -> Speaker:
    """Whose words are put down to a source: its party's, if it always speaks for it, else its own, in office or not."""
    return source.id if source.terms else speaker(source, (0, 0))


def _put_down(heard: WeightedRecord, whose: Speaker) -> Speaker | None:
    said_by = heard.profile.speaker if isinstance(whose, str) else heard.record.origin
    return whose if said_by == whose and not heard.profile.anonymous else None


def _named_speaker(heard: WeightedRecord) -> Speaker | None:
    return None if heard.profile.anonymous else heard.profile.speaker


def _spoken(
    connection: Transaction,
    claims: Iterable[int],
    asked: Asked,
    at: int,
    who: Callable[[WeightedRecord], Speaker | None],
) -> Iterator[tuple[Speaker, Word]]:
    registry = asked.registry(connection)
    profiles = Profiles(registry)
    for batch in batches(claims):
        wanted = frozenset(batch)
        for group in claim_groups(connection, batch, registry, asked.when.known):
            yield from words(group, at, wanted, who, profiles)


def _gathered(spoken: Iterable[tuple[Speaker, Word]]) -> dict[Speaker, list[Word]]:
    found: defaultdict[Speaker, list[Word]] = defaultdict(list)
    for who, word in spoken:
        found[who].append(word)
    return found


def _told(registry: Registry, whose: Speaker, spoken: Iterable[Word]) -> TrackRecord:
    in_order = tuple(sorted(spoken, key=lambda word: (word.claim.id, word.stance)))
    if isinstance(whose, str):
        return TrackRecord(whose, whose, official=True, words=in_order)
    source = registry.sources[whose]
    return TrackRecord(source.name, source.party, official=False, words=in_order)
