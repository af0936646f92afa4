"""QUERY strings: what they ask for, and what is said of those that cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.builders import READER, micros
from verifier.domain.errors import UsageError
from verifier.domain.explain.state import Flag
from verifier.domain.model.claims import Status
from verifier.domain.model.time import DAY, HOUR, MINUTE
from verifier.domain.query import Query
from verifier.intake.query import read_duration, read_query


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Query()),
        ("bryansk ATACMS", Query(words=("bryansk", "ATACMS"))),
        ('"Bryansk  region" -kursk -"North Korea"', Query(words=("Bryansk region",), without=("kursk", "North Korea"))),
        ("status:disputed", Query(statuses=frozenset({Status.DISPUTED}))),
        ("status:unconfirmed", Query(statuses=frozenset({Status.UNVERIFIED, Status.SINGLE_SOURCE}))),
        ("flag:challenged,Split", Query(flags=frozenset({Flag.CHALLENGED, Flag.SPLIT}))),
        ("flag:stale", Query(flags=frozenset({Flag.STALE}), stale_after=14 * DAY)),
        ("status:Denied,refuted", Query(statuses=frozenset({Status.DENIED, Status.REFUTED}))),
        ('who:"Defense Ministry" who:Kyiv,Moscow', Query(who=("Defense Ministry", "Kyiv", "Moscow"))),
        ('who:"Smith, Jones" PARTY:Russia', Query(who=("Smith, Jones",), party=("Russia",))),
        (
            "via:Reuters tag:fire key:strike by:ann",
            Query(via=("Reuters",), tags=("fire",), keys=("strike",), by=("ann",)),
        ),
        (
            'since:2024-11-18 until:"19 Nov 2024"',
            Query(since=micros(2024, 11, 18), until=micros(2024, 11, 20) - 1),
        ),
        ("since:yesterday", Query(since=micros(2024, 11, 21))),
        ("stale:48h", Query(stale=48 * HOUR)),
        ("03:25 c++ -", None),
        ("03:25 a-b 1:2", Query(words=("03:25", "a-b", "1:2"))),
    ],
)
def test_a_query_is_read(text: str, wanted: Query | None) -> None:
    """Words, phrases, exclusions and fields are told apart."""
    if wanted is None:
        with pytest.raises(UsageError, match="a word is missing"):
            read_query(text, READER)
    else:
        assert read_query(text, READER) == wanted


FIELDS = (
    "Fields are status:, flag:, who:, party:, via:, tag:, key:, by:, since:, until:, stale:; "
    'put words with a colon in "".'
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("stauts:denied", f"'stauts:' is no field of a query. Did you mean status:? {FIELDS}"),
        ("https://example.org", f"'https:' is no field of a query. {FIELDS}"),
        (
            "status:dispued",
            (
                "'dispued' is no status. Did you mean disputed? Statuses are not-checkable, "
                "unattributed, unverified, single-source, "
                "corroborated, confirmed, disputed, denied, rebutted, refuted, withdrawn, unverifiable, unconfirmed."
            ),
        ),
        ("who:", "'who:' has no value. Write one behind the colon, without a space."),
        ("status:,", "'status:' has no value. Write one behind the colon, without a space."),
        ("-who:Kyiv", "'-who:' cannot be excluded. Only words can: -word."),
        ('a "b', 'in the query, character 3: the quotation is not closed. End it with ".'),
        ("stale:soon", "'soon' is no length of time. Write it like 90m, 48h, 14d or 2w."),
        ("stale:1h stale:2h", "'stale:' is given twice. Leave out one."),
        (
            "since:11/12/2024",
            "'11/12/2024' means 11 December 2024 or 12 November 2024. Write which, such as 2024-12-11.",
        ),
        ("a\x00b", "in the query, character 2: there is a NUL character. Remove it."),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(text: str, wanted: str) -> None:
    """The error names the nearest, or says what to write."""
    with pytest.raises(UsageError) as caught:
        read_query(text, READER)
    assert caught.value.message == wanted


def test_lengths_of_time_have_four_units() -> None:
    """Minutes, hours, days and weeks."""
    assert [read_duration(text) for text in ("90m", "48h", "14d", "2w")] == [90 * MINUTE, 48 * HOUR, 14 * DAY, 14 * DAY]


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(['"', "-", "who:", "status:", "a", " ", ",", ":", "denied", "since:"]), max_size=8
        ).map("".join),
    )
)
def test_any_text_is_a_query_or_a_usage_error(text: str) -> None:
    """No text is more than the reader can bear."""
    try:
        read = read_query(text, READER)
    except UsageError:
        return
    assert isinstance(read, Query)
