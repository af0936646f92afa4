"""The registry of parties and sources: what an import or an edit makes of it.

For a name already known, the fields that are given replace the recorded ones. A name or alias that belonged to another
entry moves to the one that claims it now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from verifier.domain.errors import ConflictError
from verifier.domain.model.sources import Party, Registry, Source, name_key
from verifier.domain.model.time import Term
from verifier.intake.phrases.anonymous import party_of
from verifier.intake.phrases.names import Names
from verifier.intake.registry.read import PartyDraft, RegistryDraft, SourceDraft
from verifier.intake.registry.rules import paired
from verifier.storage.ledger.ledger import Ledger


@dataclass
class RegistryChange:
    """What an import changed: entries added and replaced by name, moves in words, and the sources concerned."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    sources: set[int] = field(default_factory=set)


def apply_registry(ledger: Ledger, registry: Registry, draft: RegistryDraft) -> RegistryChange:
    """Record what a registry file says; the sources concerned are those whose claims must be read again."""
    change = RegistryChange()
    parties = _apply_parties(ledger, registry, draft.parties, change)
    check_speakers(parties)
    evaluator = _Desk(registry.sources.values(), parties, change)
    for entry in draft.sources:
        evaluator.enter(entry)
    evaluator.explain(registry, parties)
    evaluator.record(ledger)
    return change


def registered(draft: RegistryDraft) -> tuple[list[Party], list[Source]]:
    """The parties and sources of a registry file that stands alone."""
    canonical = {name_key(party.name): party.name for party in draft.parties}
    parties = {party.name: _party(party.name, Party(party.name), party, canonical) for party in draft.parties}
    check_speakers(parties)
    evaluator = _Desk((), parties, RegistryChange())
    for entry in draft.sources:
        evaluator.enter(entry)
    return [*parties.values()], evaluator.sources


def _apply_parties(
    ledger: Ledger, registry: Registry, drafts: Iterable[PartyDraft], change: RegistryChange
) -> dict[str, Party]:
    parties = dict(registry.parties)
    canonical = {name_key(name): name for name in parties}
    drafts = tuple(drafts)
    for draft in drafts:
        canonical.setdefault(name_key(draft.name), draft.name)
    for draft in drafts:
        name = canonical[name_key(draft.name)]
        known = parties.get(name)
        parties[name] = _party(name, known or Party(name), draft, canonical)
        if parties[name] == known:
            continue
        ledger.add_party(parties[name])
        (change.replaced if known else change.added).append(name)
        if known:
            change.sources |= registry.concerned([name])
    return parties


def _party(name: str, known: Party, draft: PartyDraft, canonical: dict[str, str]) -> Party:
    adverse = None if draft.adverse_to is None else tuple(canonical[name_key(other)] for other in draft.adverse_to)
    return Party(
        name,
        adjectives=known.adjectives if draft.adjectives is None else draft.adjectives,
        adverse_to=known.adverse_to if adverse is None else adverse,
        speaks_with=known.speaks_with if draft.speaks_with is None else canonical[name_key(draft.speaks_with)],
    )


def check_speakers(parties: Mapping[str, Party]) -> None:
    """Refuse parties that speak with one another in a ring (ConflictError)."""
    settled: set[str] = set()
    for name in parties:
        chain: dict[str, None] = {}
        other: str | None = name
        while other is not None and other not in settled:
            if other in chain:
                raise ConflictError(f"{' speaks with '.join([*chain, other])}: no party is left to speak for itself")
            chain[other] = None
            other = parties[other].speaks_with
        settled.update(chain)


class _Desk:
    """The sources while entries are made, new ones with negative numbers until they are recorded."""

    def __init__(self, sources: Iterable[Source], parties: dict[str, Party], change: RegistryChange) -> None:
        self._recorded = {source.id: source for source in sources}
        self._sources = dict(self._recorded)
        self._party_names = {name_key(name): name for name in parties}
        self._owners: dict[str, int] = {}
        for source in self._sources.values():
            for name in (source.name, *source.aliases):
                self._owners[name_key(name)] = source.id
        self._change = change

    def enter(self, draft: SourceDraft) -> None:
        """Make one entry, moving the names it claims to it."""
        known = self._sources.get(self._owners.get(name_key(draft.name), 0))
        if known is None or name_key(known.name) != name_key(draft.name):
            known = Source(min([0, *self._sources]) - 1, draft.name)
        for name in (draft.name, *(draft.aliases or ())):
            self._claim(name, known.id, draft.name)
        self._sources[known.id] = self._merged(known, draft)

    def explain(self, before: Registry, parties: dict[str, Party]) -> None:
        """Give those unnamed their party, whose description names one now and named none before."""
        unexplained = [source for source in before.sources.values() if _is_described(source)]
        if not unexplained:
            return
        old, new = Names(before), Names(Registry(parties, self._sources))
        for source in unexplained:
            now = self._sources[source.id]
            party = party_of(source.name, new) if _is_described(now) else None
            if party and party_of(source.name, old) is None:
                self._sources[source.id] = replace(now, party=party)
                self._change.moved.append(f"'{source.name}', logged before, is of {party} by its description")

    @property
    def sources(self) -> list[Source]:
        """All of them."""
        return [*self._sources.values()]

    def record(self, ledger: Ledger) -> None:
        """Record what is new or different."""
        for number, source in self._sources.items():
            if number < 0:
                ledger.add_source(replace(source, id=0))
                self._change.added.append(source.name)
            elif source != self._recorded[number]:
                ledger.revise_source(source)
                self._change.replaced.append(source.name)
                self._change.sources.add(number)

    def _merged(self, known: Source, draft: SourceDraft) -> Source:
        """The entry with the fields given; a party and independence exclude each other, so the one given stands."""
        party = known.party if draft.party is None else self._party_names.get(name_key(draft.party), draft.party)
        independent = known.independent if draft.independent is None else draft.independent
        if draft.independent and draft.party is None:
            party = None
        elif draft.party is not None and draft.independent is None:
            independent = False
        merged = replace(
            known,
            aliases=known.aliases if draft.aliases is None else draft.aliases,
            kind=known.kind if draft.kind is None else draft.kind,
            party=party,
            official=known.official if draft.official is None else draft.official,
            anonymous=known.anonymous if draft.anonymous is None else draft.anonymous,
            independent=independent,
            reliability=known.reliability if draft.reliability is None else draft.reliability,
            note=known.note if draft.note is None else draft.note,
            terms=_terms(known, draft),
            confidential=known.confidential if draft.confidential is None else draft.confidential,
        )
        return _corrected(merged, draft)

    def _claim(self, name: str, number: int, claimant: str) -> None:
        """Give a name to an entry, and take it from the one that had it."""
        owner = self._owners.get(name_key(name))
        self._owners[name_key(name)] = number
        if owner is None or owner == number:
            return
        loser = self._sources[owner]
        self._sources[owner] = _without(loser, name)
        self._change.moved.append(f"'{name}' moved from {loser.name} to {claimant}")


def _terms(known: Source, draft: SourceDraft) -> tuple[Term, ...]:
    """The times in office: of beginnings and ends those given replace the recorded ones."""
    if draft.official_since is None and draft.official_until is None:
        return known.terms
    since, until = (
        given if given is not None else tuple(date.fromisoformat(day) if day else None for day in before)
        for given, before in (
            (draft.official_since, known.official_since),
            (draft.official_until, known.official_until),
        )
    )
    return tuple(Term.of_days(*pair) for pair in paired(since, until))


def _corrected(source: Source, draft: SourceDraft) -> Source:
    """The entry with nothing in the fields that are cleared, and by its other name."""
    blank = Source(0, "")
    cleared: Source = replace(source, **{name: getattr(blank, name) for name in draft.cleared})
    if draft.renamed is None:
        return cleared
    aliases = tuple(alias for alias in cleared.aliases if name_key(alias) != name_key(draft.renamed))
    return replace(cleared, name=draft.renamed, aliases=aliases)


def _without(source: Source, name: str) -> Source:
    """The entry without a name; one that loses its own goes by its first alias, or is called former."""
    aliases = tuple(alias for alias in source.aliases if name_key(alias) != name_key(name))
    if name_key(source.name) != name_key(name):
        return replace(source, aliases=aliases)
    if aliases:
        return replace(source, name=aliases[0], aliases=aliases[1:])
    return replace(source, name=f"{source.name} (former entry {source.id})", aliases=())


def _is_described(source: Source) -> bool:
    """Whether somebody is known by a description alone, which names no party."""
    return source.anonymous and source.kind is None and source.party is None
