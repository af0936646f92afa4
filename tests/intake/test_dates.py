"""Dates: what is read, with which span, and what is refused with which words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.builders import NOW, READER, micros, moment, refusal
from verifier.domain.model.time import DAY, HOUR, MINUTE, SECOND, Moment
from verifier.intake.problems import Problem
from verifier.intake.times.dates import DateReader, in_the_future
from verifier.intake.times.format import written
from verifier.intake.times.local import UTC, Zone, echo, fixed_zone, read_zone
from verifier.reports.text.wording import span

HOW = "Write it like 2024-11-19, 2024-11-19 03:25 MSK, 19 Nov 2024 or yesterday 14:00."


def zone(text: str) -> Zone:
    """A zone that is known."""
    found = read_zone(text)
    assert isinstance(found, Zone), found
    return found


BERLIN = zone("Europe/Berlin")


def covering(start: int, length: int, text: str, offset: int = 0) -> Moment:
    """The moment of so many microseconds from a start."""
    return Moment(start, start + length - 1, text, offset)


@pytest.mark.parametrize(
    ("text", "start", "length", "offset"),
    [
        ("2024-11-19", micros(2024, 11, 19), DAY, 0),
        ("2024-11-19T03:25+03:00", micros(2024, 11, 19, 0, 25), MINUTE, 180),
        ("2024-11-19 03:25 MSK", micros(2024, 11, 19, 0, 25), MINUTE, 180),
        ("2024-11-19 03:25 Europe/Moscow", micros(2024, 11, 19, 0, 25), MINUTE, 180),
        ("2014-07-17 16:20 MSK", micros(2014, 7, 17, 12, 20), MINUTE, 240),
        ("2024-11-19T03:25Z", micros(2024, 11, 19, 3, 25), MINUTE, 0),
        ("2024-11-19 03:25:10 -0500", micros(2024, 11, 19, 8, 25, 10), SECOND, -300),
        ("2024-11-19T03:25:10.5Z", micros(2024, 11, 19, 3, 25, 10) + 500_000, SECOND // 10, 0),
        ("2024-11-19T03:25:10.000001Z", micros(2024, 11, 19, 3, 25, 10) + 1, 1, 0),
        ("2024-11-19 MSK", micros(2024, 11, 18, 21), DAY, 180),
        ("2024-11", micros(2024, 11, 1), 30 * DAY, 0),
        ("2024", micros(2024, 1, 1), 366 * DAY, 0),
        ("2024-11-19 3 pm", micros(2024, 11, 19, 15), HOUR, 0),
        ("2024-11-18/2024-11-19", micros(2024, 11, 18), 2 * DAY, 0),
        ("19 November 2024", micros(2024, 11, 19), DAY, 0),
        ("19th of Nov. 2024", micros(2024, 11, 19), DAY, 0),
        ("November 19, 2024", micros(2024, 11, 19), DAY, 0),
        ("Tuesday, 19 November 2024", micros(2024, 11, 19), DAY, 0),
        ("19 Nov 2024 03:25 MSK", micros(2024, 11, 19, 0, 25), MINUTE, 180),
        ("Nov 19 2024 at 3:25 p.m. EST", micros(2024, 11, 19, 20, 25), MINUTE, -300),
        ("19 Nov 2024 12:05 am", micros(2024, 11, 19, 0, 5), MINUTE, 0),
        ("Nov 2024", micros(2024, 11, 1), 30 * DAY, 0),
        ("Sept 2024", micros(2024, 9, 1), 30 * DAY, 0),
        ("19.11.2024", micros(2024, 11, 19), DAY, 0),
        ("11/11/2024 14:00", micros(2024, 11, 11, 14), MINUTE, 0),
    ],
)
def test_a_date_covers_what_it_leaves_open(text: str, start: int, length: int, offset: int) -> None:
    """A moment is the span of the words, with the writer's offset and the words themselves."""
    assert moment(text) == covering(start, length, text, offset)


@pytest.mark.parametrize(
    ("text", "start", "length"),
    [
        ("today", micros(2024, 11, 22), DAY),
        ("yesterday", micros(2024, 11, 21), DAY),
        ("yesterday 14:00", micros(2024, 11, 21, 14), MINUTE),
        ("Yesterday at 2 pm", micros(2024, 11, 21, 14), HOUR),
        ("yesterday 14:00 MSK", micros(2024, 11, 21, 11), MINUTE),
        ("last Tuesday", micros(2024, 11, 19), DAY),
        ("on Monday 08:15", micros(2024, 11, 18, 8, 15), MINUTE),
        ("3d ago", micros(2024, 11, 19), DAY),
        ("3 days ago", micros(2024, 11, 19), DAY),
        ("a week ago", micros(2024, 11, 15), DAY),
        ("2h ago", micros(2024, 11, 22, 10), MINUTE),
        ("90m ago", micros(2024, 11, 22, 10, 30), MINUTE),
        ("last month", micros(2024, 10, 1), 31 * DAY),
        ("2 months ago", micros(2024, 9, 1), 30 * DAY),
        ("last year", micros(2023, 1, 1), 365 * DAY),
        ("tomorrow", micros(2024, 11, 23), DAY),
        ("in 3 days", micros(2024, 11, 25), DAY),
        ("now", NOW, 1),
    ],
)
def test_relative_english_counts_from_now(text: str, start: int, length: int) -> None:
    """What is counted in days covers a day, in hours a minute, in months a month."""
    read = moment(text)
    assert (read.earliest, read.latest - read.earliest + 1, read.text) == (start, length, text)


def test_relative_english_counts_from_the_base() -> None:
    """In a sheet `yesterday` is the day before its date, in the sheet's own zone."""
    published = moment("2024-11-05 00:30 MSK")
    reader = DateReader(NOW, base=published, zone=zone("MSK"))
    assert moment("yesterday", reader) == covering(micros(2024, 11, 3, 21), DAY, "yesterday", 180)
    assert moment("1h ago", reader) == covering(micros(2024, 11, 4, 20, 30), MINUTE, "1h ago", 180)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("11/12/2024", "'11/12/2024' means 11 December 2024 or 12 November 2024. Write which, such as 2024-12-11."),
        ("11.12.2024", "'11.12.2024' means 11 December 2024 or 12 November 2024. Write which, such as 2024-12-11."),
        ("November", "'November' means November 2024 or November 2023. Write which, such as 2024-11."),
        ("may", "'may' means May 2024 or May 2023. Write which, such as 2024-05."),
        ("19 Nov", "'19 Nov' means 19 November 2024 or 19 November 2023. Write which, such as 2024-11-19."),
        ("Friday", "'friday' means 22 November 2024 or 15 November 2024. Write which, such as 2024-11-22."),
        (
            "2024-11-19 10:00 IST",
            (
                "time zone 'IST' means several: +05:30 (India), +02:00 (Israel) or +01:00 (Ireland). "
                "Write the distance from UTC instead, such as +03:00."
            ),
        ),
        (
            "2024-10-27 02:30 Europe/Berlin",
            (
                "02:30 on 27 October 2024 happened twice in Europe/Berlin: +02:00 or +01:00. "
                "Write the distance from UTC, such as 2024-10-27T02:30+01:00."
            ),
        ),
        (
            "2024-03-31 02:30 Europe/Berlin",
            (
                "02:30 on 31 March 2024 did not happen in Europe/Berlin: clocks were moved "
                "from +01:00 to +02:00. Write the distance from UTC, such as 2024-03-31T02:30+02:00."
            ),
        ),
        ("31 Nov 2024", "November has 30 days. Write a day from 1 to 30, not 31."),
        ("2023-02-29", "February 2023 has 28 days. Write a day from 1 to 28, not 29."),
        ("2024-13-01", "there is no month 13. A year has 12 months: write 1 to 12."),
        ("0000-01-01", "the year 0 cannot be kept. Write a year from 1 to 9999."),
        ("0001-01-01 +03:00", "this time lies outside the years 1 to 9999 UTC. Write a time between them."),
        ("2024-11-19 25:00", "'25:00' is no time of day. Write one from 00:00 to 23:59:59."),
        ("2024-11-19 23:59:60", "'23:59:60' is no time of day. Write one from 00:00 to 23:59:59."),
        ("2024-11-19 13:00 pm", "'13:00 pm' is no time of day. With am or pm write an hour from 1 to 12."),
        ("2024-11 10:00", f"'2024-11 10:00' has a time without a day. {HOW}"),
        (
            "2024-11-19 10:00 Europe",
            "time zone 'Europe' is not known. Write it like Europe/Moscow, MSK, UTC or +03:00.",
        ),
        (
            "2024-11-19 10:00 ../etc/passwd",
            ("time zone '../etc/passwd' is not known. Write it like Europe/Moscow, MSK, UTC or +03:00."),
        ),
        ("2024-11-19 10:00 +15:00", "'+15:00' is no distance from UTC. Write one up to 14 hours, such as +03:00."),
        ("2024-11-19/2024-11-18", "'2024-11-19/2024-11-18' ends before it begins. Write the earlier time first."),
        ("Monday, 19 November 2024", "19 November 2024 was a Tuesday. Correct the day of the week or the date."),
        ("9999y ago", "'9999y ago' cannot be counted. Write the date, such as 2024-11-19."),
        ("", f"there is no date. {HOW}"),
        ("11/12/24", f"'11/12/24' is no date that can be read. {HOW}"),
        ("14:00", f"'14:00' is no date that can be read. {HOW}"),
        ("last week", f"'last week' is no date that can be read. {HOW}"),
        ("2024-11-19\x00", f"'2024-11-19\x00' is no date that can be read. {HOW}"),
    ],
)
def test_what_is_ambiguous_or_impossible_is_refused(text: str, wanted: str) -> None:
    """Both readings, or the reason, are written out, with what to write instead."""
    assert refusal(text) == wanted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2024-11-19 10:00-12:00", "'10:00-12:00' is either 10:00 to 12:00, or 10:00 at 12:00 behind UTC"),
        ("2024-11-19 10:00 -12:00", "is either 10:00 to 12:00"),
        ("2024-11-19 10:00 - 12:00", "is either 10:00 to 12:00"),
        ("19 Nov 2024 10:00-12", "is either 10:00 to 12:00"),
        ("19.11.2024 10:00-1200", "is either 10:00 to 12:00"),
        ("yesterday 10:00-12:00", "is either 10:00 to 12:00"),
        ("19 Nov 2024 10 am-12", "is either 10:00 to 12:00"),
        ("Nov 2024-12", "could be a distance from UTC, or the end of a range"),
        ("Nov 2024 -12", "could be a distance from UTC, or the end of a range"),
        ("19 Nov 2024-12:00", "could be a distance from UTC, or the end of a range"),
        ("2024-11-19 +12", "could be a distance from UTC, or the end of a range"),
        ("2024-11-19T10:00-13:00", "'-13:00' is no distance from UTC. Write one down to 12 hours behind"),
        ("2024-11-19T10:00+03:17", "no clock showed +03:17 in 2024"),
        ("2024-11-19T10:00+14:30", "'+14:30' is no distance from UTC"),
        ("2024-11-19 10:00 BST", "'BST' means several: +01:00 (British summer) or +06:00 (Bangladesh)"),
        ("2024-11-19 10:00 AMT", "'AMT' means several: +04:00 (Armenia) or -04:00 (the Amazon)"),
        ("2024-11-19 10:00 PST", "'PST' means several: -08:00 (North America) or +08:00 (the Philippines)"),
        ("2024-11-19 10:00 CDT", "'CDT' means several"),
        ("2024-07-19 10:00 EET", "in July 2024 'EET' is either +02:00, as it says, or +03:00, as clocks showed"),
        ("2024-07-19 EST", "in July 2024 'EST' is either -05:00, as it says, or -04:00, as clocks showed"),
        ("2024-01-19 10:00 CEST", "in January 2024 'CEST' is either +02:00, as it says, or +01:00, as clocks showed"),
        ("2024-01-19 10:00 AEST", "in January 2024 'AEST' is either +10:00"),
        ("2024-11-19T03:25:10.123456789Z", "is finer than a microsecond. Write at most six digits"),
        ("2024-11-19 03:25:10.1234567 MSK", "is finer than a microsecond. Write at most six digits"),
    ],
)
def test_a_time_that_could_be_another_is_refused_with_what_to_write(text: str, told: str) -> None:
    """A range is no distance from UTC, an abbreviation no place, and no digit of a time is dropped."""
    assert told in refusal(text)


@pytest.mark.parametrize(
    ("text", "start", "offset"),
    [
        ("2024-11-19T10:00-12:00", micros(2024, 11, 19, 22), -720),
        ("2024-11-19 10:00:00-05:00", micros(2024, 11, 19, 15), -300),
        ("2024-11-19 10:00+03:00", micros(2024, 11, 19, 7), 180),
        ("2024-11-19 10:00 +3", micros(2024, 11, 19, 7), 180),
        ("2024-11-19 10:00 UTC-5", micros(2024, 11, 19, 15), -300),
        ("2024-11-19 -05:00", micros(2024, 11, 19, 5), -300),
        ("2024-11 -05:00", micros(2024, 11, 1, 5), -300),
        ("2024-07-19 10:00 EEST", micros(2024, 7, 19, 7), 180),
        ("2024-01-19 10:00 EST", micros(2024, 1, 19, 15), -300),
        ("2024-07-19 10:00 PDT", micros(2024, 7, 19, 17), -420),
        ("1900-01-01T00:00+02:02", micros(1899, 12, 31, 21, 58), 122),
    ],
)
def test_a_distance_from_utc_stands_where_it_can_be_nothing_else(text: str, start: int, offset: int) -> None:
    """Behind ISO's T, behind seconds, with a plus, after UTC, and apart from a date; an abbreviation in its season."""
    read = moment(text)
    assert (read.earliest, read.offset) == (start, offset)


def test_a_zone_of_a_sheet_is_not_clear_out_of_its_season_either() -> None:
    """Where the reader's own zone is an abbreviation, times of the other half of the year are refused."""
    reader = DateReader(NOW, zone=zone("EET"))
    assert moment("2024-11-19 10:00", reader).offset == 120
    assert "'EET' is either +02:00" in refusal("2024-07-19 10:00", reader)


def test_hours_are_counted_west_of_utc_too() -> None:
    """A counted time keeps the writer's distance from UTC, behind it as well as before it."""
    published = moment("2024-11-05T00:30-05:00")
    assert moment("1h ago", DateReader(NOW, base=published)).earliest == published.earliest - HOUR


def test_hours_are_not_counted_from_a_date() -> None:
    """Two hours before a day is no time."""
    reader = DateReader(NOW, base=moment("2024-11-19"))
    assert refusal("2 hours ago", reader) == (
        "'2 hours ago' cannot be counted from a date without a time. Write the time itself, such as 2024-11-19 03:25."
    )


def test_nothing_was_said_in_the_future() -> None:
    """A time of saying that has not begun is refused; today has."""
    assert isinstance(READER.said("2024-11-23"), Problem)
    assert isinstance(READER.said("today"), Moment)
    assert in_the_future(moment("2024-11-22 12:01"), NOW) == Problem(
        None, None, "'2024-11-22 12:01' lies in the future", "Write when it was said"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-11-19 03:25 MSK", "19 Nov 2024 03:25 MSK (00:25 UTC)"),
        ("2024-11-19 00:25 MSK", "19 Nov 2024 00:25 MSK (18 Nov 2024 21:25 UTC)"),
        ("2024-11-19T03:25+03:00", "19 Nov 2024 03:25 +03:00 (00:25 UTC)"),
        ("19 Nov 2024 03:25:07 Europe/Moscow", "19 Nov 2024 03:25:07 Europe/Moscow (00:25:07 UTC)"),
        ("2024-11-19", "19 Nov 2024 UTC"),
        ("2024-11-19 MSK", "19 Nov 2024 MSK"),
        ("2024-03-31 Europe/Berlin", "31 Mar 2024 Europe/Berlin"),
        ("2024-11", "Nov 2024 UTC"),
        ("2024", "2024 UTC"),
        ("2024-11-19 3 pm", "19 Nov 2024 15:00 to 15:59 UTC"),
        ("9999-12-30/9999-12-31", "30 Dec 9999 00:00 to 31 Dec 9999 23:59 UTC"),
    ],
)
def test_what_was_understood_is_echoed_with_its_zone(text: str, wanted: str) -> None:
    """The echo tells the time, the zone, and the time in UTC."""
    assert echo(moment(text)) == wanted


def test_the_readers_zone_is_named_where_none_was_written() -> None:
    """A sheet's zone shows in the echo."""
    assert echo(moment("2024-11-19 03:25", DateReader(NOW, zone=BERLIN)), BERLIN) == (
        "19 Nov 2024 03:25 Europe/Berlin (02:25 UTC)"
    )


def test_times_are_shown_in_the_zone_of_display_and_dates_as_written() -> None:
    """`--tz` moves a time, never a date."""
    assert span(moment("2024-11-19 03:25 MSK"), BERLIN.tz) == "19 Nov 2024 01:25"
    assert span(moment("2024-11-19 MSK"), BERLIN.tz) == "19 Nov 2024"
    assert span(moment("9999-12-31T23:30Z"), zone("MSK").tz) == "31 Dec 9999 23:30"


ZONES = st.sampled_from([UTC, BERLIN, zone("MSK"), zone("America/New_York"), zone("Asia/Kathmandu"), fixed_zone(-570)])
FORMS = st.sampled_from(
    ["%Y-%m-%d", "%Y-%m", "%Y", "%d %B %Y", "%Y-%m-%d %H:%M", "%d %b %Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"]
)


@settings(max_examples=400, deadline=None)
@given(st.datetimes(), FORMS, ZONES)
def test_what_is_written_reads_back_to_the_same(when: object, form: str, local: Zone) -> None:
    """Whatever its precision, zone and clock changes, a moment is written so that it reads back to the same."""
    read = DateReader(NOW, zone=local).read(f"{when:{form}}")
    if isinstance(read, Moment):
        again = moment(written(read))
        assert (again.earliest, again.latest, again.offset) == (read.earliest, read.latest, read.offset)


DATE_WORDS = st.lists(
    st.sampled_from(
        [
            "2024",
            "11",
            "-",
            "/",
            ".",
            ":",
            " ",
            "Nov",
            "may",
            "last",
            "tuesday",
            "yesterday",
            "ago",
            "3d",
            "9999",
            "0",
            "MSK",
            "IST",
            "Europe/Berlin",
            "+",
            "Z",
            "T",
            "pm",
            "at",
            "in",
            "31",
            "12:30",
            "\x00",
            "week",
            "é",
        ]
    ),
    max_size=8,
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=20), DATE_WORDS.map("".join), DATE_WORDS.map(" ".join)), ZONES)
def test_any_text_is_a_date_or_refused(text: str, local: Zone) -> None:
    """No text is more than the reader can bear, and what it reads can be echoed."""
    read = DateReader(NOW, zone=local).read(text)
    if isinstance(read, Moment):
        assert echo(read, local)
        assert span(read, local.tz)
    else:
        assert read.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2024-06-05..06", "5 Jun 2024 00:00 to 6 Jun 2024 23:59 UTC"),
        ("2024-06-28..07-02", "28 Jun 2024 00:00 to 2 Jul 2024 23:59 UTC"),
        ("2024-06-05..2024-06-07", "5 Jun 2024 00:00 to 7 Jun 2024 23:59 UTC"),
        ("2024-04..2024-05", "1 Apr 2024 00:00 to 31 May 2024 23:59 UTC"),
        ("2024-06-05 10:00–12:00", "5 Jun 2024 10:00 to 12:00 UTC"),
        ("2024-06-05 10:00..12:00 MSK", "5 Jun 2024 10:00 to 12:00 MSK (07:00 UTC)"),
        ("yesterday 10:00 to 12:00", "21 Nov 2024 10:00 to 12:00 UTC"),
        ("5–6 June 2023", "5 Jun 2023 00:00 to 6 Jun 2023 23:59 UTC"),
        ("June 5-6, 2023", "5 Jun 2023 00:00 to 6 Jun 2023 23:59 UTC"),
        ("30 May – 2 June 2023", "30 May 2023 00:00 to 2 Jun 2023 23:59 UTC"),
        ("overnight 5–6 June 2023", "5 Jun 2023 18:00 to 6 Jun 2023 08:59 UTC"),
        ("overnight 2023-06-05..06 MSK", "5 Jun 2023 18:00 to 6 Jun 2023 08:59 MSK (15:00 UTC)"),
        ("early June 2023", "1 Jun 2023 00:00 to 10 Jun 2023 23:59 UTC"),
        ("mid-June 2023", "11 Jun 2023 00:00 to 20 Jun 2023 23:59 UTC"),
        ("late February 2024", "21 Feb 2024 00:00 to 29 Feb 2024 23:59 UTC"),
        ("early 2023", "1 Jan 2023 00:00 to 30 Apr 2023 23:59 UTC"),
        ("between 5 June 2024 and 7 June 2024", "5 Jun 2024 00:00 to 7 Jun 2024 23:59 UTC"),
    ],
)
def test_a_range_is_a_span(text: str, told: str) -> None:
    """From the beginning of its first end to the end of its last, in the zone written behind it."""
    found = moment(text)
    assert echo(found) == told
    again = moment(written(found))
    assert (again.earliest, again.latest, again.offset) == (found.earliest, found.latest, found.offset)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2024-06-05 12:00–10:00", "ends before it begins"),
        ("2024-06-06..05", "ends before it begins"),
        ("10:00–12:00", "has no day. Write it, such as 2024-11-19 10:00–12:00"),
        ("5–31 June 2023", "June has 30 days"),
        ("early Juno 2023", "no date that can be read"),
        ("2024-06-05 10:00–25:00", "no time of day"),
    ],
)
def test_a_range_that_is_none_is_refused(text: str, told: str) -> None:
    """Its faults are those of its ends, and that it has none, or runs backwards."""
    assert told in refusal(text)
