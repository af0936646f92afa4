"""Claims that may say the same are found: by whoever logs another, and among all that are recorded."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pytest

from tests.services.test_correcting import WHY, logged
from verifier.domain.errors import NotFoundError
from verifier.domain.model.claims import LinkKind
from verifier.domain.query import Query
from verifier.intake.tables.read import TableFormat
from verifier.services.correct.merge import merge_claims, split_claim
from verifier.services.record.actions import Entry, link_claims, say_of
from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.similar import duplicates, meant, nearest_claims, others_like, similar_claims
from verifier.services.tables.imports import ImportOptions, Table, import_table
from verifier.services.workspace import Workspace

EMERGENT: Final = Path(__file__).parents[2].parent / "shared" / "datasets" / "emergent" / "attributions.csv"
RECALL: Final = 0.92
_PART: Final = re.compile(r"\.(s?html?|php|aspx?|ece|story)$")
_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")
_IDENTIFIER: Final = re.compile(r"\b[a-f]?\d+ [a-z] \d+", re.IGNORECASE)
"""Letters and digits by turns are no words of a headline."""


def headlines() -> Iterator[tuple[str, str]]:
    """The headlines that addresses of articles tell, of three longer words or more, each with its claim, once."""
    with EMERGENT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parts = [_TOKEN.findall(_PART.sub("", part)) for part in unquote(urlsplit(row["url"]).path).split("/")]
            words = max(parts, key=lambda found: sum(len(word) > 1 for word in found))
            told = " ".join(word for word in words if not (word.isdigit() and len(word) > 4))
            if sum(len(word) > 3 for word in told.split()) >= 3 and not _IDENTIFIER.search(told):
                yield told, row["claim"]


@pytest.mark.long
@pytest.mark.skipif(not EMERGENT.exists(), reason="Emergent's rumours are not here")
def test_a_headline_finds_its_rumour(workspace: Workspace) -> None:
    """Of what 154 rumours were told under, the rumour is among the first three known claims for most."""
    with EMERGENT.open("rb") as stream:
        import_table(workspace, Table("emergent", stream, TableFormat.CSV), ImportOptions(accept_new=True))
    found = list(dict.fromkeys(headlines()))
    assert len(found) > 1_000
    with workspace.read() as connection:
        hits = sum(
            claim in [one.claim.text for one in nearest_claims(connection, headline)] for headline, claim in found
        )
    assert hits / len(found) >= RECALL


def test_who_logs_a_claim_is_told_of_similar_ones(workspace: Workspace) -> None:
    """Known before, also by the sheet that is being logged; a text that is known is no new claim; nothing is merged."""
    logged(workspace, "The strike on the depot near Bryansk caused no casualties", "Moscow says")
    logged(workspace, "The bridge fell", "Kyiv says")
    done = logged(workspace, "Nobody was hurt in the strike on the depot near Bryansk", "Kyiv denies")
    assert {number: [one.claim.id for one in found] for number, found in done.notes.similar.items()} == {3: [1]}
    assert logged(workspace, "Strike on the depot near Bryansk caused no casualties.").notes.similar == {}
    sheet = "## Six missiles were shot down over Kursk\n## Over Kursk six missiles were shot down\nMoscow says\n"
    done = log_sheets(workspace, [SheetFile("sheet", sheet.encode())])
    assert {number: [one.claim.id for one in found] for number, found in done.notes.similar.items()} == {5: [4]}
    linked = (
        "## Two trains collided near Odesa\nkey: crash\n## Near Odesa two trains collided at night\nentails: crash\n"
    )
    assert log_sheets(workspace, [SheetFile("sheet", linked.encode())]).notes.similar == {}, "they are known to be two"
    with workspace.read() as connection:
        assert similar_claims(connection, "Parliament adopted the budget") == ()
        assert similar_claims(connection, "...") == ()


def test_what_a_table_brings_is_compared_whatever_brought_it(workspace: Workspace) -> None:
    """Rows, also those that links lead to, with what is known and the rows before; linked ones are known to be two."""
    logged(workspace, "The strike on the depot near Bryansk caused no casualties", "Moscow says")
    rows = (
        "claim,entails\n"
        "Something exploded at a depot in the night,Nobody was hurt in the strike on the depot near Bryansk\n"
        "Nobody was hurt in the strike on the depot near Bryansk,\n"
        "Six missiles were shot down over Kursk,\n"
        "Over Kursk six missiles were shot down,\n"
        "Two trains collided near Odesa,Near Odesa two trains collided at night\n"
        "Near Odesa two trains collided at night,\n"
    )
    done = import_table(workspace, Table("t", io.BytesIO(rows.encode()), TableFormat.CSV), ImportOptions())
    assert {number: [one.claim.id for one in found] for number, found in done.similar.items()} == {3: [1], 5: [4]}


def test_what_is_split_off_is_compared_too(workspace: Workspace) -> None:
    """With all but the claim that it comes from."""
    logged(workspace, "Over Kursk six missiles were shot down")
    logged(workspace, "A depot burned", "Moscow says @ 2024-11-19")
    say_of(workspace, Entry("c2", {}, ["Kyiv denies @ 2024-11-20"]))
    done = split_claim(workspace, "c2", [2], "Six missiles were shot down over Kursk", WHY)
    assert {number: [one.claim.id for one in found] for number, found in done.notes.similar.items()} == {3: [1]}


def test_the_others_that_a_claim_is_like_are_those_not_linked_with_it(workspace: Workspace) -> None:
    """The likeliest first; what was linked is known to be another, and what was merged is the claim itself."""
    logged(workspace, "The depot near Bryansk was hit by drones")
    logged(workspace, "The depot close to Bryansk was hit by drones")
    logged(workspace, "Drones hit a depot near Bryansk")
    logged(workspace, "Parliament adopted the budget")
    claim, found = others_like(workspace, 1)
    assert (claim.id, {one.claim.id for one in found}) == (1, {2, 3})
    assert others_like(workspace, 1, floor=101) == (claim, ())
    link_claims(workspace, "c3", LinkKind.CONTRADICTS, "c1")
    assert [one.claim.id for one in others_like(workspace, 1)[1]] == [2]
    merge_claims(workspace, "c2", "c1", WHY)
    assert others_like(workspace, 2) == (claim, ())
    with pytest.raises(NotFoundError):
        others_like(workspace, 5)


def test_a_claim_is_meant_by_its_ref_its_key_or_words_of_it(workspace: Workspace) -> None:
    """What is neither of a known claim is words, of which the nearest claims are found."""
    logged(workspace, "The depot near Bryansk was hit by drones", key="depot")
    logged(workspace, "Parliament adopted the budget")
    for typed, number in (("c2", 2), ("C1", 1), ("depot", 1)):
        claim, found = meant(workspace, typed)
        assert (claim and claim.id, found) == (number, ())
    for typed in ("the depot", "Bryansk", "drones hit"):
        claim, found = meant(workspace, typed)
        assert (claim, [one.claim.id for one in found]) == (None, [1])
        assert meant(workspace, typed, but=(1,)) == (None, ())
    assert meant(workspace, "c17") == (None, ())
    assert meant(workspace, "a3\n") == (None, ())
    assert meant(workspace, "Bryansk", floor=101) == (None, ())


def test_undone_and_merged_claims_are_no_longer_similar(workspace: Workspace) -> None:
    """Nor are their duplicates listed."""
    logged(workspace, "The depot near Bryansk was hit by drones")
    logged(workspace, "The depot close to Bryansk was hit by drones")
    with workspace.read() as connection:
        assert [one.claim.id for one in similar_claims(connection, "Drones hit the depot near Bryansk")] == [1, 2]
        [found] = duplicates(connection, Query())
        assert (found.claim.id, [one.claim.id for one in found.similar]) == (1, [2])
    merge_claims(workspace, "c2", "c1", WHY)
    with workspace.read() as connection:
        assert [one.claim.id for one in similar_claims(connection, "Drones hit the depot near Bryansk")] == [1]
        assert duplicates(connection, Query()) == []


def test_duplicates_of_a_query_and_without_those_that_are_linked(workspace: Workspace) -> None:
    """One claim of each pair has to be asked for; what an analyst linked was told apart."""
    logged(workspace, "The depot near Bryansk was hit by drones", tags="depots")
    logged(workspace, "The depot close to Bryansk was hit by drones")
    logged(workspace, "Six missiles were shot down over Kursk")
    logged(workspace, "Over Kursk six missiles were shot down")
    with workspace.read() as connection:
        assert [one.claim.id for one in duplicates(connection, Query())] == [3, 1]
        assert [one.claim.id for one in duplicates(connection, Query(tags=("depots",)))] == [1]
    link_claims(workspace, "c4", LinkKind.CONTRADICTS, "c3")
    with workspace.read() as connection:
        assert [one.claim.id for one in duplicates(connection, Query())] == [1]


@pytest.mark.long
def test_many_claims_that_share_their_words(workspace: Workspace) -> None:
    """Where a word is rare of none, those next in the alphabet are compared, and candidates have two words."""
    rows = "".join(f"The depot near Bryansk was hit for the time number {number}\n" for number in range(1_100))
    table = f"claim\n{rows}Depot near Bryansk was hit: time number 77\n".encode()
    import_table(workspace, Table("many", io.BytesIO(table), TableFormat.CSV), ImportOptions())
    with workspace.read() as connection:
        found = {one.claim.id: [other.claim.id for other in one.similar] for one in duplicates(connection, Query())}
        assert len(nearest_claims(connection, "The depot near Bryansk")) == 3
    assert any(1_101 in others for others in found.values())
