"""What is told of claims, as it is kept."""

from collections.abc import Iterator

from verifier.domain.account import Account
from verifier.storage.account_rows import account_of
from verifier.storage.connection import Connection


def accounts(connection: Connection) -> Iterator[Account]:
    """What the projection tells of every claim, by claim and validity."""
    return map(account_of, connection.stream("accounts"))
