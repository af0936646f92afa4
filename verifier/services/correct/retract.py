"""An outlet takes its story back: the document is retracted, and on each claim what rested on the outlet's word there.

What rests on its word is what the outlet says itself, and what unnamed sources say through it; which records those are
is found by trying the retraction on the engine. Invariant: all is one revision; a named origin's word is public, and is
left alone.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from verifier.domain.errors import ConflictError
from verifier.domain.explain.evaluation import ClaimGroup, Evaluation
from verifier.domain.model.statements import Attribution, Document, Stance
from verifier.domain.model.time import at
from verifier.domain.revisions import Revision
from verifier.services.evaluate.evaluator import claim_groups
from verifier.services.record.actions import Act, Options, Recorded, reason_of, record
from verifier.services.record.recorder import Recorder
from verifier.services.review.documents import find_document
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries

ACTION: Final = "retract"


class Fallen(Struct, frozen=True):
    """What a retraction takes back, read in the document and elsewhere; and what was read there and stands."""

    there: tuple[Attribution, ...] = ()
    elsewhere: tuple[Attribution, ...] = ()
    state: tuple[Attribution, ...] = ()

    def with_those_of(self, other: "Fallen") -> "Fallen":
        """What falls and stands here and there."""
        return Fallen(self.there + other.there, self.elsewhere + other.elsewhere, self.state + other.state)


class Retracted(Struct, frozen=True):
    """What retracting a document did; `already` is the revision in which it had been retracted before."""

    recorded: Recorded
    document: Document
    fallen: Fallen
    already: Revision | None = None


def retract_document(workspace: Workspace, url: str, why: str, options: Options | None = None) -> Retracted:
    """Record that the outlet of a document took it back, at the time given as that of saying, else now.

    NotFoundError for an unknown address; ConflictError for a document without an outlet. One that is retracted already
    is left as it is.
    """
    reason, chosen = reason_of(why), options or Options()
    done: list[tuple[Document, Fallen, Revision | None]] = []

    def enter(recorder: Recorder) -> None:
        connection = recorder.ledger.connection
        document = find_document(connection, url)
        if document.retracted is not None:
            done.append((document, Fallen(), queries.retractions(connection, [document.id]).get(document.id)))
            return
        retracted = replace(document, retracted=chosen.said or at(recorder.ledger.now))
        done.append((retracted, _retract(recorder, retracted, reason), None))

    recorded = record(workspace, Act(ACTION, url.strip(), reason), chosen, enter)
    [(document, fallen, already)] = done
    return Retracted(recorded, document, fallen, already)


def _retract(recorder: Recorder, document: Document, why: str) -> Fallen:
    """Record the retraction of a document, and on each claim that rests on its outlet's word there."""
    own = _retraction(document, why)
    recorder.ledger.revise_document(document)
    recorder.notes.recorded.append(f"retraction of {document.url}")
    claims = {one.claim for one in queries.attributions_in(recorder.ledger.connection, document.id)}
    found, wanted = Fallen(), list[Attribution]()
    for group in claim_groups(recorder.ledger.connection, claims, recorder.registry):
        for claim in sorted(group.claims.keys() & claims):
            retraction = replace(own, claim=claim)
            fallen = _tried(group, retraction, recorder.ledger.recorded_at)
            if fallen.there:
                wanted.append(retraction)
            found = found.with_those_of(fallen)
    _add(recorder, wanted)
    return found


def _retraction(document: Document, why: str) -> Attribution:
    """What the outlet of a retracted document says of a claim, whichever that is (ConflictError if it has none)."""
    if document.outlet is None or document.retracted is None:
        again = f"verifier say REF PHRASE --url {document.url} --outlet SOURCE"
        raise ConflictError(
            f"whose document {document.url} is was not recorded, so nobody can retract it. "
            f"Repeat a phrase read there with its outlet first: {again}"
        )
    return Attribution(
        0,
        0,
        document.outlet,
        Stance.RETRACTS,
        document.retracted,
        note=" ".join(why.split()),
        document=document.id,
        outlet=document.outlet,
    )


def _tried(group: ClaimGroup, retraction: Attribution, instant: int) -> Fallen:
    """What a retraction would take back of a claim; of no concern elsewhere if nothing falls that was read there."""
    known = group.said_by(instant)
    before = Evaluation.of(known, retraction.claim, instant)
    after = Evaluation.of(replace(known, attributions=(*known.attributions, retraction)), retraction.claim, instant)
    attributions = {attribution.id: attribution for attribution in known.attributions}
    live = [attributions[heard.record.id] for heard in before.own if before.is_live(heard)]
    falling = [one for one in live if one.id in after.hearing.silenced]
    read_there = [one for one in live if one.document == retraction.document and one.stance is not Stance.RETRACTS]
    there = tuple(one for one in falling if one.document == retraction.document)
    return Fallen(
        there=there,
        elsewhere=tuple(one for one in falling if there and one.document != retraction.document),
        state=tuple(one for one in read_there if one not in falling),
    )


def _add(recorder: Recorder, wanted: list[Attribution]) -> None:
    for attribution, (number, _) in zip(wanted, recorder.ledger.add_attributions(wanted), strict=True):
        recorder.notes.attributions.append(replace(attribution, id=number))
        recorder.notes.recorded.append(f"a{number}")
        recorder.notes.touch(attribution.claim)
