"""Corrections: what was recorded wrongly is not counted from then on, and stays as it was recorded."""

import threading

import pytest
from msgspec.structs import replace

from tests.services.chronicle import LATER, everything, fault, lists, log
from verifier.domain.errors import ConflictError, NotFoundError, UsageError, VerifierError
from verifier.domain.model.claims import Claim, LinkKind, Status, Verdict
from verifier.domain.model.sources import Source
from verifier.domain.model.statements import Attribution
from verifier.domain.query import Query
from verifier.intake.refs import AttributionRef
from verifier.reports.text.wording import span
from verifier.services.correct.amend import amend_claim, amend_source
from verifier.services.correct.attributions import find_target, replace_by, void
from verifier.services.correct.undo import redo, undo
from verifier.services.record.actions import (
    Entry,
    Options,
    Recorded,
    UnknownNamesError,
    assess_claim,
    link_claims,
    log_entry,
)
from verifier.services.record.recorder import Choices
from verifier.services.review.asked import Asked, When
from verifier.services.review.claim_views import list_claims, show
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.statements import queries, revision_log

WHY = "misread"


def logged(workspace: Workspace, text: str = "Bryansk was struck", *phrases: str, **fields: str) -> Recorded:
    """A claim logged with its attributions, unknown names accepted."""
    return log_entry(workspace, Entry(text, fields, phrases), Options(Choices(accept_all=True)))


def replaced(workspace: Workspace, number: int, phrase: str, **fields: str) -> Recorded:
    """An attribution replaced by a phrase."""
    return replace_by(workspace, number, Entry(f"a{number}", fields, (phrase,)), WHY)


def status(workspace: Workspace, ref: str = "c1", known: int | None = None) -> Status:
    """What a claim's status is."""
    return show(workspace, ref, When(LATER, known)).full.answer.status


def attribution(workspace: Workspace, number: int, ref: str = "c1") -> Attribution:
    """An attribution that counts, by number."""
    found = {h.attribution.id: h.attribution for h in show(workspace, ref, When(LATER)).full.attributions}
    return found[number]


def numbers(workspace: Workspace, ref: str = "c1") -> list[int]:
    """The attributions that count on a claim."""
    return sorted(h.attribution.id for h in show(workspace, ref, When(LATER)).full.attributions)


@pytest.mark.long
def test_a_voided_attribution_was_never_there(workspace: Workspace) -> None:
    """The claim is unattributed, not withdrawn: nobody took anything back. The log, the reason and the past stay."""
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19")
    done = void(workspace, 1, "  logged by mistake ")
    assert done.notes.recorded == ["correction of a1"]
    assert [(m.before and m.before.status, m.after.status) for m in done.moves.values()] == [
        (Status.SINGLE_SOURCE, Status.UNATTRIBUTED)
    ]
    assert (status(workspace), status(workspace, known=2)) == (Status.UNATTRIBUTED, Status.SINGLE_SOURCE)
    assert [(c["from"], c["to"], c["revision"]) for c in log(workspace)][1:] == [
        ("single-source", "unattributed", "r3")
    ]
    with workspace.read() as connection:
        revision = revision_log.revision(connection, 3)
    assert revision is not None
    assert (revision.action, revision.detail, revision.reason) == ("correct", "a1", "logged by mistake")
    assert fault(workspace) is None


def test_a_replacement_takes_the_place_of_the_original(workspace: Workspace) -> None:
    """It keeps the document and the time that was written; the original's number is not used again."""
    logged(workspace, "Bryansk was struck", "Kyiv says @ 2024-11-19", url="https://example.org/1", outlet="Reuters")
    before = attribution(workspace, 1)
    done = replaced(workspace, 1, "Kyiv denies")
    assert done.notes.recorded == ["a2", "correction of a1"]
    after = attribution(workspace, 2)
    assert (after.stance, after.said, after.written, after.document) == (
        "denies", before.said, True, before.document,
    )  # fmt: skip
    assert numbers(workspace) == [2]
    assert status(workspace) is Status.DENIED
    assert fault(workspace) is None


def test_an_unwritten_time_stays_that_of_the_original(workspace: Workspace) -> None:
    """What had its time from its document, or the clock, keeps it; a time in the phrase goes before it."""
    fields = {"url": "https://example.org/1", "published": "2024-11-20"}
    logged(workspace, "Bryansk was struck", "Kyiv says", "Moscow says", **fields)
    logged(workspace, "Kursk was struck", "Kyiv says")
    originals = [attribution(workspace, 1), attribution(workspace, 3, "c2")]
    replaced(workspace, 1, "Kyiv denies")
    replaced(workspace, 2, "Moscow denies @ yesterday")
    replaced(workspace, 3, "Kyiv denies")
    found = [attribution(workspace, 4), attribution(workspace, 6, "c2")]
    assert [(a.said, a.written) for a in found] == [(a.said, False) for a in originals]
    relative = attribution(workspace, 5)
    assert (span(relative.said), relative.written) == ("19 Nov 2024", True)


def test_a_replacement_may_have_been_read_elsewhere(workspace: Workspace) -> None:
    """With an address it is an attribution of that document."""
    logged(workspace, "Bryansk was struck", "Kyiv says @ 2024-11-19", url="https://example.org/1")
    replaced(workspace, 1, "Kyiv says", url="https://example.org/2", outlet="Reuters")
    after = attribution(workspace, 2)
    with workspace.read() as connection:
        assert queries.documents(connection, [after.document or 0])[2].url == "https://example.org/2"
        assert after.outlet is not None
        assert queries.registry(connection).sources[after.outlet].name == "Reuters"


@pytest.mark.long
def test_a_note_alone_can_be_corrected(workspace: Workspace) -> None:
    """Though it would be no news if it were logged again; undone and redone it comes and goes."""
    logged(workspace, "Bryansk was struck", "Kyiv says @ 2024-11-19 (in Kiev)")
    replaced(workspace, 1, "Kyiv says @ 2024-11-19 (in Lviv)")
    assert attribution(workspace, 2).note == "in Lviv"
    undo(workspace)
    assert attribution(workspace, 1).note == "in Kiev"
    redo(workspace)
    assert (numbers(workspace), fault(workspace)) == ([2], None)


@pytest.mark.long
def test_an_unnamed_origin_is_replaced(workspace: Workspace) -> None:
    """One unnamed source gives way to another, or to a named one that is accepted as new."""
    logged(workspace, "Bryansk was struck", "Reuters, citing a source in the Ukrainian military, reports @ 2024-11-19")
    replaced(workspace, 1, "Reuters, citing a Ukrainian official, reports")
    with pytest.raises(UnknownNamesError):
        replaced(workspace, 2, "Petro Blogger says")
    new = Options(Choices(accept_all=True))
    done = replace_by(workspace, 2, Entry("a2", {}, ("Petro Blogger says",)), WHY, new)
    assert [source.name for source in done.notes.new_sources] == ["Petro Blogger"]
    assert (numbers(workspace), status(workspace)) == ([3], Status.UNVERIFIED)


def test_voiding_a_retraction_brings_back_what_it_took(workspace: Workspace) -> None:
    """What it had taken back counts again."""
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19", "Moscow retracts @ 2024-11-20")
    assert status(workspace) is Status.WITHDRAWN
    void(workspace, 2, WHY)
    assert status(workspace) is Status.SINGLE_SOURCE


@pytest.mark.long
def test_a_correction_makes_a_verdict_due_for_review(workspace: Workspace) -> None:
    """The verdict was given on another status; undoing the correction settles it again."""
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19", "Kyiv denies @ 2024-11-20")
    assess_claim(workspace, "c1", Verdict.REFUTED, "seen")
    void(workspace, 2, WHY)
    assert show(workspace, "c1", When(LATER)).full.answer.flags.review_due
    undo(workspace)
    assert not show(workspace, "c1", When(LATER)).full.answer.flags.review_due


@pytest.mark.long
@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("Kyiv says @ 2024-11-19", "that is what a1 says already"),
        ("Kyiv says @ 19 November 2024", "that is what a1 says already"),
        ("Kyiv says", "that is what a1 says already"),
        ("Moscow denies @ 2024-11-20", "a2 says that already. If a1 is wrong, void it: verifier correct a1 --void"),
    ],
)
def test_a_replacement_that_is_no_other_is_refused(workspace: Workspace, phrase: str, reason: str) -> None:
    """Equal to the original, in whatever words, or to another attribution."""
    logged(workspace, "Bryansk was struck", "Kyiv says @ 2024-11-19", "Moscow denies @ 2024-11-20")
    with pytest.raises(ConflictError) as refused:
        replaced(workspace, 1, phrase)
    assert reason in refused.value.message
    assert numbers(workspace) == [1, 2]


@pytest.mark.long
def test_what_is_corrected_is_not_corrected_again(workspace: Workspace) -> None:
    """The refusal tells what took its place and why; what is undone cannot be corrected either."""
    logged(workspace, "Bryansk was struck", "Kyiv says @ 2024-11-19", "Moscow denies @ 2024-11-20")
    replaced(workspace, 1, "Kyiv denies")
    void(workspace, 2, "not said")
    with pytest.raises(ConflictError, match=r"a1 was replaced by a3 in r3 by ann \(misread\). .* verifier correct a3"):
        void(workspace, 1, WHY)
    with pytest.raises(ConflictError, match=r"a2 was voided in r4 by ann \(not said\). .* verifier undo r4"):
        replaced(workspace, 2, "Moscow says")
    with pytest.raises(ConflictError, match="a1 was replaced by a3"):
        show(workspace, "a1")
    assert show(workspace, "a3").full.answer.claim.id == 1
    undo(workspace, 3)
    with pytest.raises(NotFoundError, match="a3 on c1 was taken back in r5 with all of r3"):
        void(workspace, 3, WHY)
    with pytest.raises(NotFoundError, match="attribution 'a9' is not known"):
        void(workspace, 9, WHY)


@pytest.mark.long
def test_of_two_who_correct_at_once_one_is_refused(database: Location) -> None:
    """Whoever comes second is told what the first did."""
    first = Workspace(database, "ann")
    logged(first, "Bryansk was struck", "Moscow says @ 2024-11-19")
    second = Workspace(database, "bob")
    told: list[str] = []

    def attempt(workspace: Workspace) -> None:
        try:
            void(workspace, 1, WHY)
        except ConflictError as error:
            told.append(error.message)

    threads = [threading.Thread(target=attempt, args=(workspace,)) for workspace in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [message.partition(" in r")[0] for message in told] == ["a1 was voided"]
    assert fault(first) is None
    first.close()
    second.close()


def test_a_correction_that_was_tried_leaves_nothing(workspace: Workspace) -> None:
    """A dry run tells what would change."""
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19")
    before = everything(workspace), lists(workspace)
    done = void(workspace, 1, WHY, Options(dry_run=True))
    assert (done.revision, [move.after.status for move in done.moves.values()]) == (None, [Status.UNATTRIBUTED])
    assert (everything(workspace), lists(workspace)) == before


@pytest.mark.long
@pytest.mark.parametrize("why", ["", "  ", "\u200b", "a\x1bb"])
def test_a_reason_is_needed(workspace: Workspace, why: str) -> None:
    """One that says something, and that every terminal can show."""
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19")
    with pytest.raises(UsageError, match="the reason"):
        void(workspace, 1, why)
    with pytest.raises(UsageError, match="the reason"):
        replace_by(workspace, 1, Entry("a1", {}, ("Moscow denies",)), why)
    with pytest.raises(UsageError, match="the reason"):
        amend_claim(workspace, "c1", {"place": "Bryansk"}, why)
    with pytest.raises(UsageError, match="the reason"):
        amend_source(workspace, "Reuters", {"reliability": "B"}, why)


@pytest.mark.long
def test_a_claim_is_amended_and_fields_are_cleared(workspace: Workspace) -> None:
    """Given fields replace, empty ones clear, the others stay; the new words find it, the old ones do not."""
    logged(
        workspace, "Bryansk was struck", key="strike", happened="2024-11-19", tags="atacms", parties="Ukraine",
        against="Russia",
    )  # fmt: skip
    fields = {"text": "Kursk was struck", "key": "kursk", "happened": "", "tags": "himars, rockets", "parties": ""}
    assert amend_claim(workspace, "strike", fields, WHY).notes.recorded == ["c1"]
    claim = show(workspace, "kursk").full.answer.claim
    assert replace(claim, recorded=0, revision=0) == Claim(
        1, "Kursk was struck", key="kursk", tags=("himars", "rockets"), against=("Russia",)
    )
    found = [list_claims(workspace, Asked(Query(words=(word,)))).claims for word in ("kursk", "bryansk")]
    assert [len(claims) for claims in found] == [1, 0]
    assert show(workspace, "strike", When(known=2)).full.answer.claim.text == "Bryansk was struck"
    undo(workspace)
    assert show(workspace, "strike").full.answer.claim.text == "Bryansk was struck"
    assert fault(workspace) is None


@pytest.mark.long
def test_an_amended_kind_changes_the_status(workspace: Workspace) -> None:
    """An opinion cannot be checked; the change is logged in the correcting revision."""
    logged(workspace, "The West wants escalation", "Moscow says @ 2024-11-19")
    amend_claim(workspace, "c1", {"kind": "opinion"}, WHY)
    assert [(c["to"], c["revision"]) for c in log(workspace)] == [("single-source", "r2"), ("not-checkable", "r3")]


@pytest.mark.long
@pytest.mark.parametrize(
    ("fields", "error", "reason"),
    [
        ({"text": "kursk  was STRUCK"}, ConflictError, "c1 would both say"),
        ({"key": "kursk"}, ConflictError, "would both have the key 'kursk'"),
        ({"measure": ""}, ConflictError, "c1 would have no measure, and a1 gives a figure for it. Correct a1 first"),
        ({"text": " "}, UsageError, "the claim is empty. Give it as --text"),
        ({"text": "c12"}, UsageError, "'c12' would be read as a ref or key"),
        ({"text": "strike"}, UsageError, "'strike' would be read as a ref or key"),
        ({"key": "No Slug"}, UsageError, "'No Slug' cannot be a key"),
        ({"kind": "rumour"}, UsageError, "'rumour' is no kind of claim"),
        ({"parties": "Ruritania"}, NotFoundError, "party 'Ruritania' is not known"),
        ({"happened": "some day"}, UsageError, "'some day' is no date"),
    ],
)
def test_what_a_claim_cannot_be_is_refused(
    workspace: Workspace, fields: dict[str, str], error: type[VerifierError], reason: str
) -> None:
    """Nothing is recorded."""
    logged(workspace, "Missiles were fired", "Moscow says {6} @ 2024-11-19", measure="missiles")
    logged(workspace, "Kursk was struck", key="kursk")
    with pytest.raises(error) as refused:
        amend_claim(workspace, "c1", fields, WHY)
    assert reason in refused.value.message
    with workspace.read() as connection:
        assert revision_log.revision(connection, 4) is None


@pytest.mark.long
def test_a_measure_goes_once_no_figure_stands(workspace: Workspace) -> None:
    """And what was voided does not come back to a claim that is no number any more."""
    logged(workspace, "Missiles were fired", "Moscow says {6} @ 2024-11-19", measure="missiles")
    void(workspace, 1, WHY)
    amend_claim(workspace, "c1", {"measure": ""}, WHY)
    with pytest.raises(ConflictError, match="Give the claim a measure first: verifier correct c1 --measure"):
        undo(workspace, 3)
    amend_claim(workspace, "c1", {"measure": "missiles"}, WHY)
    undo(workspace, 3)
    assert fault(workspace) is None


def test_a_claim_that_is_known_just_so_is_not_amended(workspace: Workspace) -> None:
    """Nothing new is no revision."""
    logged(workspace, "Bryansk was struck", key="strike")
    assert amend_claim(workspace, "c1", {"key": "strike"}, WHY).revision is None


@pytest.mark.long
@pytest.mark.parametrize("written", ["contradicts c1", "contradicts strike"])
def test_a_link_is_taken_away_from_either_end(workspace: Workspace, written: str) -> None:
    """Both claims are read again, and the link can be made anew; undoing brings it back."""
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19", key="strike")
    logged(workspace, "Nothing was struck", "Kyiv says @ 2024-11-19")
    link_claims(workspace, "c1", LinkKind.CONTRADICTS, "c2")
    done = amend_claim(workspace, "c2", {}, WHY, unlink=(written,))
    assert done.notes.recorded == ["no more: c2 contradicts c1"]
    assert {claim: move.after.status for claim, move in done.moves.items()} == {
        1: Status.SINGLE_SOURCE, 2: Status.SINGLE_SOURCE,
    }  # fmt: skip
    undo(workspace)
    assert [status(workspace, ref) for ref in ("c1", "c2")] == [Status.DISPUTED] * 2
    redo(workspace)
    assert fault(workspace) is None


def test_a_link_does_not_come_back_against_one_made_meanwhile(workspace: Workspace) -> None:
    """Undoing what took it away is refused when a claim would then deny itself."""
    logged(workspace, "Bryansk was struck")
    logged(workspace, "Nothing was struck")
    link_claims(workspace, "c1", LinkKind.ENTAILS, "c2")
    amend_claim(workspace, "c1", {}, WHY, unlink=("entails c2",))
    link_claims(workspace, "c1", LinkKind.CONTRADICTS, "c2")
    with pytest.raises(ConflictError, match=r"r5 cannot be undone: c[12] would imply its own negation"):
        undo(workspace, 5)


@pytest.mark.long
@pytest.mark.parametrize(
    ("written", "error", "reason"),
    [
        ("entails c2", NotFoundError, "c1 has no link 'entails c2'"),
        ("contradicts c9", NotFoundError, "claim 'c9' is not known"),
        ("opposes c2", UsageError, "'opposes c2' is no link"),
        ("entails", UsageError, "'entails' is no link"),
    ],
)
def test_a_link_that_is_not_there_is_not_taken_away(
    workspace: Workspace, written: str, error: type[VerifierError], reason: str
) -> None:
    """Each refusal says what was looked for."""
    logged(workspace, "Bryansk was struck")
    logged(workspace, "Nothing was struck")
    link_claims(workspace, "c2", LinkKind.ENTAILS, "c1")
    with pytest.raises(error) as refused:
        amend_claim(workspace, "c1", {}, WHY, unlink=(written,))
    assert reason in refused.value.message


def test_a_source_is_amended_with_all_its_claims(workspace: Workspace) -> None:
    """Its claims are read again and what changes is logged; undoing gives every answer back."""
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19", "Petro Blogger confirms @ 2024-11-20")
    amend_source(workspace, "Petro Blogger", {"kind": "expert", "independent": True}, WHY)
    before = everything(workspace), lists(workspace)
    done = amend_source(workspace, "Petro Blogger", {"party": "Russia"}, "he works for them")
    assert done.notes.recorded == ["source Petro Blogger"]
    assert [(m.before and m.before.status, m.after.status) for m in done.moves.values()] == [
        (Status.CORROBORATED, Status.SINGLE_SOURCE)
    ]
    assert log(workspace)[-1]["to"] == "single-source"
    undo(workspace)
    assert (everything(workspace), lists(workspace)) == before
    assert fault(workspace) is None


def source(workspace: Workspace, name: str) -> Source:
    """A source by its name."""
    with workspace.read() as connection:
        return next(s for s in queries.registry(connection).sources.values() if s.name == name)


def test_a_source_is_renamed_and_fields_are_cleared(workspace: Workspace) -> None:
    """An alias can become the name; what is cleared is nothing."""
    logged(workspace, "Bryansk was struck", "Petro Bloger says @ 2024-11-19")
    amend_source(workspace, "Petro Bloger", {"party": "Russia", "reliability": "B", "note": "x"}, WHY)
    fields = {"renamed": "Petro  Blogger", "aliases": ["Petro"], "party": "", "reliability": "", "note": ""}
    amend_source(workspace, "Petro Bloger", fields, WHY)
    found = source(workspace, "Petro Blogger")
    assert replace(found, id=0) == Source(0, "Petro Blogger", aliases=("Petro",))
    amend_source(workspace, "petro blogger", {"renamed": "Petro"}, WHY)
    assert replace(source(workspace, "Petro"), id=0) == Source(0, "Petro")
    assert fault(workspace) is None


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "fields", "error", "reason"),
    [
        ("Reuters", {"renamed": "moscow"}, ConflictError, "'moscow' is a name of Russia"),
        ("Reuters", {"aliases": ["Kyiv"]}, ConflictError, "'Kyiv' is a name of Ukraine"),
        ("Reuters", {"renamed": " "}, UsageError, "the name is empty"),
        ("Reuters", {"kind": "rumour"}, UsageError, "'rumour' is no kind of source"),
        ("Reuters", {"party": "Ruritania"}, NotFoundError, "party 'Ruritania' is not known"),
        ("Moscow", {"party": ""}, UsageError, "Russia would be official without a party. Give --no-official too"),
        ("Reutrs", {"party": "Russia"}, NotFoundError, "Closest: Reuters"),
    ],
)
def test_what_a_source_cannot_be_is_refused(
    workspace: Workspace, name: str, fields: dict[str, object], error: type[VerifierError], reason: str
) -> None:
    """No name is taken from another source on the way."""
    with pytest.raises(error) as refused:
        amend_source(workspace, name, fields, WHY)
    assert reason in refused.value.message


@pytest.mark.long
def test_what_is_corrected_is_found_by_ref_key_or_name(workspace: Workspace) -> None:
    """A key that is also a source's name is ambiguous; the refusal says how to write either."""
    logged(workspace, "Bryansk was struck", "Moscow says", key="strike")
    logged(workspace, "TASS was right", key="tass")
    found = [find_target(workspace, ref) for ref in ("a1", "strike", "c2", "Moscow")]
    assert found[0] == AttributionRef(1)
    assert [getattr(one, "id", None) for one in found[1:3]] == [1, 2]
    assert getattr(found[3], "name", None) == "Russia"
    with pytest.raises(NotFoundError) as refused:
        find_target(workspace, "tass")
    assert "'tass' is the key of c2 and a name of TASS. Write c2, or 'TASS'" in refused.value.message
    assert [getattr(find_target(workspace, ref), "name", None) for ref in refused.value.suggestions] == [None, "TASS"]
    with pytest.raises(UsageError, match="r2 is a revision"):
        find_target(workspace, "r2")
    with pytest.raises(NotFoundError, match="'Reutrs' is no attribution, claim or source"):
        find_target(workspace, "Reutrs")
