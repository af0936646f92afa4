"""What an analyst may give as the place of a database."""

from pathlib import Path

import pytest

from verifier.domain.errors import DatabaseError, UsageError
from verifier.storage.db.database import connect, reading
from verifier.storage.db.location import Location, masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("claims.db", Location(path=Path("claims.db"))),
        ("/data/my claims?.db", Location(path=Path("/data/my claims?.db"))),
        ("~/claims.db", Location(path=Path.home() / "claims.db")),
        ("sqlite:///claims.db", Location(path=Path("claims.db"))),
        ("sqlite:////data/claims.db", Location(path=Path("/data/claims.db"))),
        ("postgresql://ann@db/claims", Location(url="postgresql://ann@db/claims")),
        ("postgres://db/claims", Location(url="postgresql://db/claims")),
        ("postgresql+psycopg://db/claims", Location(url="postgresql://db/claims")),
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
        ("postgresql://ann:s3cret@db:5433/claims", "postgresql://ann:***@db:5433/claims"),
        ("postgresql://ann:s3@cret/x@db/claims", "postgresql://ann:***@db/claims"),
        ("postgresql://ann:@db/claims", "postgresql://ann:***@db/claims"),
        ("postgresql://ann@db/claims", "postgresql://ann@db/claims"),
        ("postgresql://ann:s3?pass=word@db/claims", "postgresql://ann:***"),
        ("postgresql://ann@corp:s3cret@db/claims", "postgresql://ann@corp:***@db/claims"),
        ("postgresql://ann:s3cret/claims", "postgresql://ann:***"),
        ("postgresql://ann@db:5432,db2:5433/claims", "postgresql://ann@db:5432,db2:5433/claims"),
        ("postgresql://ann@[::1]:5432/claims", "postgresql://ann@[::1]:5432/claims"),
        ("postgresql://ann@db:5432/claims?password=s3@cret", "postgresql://ann@db:***"),
        (
            "postgresql://ann@db/claims?sslmode=verify-full&passfile=/ann/pass&%70assword=s3%40cret",
            "postgresql://ann@db/claims?sslmode=verify-full&passfile=/ann/pass&%70assword=***",
        ),
        (
            "postgresql:///claims?host=/run/pg&user=ann&password=s3cret&sslpassword=s3cret",
            "postgresql:///claims?host=/run/pg&user=ann&password=***&sslpassword=***",
        ),
    ],
)
def test_a_password_is_never_shown(text: str, shown: str) -> None:
    """Neither the text nor the representation of a place tells a password."""
    location = Location.parse(text)
    assert str(location) == shown
    assert "s3" not in repr(location)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(postgresql://ann:s3cret@db/claims)", "(postgresql://ann:***@db/claims)"),
        ("got postgres://ann:s3 cret@db/claims twice", "got postgres://ann:***@db/claims twice"),
        (
            "from postgresql://a:s3@b/c to postgresql://d:s3@e/f",
            "from postgresql://a:***@b/c to postgresql://d:***@e/f",
        ),
        ("mysql://ann:s3cret@db/claims", "mysql://ann:***@db/claims"),
        ("https://example.org:80/a@b and c:d@e", "https://example.org:80/a@b and c:d@e"),
    ],
)
def test_a_text_is_shown_without_the_passwords_in_it(text: str, shown: str) -> None:
    """Only what stands before a host is changed, wherever that is; doing so again changes nothing."""
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize("text", ["host=db password=s3cret", "dbname = claims user=ann", "service=team"])
def test_keywords_are_not_taken_for_a_file(text: str) -> None:
    """The other way to write where a server is names no file, and is not repeated, as it may hold a password."""
    with pytest.raises(UsageError, match="Give a URL: postgresql://user@host/name") as refused:
        Location.parse(text)
    assert "s3" not in refused.value.message


@pytest.mark.parametrize("url", ["postgresql://ann:s3@cret@db/claims", "postgresql://ann:s3/cret@db/claims"])
def test_a_mark_in_a_password_is_a_usage_error(url: str) -> None:
    """What follows it is not taken for a host or a name, and half of a password not told as one."""
    with pytest.raises(UsageError, match="write it as %40, and a slash as %2F") as refused:
        connect(Location.parse(url))
    assert "cret" not in refused.value.message
    assert masked(refused.value.message) == refused.value.message  # as it is done to whatever is printed


@pytest.mark.parametrize("url", ["postgresql://db:port/claims", "postgresql://[::1/claims"])
def test_a_malformed_url_is_a_usage_error(url: str) -> None:
    """A URL that cannot be read says what one looks like."""
    with pytest.raises(UsageError, match="Write postgresql://user@host/name"):
        connect(Location.parse(url))


@pytest.mark.parametrize("url", ["postgresql://ann@db/na%40me", "postgresql://ann@db/claims?user=ann@db"])
def test_an_at_sign_elsewhere_is_none_too_many(url: str) -> None:
    """Escaped, or in an option, as some servers have it in the names of users."""
    connect(Location.parse(url)).dispose()


def test_bytes_that_are_no_text_are_a_usage_error() -> None:
    """Neither the driver nor anybody who reads the message could say what they are."""
    with pytest.raises(UsageError, match="no UTF-8"):
        connect(Location.parse("postgresql://ann:%FF@db/claims"))


def test_a_host_that_cannot_be_one_is_told() -> None:
    """It is not looked for."""
    database = connect(Location.parse("postgresql://a..b/claims"))
    with pytest.raises(DatabaseError, match="cannot be reached"), reading(database):
        pass


def test_what_is_cut_off_a_password_is_not_told() -> None:
    """A slash and a question mark left as they are make an option of the rest."""
    with pytest.raises(UsageError) as refused:
        connect(Location.parse("postgresql://ann:s3/x?cr3t=y@db/claims"))
    assert "cr3t" not in refused.value.message


def test_an_option_that_nobody_knows_is_a_usage_error() -> None:
    """It is named, as a slip in a name would else be looked for in the whole URL."""
    with pytest.raises(UsageError, match="PostgreSQL does not know: sslmod"):
        connect(Location.parse("postgresql://ann:s3cret@db/claims?sslmod=require"))
