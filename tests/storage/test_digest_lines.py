"""Rows are digested column by column, many at a time, as each would be by itself."""

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from verifier.storage.ledger.chain import RevisionDigest
from verifier.storage.statements.values import canonical

COLUMNS = ("id", "text", "flag", "about")
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.integers(), st.text(), st.binary(max_size=2), st.floats(-2, 2)
)
ROWS = st.lists(st.tuples(*[VALUES] * len(COLUMNS)), max_size=12)


def one_by_one(rows: list[tuple[object, ...]]) -> str:
    """The digest of a revision with these rows, each of them written by Python's own encoder."""
    running = hashlib.sha256()
    for row in rows:
        values = {name: value for name, value in zip(COLUMNS, row, strict=True) if value is not None}
        options = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
        line = json.dumps(values, default=lambda value: [repr(value)], **options)  # type: ignore[arg-type]
        running.update(f"{line}\n".encode(errors="surrogatepass"))
    contents = [["facts", running.hexdigest()]] if rows else []
    return hashlib.sha256(canonical([{"id": 1}, contents])).hexdigest()


@given(ROWS, st.integers(1, 5))
def test_many_rows_are_digested_as_each_alone(rows: list[tuple[object, ...]], size: int) -> None:
    """However rows come together, and whatever their columns hold, their digest is that of their lines."""
    digest = RevisionDigest()
    for first in range(0, len(rows), size):
        digest.add("facts", COLUMNS, rows[first : first + size])
    assert digest.seal({"id": 1, "digest": "x"}) == one_by_one(rows)
