"""Undo and redo of whole revisions: every answer comes back, the log keeps both, and the past stays as it was shown."""

from collections.abc import Iterator

import pytest

from tests.services.chronicle import LATER, Newsroom, Shown, everything, fault, head, lists, log
from verifier.domain.errors import ConflictError, NotFoundError, VerifierError
from verifier.domain.model.claims import LinkKind, Status, Verdict
from verifier.domain.query import Query
from verifier.domain.revisions import Undoing
from verifier.services.correct.undo import plan_undo, redo, undo
from verifier.services.record.actions import Entry, Options, Recorded, assess_claim, link_claims, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import SheetFile
from verifier.services.registry.sources import add_source, edit_source, import_sources
from verifier.services.review.asked import Asked, When
from verifier.services.review.claim_views import list_claims, show
from verifier.services.workspace import Workspace
from verifier.storage.statements import queries

pytestmark = pytest.mark.long

SEEDS = range(4)
STEPS = 36


def logged(workspace: Workspace, text: str = "Bryansk was struck", *phrases: str, **fields: str) -> Recorded:
    """A claim logged with its attributions, unknown names accepted."""
    phrases = phrases or ("Moscow says @ 2024-11-19",)
    return log_entry(workspace, Entry(text, fields, phrases), Options(Choices(accept_all=True)))


def said(workspace: Workspace, *phrases: str, ref: str = "c1") -> Recorded:
    """Further attributions of a claim, unknown names accepted."""
    return say_of(workspace, Entry(ref, phrases=phrases), Options(Choices(accept_all=True)))


def status(workspace: Workspace, ref: str = "c1", known: int | None = None) -> Status:
    """What a claim's status is."""
    return show(workspace, ref, When(LATER, known)).full.answer.status


@pytest.mark.parametrize("seed", SEEDS)
def test_the_past_is_shown_as_it_was_after_every_revision(workspace: Workspace, seed: int) -> None:
    """After each random write the database is sound, and in the end each revision's answers are given again."""
    newsroom = Newsroom(workspace, seed)
    after: dict[int, tuple[Shown, list[dict[str, object]]]] = {}
    for _ in range(STEPS):
        if newsroom.step() and head(workspace) not in after:
            after[head(workspace)] = everything(workspace), log(workspace)
            assert fault(workspace) is None
    assert {known: (everything(workspace, known), log(workspace, known)) for known in after} == after


@pytest.mark.parametrize("seed", SEEDS)
def test_undo_then_redo_gives_every_answer_back(workspace: Workspace, seed: int) -> None:
    """After any history, undoing as many revisions as can be and redoing them all leads back, lists included."""
    newsroom = Newsroom(workspace, seed + 100)
    for _ in range(STEPS // 2):
        newsroom.step()
    before = everything(workspace), lists(workspace)
    undone = list(_while_possible(workspace, Undoing.UNDO))
    assert everything(workspace) == {}
    assert [redo(workspace).plan.target.id for _ in undone] == undone[::-1]
    assert (everything(workspace), lists(workspace)) == before
    assert fault(workspace) is None


def _while_possible(workspace: Workspace, what: Undoing) -> Iterator[int]:
    while True:
        try:
            yield (undo if what is Undoing.UNDO else redo)(workspace).plan.target.id
        except NotFoundError:
            return


def test_an_attribution_is_taken_back_and_brought_back(workspace: Workspace) -> None:
    """The status before it returns and is logged; then the other way round; every revision stays in the log."""
    logged(workspace)
    said(workspace, "Kyiv denies @ 2024-11-20")
    taken = undo(workspace)
    assert (taken.plan.target.id, taken.revision.id, taken.revision.action, taken.revision.detail) == (
        3,
        4,
        "undo",
        "r3",
    )
    assert taken.plan.recorded == ("a2",)
    assert [(m.before and m.before.status, m.after.status) for m in taken.moves.values()] == [
        (Status.DISPUTED, Status.SINGLE_SOURCE)
    ]
    assert status(workspace) is Status.SINGLE_SOURCE
    redo(workspace)
    assert [(change["from"], change["to"], change["revision"]) for change in log(workspace)] == [
        (None, "single-source", "r2"),
        ("single-source", "disputed", "r3"),
        ("disputed", "single-source", "r4"),
        ("single-source", "disputed", "r5"),
    ]
    assert [status(workspace, known=known) for known in (2, 3, 4, 5)] == [
        Status.SINGLE_SOURCE, Status.DISPUTED, Status.SINGLE_SOURCE, Status.DISPUTED,
    ]  # fmt: skip


def test_a_claim_taken_back_is_gone_now_and_known_then(workspace: Workspace) -> None:
    """It is in no list and no count, cannot be shown, and is found by its words as of the time before."""
    logged(workspace, "Bryansk was struck", key="strike")
    taken = undo(workspace)
    assert [(one.claim.text, one.before.status) for one in taken.gone] == [("Bryansk was struck", Status.SINGLE_SOURCE)]
    assert list_claims(workspace, Asked()).claims == ()
    assert sum(lists(workspace)[-1].by_status.values()) == 0
    with pytest.raises(NotFoundError, match="'strike' is not known"):
        show(workspace, "strike")
    then = Asked(Query(words=("bryansk",)), when=When(known=2))
    assert [line.text for line in list_claims(workspace, then).claims] == ["Bryansk was struck"]
    assert [change["claim"] for change in log(workspace)] == ["Bryansk was struck"]


def test_what_was_taken_back_is_recorded_anew(workspace: Workspace) -> None:
    """Logged again it gets new numbers and its key again; then the undone one cannot come back."""
    logged(workspace, key="strike")
    undo(workspace)
    assert logged(workspace, key="strike").notes.recorded == ["c2", "a2"]
    assert fault(workspace) is None
    with pytest.raises(ConflictError, match="r2 cannot be redone: r4 recorded the same again"):
        redo(workspace)
    undo(workspace, 4)
    assert redo(workspace).plan.target.id == 4


def test_words_follow_the_version_that_counts(workspace: Workspace) -> None:
    """A tag that is taken back no longer finds the claim, and does again when it is brought back."""
    logged(workspace)
    logged(workspace, tags="atacms")
    found = []
    for deed in (undo, redo):
        deed(workspace)
        found.append(
            [len(list_claims(workspace, Asked(q)).claims) for q in (Query(("atacms",)), Query(tags=("atacms",)))]
        )
    assert found == [[0, 0], [1, 1]]


def test_a_registry_edit_is_taken_back_with_all_it_changed(workspace: Workspace) -> None:
    """Claims on which an edited source bears are read again."""
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19", "Zed Blogger confirms @ 2024-11-20")
    before = status(workspace)
    edit_source(workspace, "Zed Blogger", {"kind": "expert", "independent": True})
    assert status(workspace) is not before
    taken = undo(workspace)
    assert (taken.plan.recorded, list(taken.moves)) == (("source Zed Blogger",), [1])
    assert status(workspace) is before


def test_a_party_is_taken_back_with_all_that_speak_with_it(workspace: Workspace) -> None:
    """Claims of a party are read again also when it speaks with another through one that was edited."""
    parties = '[[party]]\nname = "Aland"\nspeaks_with = "Borduria"\n[[party]]\nname = "Borduria"\n'
    sources = "".join(
        f'[[source]]\nname = "{name} Ministry"\nkind = "government"\nparty = "{name}"\nofficial = true\n'
        for name in ("Aland", "Borduria")
    )
    import_sources(workspace, SheetFile("first.toml", (parties + sources).encode()))
    logged(workspace, "Bryansk was struck", "Aland Ministry says @ 2024-11-19", "Moscow says @ 2024-11-19")
    before = status(workspace)
    edit = '[[party]]\nname = "Borduria"\nspeaks_with = "Russia"\n'
    import_sources(workspace, SheetFile("second.toml", edit.encode()))
    during = status(workspace)
    undo(workspace)
    assert (before, during, status(workspace)) == (Status.CORROBORATED, Status.SINGLE_SOURCE, Status.CORROBORATED)
    assert fault(workspace) is None


def test_a_link_and_a_verdict_are_taken_back(workspace: Workspace) -> None:
    """Both ends of a link are read again, and a verdict no longer decides."""
    logged(workspace)
    logged(workspace, "Nothing was struck", "Kyiv says @ 2024-11-19")
    link_claims(workspace, "c1", LinkKind.CONTRADICTS, "c2")
    assess_claim(workspace, "c1", Verdict.CONFIRMED, "seen")
    assert [status(workspace, ref) for ref in ("c1", "c2")] == [Status.CONFIRMED, Status.DISPUTED]
    assert undo(workspace).plan.recorded == ("confirmed on c1",)
    assert undo(workspace).plan.recorded == ("c1 contradicts c2",)
    assert [status(workspace, ref) for ref in ("c1", "c2")] == [Status.SINGLE_SOURCE, Status.SINGLE_SOURCE]


def _a_claim_said_of(workspace: Workspace) -> None:
    logged(workspace)
    said(workspace, "Kyiv denies @ 2024-11-20")


def _a_claim_linked(workspace: Workspace) -> None:
    logged(workspace)
    logged(workspace, "Nothing was struck")
    link_claims(workspace, "c2", LinkKind.CONTRADICTS, "c1")


def _a_claim_amended_twice(workspace: Workspace) -> None:
    logged(workspace, key="strike")
    logged(workspace, key="strike", tags="atacms")


def _a_source_heard_again(workspace: Workspace) -> None:
    add_source(workspace, "Depo", {"independent": True})
    logged(workspace, "Bryansk was struck", "Depo says @ 2024-11-19")


def _a_carrier_heard_again(workspace: Workspace) -> None:
    add_source(workspace, "Depo", {"independent": True})
    logged(workspace, "Bryansk was struck", "Depo, citing Moscow, says @ 2024-11-19")


def _a_source_edited_twice(workspace: Workspace) -> None:
    edit_source(workspace, "Reuters", {"party": "Russia"})
    edit_source(workspace, "Reuters", {"reliability": "B"})


def _a_document_cited(workspace: Workspace) -> None:
    logged(workspace, url="https://example.org/1")
    logged(workspace, "Nothing was struck")
    assess_claim(workspace, "c2", Verdict.REFUTED, "see", evidence=["https://example.org/1"])


def _a_measure_counted(workspace: Workspace) -> None:
    logged(workspace)
    logged(workspace, measure="missiles")
    said(workspace, "Kyiv says {6} @ 2024-11-20")


def _a_party_named(workspace: Workspace) -> None:
    import_sources(workspace, SheetFile("parties.toml", b'[[party]]\nname = "Ruritania"\n'))
    add_source(workspace, "Depo", {"party": "Ruritania"})


def _an_alias_given_away(workspace: Workspace) -> None:
    add_source(workspace, "Depo", {"aliases": ["Monitor"]})
    edit_source(workspace, "Depo", {"aliases": ["Watch"]}, without=["Monitor"])
    add_source(workspace, "Monitor", {"independent": True})


@pytest.mark.parametrize(
    ("history", "revision", "reason"),
    [
        (_a_claim_said_of, 2, "r3 builds on what r2 recorded. Undo that first: verifier undo r3"),
        (_a_claim_linked, 2, "r4 builds on"),
        (_a_claim_amended_twice, 2, "r3 builds on"),
        (_a_source_heard_again, 2, "r3 builds on"),
        (_a_carrier_heard_again, 2, "r3 builds on"),
        (_a_source_edited_twice, 2, "r3 builds on"),
        (_a_document_cited, 2, "r4 builds on"),
        (_a_measure_counted, 3, "c1 would have no measure, and a2 gives a figure for it. Correct a2 first"),
        (_a_party_named, 2, "party Ruritania would no longer exist, and source Depo names it"),
        (_an_alias_given_away, 3, "would go by one name, 'monitor'"),
    ],
)
def test_what_something_later_rests_on_is_not_undone(
    workspace: Workspace, history: object, revision: int, reason: str
) -> None:
    """The reason is told, nothing is recorded, and once the later revision is undone it can be undone too."""
    assert callable(history)
    history(workspace)
    newest = head(workspace)
    with pytest.raises(ConflictError) as refused:
        undo(workspace, revision)
    assert refused.value.message.startswith(f"r{revision} cannot be undone: ")
    assert reason in refused.value.message
    assert head(workspace) == newest
    undo(workspace, newest)
    undo(workspace, revision)
    assert fault(workspace) is None


def test_a_link_does_not_come_back_against_one_made_meanwhile(workspace: Workspace) -> None:
    """A redo by which a claim would deny itself is refused."""
    logged(workspace)
    logged(workspace, "Nothing was struck")
    link_claims(workspace, "c1", LinkKind.ENTAILS, "c2")
    undo(workspace)
    link_claims(workspace, "c1", LinkKind.CONTRADICTS, "c2")
    with pytest.raises(ConflictError, match=r"r4 cannot be redone: c[12] would imply its own negation"):
        redo(workspace)


def test_a_key_does_not_come_back_to_two_claims(workspace: Workspace) -> None:
    """A key that was given to another claim meanwhile stays there."""
    logged(workspace, key="strike")
    undo(workspace)
    logged(workspace, "Nothing was struck", key="strike")
    with pytest.raises(ConflictError, match="c2 would both have the key 'strike'"):
        redo(workspace)


@pytest.mark.parametrize(
    ("revision", "error", "reason"),
    [
        (9, NotFoundError, "revision r9 is not known. The newest is r4"),
        (1, ConflictError, "r1 holds the registry that the database began with"),
        (4, ConflictError, "r4 itself is the undo of r3. To turn that around run: verifier redo"),
        (3, ConflictError, "r3 is undone already, in r4. To bring it back run: verifier redo"),
    ],
)
def test_what_cannot_be_undone_is_refused(
    workspace: Workspace, revision: int, error: type[VerifierError], reason: str
) -> None:
    """An unknown revision, the first, an undo and an undone one each have their reason."""
    _a_claim_said_of(workspace)
    undo(workspace)
    with pytest.raises(error) as refused:
        plan_undo(workspace, revision)
    assert reason in refused.value.message


def test_nothing_to_undo_or_redo_is_told(workspace: Workspace) -> None:
    """Where nothing was recorded there is nothing to take back, and nothing to bring back."""
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo(workspace)
    with pytest.raises(NotFoundError, match="nothing to redo"):
        redo(workspace)


def test_an_undone_source_is_no_longer_known(workspace: Workspace) -> None:
    """A source that came with a claim goes with it."""
    logged(workspace, "Bryansk was struck", "Petro Blogger says @ 2024-11-19")
    undo(workspace)
    with workspace.read() as connection:
        assert "Petro Blogger" not in {s.name for s in queries.registry(connection).sources.values()}
        assert "Petro Blogger" in {s.name for s in queries.registry(connection, 2).sources.values()}
