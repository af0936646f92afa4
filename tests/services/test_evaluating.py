"""Many claims answered at once are answered as each by itself."""

import csv
import io

import pytest

from tests.benchmarks.bases import HEADER, attributions
from verifier.domain.explain.claim_report import kept
from verifier.domain.model.claims import Verdict
from verifier.intake.tables.read import TableFormat
from verifier.services.evaluate.evaluator import Answered, Evaluator, claim_groups
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.rebuild import rebuild_database
from verifier.services.record.actions import assess_claim
from verifier.services.tables.imports import ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage import projection
from verifier.storage.db.location import Location
from verifier.storage.statements import queries

NOW = 1_735_000_000_000_000
ROWS = 160


def table() -> Table:
    """A made-up table of some thirty claims, a few of them an opinion, linked or counted."""
    text = io.StringIO()
    header = (*HEADER, "measure", "figure", "contradicts")
    lines = [[*row, "", "", ""] for row in attributions(ROWS)]
    texts = list(dict.fromkeys(line[0] for line in lines))
    for line in lines:
        place = texts.index(line[0])
        line[1] = "opinion" if place == 3 else line[1]
        sided = line[HEADER.index("stance")] in {"affirms", "denies"}
        line[-3:] = ("missiles", "5" if sided else "", "") if place == 5 else ("", "", texts[8] if place == 7 else "")
    csv.writer(text).writerows([header, *lines])
    return Table("said.csv", io.BytesIO(text.getvalue().encode()), TableFormat.CSV)


def filled(database: Location) -> Workspace:
    """A workspace into which that table was imported, with one verdict."""
    workspace = Workspace(database, "ann", clock=lambda: NOW)
    import_table(workspace, table(), ImportOptions(accept_new=True))
    assess_claim(workspace, "c2", Verdict.CONFIRMED, "seen on images")
    return workspace


@pytest.mark.long
def test_answers_of_many_claims_are_those_of_each(database: Location) -> None:
    """Standings, summaries, flags; and so are the lines that the import and the verdict left."""
    workspace = filled(database)
    with workspace.read() as connection:
        registry = queries.registry(connection)
        claims = [claim.id for claim in queries.all_claims(connection)]
        many = Evaluator(connection, registry).answered(claims, NOW)
        each = [one for claim in claims for one in Evaluator(connection, registry).answered([claim], NOW)]
        lines = [
            line
            for claim in claims
            for group in claim_groups(connection, [claim], registry)
            for line in kept(group, claim, NOW)
        ]
        told = [*projection.states(connection)], [*projection.summaries(connection)]
    assert {a.answer.claim.id: essence(a) for a in many} == {a.answer.claim.id: essence(a) for a in each}
    assert told == ([line.state for line in lines], [line.summary for line in lines])
    workspace.close()


def essence(answered: Answered) -> object:
    """What was answered, however that was."""
    return answered.answer, answered.lines


@pytest.mark.long
def test_making_lists_again_changes_nothing(database: Location) -> None:
    """The check finds nothing wrong before or after."""
    workspace = filled(database)
    assert check_database(workspace).fault is None
    with workspace.read() as connection:
        before = [*projection.states(connection)], [*projection.summaries(connection)]
    rebuild_database(workspace)
    with workspace.read() as connection:
        assert ([*projection.states(connection)], [*projection.summaries(connection)]) == before
    assert check_database(workspace).fault is None
    workspace.close()
