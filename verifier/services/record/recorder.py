"""The recorder turns drafts into facts of one revision: names into sources, phrases into attributions.

Faults are collected with their place, so that all are told at once; the caller commits nothing if there is one.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from verifier.domain.duplicates import Redirect, Similar
from verifier.domain.errors import ConflictError, NotFoundError, UsageError, VerifierError
from verifier.domain.model.claims import Claim, ClaimKind, Link, LinkKind
from verifier.domain.model.sources import Registry, Source, SourceKind, name_key
from verifier.domain.model.statements import Attribution, Document, Figure, KeptFile
from verifier.intake.phrases.names import Names
from verifier.intake.phrases.phrase import AttributionDraft, unknown_party, unknown_speaker
from verifier.intake.phrases.speakers import Speaker
from verifier.intake.problems import Problem
from verifier.intake.refs import ClaimRef, KeyRef, read_ref
from verifier.intake.sheets.drafts import ClaimDraft, DocumentDraft
from verifier.intake.text import Lookalikes, deceptive
from verifier.services.record import additions
from verifier.services.record.additions import is_taken_away, is_within_one, note_meanings, uncorrected
from verifier.services.record.incoming import ArchivedText
from verifier.services.review.documents import Retraction, retraction_of
from verifier.services.review.refs import find_claim, redirect_of_ref, redirect_of_text
from verifier.storage.ledger.ledger import Ledger
from verifier.storage.statements import queries
from verifier.storage.statements.sources import Grown, NamesInDatabase


class Notes(Struct):
    """What was done, for the analyst: refs recorded and refs known before, new sources, claims to be read again.

    `left_out` tells by ref what was not recorded again, as a correction took it out, and what became of it.
    `moved` has the refs of attributions that are of another claim now, each with its ref there.
    `redirected` tells by ref of merged claims that were named, and into which they were merged.
    `similar` are known claims that a new one is like, by its number; `uncompared` counts new ones not compared.
    `twins` are claims that were meant by their text, with others that an earlier version recorded of the same text.
    `approximate` are the figures that were written as only about right.
    `archived` are texts of files that were kept with their documents, `kept` the files that were kept whole.
    `retracted` are documents, by number, that had been retracted and from which something was recorded all the same.
    """

    recorded: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    redirected: dict[str, str] = field(default_factory=dict)
    similar: dict[int, tuple[Similar, ...]] = field(default_factory=dict)
    uncompared: int = 0
    twins: dict[int, tuple[int, ...]] = field(default_factory=dict)
    new_sources: list[Source] = field(default_factory=list)
    touched: dict[int, None] = field(default_factory=dict)
    mentioned: dict[int, None] = field(default_factory=dict)
    attributions: list[Attribution] = field(default_factory=list)
    retracted: dict[int, Retraction] = field(default_factory=dict)
    archived: list[ArchivedText] = field(default_factory=list)
    kept: list[KeptFile] = field(default_factory=list)
    approximate: set[Figure] = field(default_factory=set)

    def record(self, ref: str) -> None:
        """Note what was recorded, once."""
        if ref not in self.recorded:
            self.recorded.append(ref)

    def mention(self, claim: int) -> None:
        """Note a claim that the analyst named."""
        self.mentioned[claim] = None

    def tell_apart(self, one: int, other: int) -> None:
        """Take two claims out of those that the other one is like: whoever links them knows that they are two."""
        for claim, alike in ((one, other), (other, one)):
            left = tuple(known for known in self.similar.pop(claim, ()) if known.claim.id != alike)
            if left:
                self.similar[claim] = left

    def touch(self, claim: int) -> None:
        """Note a claim that the analyst named and that must be read again."""
        self.mention(claim)
        self.touched[claim] = None


COMPARED: Final = 100
"""So many new claims of one write are compared with the known ones."""


class Fault(Struct, frozen=True):
    """A problem found while recording, and the error it is when it stands alone."""

    problem: Problem
    error: type[VerifierError]

    def on(self, ref: str) -> "Fault":
        """The same fault, told with the claim that it is found on."""
        return replace(self, problem=replace(self.problem, what=f"{ref}: {self.problem.what}"))


class Standing(Struct, frozen=True):
    """What the analyst says of a new source: its kind, its party by a name, and how it stands."""

    kind: SourceKind | None = None
    party: str | None = None
    official: bool = False
    independent: bool = False


class Choices(Struct, frozen=True):
    """What the analyst decided about unknown names, by their keys: new sources, or other names of known ones."""

    accept_all: bool = False
    new: frozenset[str] = frozenset()
    known_as: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)

    def accepts(self, name: str) -> bool:
        """Whether an unknown name is accepted as a new source."""
        return self.accept_all or (bool(self.new) and name_key(name) in self.new)

    def decided(self, names: Iterable[str]) -> bool:
        """Whether all of these names were decided about, so that asking again would lead nowhere."""
        return all(key in self.new or key in self.known_as for key in map(name_key, names))


Progress: TypeAlias = Callable[[int, int], None]
"""Told how much of how much is done."""


def untold(done: int, total: int) -> None:
    """Progress that nobody asked for."""


class Recorder:
    """Records drafts in a ledger, under a registry that grows as unknown names are accepted."""

    def __init__(self, ledger: Ledger, names: Names, choices: Choices, progress: Progress = untold) -> None:
        self.ledger = ledger
        self.progress = progress
        self._known = names.registry
        self._added: dict[int, Source] = {}
        self._lookalikes: Lookalikes | None = None
        self._names = names
        self._choices = choices
        self._made: dict[tuple[str, bool], int] = {}
        self._met: dict[tuple[str, bool], int] = {}
        self._claims: dict[int, Claim] = {}
        self._compared = 0
        self.notes = Notes()
        self.faults: list[Fault] = []

    @property
    def registry(self) -> Registry:
        """The registry with the sources made so far."""
        return Registry(self._known.parties, Grown(self._added, self._known.sources))

    @property
    def names(self) -> Names:
        """The names of that registry."""
        if not self.notes.new_sources:
            return self._names
        self.ledger.flush()
        return Names(self.registry, NamesInDatabase(self.ledger.connection))

    def learn(self, registry: Registry) -> None:
        """Go on under another registry."""
        self._known = registry
        self._added = {}
        self._lookalikes = None
        self._names = Names(registry)

    def fault(self, problem: Problem, error: type[VerifierError]) -> None:
        """Note a fault and go on."""
        self.faults.append(Fault(problem, error))

    def accepts(self, speaker: Speaker) -> bool:
        """Whether somebody is known, unnamed, holds an office, or is accepted as new."""
        return speaker.source is not None or _needs_no_leave(speaker) or self._choices.accepts(speaker.name)

    def source(self, speaker: Speaker, line: int | None, text: str) -> int:
        """The number of whoever is named; 0, and a fault, if the name is not known."""
        if speaker.source is not None:
            return speaker.source
        if number := self._met.get((speaker.name, speaker.anonymous)):
            return number
        chosen = self._choices.known_as.get(name_key(speaker.name))
        if chosen and (found := self._names.source(chosen)):
            return found.id
        if _needs_no_leave(speaker) or self._choices.accepts(speaker.name):
            if problem := self.deceptive_name(speaker):
                self.fault(problem.placed(line, text), UsageError)
                return 0
            return self._met.setdefault((speaker.name, speaker.anonymous), self._new_source(speaker))
        self.fault(unknown_speaker(speaker, self._names).placed(line, text), NotFoundError)
        return 0

    def deceptive_name(self, speaker: Speaker) -> Problem | None:
        """What makes the name of somebody new look like another one."""
        if problem := deceptive(speaker.name):
            return replace(problem, column=None)
        if speaker.anonymous or speaker.made is not None:
            return None
        if self._lookalikes is None:
            self._lookalikes = Lookalikes(self.registry.spellings)
        found = self._lookalikes.of(speaker.name)
        return found and found[1]

    def _new_source(self, speaker: Speaker) -> int:
        key = (name_key(speaker.name), speaker.anonymous)
        if key not in self._made:
            source = speaker.made or self._as_told(speaker)
            number = self.ledger.add_source(source)
            self._made[key] = number
            self._added[number] = replace(source, id=number)
            if self._lookalikes is not None:
                self._lookalikes.add(source.name)
            self.notes.new_sources.append(self._added[number])
        return self._made[key]

    def _as_told(self, speaker: Speaker) -> Source:
        """Somebody new, with what the analyst says of them (NotFoundError if that party is not known)."""
        source = Source(0, speaker.name, party=speaker.party, anonymous=speaker.anonymous)
        told = self._choices.standing.get(name_key(speaker.name))
        if told is None or speaker.anonymous:
            return source
        party = None if told.party is None else self._names.party(told.party)
        if told.party is not None and party is None:
            raise NotFoundError(unknown_party(told.party, self._names).message)
        belonging = party.name if party else speaker.party
        official, independent = told.official and bool(belonging), told.independent and not belonging
        return replace(source, kind=told.kind, party=belonging, official=official, independent=independent)

    def document(self, draft: DocumentDraft, *, text: str | None, sha256: str | None) -> int:
        """The number of a document, recorded if it is new; what was empty is filled in."""
        wanted = replace(self._described(draft), text=text, sha256=sha256)
        number, new = self.ledger.add_document(wanted)
        if not new:
            self._complete_document(replace(wanted, id=number), draft)
        return number

    def complete(self, number: int, draft: DocumentDraft) -> None:
        """Record what is told of a known document, by number."""
        self._complete_document(replace(self._described(draft), id=number), draft)

    def _described(self, draft: DocumentDraft) -> Document:
        """The document of a draft, yet without its number."""
        outlet = (
            None if draft.outlet is None else self.source(draft.outlet, draft.outlet_line, draft.outlet.name) or None
        )
        return Document(
            *(0, draft.url, draft.title, outlet, draft.published, draft.retrieved),
            archived=draft.archived,
            archived_hash=draft.archived_hash,
            author=draft.author,
            language=draft.language,
            media_type=draft.media_type,
            location=draft.location,
            captured=draft.captured,
            retracted=draft.retracted,
        )

    def _complete_document(self, wanted: Document, draft: DocumentDraft) -> None:
        """Fill in what was not recorded of a known document; a story may change its title and date, not its outlet."""
        self.ledger.flush()
        known = queries.documents(self.ledger.connection, [wanted.id])[wanted.id]
        self.heed_retraction(known)
        if known.outlet and wanted.outlet and known.outlet != wanted.outlet:
            recorded = self.registry.sources[known.outlet].name
            self.fault(additions.other_outlet(draft.outlet_line, 1, recorded), ConflictError)
            return
        revised = additions.revised(known, wanted)
        if revised != known and self.ledger.revise_document(revised):
            self.notes.touched.update(dict.fromkeys(queries.claims_of_document(self.ledger.connection, known.id)))

    def heed_retraction(self, document: Document) -> None:
        """Note that something is recorded from a document, if that was retracted."""
        if found := retraction_of(self.ledger.connection, document, self.registry):
            self.notes.retracted[document.id] = found

    def claim(self, draft: ClaimDraft) -> Claim | None:
        """The claim a draft opens or re-opens, recorded with what is new about it; None, and a fault, if none."""
        known = self._known_claim(draft)
        if known is None and draft.ref is not None:
            return None
        if not self._key_is_free(draft, known):
            return None
        if problems := [*additions.deceptive_words(draft, known)]:
            for problem in problems:
                self.fault(problem, UsageError)
            return None
        if known is None:
            return self._new_claim(draft)
        return self._completed(known, draft, self._former(known, draft))

    def claim_of_ref(self, ref: str) -> Claim:
        """The claim of a ref (NotFoundError); one that was merged into it is noted."""
        claim = self._find(ref)
        if self.ledger.has_merges:
            self.note_redirect(redirect_of_ref(self.ledger.connection, ref))
        self.notes.mention(claim.id)
        return claim

    def _former(self, known: Claim, draft: ClaimDraft) -> Claim | None:
        """The merged claim that a draft names where another one is known by that name now; it is noted."""
        if not self.ledger.has_merges:
            return None
        connection = self.ledger.connection
        found = redirect_of_ref(connection, draft.ref) if draft.ref else None
        found = found or (redirect_of_text(connection, draft.text, known) if draft.text else None)
        return self.note_redirect(found)

    def note_redirect(self, found: Redirect | None) -> Claim | None:
        """Note that a merged claim was named; gives the claim that was."""
        if found is None:
            return None
        self.notes.redirected[f"c{found.claim.id}"] = found.words
        return found.claim

    def _known_claim(self, draft: ClaimDraft) -> Claim | None:
        if draft.ref is not None:
            try:
                found: Claim | None = self._find(draft.ref)
            except NotFoundError as error:
                if isinstance(read_ref(draft.ref), ClaimRef | KeyRef):
                    self._unknown_ref(draft.ref, draft.line, 4, error)
                return None  # of another ref the reader of the sheet has told
            except UsageError:
                return None  # told by the reader of the sheet
        else:
            found = self._called(draft.text or "")
        return found

    def _called(self, text: str) -> Claim | None:
        """The claim of a text; that others have the same text is noted."""
        self.ledger.flush()
        found = queries.claims_by_text(self.ledger.connection, text)
        if len(found) > 1:
            self.notes.twins[found[0].id] = tuple(other.id for other in found[1:])
        return found[0] if found else None

    def _find(self, ref: str) -> Claim:
        self.ledger.flush()
        return find_claim(self.ledger.connection, ref)

    def _unknown_ref(self, ref: str, line: int | None, column: int | None, error: NotFoundError) -> None:
        what, _, fix = error.message.partition(". ")
        problem = Problem(line, column, what, fix.rstrip("."), ref, unknown_name=True, suggestions=error.suggestions)
        self.fault(problem, NotFoundError)

    def _key_is_free(self, draft: ClaimDraft, known: Claim | None) -> bool:
        if draft.key is None:
            return True
        owner = queries.claim_by_key(self.ledger.connection, draft.key)
        if owner is None or (known is not None and owner.id == known.id):
            return True
        self.fault(additions.key_taken(draft, self.called(owner)), ConflictError)
        return False

    def _new_claim(self, draft: ClaimDraft) -> Claim:
        claim = additions.opened(draft)
        number, _ = self.ledger.add_claim(claim)
        claim = replace(claim, id=number)
        self.note_similar([claim])
        self.notes.recorded.append(f"c{number}")
        self.notes.touch(number)
        return claim

    def note_similar(self, claims: Sequence[Claim], but: Collection[int] = ()) -> None:
        """Note what recorded claims, the first so many of all, are like of those before them, but for some."""
        compared = claims[: COMPARED - self._compared]
        self._compared += len(compared)
        self.notes.uncompared += len(claims) - len(compared)
        if compared:
            from verifier.services.review.similar import similar_to_earlier  # needed for new claims only

            self.ledger.flush()
            self.notes.similar |= similar_to_earlier(self.ledger.connection, compared, but)

    def _completed(self, known: Claim, draft: ClaimDraft, was: Claim | None) -> Claim:
        """The claim with its empty fields filled; a field that differs is a fault."""
        claim, faults = additions.filled(known, draft, f"c{known.id}", was)
        for problem in faults:
            self.fault(problem, ConflictError)
        self.notes.mention(known.id)
        if claim != known and self.ledger.revise_claim(claim):
            self.notes.recorded.append(f"c{known.id}")
            self.notes.touch(known.id)
        return claim

    def attributions(self, claim: Claim | None, drafts: Iterable[AttributionDraft], document: int | None) -> None:
        """Record the attributions of a claim, those known already excepted; without a claim only find their faults."""
        wanted = [a for draft in drafts if (a := self.attribution(claim, draft, document)) is not None]
        if self.faults or claim is None:
            return
        fresh = uncorrected(self.ledger, wanted, self.notes.left_out)
        numbered = list(zip(fresh, self.ledger.add_attributions(fresh), strict=True))
        note_meanings(self.ledger, numbered, self.notes.left_out)
        for attribution, (number, new) in numbered:
            ref = f"a{number}"
            if ref in self.notes.recorded:
                continue  # the same phrase twice in one go
            self.notes.attributions.append(replace(attribution, id=number))
            (self.notes.recorded if new else self.notes.repeated).append(ref)
            if new:
                self.notes.touch(claim.id)

    def attribution(self, claim: Claim | None, draft: AttributionDraft, document: int | None) -> Attribution | None:
        """The attribution of a draft, yet to be recorded; None, or a fault, if something about it is not right."""
        phrase = draft.phrase
        origin = self.source(phrase.origin, draft.line, draft.text)
        carriers = tuple([self.source(carrier, draft.line, draft.text) for carrier in phrase.carriers])
        if claim is not None and (problem := additions.figure_fault(phrase, claim.measure)):
            self.fault(problem.placed(draft.line, draft.text, draft.column), UsageError)
        if claim is None or not origin or not all(carriers):
            return None
        if phrase.figure and phrase.approximate:
            self.notes.approximate.add(phrase.figure)
        return Attribution(
            0,
            claim.id,
            origin,
            phrase.stance,
            draft.said,
            carriers=carriers,
            certainty=phrase.certainty,
            basis=phrase.basis,
            figure=phrase.figure,
            cue=phrase.cue,
            quote=phrase.quote,
            note=phrase.note,
            written=draft.written,
            document=document,
            quote_language=phrase.quote_language,
            quote_translation=phrase.quote_translation,
        )

    def link(
        self, claim: Claim, kind: LinkKind, ref: str, line: int | None, column: int | None, *, anew: bool = False
    ) -> None:
        """Record a link to the claim of a ref, unless it is known; refuse one by which a claim would deny itself.

        One that was taken away is made anew only on purpose.
        """
        try:
            other = self._find(ref)
            if self.ledger.has_merges:
                self.note_redirect(redirect_of_ref(self.ledger.connection, ref))
        except NotFoundError as error:
            self._unknown_ref(ref, line, column, error)
            return
        if problem := self.link_to(claim, kind, other, anew=anew):
            self.fault(problem.placed(line, ref, column), ConflictError)

    def link_to(self, claim: Claim, kind: LinkKind, other: Claim, *, anew: bool = False) -> Problem | None:
        """Record a link, unless it is known; what is wrong with it, if a claim would then deny itself."""
        link = Link(claim.id, kind, other.id)
        if opinion := next((one for one in (claim, other) if one.kind is ClaimKind.OPINION), None):
            return additions.opinion_linked(self.called(opinion))
        if not anew and (
            is_within_one(self.ledger, link, self.notes.left_out)
            or is_taken_away(self.ledger, link, self.notes.left_out)
        ):
            return None
        _, linked = queries.linked(self.ledger.connection, [claim.id, other.id])
        if problem := additions.self_denial(self.called(claim), self.called(other), [*linked, link]):
            return problem
        if self.ledger.add_link(link):
            self.notes.recorded.append(f"c{claim.id} {kind} c{other.id}")
            self.notes.tell_apart(claim.id, other.id)
            self.notes.touched.update(dict.fromkeys((claim.id, other.id)))
        return None

    def called(self, claim: Claim) -> str:
        """A claim as the analyst knows it: by its ref, or by its words while it has no ref for good."""
        return f"'{claim.text}'" if claim.revision in {0, self.ledger.revision} else f"c{claim.id}"


def _needs_no_leave(speaker: Speaker) -> bool:
    """Whether somebody is made known without being asked about: whoever is unnamed, or speaks for an office."""
    return speaker.anonymous or speaker.made is not None
