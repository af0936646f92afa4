"""What is written the quick way is what is written the usual way."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from verifier.domain.model.time import HOUR, SECOND
from verifier.reports.files import told
from verifier.reports.files.columns import joined
from verifier.reports.files.csv import LINE_END, neutral, neutral_text, raw_text
from verifier.reports.text.times import iso_cell
from verifier.storage.statements.values import to_json

TEXTS = st.text(alphabet=st.one_of(st.sampled_from('=+-@\t\r\n,"\\ |[]a'), st.characters(codec="utf-8")))
INSTANTS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-70_000 * 365 * 24, 70_000 * 365 * 24).map(lambda hours: hours * HOUR),
    st.integers(0, 2_000_000_000).map(lambda seconds: seconds * SECOND),
)


@given(text=TEXTS, raw=st.booleans())
def test_a_text_is_written_as_the_csv_module_writes_it(text: str, raw: bool) -> None:  # noqa: FBT001 - drawn
    """Quoted where it has to be, and kept from being run unless it is wanted as it is."""
    line = io.StringIO(newline="")
    cell = text if raw else neutral(text)
    if {";", "\t"} & set(text):
        csv.writer(line, lineterminator=LINE_END, quoting=csv.QUOTE_ALL).writerow([cell, "c1"])
    else:
        csv.writer(line, lineterminator=LINE_END).writerow([cell, "c1"])
    told_so = (raw_text if raw else neutral_text)(text)
    assert f"{told_so},c1{LINE_END}" == line.getvalue().replace(',"c1"', ",c1")


@given(items=st.lists(TEXTS).map(tuple))
def test_a_list_is_told_as_it_is_joined(items: tuple[str, ...]) -> None:
    """Whatever is in the names."""
    assert told.list_text(to_json(items)) == (joined(items) or "")


@given(instant=INSTANTS)
def test_an_instant_is_written_as_everywhere(instant: int) -> None:
    """To the microsecond, in the years there are and beyond."""
    assert told.instant_cell(instant) == iso_cell(instant)
