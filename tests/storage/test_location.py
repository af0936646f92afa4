"""What an analyst may give as the place of a database."""

from pathlib import Path

import pytest

from verifier.domain.errors import UsageError
from verifier.storage.engine import connect
from verifier.storage.location import Location


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("claims.db", Location(path=Path("claims.db"))),
        ("/data/my claims?.db", Location(path=Path("/data/my claims?.db"))),
        ("~/claims.db", Location(path=Path.home() / "claims.db")),
        ("sqlite:///claims.db", Location(path=Path("claims.db"))),
        ("sqlite:////data/claims.db", Location(path=Path("/data/claims.db"))),
        ("postgresql://ann@db/claims", Location(url="postgresql+psycopg://ann@db/claims")),
        ("postgres://db/claims", Location(url="postgresql+psycopg://db/claims")),
        ("postgresql+psycopg://db/claims", Location(url="postgresql+psycopg://db/claims")),
    ],
)
def test_a_place_is_read(text: str, expected: Location) -> None:
    """Paths, SQLite URLs and the usual spellings of PostgreSQL URLs are understood."""
    assert Location.parse(text) == expected


@pytest.mark.parametrize("text", ["", "  ", "mysql://db/claims", "sqlite://", "sqlite:///", "https://example.org/x.db"])
def test_another_kind_of_place_is_refused(text: str) -> None:
    """What is neither a file nor a PostgreSQL URL is a usage error that shows the right form."""
    with pytest.raises(UsageError, match="postgresql://host/name"):
        Location.parse(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://ann:s3cret@db:5433/claims", "postgresql+psycopg://ann:***@db:5433/claims"),
        ("postgresql://ann:s3@cret/x@db/claims", "postgresql+psycopg://ann:***@db/claims"),
        ("postgresql://ann:@db/claims", "postgresql+psycopg://ann:***@db/claims"),
        ("postgresql://ann@db/claims", "postgresql+psycopg://ann@db/claims"),
        (
            "postgresql:///claims?host=/run/pg&user=ann&password=s3cret&sslpassword=s3cret",
            "postgresql+psycopg:///claims?host=/run/pg&user=ann&password=***&sslpassword=***",
        ),
    ],
)
def test_a_password_is_never_shown(text: str, shown: str) -> None:
    """Neither the text nor the representation of a place tells a password."""
    location = Location.parse(text)
    assert str(location) == shown
    assert "s3" not in repr(location)


def test_a_malformed_url_is_a_usage_error() -> None:
    """A URL that cannot be read says what one looks like."""
    with pytest.raises(UsageError, match="Write postgresql://user@host/name"):
        connect(Location.parse("postgresql://db:port/claims"))
