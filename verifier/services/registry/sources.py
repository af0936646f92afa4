"""Changing the registry of sources: add, edit, import. The claims on which a change bears are read again."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.errors import ConflictError, NotFoundError, UsageError
from verifier.domain.model.sources import Registry, Source, name_key
from verifier.domain.revisions import Revision
from verifier.intake.phrases.names import Names
from verifier.intake.problems import Problem
from verifier.intake.registry.read import RegistryDraft, SourceDraft, check_registry, read_registry
from verifier.intake.text import Lookalikes, deceptive
from verifier.services.evaluate.evaluator import Move, reevaluate
from verifier.services.record.actions import check_words
from verifier.services.record.sheets import SheetFile
from verifier.services.registry_changes import RegistryChange, apply_registry
from verifier.services.review.sources import find_source
from verifier.services.workspace import DryRunRollback, Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.statements import queries

CLEARABLE: Final = frozenset({"aliases", "kind", "party", "reliability", "note"})
RENAMED: Final = "renamed"
"""The field that holds another name."""


class Registered(Struct, frozen=True):
    """What a change of the registry did; moves are by claim. `revision` is None if nothing was new."""

    revision: Revision | None
    change: RegistryChange
    moves: Mapping[int, Move]


def add_source(workspace: Workspace, name: str, fields: Mapping[str, object], *, dry_run: bool = False) -> Registered:
    """Register a new source (ConflictError if the name, or an alias given, belongs to one)."""

    def draft(registry: Registry) -> RegistryDraft:
        made = drafted(name, fields, registry)
        names = Names(registry)
        for entry in made.sources:
            for claimed in (entry.name, *(entry.aliases or ())):
                if owner := names.source(claimed):
                    raise ConflictError(
                        f"'{claimed}' is a name of {owner.name}. Change that with: verifier source edit"
                    )
        return made

    return change_registry(workspace, "source add", name, lambda registry, _: draft(registry), dry_run=dry_run)


def edit_source(
    workspace: Workspace,
    name: str,
    fields: Mapping[str, object],
    without: Sequence[str] = (),
    *,
    dry_run: bool = False,
) -> Registered:
    """Change the fields given of a known source; aliases are added, and those `without` taken off (NotFoundError)."""

    def draft(registry: Registry) -> RegistryDraft:
        source = find_source(registry, name)
        added = fields.get("aliases")
        given = {**fields}
        if isinstance(added, list) or without:
            given["aliases"] = _aliases(source, added if isinstance(added, list) else [], without)
        return drafted(source.name, given, registry)

    return change_registry(workspace, "source edit", name, lambda registry, _: draft(registry), dry_run=dry_run)


def _aliases(source: Source, added: Sequence[str], without: Sequence[str]) -> list[str]:
    """The aliases with some more, and without some (NotFoundError for one it has not)."""
    aliases = {name_key(alias): alias for alias in source.aliases}
    for alias in without:
        if name_key(alias) not in aliases:
            known = ", ".join(source.aliases) or "none"
            raise NotFoundError(f"'{alias}' is no alias of {source.name}. Its aliases are: {known}")
        del aliases[name_key(alias)]
    given = [alias for alias in added if alias.strip()]
    return [*aliases.values(), *(alias for alias in given if name_key(alias) not in aliases)]


def import_sources(workspace: Workspace, file: SheetFile, *, dry_run: bool = False) -> Registered:
    """Merge a registry file (InputFileError with every fault)."""

    def draft(registry: Registry) -> RegistryDraft:
        return read_registry(file.content, file.name, registry)

    return change_registry(workspace, "source import", file.name, lambda registry, _: draft(registry), dry_run=dry_run)


def drafted(name: str, fields: Mapping[str, object], registry: Registry) -> RegistryDraft:
    """One entry from what was typed; an empty text or list clears a field, and `renamed` is its other name.

    UsageError, or NotFoundError for a party that is not known.
    """
    cleared = frozenset(field for field, value in fields.items() if field in CLEARABLE and _is_empty(value))
    given = {field: value for field, value in fields.items() if field not in {*cleared, RENAMED}}
    draft = check_registry({"source": [{"name": name, **given}]}, registry)
    if not isinstance(draft, RegistryDraft):
        raise _refused(draft)
    [entry] = draft.sources
    if Names(registry).source(entry.name) is None and (found := Lookalikes(registry.spellings).of(entry.name)):
        raise UsageError(found[1].message, suggestions=[found[0]])
    entry = replace(entry, cleared=cleared, renamed=_new_name(fields.get(RENAMED)))
    _refuse_without_party(entry, Names(registry).source(name))
    return RegistryDraft(sources=(entry,))


def _refused(problems: Sequence[Problem]) -> NotFoundError | UsageError:
    """What is wrong with what was typed; of a party that is not known not in the words of a registry file."""
    told = [_typed(problem) if problem.unknown_name else problem for problem in problems]
    error = NotFoundError if all(problem.unknown_name for problem in told) else UsageError
    return error(" ".join(problem.message for problem in told), suggestions=told[0].suggestions)


def _typed(problem: Problem) -> Problem:
    near = f"Closest: {', '.join(problem.suggestions)}. " if problem.suggestions else ""
    return replace(problem, fix=f"{near}Correct it, or make the party with verifier source party")


def _is_empty(value: object) -> bool:
    texts = [value] if isinstance(value, str) else value
    return isinstance(texts, list) and not any(text.strip() for text in texts)


def _new_name(name: object) -> str | None:
    if name is None:
        return None
    check_words(str(name), "the name", "--name")
    if problem := deceptive(str(name)):
        raise UsageError(f"the name: {problem.message}")
    return " ".join(str(name).split())


def _refuse_without_party(entry: SourceDraft, known: Source | None) -> None:
    """Refuse an official source whose party is cleared (UsageError)."""
    official = (known is not None and known.official) if entry.official is None else entry.official
    in_office = known is not None and known.terms and entry.official_since is None and entry.official_until is None
    if in_office and "party" in entry.cleared:
        clear = "--official-since '' --official-until ''"
        raise UsageError(f"{entry.name} would be in office without a party. Give {clear} too")
    if official and "party" in entry.cleared:
        raise UsageError(f"{entry.name} would be official without a party. Give --no-official too")


def change_registry(
    workspace: Workspace,
    action: str,
    detail: str,
    draft: Callable[[Registry, Transaction], RegistryDraft],
    *,
    dry_run: bool = False,
) -> Registered:
    """One revision of the registry, and what it changes of claims; nothing is recorded if it is only tried."""
    with suppress(DryRunRollback), workspace.write(action, detail) as ledger:
        registry = queries.registry(ledger.connection)
        change = apply_registry(ledger, registry, draft(registry, ledger.connection))
        ledger.flush()
        touched = queries.claims_of_sources(ledger.connection, change.sources)
        moves = reevaluate(ledger, touched, queries.registry(ledger.connection))
        done = Registered(ledger.seal(), change, {claim: move for claim, move in moves.items() if move.changed})
        if dry_run:
            raise DryRunRollback
        return done
    return Registered(None, done.change, done.moves)
