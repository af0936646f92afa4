"""QUERY strings: what they ask for, and what is said of those that cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.builders import READER, micros
from verifier.domain.errors import UsageError
from verifier.domain.explain.outcome import Flag
from verifier.domain.model.claims import ClaimKind, Status
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
        ("kind:Opinion,fact", Query(kinds=frozenset({ClaimKind.OPINION, ClaimKind.FACT}))),
        (
            'place:"Bryansk region" place:Kyiv quote:"not one" quote:fire',
            Query(
                places=("Bryansk region", "Kyiv"),
                quotes=("not one", "fire"),
            ),
        ),
        ("happened:2024-11-19", Query(happened=(micros(2024, 11, 19), micros(2024, 11, 20) - 1))),
        ("happened:2024-11-18..19", Query(happened=(micros(2024, 11, 18), micros(2024, 11, 20) - 1))),
        ("happened:2024-11-18..", Query(happened=(micros(2024, 11, 18), None))),
        ("happened:..2024-11", Query(happened=(None, micros(2024, 12, 1) - 1))),
        ("fire OR -smoke", Query(words=("fire",), others=(Query(without=("smoke",)),))),
        ("a b OR who:Kyiv", Query(words=("a", "b"), others=(Query(who=("Kyiv",)),))),
        ("a AND b OR c", Query(words=("a", "b"), others=(Query(words=("c",)),))),
        ("a (b OR c)", Query(words=("a", "b"), others=(Query(words=("a", "c")),))),
        (
            "(a OR b)(c OR tag:d)",
            Query(
                words=("a", "c"),
                others=(
                    Query(words=("a",), tags=("d",)),
                    Query(words=("b", "c")),
                    Query(words=("b",), tags=("d",)),
                ),
            ),
        ),
        ("((a) OR (((b))))", Query(words=("a",), others=(Query(words=("b",)),))),
        ("( who:Kyiv OR tag:x,y )", Query(who=("Kyiv",), others=(Query(tags=("x", "y")),))),
        ('("a (b" OR -c)', Query(words=("a (b",), others=(Query(without=("c",)),))),
        ("(f(x) OR y)", Query(words=("f(x)",), others=(Query(words=("y",)),))),
        ("a OR a OR a", Query(words=("a",))),
        ('"OR" or and "AND" "NOT"', Query(words=("OR", "or", "and", "AND", "NOT"))),
        ("ORDER ANDREW f(x) smile:)", None),
        ("ORDER ANDREW f(x) x)", Query(words=("ORDER", "ANDREW", "f(x)", "x)"))),
        (
            "flag:stale OR stale:1h",
            Query(
                flags=frozenset({Flag.STALE}),
                stale_after=14 * DAY,
                others=(Query(stale=HOUR),),
            ),
        ),
        (
            "since:2024-11-18 (until:2024-11-19 OR until:2024-11-20)",
            Query(
                since=micros(2024, 11, 18),
                until=micros(2024, 11, 20) - 1,
                others=(Query(since=micros(2024, 11, 18), until=micros(2024, 11, 21) - 1),),
            ),
        ),
        ("03:25 c++ -", None),
        ("03:25 a-b 1:2", Query(words=("03:25", "a-b", "1:2"))),
    ],
)
def test_a_query_is_read(text: str, wanted: Query | None) -> None:
    """Words, phrases, exclusions and fields are told apart."""
    if wanted is None:
        with pytest.raises(UsageError):
            read_query(text, READER)
    else:
        assert read_query(text, READER) == wanted


FIELDS = (
    "Fields are status:, flag:, kind:, who:, party:, via:, quote:, tag:, key:, place:, happened:, by:, since:, until:, "
    'stale:; put words with a colon in "".'
)


BEFORE_OR = 'a condition is missing before OR. Write one, or "OR" to look for the word.'
WITHIN = 'Write fields and - within brackets, or put the value in "".'
NO_NOT = 'NOT excludes nothing here. Write -word to exclude a word, "NOT" to look for it.'
NOT_CLOSED = 'the bracket is not closed. End it with ), or put words with a bracket in "".'


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
        (
            "kind:rumour",
            "'rumour' is no kind. Kinds are fact, prediction, opinion.",
        ),
        ("kind:fakt", "'fakt' is no kind. Did you mean fact? Kinds are fact, prediction, opinion."),
        ("quote:…", "'quote:…' has no letter and no digit to look for. Write a word."),
        (
            "happened:soon",
            (
                "'soon' is no date that can be read. "
                "Write it like 2024-11-19, 2024-11-19 03:25 MSK, 19 Nov 2024 or yesterday 14:00."
            ),
        ),
        ("happened:2024 happened:2025", "'happened:' is given twice. Leave out one."),
        ("since:2024 (a OR since:2025)", "'since:' is given twice. Leave out one."),
        ("OR a", f"in the query, character 1: {BEFORE_OR}"),
        (
            "a OR OR b",
            'in the query, character 3: a condition is missing behind OR. Write one, or "OR" to look for the word.',
        ),
        (
            "a OR",
            'in the query, character 3: a condition is missing behind OR. Write one, or "OR" to look for the word.',
        ),
        ("a (OR b)", f"in the query, character 4: {BEFORE_OR}"),
        (
            "a AND",
            'in the query, character 3: a condition is missing behind AND. Write one, or "AND" to look for the word.',
        ),
        (
            "AND a",
            'in the query, character 1: a condition is missing before AND. Write one, or "AND" to look for the word.',
        ),
        (
            "NOT a",
            f"in the query, character 1: {NO_NOT}",
        ),
        ("a (b OR c", f"in the query, character 3: {NOT_CLOSED}"),
        ("()", "in the query, character 1: there is nothing in the brackets. Write a condition, or leave them out."),
        ("a )", "in the query, character 3: ')' has no letter and no digit to look for. Write a word of the claim."),
        (
            "tag:(a OR b)",
            f"in the query, character 5: a bracket cannot stand behind tag:. {WITHIN}",
        ),
        (
            "-(a OR b)",
            f"in the query, character 2: a bracket cannot stand behind -. {WITHIN}",
        ),
        ("(" * 21, "in the query, character 21: brackets stand in each other more than 20 deep. Take some away."),
        (
            "(a OR b)" * 7,
            "in the query, character 49: this makes more than 64 alternatives. Ask with fewer OR at a time.",
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
            st.sampled_from(
                ['"', "-", "who:", "status:", "a", " ", ",", ":", "denied", "since:", "OR", "AND", "(", ")"]
            ),
            max_size=20,
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
