"""Amending claims, sources and documents, with a reason: fields replaced or cleared, links taken away.

Invariant: what a claim or source was before stays known as of the time before; every claim on which it bears is read
again. A document's address and outlet stay, as they decide which it is and who vouches for what was read there.
"""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from verifier.domain.errors import ConflictError, NotFoundError, UsageError
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Source
from verifier.domain.model.statements import Document
from verifier.domain.revisions import Correction
from verifier.intake.phrases.names import Names
from verifier.intake.refs import read_ref
from verifier.intake.registry.read import RegistryDraft
from verifier.intake.sheets.drafts import DocumentDraft
from verifier.intake.text import deceptive
from verifier.services.correct.attributions import act
from verifier.services.correct.consistency import check_claims
from verifier.services.record.actions import (
    Entry,
    Options,
    Recorded,
    check_words,
    field_faults,
    read_entry,
    read_said,
    record,
    refuse_faults,
)
from verifier.services.record.additions import deceptive_words
from verifier.services.record.recorder import Recorder
from verifier.services.registry.sources import drafted
from verifier.services.registry_changes import apply_registry
from verifier.services.review.documents import find_document
from verifier.services.review.refs import find_claim
from verifier.services.review.sources import find_source
from verifier.services.workspace import Workspace
from verifier.storage.statements import corrections, queries


def amend_claim(
    workspace: Workspace,
    ref: str,
    fields: Mapping[str, str],
    why: str,
    options: Options | None = None,
    *,
    unlink: tuple[str, ...] = (),
) -> Recorded:
    """Give a claim other fields, an empty one clearing what was there, and take links such as `entails c3` away.

    NotFoundError for a claim, party or link that is not known; ConflictError for a text, key or measure that cannot be.
    """

    def enter(recorder: Recorder) -> None:
        claim = find_claim(recorder.ledger.connection, ref)
        recorder.notes.mention(claim.id)
        _amend(recorder, claim, fields)
        for written in unlink:
            _unlink(recorder, claim, written)

    return record(workspace, act(ref, why), options or Options(), enter)


def _amend(recorder: Recorder, known: Claim, fields: Mapping[str, str]) -> None:
    claim = _amended(recorder, known, fields)
    if claim.kind is ClaimKind.OPINION and known.kind is not ClaimKind.OPINION:
        _refuse_linked(recorder, known)
    if recorder.ledger.revise_claim(claim):
        recorder.ledger.flush()
        check_claims(recorder.ledger.connection, [claim.id])
        recorder.notes.recorded.append(f"c{claim.id}")
        recorder.notes.touch(claim.id)


def _refuse_linked(recorder: Recorder, claim: Claim) -> None:
    """Refuse to make a claim with links an opinion, along which nothing follows (ConflictError)."""
    _, links = queries.linked(recorder.ledger.connection, [claim.id])
    for link in links:
        if claim.id in {link.claim, link.other}:
            words = f"c{link.claim} {link.kind} c{link.other}"
            raise ConflictError(
                f"c{claim.id} would be an opinion, and opinions have no links: {words}. Take that away with --unlink"
            )


def _amended(recorder: Recorder, known: Claim, fields: Mapping[str, str]) -> Claim:
    """The claim with the fields as typed (UsageError, or NotFoundError for a party that is not known)."""
    given = {name: value for name, value in fields.items() if name != "text" and value.strip()}
    draft, typed = read_entry(recorder, Entry(f"c{known.id}", given), None)
    refuse_faults([*typed.problems, *deceptive_words(draft)])
    blank = Claim(0, "")
    values = {name: getattr(draft if name in given else blank, name) for name in fields if name != "text"}
    if "text" in fields:
        values["text"] = checked_text(fields["text"])
    return replace(known, **values)


def checked_text(text: str) -> str:
    """A text that a claim can have: one that says something, and is no ref."""
    check_words(text, "the claim", "--text")
    if problem := deceptive(text.strip()):
        raise UsageError(f"the claim: {problem.message}")
    try:
        read_ref(text.strip())
    except UsageError:
        return text.strip()
    raise UsageError(f"'{text.strip()}' would be read as a ref or key. Write what is claimed, in a sentence")


def _unlink(recorder: Recorder, claim: Claim, written: str) -> None:
    """Take a link away that is written as its kind and the other claim."""
    kind, _, ref = written.strip().partition(" ")
    if kind not in list(LinkKind) or not ref.strip():
        raise UsageError(f"'{written}' is no link. Write it as: --unlink 'entails c3', or contradicts")
    connection = recorder.ledger.connection
    other = find_claim(connection, ref.strip())
    recorder.ledger.flush()
    numbers = corrections.link_numbers(connection, Link(claim.id, LinkKind(kind), other.id))
    if not numbers:
        raise NotFoundError(f"c{claim.id} has no link '{kind} c{other.id}'. See: verifier show c{claim.id}")
    for number in numbers:
        recorder.ledger.add_correction(Correction(link=number))
    recorder.notes.recorded.append(f"no more: c{claim.id} {kind} c{other.id}")
    recorder.notes.touch(claim.id)
    recorder.notes.touched[other.id] = None


def amend_source(
    workspace: Workspace, name: str, fields: Mapping[str, object], why: str, options: Options | None = None
) -> Recorded:
    """Give a source other fields, `renamed` being its other name, an empty text or list clearing what was there.

    NotFoundError for a source or party that is not known; ConflictError for a name that is another source's.
    """

    def enter(recorder: Recorder) -> None:
        registry = recorder.registry
        source = find_source(registry, name)
        draft = drafted(source.name, fields, registry)
        _refuse_names_of_others(Names(registry), source, draft)
        change = apply_registry(recorder.ledger, registry, draft)
        recorder.ledger.flush()
        recorder.learn(queries.registry(recorder.ledger.connection))
        recorder.notes.recorded += [f"source {entry}" for entry in change.replaced]
        concerned = queries.claims_of_sources(recorder.ledger.connection, change.sources)
        recorder.notes.touched.update(dict.fromkeys(concerned))

    return record(workspace, act(name, why), options or Options(), enter)


def _refuse_names_of_others(names: Names, source: Source, draft: RegistryDraft) -> None:
    """Refuse names that a correction of this source would take from another (ConflictError)."""
    for entry in draft.sources:
        for name in (entry.renamed or source.name, *(entry.aliases or ())):
            if (owner := names.source(name)) is not None and owner.id != source.id:
                raise ConflictError(f"'{name}' is a name of {owner.name}. Correct that first: verifier correct")


_IN_NO_SHEET: Final = ("title", "media_type")


def amend_document(
    workspace: Workspace, ref: str, fields: Mapping[str, str], why: str, options: Options | None = None
) -> Recorded:
    """Give a document other fields, an empty one clearing what was there.

    NotFoundError for one that is not known; UsageError for a value that cannot be, or if there is none; ConflictError
    if nothing would be left to call it by.
    """
    if not fields:
        raise UsageError(f"it is not said what to correct of {ref}. Give the fields, such as --author")

    def enter(recorder: Recorder) -> None:
        known = find_document(recorder.ledger.connection, ref)
        amended = replace(known, **_values(recorder, fields))
        if not (amended.url or amended.title or amended.outlet):
            raise ConflictError(f"without its title nothing says which document d{known.id} is. Give it another one")
        if recorder.ledger.revise_document(amended):
            recorder.notes.record(f"d{known.id}")
            concerned = queries.claims_of_document(recorder.ledger.connection, known.id)
            recorder.notes.touched.update(dict.fromkeys(concerned))

    return record(workspace, act(ref, why), options or Options(), enter)


def _values(recorder: Recorder, fields: Mapping[str, str]) -> dict[str, object]:
    """The fields as typed, read as the head of a sheet is."""
    given = {name: value for name, value in fields.items() if value.strip()}
    refuse_faults(list(field_faults(given)))
    read = read_said(recorder, {name: value for name, value in given.items() if name not in _IN_NO_SHEET}, (), None)
    refuse_faults(read.problems)
    typed = {name: given[name].strip() for name in _IN_NO_SHEET if name in given}
    draft, blank = replace(read.document or DocumentDraft(), **typed), Document(0)
    return {name: getattr(draft if name in given else blank, name) for name in fields}
