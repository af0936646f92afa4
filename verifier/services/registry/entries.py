"""What is done to whole entries of the registry: parties made, two sources merged into one, one retired."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from msgspec.structs import replace

from verifier.domain.errors import ConflictError, NotFoundError, UsageError
from verifier.domain.model.sources import Party, Registry, Source, name_key
from verifier.domain.model.statements import Attribution
from verifier.intake.registry.read import RegistryDraft, SourceDraft, check_registry
from verifier.services.evaluate.evaluator import Move, reevaluate
from verifier.services.registry.sources import Registered, change_registry
from verifier.services.registry_changes import RegistryChange, apply_registry
from verifier.services.review.sources import find_source
from verifier.services.workspace import DryRunRollback, Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.statements import queries


def set_party(
    workspace: Workspace,
    name: str,
    fields: Mapping[str, Sequence[str]],
    speaks_with: str | None,
    *,
    dry_run: bool = False,
) -> Registered:
    """Make a party or change one: `adjectives` and `adverse_to` are added, `no_adjectives`, `not_adverse_to` taken."""

    def draft(registry: Registry, _: Transaction) -> RegistryDraft:
        known = {name_key(party): found for party, found in registry.parties.items()}.get(name_key(name), Party(name))
        entry: dict[str, object] = {
            "name": known.name,
            "adjectives": _changed(known.adjectives, fields.get("adjectives", ()), fields.get("no_adjectives", ())),
            "adverse_to": _changed(known.adverse_to, fields.get("adverse_to", ()), fields.get("not_adverse_to", ())),
        }
        parties = [entry | ({} if speaks_with is None else {"speaks_with": speaks_with})]
        parties += _released(registry, known, fields.get("not_adverse_to", ()))
        made = check_registry({"party": parties}, registry)
        if isinstance(made, RegistryDraft):
            return made
        raise UsageError(" ".join(problem.message for problem in made), suggestions=made[0].suggestions)

    return change_registry(workspace, "source party", name, draft, dry_run=dry_run)


def _changed(known: Sequence[str], added: Sequence[str], taken: Sequence[str]) -> list[str]:
    away = {name_key(text) for text in taken}
    texts = {name_key(text): text for text in (*known, *added)}
    return [text for key, text in texts.items() if key not in away]


def _released(registry: Registry, party: Party, others: Sequence[str]) -> list[dict[str, object]]:
    """Those that name the party as adverse themselves, without it: enmity is symmetric."""
    keys = {name_key(other) for other in others}
    found = (known for known in registry.parties.values() if name_key(known.name) in keys)
    return [{"name": p.name, "adverse_to": [a for a in p.adverse_to if a != party.name]} for p in found]


def merge_sources(workspace: Workspace, name: str, into: str, reason: str, *, dry_run: bool = False) -> Registered:
    """Make one source of two: what one said, carried and published becomes the other's, and its names too."""
    with suppress(DryRunRollback), workspace.write("source merge", f"{name} into {into}", reason) as ledger:
        registry = queries.registry(ledger.connection)
        gone, kept = find_source(registry, name), find_source(registry, into)
        if gone.id == kept.id:
            raise ConflictError(f"'{name}' and '{into}' are both {kept.name}: there is nothing to merge")
        touched = queries.claims_of_sources(ledger.connection, [gone.id])
        _hand_over(ledger, touched, gone, kept)
        names = (*kept.aliases, gone.name, *gone.aliases)
        change = apply_registry(ledger, registry, RegistryDraft(sources=(SourceDraft(kept.name, aliases=names),)))
        done = _finished(ledger, change, touched)
        if dry_run:
            raise DryRunRollback
        return done
    return Registered(None, done.change, done.moves)


def _hand_over(ledger: Ledger, claims: Sequence[int], gone: Source, kept: Source) -> None:
    """Every attribution and document of one source becomes the other's."""
    for attribution in queries.attributions(ledger.connection, claims):
        if gone.id in (attribution.origin, *attribution.carriers):
            ledger.replace_attribution(attribution.id, _handed_over(attribution, gone.id, kept.id))
    for document in queries.documents_of_outlet(ledger.connection, gone.id):
        ledger.revise_document(replace(document, outlet=kept.id))


def _handed_over(attribution: Attribution, gone: int, kept: int) -> Attribution:
    chain = [kept if number == gone else number for number in (attribution.origin, *attribution.carriers)]
    origin, *carriers = dict.fromkeys(chain)
    return replace(attribution, id=0, origin=origin, carriers=tuple(carriers))


def _finished(ledger: Ledger, change: RegistryChange, claims: Sequence[int]) -> Registered:
    ledger.flush()
    concerned = queries.claims_of_sources(ledger.connection, change.sources)
    moves = reevaluate(ledger, [*dict.fromkeys([*claims, *concerned])], queries.registry(ledger.connection))
    return Registered(ledger.seal(), change, _changes(moves))


def _changes(moves: Mapping[int, Move]) -> dict[int, Move]:
    return {claim: move for claim, move in moves.items() if move.changed}


def retire_source(workspace: Workspace, name: str, *, dry_run: bool = False) -> Registered:
    """Take a source that nobody quotes out of use: its names are free again (ConflictError if it is quoted)."""
    with suppress(DryRunRollback), workspace.write("source retire", name) as ledger:
        source = find_source(queries.registry(ledger.connection), name)
        if queries.claims_of_sources(ledger.connection, [source.id]) or queries.documents_of_outlet(
            ledger.connection, source.id
        ):
            raise ConflictError(
                f"{source.name} is quoted: its statements would be nobody's. Merge it with: verifier source merge"
            )
        if source.name.endswith(f"(retired entry {source.id})"):
            raise NotFoundError(f"'{name}' is retired already")
        ledger.revise_source(Source(source.id, f"{source.name} (retired entry {source.id})"))
        done = _finished(ledger, RegistryChange(replaced=[source.name]), ())
        if dry_run:
            raise DryRunRollback
        return done
    return Registered(None, done.change, done.moves)
