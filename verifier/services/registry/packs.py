"""Packs in a ledger: which are there, what one would add, and taking in a newer one.

What an organisation has set stays: a pack adds entries, fills in what is empty, and takes no name away. An update also
replaces what an earlier pack said, of entries that nobody changed since.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from msgspec import Struct

from verifier.domain.errors import NotFoundError
from verifier.domain.model.sources import Party, Registry, Source, name_key
from verifier.intake.phrases.names import Names
from verifier.intake.registry.packs import Pack, joined
from verifier.intake.registry.read import PartyDraft, RegistryDraft, SourceDraft
from verifier.services.registry.sources import Registered, change_registry
from verifier.services.starter import packs
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.statements import queries

ACTIONS: Final = ("init", "source pack add", "source pack update")
"""The revisions by which packs come into a ledger."""


class PackState(Struct, frozen=True):
    """A pack, and how many of its entries the ledger has by name."""

    pack: Pack
    entries: int
    known: int


def pack_states(workspace: Workspace) -> list[PackState]:
    """The packs that come with this program, compared with the ledger."""
    with workspace.read() as connection:
        names = Names(queries.registry(connection))
    return [_state(pack, names) for pack in packs()]


def _state(pack: Pack, names: Names) -> PackState:
    entries = pack.tables["source"]
    known = sum(names.source(entry["name"]) is not None for entry in entries)
    return PackState(pack, len(entries), known)


def find_pack(name: str) -> Pack:
    """The pack of a name (NotFoundError)."""
    found = {pack.name: pack for pack in packs()}
    if name not in found:
        raise NotFoundError(f"there is no pack '{name}'. Packs are {', '.join(found)}", suggestions=tuple(found))
    return found[name]


def add_packs(workspace: Workspace, chosen: Sequence[str], *, dry_run: bool = False) -> Registered:
    """Add what the ledger lacks of some packs, or of all."""
    return _take_in(workspace, "source pack add", chosen, lambda _: frozenset(), dry_run=dry_run)


def update_packs(workspace: Workspace, chosen: Sequence[str], *, dry_run: bool = False) -> Registered:
    """Add what is lacking, and bring entries up to date that only packs have made."""
    return _take_in(workspace, "source pack update", chosen, _untouched, dry_run=dry_run)


def _untouched(connection: Transaction) -> frozenset[int]:
    """The sources of which every version was recorded by a pack."""
    return frozenset(queries.registry(connection).sources) - queries.sources_changed_by_hand(connection, ACTIONS)


def _take_in(
    workspace: Workspace,
    action: str,
    chosen: Sequence[str],
    replaced: Callable[[Transaction], Collection[int]],
    *,
    dry_run: bool,
) -> Registered:
    wanted = [find_pack(name) for name in chosen] or [*packs()]
    detail = ", ".join(f"{pack.name} {pack.version}" for pack in wanted)
    every = joined(packs())
    ours = {name_key(entry["name"]) for pack in wanted for entry in pack.tables["source"]}
    parties = {name_key(entry["name"]) for pack in wanted for entry in pack.tables["party"]}

    def draft(registry: Registry, connection: Transaction) -> RegistryDraft:
        sources = [source for source in every.sources if name_key(source.name) in ours]
        needed = parties | {name_key(source.party) for source in sources if source.party}
        given = _parties(every.parties, needed, registry)
        return RegistryDraft(given, tuple(_sources(sources, registry, replaced(connection))))

    return change_registry(workspace, action, detail, draft, dry_run=dry_run)


def _parties(every: Iterable[PartyDraft], needed: set[str], registry: Registry) -> tuple[PartyDraft, ...]:
    """The parties that are needed: new ones, and known ones with what they lack; words of others stay theirs."""
    drafts = {name_key(party.name): party for party in every}
    owners = {name_key(word): p.name for p in registry.parties.values() for word in (p.name, *p.adjectives)}
    known = {name_key(party.name): party for party in registry.parties.values()}
    for key in [*needed]:
        needed |= {name_key(other) for other in (drafts[key].speaks_with,) if other}
    reachable = needed | known.keys()
    return tuple(_party(drafts[key], known.get(key), owners, reachable) for key in sorted(needed))


def _party(draft: PartyDraft, known: Party | None, owners: dict[str, str], reachable: Collection[str]) -> PartyDraft:
    here = known or Party(draft.name)
    free = [word for word in draft.adjectives or () if owners.get(name_key(word), here.name) == here.name]
    adverse = [other for other in draft.adverse_to or () if name_key(other) in reachable]
    return PartyDraft(
        here.name,
        adjectives=_joined(here.adjectives, free),
        adverse_to=_joined(here.adverse_to, adverse),
        speaks_with=here.speaks_with or draft.speaks_with,
    )


def _joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    texts: dict[str, str] = {}
    for text in (*first, *second):
        texts.setdefault(name_key(text), text)
    return tuple(texts.values())


def _sources(drafts: Iterable[SourceDraft], registry: Registry, replaced: Collection[int]) -> Iterable[SourceDraft]:
    """The entries as they are to be recorded; a name that belongs to another entry stays there."""
    owners = {name_key(name): s for s in registry.sources.values() for name in (s.name, *s.aliases)}
    for draft in drafts:
        known = owners.get(name_key(draft.name))
        if known is None:
            yield _with(draft, [alias for alias in draft.aliases or () if name_key(alias) not in owners])
        elif name_key(known.name) == name_key(draft.name) and not known.anonymous:
            yield _filled(draft, known, owners, whole=known.id in replaced)


def _with(draft: SourceDraft, aliases: Iterable[str]) -> SourceDraft:
    values = {field: getattr(draft, field) for field in draft.__struct_fields__}
    return SourceDraft(**{**values, "aliases": tuple(aliases)})


def _filled(draft: SourceDraft, known: Source, owners: dict[str, Source], *, whole: bool) -> SourceDraft:
    free = [alias for alias in draft.aliases or () if owners.get(name_key(alias), known).id == known.id]
    aliases = _joined(known.aliases, free)
    if whole:
        return _with(draft, aliases)
    unset = known.party is None and not known.independent
    return SourceDraft(
        known.name,
        aliases=aliases,
        kind=known.kind or draft.kind,
        party=draft.party if unset else None,
        official=draft.official if unset and draft.party else None,
        note=known.note or draft.note,
    )
