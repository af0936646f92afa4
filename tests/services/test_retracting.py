"""An outlet takes its story back: what rested on its word falls, a named origin's word stands."""

import io

import pytest

from tests.services.chronicle import LATER, PLACE, day, everything, fault, lists
from verifier.domain.errors import ConflictError, NotFoundError, UsageError
from verifier.domain.model.claims import Status
from verifier.domain.model.statements import Attribution, Stance
from verifier.intake.tables.read import TableFormat
from verifier.reports.files.json import full_answer_json
from verifier.services.correct.retract import retract_document
from verifier.services.correct.undo import redo, undo
from verifier.services.record.actions import Entry, Options, Recorded, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.asked import When
from verifier.services.review.claim_views import show
from verifier.services.review.documents import list_documents, show_document
from verifier.services.tables.imports import ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage.statements import revision_log

WHY = "pulled by its editors"
READ = {"url": PLACE, "outlet": "RBC Ukraine"}
UNNAMED = "RBC Ukraine, citing a source in the Ukrainian military, reports"


def logged(workspace: Workspace, text: str, *phrases: str, **fields: str) -> Recorded:
    """A claim logged with its attributions, unknown names accepted."""
    return log_entry(workspace, Entry(text, fields, phrases), Options(Choices(accept_all=True)))


def said_on(text: str) -> Options:
    """That it was taken back on a day."""
    return Options(said=day(text))


def status(workspace: Workspace, ref: str = "c1", known: int | None = None) -> Status:
    """What a claim's status is."""
    return show(workspace, ref, When(LATER, known)).full.answer.status


def numbers(found: tuple[Attribution, ...]) -> list[int]:
    """The attributions by number."""
    return [one.id for one in found]


def test_what_rests_on_the_outlets_word_falls(workspace: Workspace) -> None:
    """What it says itself, and unnamed sources through it; a named origin, and who is heard through others, stand."""
    logged(
        workspace, "Bryansk was struck", "RBC Ukraine reports @ 2024-11-19", f"{UNNAMED} @ 2024-11-19",
        "Reuters, citing a Russian official, says @ 2024-11-19", "Kyiv says @ 2024-11-19",
        "a Ukrainian official says @ 2024-11-19", **READ,
    )  # fmt: skip
    done = retract_document(workspace, PLACE, WHY, said_on("2024-11-21"))
    assert (numbers(done.fallen.there), numbers(done.fallen.state)) == ([1, 2, 5], [3, 4])
    assert done.recorded.notes.recorded == [f"retraction of {PLACE}", "a6"]
    page = show(workspace, "c1", When(LATER)).full
    assert [h.attribution.id for h in page.attributions if not h.live] == [1, 2, 5]
    retraction = page.attributions[-1].attribution
    assert (retraction.stance, retraction.note, retraction.said) == (Stance.RETRACTS, WHY, day("2024-11-21"))
    assert fault(workspace) is None


def test_each_claim_that_rests_on_it_is_read_again(workspace: Workspace) -> None:
    """One revision with its reason; claims that nothing of it holds up are left alone."""
    for text in ("Bryansk was struck", "Missiles hit a depot"):
        logged(workspace, text, f"{UNNAMED} @ 2024-11-19", **READ)
    logged(workspace, "Nothing was struck", "Moscow says @ 2024-11-19", **READ)
    done = retract_document(workspace, PLACE, WHY)
    assert {claim: (m.before and m.before.status, m.after.status) for claim, m in done.recorded.moves.items()} == {
        1: (Status.UNVERIFIED, Status.WITHDRAWN),
        2: (Status.UNVERIFIED, Status.WITHDRAWN),
    }
    assert (status(workspace, "c3"), status(workspace, known=4)) == (Status.SINGLE_SOURCE, Status.UNVERIFIED)
    with workspace.read() as connection:
        revision = revision_log.head(connection)
    assert revision is not None
    assert (revision.id, revision.action, revision.detail, revision.reason) == (5, "retract", PLACE, WHY)


def test_what_it_says_elsewhere_falls_too(workspace: Workspace) -> None:
    """All earlier records of that voice on the claim are taken back, and told; later ones are not."""
    other = {"url": "https://example.org/2", "outlet": "RBC Ukraine"}
    logged(workspace, "Bryansk was struck", f"{UNNAMED} @ 2024-11-19", **READ)
    logged(workspace, "Bryansk was struck", f"{UNNAMED} @ 2024-11-20", f"{UNNAMED} @ 2024-11-22", **other)
    logged(workspace, "Missiles hit a depot", f"{UNNAMED} @ 2024-11-20", **other)
    done = retract_document(workspace, PLACE, WHY, said_on("2024-11-21"))
    assert [numbers(found) for found in (done.fallen.there, done.fallen.elsewhere, done.fallen.state)] == [
        [1], [2], [],
    ]  # fmt: skip
    assert [status(workspace, ref) for ref in ("c1", "c2")] == [Status.UNVERIFIED, Status.UNVERIFIED]


def test_what_was_taken_back_before_is_left_alone(workspace: Workspace) -> None:
    """Where nothing live rests on its word, the document alone is retracted."""
    logged(workspace, "Bryansk was struck", f"{UNNAMED} @ 2024-11-19", "RBC Ukraine retracts @ 2024-11-20", **READ)
    done = retract_document(workspace, PLACE, WHY)
    assert (done.fallen.there, done.recorded.notes.recorded) == ((), [f"retraction of {PLACE}"])
    assert [line.reason for line in list_documents(workspace).lines] == [WHY]


def test_an_official_outlet_speaks_for_its_party(workspace: Workspace) -> None:
    """A ministry that pulls its statement takes back what its party said officially."""
    read = {"url": PLACE, "outlet": "Russian Defence Ministry"}
    logged(workspace, "Bryansk was struck", "Moscow says @ 2024-11-19", "Kyiv says @ 2024-11-19", **read)
    done = retract_document(workspace, PLACE, WHY)
    assert (numbers(done.fallen.there), numbers(done.fallen.state)) == ([1], [2])


@pytest.mark.long
def test_undo_and_redo_of_a_retraction(workspace: Workspace) -> None:
    """Every answer comes back, and goes again."""
    logged(workspace, "Bryansk was struck", f"{UNNAMED} @ 2024-11-19", **READ)
    before = everything(workspace), lists(workspace)
    retract_document(workspace, PLACE, WHY)
    after = everything(workspace), lists(workspace)
    assert undo(workspace).plan.recorded == ("a2", f"retraction of {PLACE}")
    assert (everything(workspace), lists(workspace)) == before
    redo(workspace)
    assert (everything(workspace), lists(workspace)) == after
    assert fault(workspace) is None


@pytest.mark.long
def test_a_retracted_document_is_not_retracted_again(workspace: Workspace) -> None:
    """It is told in which revision that was recorded; nothing is."""
    logged(workspace, "Bryansk was struck", f"{UNNAMED} @ 2024-11-19", **READ)
    retract_document(workspace, PLACE, WHY)
    again = retract_document(workspace, PLACE, "again")
    assert again.already is not None
    assert (again.already.id, again.already.reason, again.recorded.revision) == (3, WHY, None)


def test_a_retraction_that_was_tried_leaves_nothing(workspace: Workspace) -> None:
    """A dry run tells what would fall."""
    logged(workspace, "Bryansk was struck", f"{UNNAMED} @ 2024-11-19", **READ)
    before = everything(workspace), lists(workspace)
    done = retract_document(workspace, PLACE, WHY, Options(dry_run=True))
    assert (numbers(done.fallen.there), done.recorded.revision) == ([1], None)
    assert (everything(workspace), lists(workspace)) == before


def test_what_cannot_be_retracted_is_refused(workspace: Workspace) -> None:
    """An address that is not known, a document of nobody, and a blank reason."""
    logged(workspace, "Bryansk was struck", "Kyiv says @ 2024-11-19", url=PLACE)
    with pytest.raises(NotFoundError) as unknown:
        retract_document(workspace, "https://example.org/11", WHY)
    assert unknown.value.suggestions == (PLACE,)
    with pytest.raises(ConflictError, match="is was not recorded, so nobody can retract it"):
        retract_document(workspace, PLACE, WHY)
    with pytest.raises(UsageError, match="the reason is empty"):
        retract_document(workspace, PLACE, " ")
    say_of(workspace, Entry("c1", READ, ("Kyiv says @ 2024-11-19",)))
    assert retract_document(workspace, PLACE, WHY).recorded.revision is not None


def test_whoever_records_from_a_retracted_document_is_warned(workspace: Workspace) -> None:
    """By log, say, a sheet or a table; the document stays retracted when more is written of it."""
    logged(workspace, "Bryansk was struck", f"{UNNAMED} @ 2024-11-19", **READ)
    retract_document(workspace, PLACE, WHY)
    sheet = f"# A title\nurl: {PLACE}\n\n## c1\nKyiv says\n"
    table = f"claim,phrase,url,published\nBryansk was struck,Moscow says,{PLACE},2024-11-18\n"
    warned = [
        logged(workspace, "Kursk was struck", "Kyiv says", **READ).notes.retracted.values(),
        say_of(workspace, Entry("c1", {"url": PLACE}, ("Reuters reports",))).notes.retracted.values(),
        log_sheets(workspace, [SheetFile("a.md", sheet.encode())]).notes.retracted.values(),
        import_table(workspace, Table("a.csv", io.BytesIO(table.encode()), TableFormat.CSV), ImportOptions()).retracted,
    ]
    assert [[(one.document.url, one.outlet, one.reason) for one in found] for found in warned] == [
        [(PLACE, "RBC Ukraine", WHY)]
    ] * 4
    [line] = list_documents(workspace).lines
    document = line.document
    assert (document.title, document.published) == ("A title", day("2024-11-18"))
    assert document.retracted is not None
    assert line.reason == WHY
    assert logged(workspace, "Kursk was struck", "Kyiv denies", url="https://example.org/2").notes.retracted == {}


def test_a_page_tells_which_documents_were_taken_back(workspace: Workspace) -> None:
    """In JSON the document has the time; as of the revision before it has none."""
    logged(workspace, "Bryansk was struck", "Kyiv says @ 2024-11-19", **READ)
    retract_document(workspace, PLACE, WHY, said_on("2024-11-21"))
    found = []
    for known in (2, None):
        page = show(workspace, "c1", When(LATER, known))
        document = full_answer_json(page.full, page.context)["attributions"][0]["document"]
        found.append(document["retracted"] and document["retracted"]["text"])
    assert found == [None, "2024-11-21"]
    [shown] = show_document(workspace, PLACE).lines
    assert [(one.attribution, one.claim, one.phrase) for one in shown.read] == [(1, 1, "Ukraine says @ 2024-11-19")]
    [before] = show_document(workspace, PLACE, 2).lines
    assert (before.document.retracted, before.reason) == (None, None)
