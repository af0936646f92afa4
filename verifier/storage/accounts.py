"""What is told of claims, as it is kept."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from verifier.domain.account import Account
from verifier.storage.account_rows import account_of
from verifier.storage.selection import streamed
from verifier.storage.tables import claim_accounts


def accounts(connection: Connection) -> Iterator[Account]:
    """What the projection tells of every claim, by claim and validity."""
    statement = select(claim_accounts).order_by(claim_accounts.c.claim, claim_accounts.c.valid_from)
    return map(account_of, streamed(connection, statement))
