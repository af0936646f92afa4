"""Claims that say the same become one, and one that says two things becomes two: by revisions that can be undone."""

from collections.abc import Callable

import pytest

from tests.services.chronicle import LATER, fault, log
from tests.services.test_correcting import WHY, logged, numbers, status
from tests.services.test_one_claim import recorded_apart
from verifier.domain.errors import ConflictError, NotFoundError, VerifierError
from verifier.domain.model.claims import LinkKind, Status, Verdict
from verifier.domain.query import Query
from verifier.reports.log import log_json
from verifier.services.correct.amend import amend_claim
from verifier.services.correct.attributions import void
from verifier.services.correct.merge import merge_claims, split_claim
from verifier.services.correct.undo import redo, undo
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.rebuild import rebuild_database
from verifier.services.maintenance.replay import replay_log
from verifier.services.record.actions import Entry, Options, assess_claim, link_claims, say_of
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.asked import Asked, When
from verifier.services.review.claim_views import list_claims, show
from verifier.services.review.history import log_of_claim
from verifier.services.review.similar import twins
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries

HIT, STRUCK = "A depot near Bryansk was hit", "Bryansk was struck"


def two(workspace: Workspace) -> None:
    """A claim that Moscow affirms and Kyiv denies, and, as c2, another wording of it, which London affirms."""
    logged(workspace, STRUCK, "Moscow says @ 2024-11-19", key="strike")
    logged(workspace, HIT, "Kyiv denies @ 2024-11-20", "Moscow says @ 2024-11-19", place="Bryansk", key="depot")


def sound(workspace: Workspace) -> bool:
    """Whether the audit, all of it, finds nothing."""
    checked = check_database(workspace, deep=True)
    assert checked.fault is None
    return True


def listed(workspace: Workspace, words: str = "", known: int | None = None) -> list[int]:
    """The claims listed that have some words."""
    query = Query(words=tuple(words.split()))
    return sorted(line.number for line in list_claims(workspace, Asked(query, when=When(known=known))).claims)


@pytest.mark.long
def test_what_was_said_of_one_claim_is_said_of_the_other(workspace: Workspace) -> None:
    """What two analysts logged apart is disputed once it is one claim; equal attributions are one."""
    two(workspace)
    assert [status(workspace, ref) for ref in ("c1", "c2")] == [Status.SINGLE_SOURCE, Status.DISPUTED]
    done = merge_claims(workspace, "c2", "c1", "the same strike")
    assert done.notes.moved == {"a2": "a4", "a3": "a1"}
    assert done.notes.recorded == ["c1", "a4", "merge of c2 into c1"]
    assert (numbers(workspace), status(workspace)) == ([1, 4], Status.DISPUTED)
    assert listed(workspace) == [1]
    assert sound(workspace)


def test_a_merged_claim_leads_to_the_other(workspace: Workspace) -> None:
    """Its ref, key and text do, in whatever names a claim; before the merge both are as they were."""
    two(workspace)
    merge_claims(workspace, "depot", "strike", WHY)
    assert [show(workspace, ref).full.answer.claim.id for ref in ("c2", "depot", "c1", "strike")] == [1, 1, 1, 1]
    then = When(LATER, 3)
    assert [show(workspace, ref, then).full.answer.claim.id for ref in ("c2", "depot")] == [2, 2]
    assert [status(workspace, ref, known=3) for ref in ("c1", "c2")] == [Status.SINGLE_SOURCE, Status.DISPUTED]
    assert (listed(workspace, known=3), listed(workspace, "depot", known=3)) == ([1, 2], [2])
    assert (listed(workspace, known=4), listed(workspace, "depot", known=4)) == ([1], [])
    rebuild_database(workspace)
    assert listed(workspace, "depot", known=3) == [2]


def test_fields_are_filled_and_tags_are_those_of_both(workspace: Workspace) -> None:
    """What the other claim lacked it has from the one merged into it; its own key stays."""
    logged(workspace, STRUCK, "Moscow says", tags="atacms, strikes")
    logged(workspace, HIT, "Kyiv says", key="depot", place="Bryansk", happened="2024-11-19", tags="Strikes, depots")
    merge_claims(workspace, "c2", "c1", WHY)
    claim = show(workspace, "depot").full.answer.claim
    assert (claim.id, claim.key, claim.place, claim.tags) == (1, "depot", "Bryansk", ("atacms", "strikes", "depots"))
    assert claim.happened is not None
    assert claim.happened.text == "2024-11-19"


@pytest.mark.long
def test_what_differs_is_refused_with_what_to_correct(workspace: Workspace) -> None:
    """All at once; and nothing is recorded."""
    logged(workspace, STRUCK, "Moscow says", place="Bryansk", kind="prediction", happened="2024-11-19")
    logged(workspace, HIT, "Kyiv says", place="Karachev")
    with pytest.raises(ConflictError) as refused:
        merge_claims(workspace, "c2", "c1", WHY)
    assert list(refused.value.faults) == [
        "kind of c2 is 'fact', and of c1 'prediction'. Correct one of them first: verifier correct c2 --kind",
        "place of c2 is 'Karachev', and of c1 'Bryansk'. Correct one of them first: verifier correct c2 --place",
    ]
    amend_claim(workspace, "c2", {"kind": "prediction"}, WHY)
    with pytest.raises(ConflictError, match="place of c2 is 'Karachev', and of c1 'Bryansk'"):
        merge_claims(workspace, "c2", "c1", WHY)
    amend_claim(workspace, "c2", {"place": ""}, WHY)
    merge_claims(workspace, "c2", "c1", WHY)
    assert sound(workspace)


@pytest.mark.long
def test_links_are_moved(workspace: Workspace) -> None:
    """From either side; one between the two says nothing any more, and one that both had is one."""
    two(workspace)
    logged(workspace, "ATACMS were fired", "Washington says")
    logged(workspace, "Nothing happened", "Minsk says")
    link_claims(workspace, "c2", LinkKind.ENTAILS, "c3")
    link_claims(workspace, "c2", LinkKind.ENTAILS, "c1")
    link_claims(workspace, "c1", LinkKind.CONTRADICTS, "c4")
    link_claims(workspace, "c4", LinkKind.CONTRADICTS, "c2")
    done = merge_claims(workspace, "c2", "c1", WHY)
    assert "c1 entails c3" in done.notes.recorded
    with workspace.read() as connection:
        assert [(link.claim, link.kind, link.other) for link in queries.links(connection)] == [
            (1, "contradicts", 4), (1, "entails", 3),
        ]  # fmt: skip
    assert sound(workspace)


def test_links_that_contradict_are_refused(workspace: Workspace) -> None:
    """Between the two, or of both to a third; each with the way to take it away."""
    two(workspace)
    logged(workspace, "ATACMS were fired", "Washington says")
    link_claims(workspace, "c2", LinkKind.CONTRADICTS, "c1")
    with pytest.raises(ConflictError, match="--unlink 'contradicts c1'"):
        merge_claims(workspace, "c2", "c1", WHY)
    undo(workspace)
    link_claims(workspace, "c1", LinkKind.CONTRADICTS, "c3")
    link_claims(workspace, "c2", LinkKind.ENTAILS, "c3")
    with pytest.raises(ConflictError, match=r"c2 entails c3 it would imply its own negation.*--unlink 'entails c3'"):
        merge_claims(workspace, "c2", "c1", WHY)
    amend_claim(workspace, "c2", {}, WHY, unlink=("entails c3",))
    merge_claims(workspace, "c2", "c1", WHY)
    assert sound(workspace)


def test_verdicts_stay_with_the_claim_they_were_given_on(workspace: Workspace) -> None:
    """They are shown with the other, and are none of its own."""
    two(workspace)
    assess_claim(workspace, "c2", Verdict.REFUTED, "the depot stands")
    merge_claims(workspace, "c2", "c1", "the same strike")
    shown = show(workspace, "c1")
    assert (shown.full.answer.assessments, shown.full.answer.status) == ((), Status.DISPUTED)
    [merged] = shown.context.merged
    assert (merged.redirect.claim.id, merged.redirect.claim.text) == (2, HIT)
    assert merged.redirect.words == "c2 was merged into c1 in r5 by ann (the same strike)"
    assert [(one.verdict, one.rationale) for one in merged.assessments] == [(Verdict.REFUTED, "the depot stands")]
    assess_claim(workspace, "c2", Verdict.CONFIRMED, "seen from space")
    assert show(workspace, "c1").full.answer.status is Status.CONFIRMED


@pytest.mark.long
def test_a_merge_is_undone_and_redone(workspace: Workspace) -> None:
    """Both claims are as they were, lists and search included; again and again, and the audit agrees each time."""
    two(workspace)
    link_claims(workspace, "c2", LinkKind.ENTAILS, "c1")
    before = [show(workspace, ref, When(LATER)).full.attributions for ref in ("c1", "c2")]
    merge_claims(workspace, "c2", "c1", WHY)
    merged = show(workspace, "c1", When(LATER)).full.attributions
    done = undo(workspace)
    assert done.plan.recorded[-1] == "merge of c2 into c1"
    assert (listed(workspace), listed(workspace, "depot"), sound(workspace)) == ([1, 2], [2], True)
    assert [show(workspace, ref, When(LATER)).full.attributions for ref in ("c1", "c2")] == before
    again = redo(workspace)
    assert [one.claim.id for one in again.gone] == [2]
    assert (listed(workspace), listed(workspace, "depot"), sound(workspace)) == ([1], [], True)
    assert show(workspace, "c2", When(LATER)).full.attributions == merged


@pytest.mark.long
def test_what_was_done_meanwhile_is_in_the_way(workspace: Workspace) -> None:
    """A redone merge, or what is undone or redone of a merged claim, would leave something said of no claim."""
    two(workspace)
    say_of(workspace, Entry("c2", {}, ("Minsk says",)))
    undo(workspace, 4)
    merge_claims(workspace, "c2", "c1", WHY)
    with pytest.raises(ConflictError, match="c2 is merged into c1 in r6, and a4 would be of c2"):
        redo(workspace)
    undo(workspace, 6)
    say_of(workspace, Entry("c2", {}, ("London says",)))
    with pytest.raises(ConflictError, match="r6 cannot be redone: c2 is merged into c1"):
        redo(workspace)
    void(workspace, 3, WHY)
    merge_claims(workspace, "c2", "c1", WHY)
    with pytest.raises(ConflictError, match="r9 cannot be undone: c2 is merged into c1 in r10, and a3 would be of c2"):
        undo(workspace, 9)
    with pytest.raises(ConflictError, match="builds on what r3 recorded"):
        undo(workspace, 3)
    assert sound(workspace)


@pytest.mark.long
def test_a_merge_on_which_something_rests_is_not_undone(workspace: Workspace) -> None:
    """A correction of what was moved has to be undone before."""
    two(workspace)
    merge_claims(workspace, "c2", "c1", WHY)
    void(workspace, 4, WHY)
    with pytest.raises(ConflictError, match="r5 builds on what r4 recorded"):
        undo(workspace, 4)
    undo(workspace, 5)
    undo(workspace, 4)
    assert (numbers(workspace, "c2"), sound(workspace)) == ([2, 3], True)


@pytest.mark.long
def test_merges_in_a_row(workspace: Workspace) -> None:
    """Whoever names the first means the last; the first merge is undone after the last."""
    two(workspace)
    logged(workspace, "There was a strike on Bryansk", "London says")
    merge_claims(workspace, "c3", "c2", WHY)
    merge_claims(workspace, "c2", "c1", WHY)
    assert [show(workspace, ref).full.answer.claim.id for ref in ("c3", "c2", "depot")] == [1, 1, 1]
    assert [one.redirect.claim.id for one in show(workspace, "c1").context.merged] == [3, 2]
    with pytest.raises(ConflictError, match="both c1"):
        merge_claims(workspace, "c3", "c2", WHY)
    with pytest.raises(ConflictError, match="builds on"):
        undo(workspace, 5)
    undo(workspace, 6)
    assert [show(workspace, ref).full.answer.claim.id for ref in ("c3", "c2")] == [2, 2]
    assert sound(workspace)


def sheet(text: str) -> SheetFile:
    """A claim sheet."""
    return SheetFile("a sheet", text.encode())


@pytest.mark.long
def test_logging_it_again_adds_nothing(workspace: Workspace) -> None:
    """Neither its text, with all it was recorded with, nor its ref in a sheet makes another claim; both are told."""
    text = f"## {HIT}.\nkey: depot\nplace: Bryansk\ntags: depots\nKyiv denies @ 2024-11-20\n"
    logged(workspace, STRUCK, "Moscow says @ 2024-11-19", key="strike")
    log_sheets(workspace, [sheet(text)])
    merge_claims(workspace, "c2", "c1", "the same strike")
    amend_claim(workspace, "c1", {"place": "Karachev"}, WHY)
    done = log_sheets(workspace, [sheet(text)])
    assert (done.revision, done.notes.repeated) == (None, ["a3"])
    assert done.notes.redirected == {"c2": "c2 was merged into c1 in r4 by ann (the same strike)"}
    done = log_sheets(workspace, [sheet("## c2\nLondon says @ 2024-11-21\n\n## Depots burn\nentails: c2\n")])
    assert list(done.notes.redirected) == ["c2"]
    assert (numbers(workspace), done.notes.recorded[-1]) == ([1, 3, 4], "c3 entails c1")
    assert sound(workspace)


@pytest.mark.long
def test_what_was_taken_out_of_it_stays_out(workspace: Workspace) -> None:
    """Logged again by its text: a voided attribution, a link taken away, a link to what it is now."""
    text = f"## {HIT}\nKyiv denies @ 2024-11-20\nMoscow says @ 2024-11-19\nentails: c1\ncontradicts: c3\n"
    logged(workspace, STRUCK)
    logged(workspace, HIT)
    logged(workspace, "Nothing happened")
    log_sheets(workspace, [sheet(text)])
    void(workspace, 1, "misheard")
    amend_claim(workspace, "c2", {}, WHY, unlink=("contradicts c3",))
    merge_claims(workspace, "c2", "c1", WHY)
    done = log_sheets(workspace, [sheet(text)])
    assert (done.revision, done.notes.repeated, list(done.notes.left_out)) == (
        None, ["a3"], ["a1", "c1 entails c1", "c1 contradicts c3"],
    )  # fmt: skip
    void(workspace, 3, WHY)
    assert list(log_sheets(workspace, [sheet(text)]).notes.left_out)[:2] == ["a1", "a3"]
    assert sound(workspace)


@pytest.mark.long
def test_no_claim_gets_the_text_or_key_of_a_merged_one(workspace: Workspace) -> None:
    """They mean another already."""
    two(workspace)
    merge_claims(workspace, "c2", "c1", WHY)
    logged(workspace, "Depots burn", "London says")
    with pytest.raises(ConflictError, match="c1 and c3 would both say"):
        amend_claim(workspace, "c3", {"text": f"{HIT}."}, WHY)
    with pytest.raises(ConflictError, match="key 'depot' is that of c1"):
        logged(workspace, "Depots burn", key="depot")
    with pytest.raises(ConflictError, match="c1 and c3 would both go by the key 'depot'"):
        amend_claim(workspace, "c3", {"key": "depot"}, WHY)
    logged(workspace, "Stores burn", "Kyiv says")
    merge_claims(workspace, "c4", "c3", WHY)
    amend_claim(workspace, "c3", {"text": "The stores burn"}, WHY)
    with pytest.raises(ConflictError, match="c4 and c3 would both say"):
        undo(workspace, 7)
    assert sound(workspace)


@pytest.mark.long
def test_old_twins_are_merged(workspace: Workspace) -> None:
    """Claims of one text that were recorded apart, either way round; then there are none left."""
    recorded_apart(workspace)
    merge_claims(workspace, "c2", "c1", "one text")
    assert (twins(workspace), sound(workspace)) == ([], True)
    undo(workspace)
    merge_claims(workspace, "c1", "c2", "one text")
    done = logged(workspace, "Strike caused no casualties", "London says")
    assert ([*done.notes.mentioned], done.notes.twins, sound(workspace)) == ([2], {}, True)


@pytest.mark.long
def test_the_log_tells_it(workspace: Workspace) -> None:
    """What was merged into what, why, and all that had been recorded about the merged claim."""
    two(workspace)
    merge_claims(workspace, "c2", "c1", "the same strike")
    with workspace.read() as connection:
        found = [one for one in log_json(log_of_claim(connection, 1), workspace.zone.tz) if one["kind"] == "claim"]
        assert replay_log(connection).fault is None
    assert [(one["ref"], one["revision"]) for one in found if one["field"] == "text"] == [("c1", "r2"), ("c2", "r3")]
    [merged] = [one for one in found if one["field"] == "merged_into"]
    assert (merged["ref"], merged["old"], merged["new"], merged["reason"]) == ("c2", None, "c1", "the same strike")
    assert [(change["ref"], change["action"]) for change in log(workspace)][-1] == ("c1", "merge")
    assert fault(workspace) is None


@pytest.mark.parametrize("tried", [merge_claims, lambda *given: split_claim(given[0], "c1", [1], "Other", *given[3:])])
def test_it_can_be_tried(workspace: Workspace, tried: Callable[..., object]) -> None:
    """Nothing is recorded."""
    two(workspace)
    say_of(workspace, Entry("c1", {}, ("Kyiv says",)))
    if tried is merge_claims:
        merge_claims(workspace, "c2", "c1", WHY, Options(dry_run=True))
    else:
        split_claim(workspace, "c1", [1], "Other", WHY, options=Options(dry_run=True))
    assert listed(workspace) == [1, 2]
    with workspace.read() as connection:
        assert queries.claim(connection, 3) is None


@pytest.mark.long
def test_attributions_are_split_off(workspace: Workspace) -> None:
    """To a claim of their own with the fields of the first; logging the old sheet again leaves them there."""
    text = f"## {STRUCK}\nplace: Bryansk\nMoscow says @ 2024-11-19\nKyiv denies @ 2024-11-20\n"
    log_sheets(workspace, [sheet(text)])
    done = split_claim(workspace, "c1", [2], HIT, "Kyiv spoke of the depot")
    assert (done.notes.recorded, done.notes.moved) == (["c2", "a3"], {"a2": "a3"})
    assert (numbers(workspace), numbers(workspace, "c2")) == ([1], [3])
    assert [status(workspace, ref) for ref in ("c1", "c2")] == [Status.SINGLE_SOURCE, Status.DENIED]
    assert show(workspace, "c2").full.answer.claim.place == "Bryansk"
    assert show(workspace, "a2").full.answer.claim.id == 2
    assert list(log_sheets(workspace, [sheet(text)]).notes.left_out) == ["a2"]
    undo(workspace)
    assert (numbers(workspace), listed(workspace), sound(workspace)) == ([1, 2], [1], True)
    redo(workspace)
    merge_claims(workspace, "c2", "c1", "the same after all")
    assert (numbers(workspace), listed(workspace), sound(workspace)) == ([1, 4], [1], True)
    assert log_sheets(workspace, [sheet(text)]).notes.repeated == ["a1", "a4"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("numbers_", "text", "error", "message"),
    [
        ([3], "Other", ConflictError, "a3 is of c2, not of c1"),
        ([1, 4], "Other", ConflictError, "that is all that was said of c1"),
        ([1, 1, 9], "Other", NotFoundError, "attribution 'a9' is not known"),
        ([1], f"“{HIT}”!", ConflictError, "c2 says that already"),
        ([], "Other", VerifierError, "verifier split c8 a12 a13"),
        ([1], "c7", VerifierError, "would be read as a ref or key"),
        ([1], "  ", VerifierError, "the claim is empty"),
    ],
)
def test_what_cannot_be_split_off(
    workspace: Workspace, numbers_: list[int], text: str, error: type[VerifierError], message: str
) -> None:
    """Each with what is wrong, and nothing is recorded."""
    two(workspace)
    say_of(workspace, Entry("c1", {}, ("Kyiv denies @ 2024-11-21",)))
    with pytest.raises(error, match=message):
        split_claim(workspace, "c1", numbers_, text, WHY)
    assert (listed(workspace), sound(workspace)) == ([1, 2], True)
