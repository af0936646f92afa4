"""One claim is logged once, however its punctuation, quotation marks, article and white space are written."""

import pytest
from sqlalchemy import text

from tests.services.test_correcting import WHY, logged
from verifier.domain.errors import ConflictError
from verifier.domain.model.claims import text_key
from verifier.services.correct.amend import amend_claim
from verifier.services.correct.undo import redo, undo
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.rebuild import rebuild_database
from verifier.services.review.similar import twins
from verifier.services.workspace import Workspace
from verifier.storage.db.database import connect, writing

PLAIN = "The strike caused no casualties"


@pytest.mark.long
@pytest.mark.parametrize(
    "writing_of_it",
    [
        "The strike caused no casualties.",
        "strike caused no casualties",
        "“The strike caused no casualties”.",
        "A strike caused no casualties ...",
        "the\u00a0strike  caused no\u200b casual\u00adties!",
        "'The strike caused no casualties'",
        "„The strike caused no casualties“",
        "«THE STRIKE caused no casualties»",
    ],
)
def test_writings_of_one_claim(workspace: Workspace, writing_of_it: str) -> None:
    """Each means the claim that is there, and the audit finds nothing."""
    logged(workspace, PLAIN, "Moscow says")
    done = logged(workspace, writing_of_it, "Kyiv denies")
    assert [*done.notes.mentioned] == [1]
    assert check_database(workspace).fault is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Its forces withdrew", "It's forces withdrew"),
        ("5 were killed", "-5 were killed"),
        ("Prices rose 5 %", "Prices rose 5"),
        ("Thebes was struck", "bes was struck"),
        ("A", "The"),
        ("...", "!"),
        ("No strike happened", "Strike happened"),
    ],
)
def test_what_tells_claims_apart(one: str, other: str) -> None:
    """Words, signs and figures; and a text that is nothing but an article or marks is itself."""
    assert text_key(one) != text_key(other)


def test_apostrophes_are_written_either_way() -> None:
    """Typographic ones within a word are the same as typewriters'."""
    assert text_key("Russia’s army withdrew.") == text_key("Russia's army withdrew")


def recorded_apart(workspace: Workspace) -> None:
    """Two claims of one text, as earlier versions recorded them: with the text's terms as they were not written."""
    logged(workspace, PLAIN, "Moscow says")
    database = connect(workspace.location)
    forget = text("DELETE FROM claim_terms WHERE field = 'text'")
    try:
        with writing(database) as connection:
            connection.execute(forget)
        logged(workspace, f"{PLAIN}.", "Kyiv denies")
    finally:
        database.dispose()
    rebuild_database(workspace)


def test_claims_recorded_apart_stay_apart(workspace: Workspace) -> None:
    """They are listed, and their text means the lower one, which is noted; no third is made by amending."""
    recorded_apart(workspace)
    assert [[claim.id for claim in group] for group in twins(workspace)] == [[1, 2]]
    assert check_database(workspace).fault is None
    done = logged(workspace, "Strike caused no casualties", "London says")
    assert [*done.notes.mentioned] == [1]
    assert done.notes.twins == {1: (2,)}
    amend_claim(workspace, "c2", {"place": "Bryansk"}, WHY)
    logged(workspace, "Bryansk was struck", "Moscow says")
    with pytest.raises(ConflictError, match="would both say"):
        amend_claim(workspace, "c3", {"text": f"“{PLAIN}”"}, WHY)


def test_an_undone_claim_does_not_come_back_beside_another_writing(workspace: Workspace) -> None:
    """What was logged meanwhile in another writing is in its way."""
    logged(workspace, PLAIN, "Moscow says")
    undo(workspace)
    logged(workspace, f"{PLAIN}.", "Kyiv denies")
    with pytest.raises(ConflictError, match="recorded the same again"):
        redo(workspace)
