"""What is told of claims comes back as it was kept, and goes with the claims."""

from tests.storage.builders import a_standing, an_account, one_of_everything, revision
from verifier.domain.explain.claim_report import ClaimSummary, Line
from verifier.storage.db.database import Database, reading
from verifier.storage.projection import projection_row, summaries


def test_accounts_come_back_as_they_were_put(engine: Database) -> None:
    """Every list, count, figure, dispute and flag."""
    one_of_everything(engine)
    with reading(engine) as connection:
        assert list(summaries(connection)) == [an_account(1), an_account(2)]
        assert list(summaries(connection, [2])) == [an_account(2)]
        assert list(summaries(connection, [])) == []


def test_of_a_claim_that_is_gone_nothing_is_told(engine: Database) -> None:
    """Its summary goes with its place in the lists; another takes the place of what was told before."""
    one_of_everything(engine)
    with revision(engine) as ledger:
        ledger.forget_lines([1])
        assert list(summaries(ledger.connection)) == [an_account(2)]


def test_an_account_of_little_is_little(engine: Database) -> None:
    """Where there is nothing to tell, nothing is stored."""
    one_of_everything(engine)
    little = ClaimSummary(2, "No source commits to it.")
    with revision(engine) as ledger:
        ledger.put_rows([projection_row(Line(a_standing(2), little))])
        assert list(summaries(ledger.connection, [2])) == [little]
