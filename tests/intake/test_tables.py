"""Tables read row by row: CSV and JSON Lines, their columns, their lists, and what is no table at all."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.builders import DATASETS
from verifier.domain.errors import InputFileError
from verifier.domain.table import COLUMNS, joined, split
from verifier.intake.encoding import SAVE
from verifier.intake.tables.read import TableFormat, TableRow, read_table

SPECTRUM = DATASETS / "csv-spectrum"


def rows(text: str | bytes, kind: TableFormat = TableFormat.CSV) -> list[TableRow]:
    """The rows of a table called t."""
    content = text.encode() if isinstance(text, str) else text
    return list(read_table(io.BytesIO(content), "t", kind))


def refused(text: str | bytes) -> tuple[str, ...]:
    """The faults of what is no table."""
    with pytest.raises(InputFileError) as caught:
        rows(text)
    return caught.value.faults


def faults(text: str | bytes, kind: TableFormat = TableFormat.CSV) -> list[str]:
    """The faults of the rows of a table."""
    return [problem.render() for row in rows(text, kind) for problem in row.problems]


def test_columns_come_in_any_order_and_lists_are_parted() -> None:
    """The header says what is what; spaces around its names, and empty cells, mean nothing."""
    [row] = rows("tags, Claim ,via,quote\r\na| b ||c,It rains,,\r\n")
    assert (row.line, row.cells, row.problems) == (2, {"tags": ("a", "b", "c"), "claim": "It rains"}, ())


def test_a_byte_order_mark_and_empty_lines_are_passed_over() -> None:
    """A row's line is that on which it begins, whatever its cells break over."""
    found = rows('\ufeffclaim,quote\n\nA,"one\ntwo"\n,\nB,\n')
    assert [(row.line, dict(row.cells)) for row in found] == [
        (3, {"claim": "A", "quote": "one\ntwo"}),
        (6, {"claim": "B"}),
    ]


@given(st.lists(st.text(min_size=1).map(str.strip).filter(bool)))
def test_a_list_in_a_cell_is_read_back(items: list[str]) -> None:
    """Bars and backslashes in an item are kept apart from those between items."""
    assert split(joined(items)) == tuple(items)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("clam,origin\n", "t:1: column 'clam' is not known. Did you mean claim? Correct it, or leave the column out."),
        ("claim,url,url\n", "t:1: column 'url' is given twice. Leave one of them out."),
        (
            "claim;origin\n",
            (
                "t:1: column 'claim;origin' is not known. "
                "Put commas between the columns, as in: claim,origin,stance; or give --delimiter ';'."
            ),
        ),
        ("url\n", f"t:1: there is no column 'claim'. Begin with a line that names columns: {', '.join(COLUMNS)}."),
        ("", f"t:1: there is no column 'claim'. Begin with a line that names columns: {', '.join(COLUMNS)}."),
        ('claim\n"A\n', "t:2: this is not CSV: unexpected end of data. Correct the quotation marks around there."),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(text: str, fault: str) -> None:
    """Each column that is not known is named with the nearest that is."""
    assert refused(text) == (fault,)


def test_text_in_another_encoding_is_a_fault_of_its_row() -> None:
    """A Latin-1 row among good ones is told by its line."""
    assert faults(b"claim,place\nA,x\nB,caf\xe9\n") == [
        f"3: place, character 4: there is a byte that is not UTF-8. {SAVE}, or give --encoding."
    ]
    assert [fault.partition(". ")[2] for fault in refused("claim\n".encode("utf-16"))] == [
        "Save it as UTF-8, or give --encoding utf-16."
    ]


def test_a_row_has_as_many_cells_as_the_header() -> None:
    """A row that was cut off is not taken for a short one."""
    assert faults("claim,place\nA\nB,x,y\n") == [
        "2: the row has 1 cell, the header 2. Give one cell for each column.",
        "3: the row has 3 cells, the header 2. Give one cell for each column.",
    ]


def test_control_characters_are_kept_in_quotations_and_refused_elsewhere() -> None:
    """A quotation is kept as it is, all but what no database holds."""
    [row] = rows('claim,quote\nA,"\x1b[31m\r\n\t"\n')
    assert (row.cells["quote"], row.problems) == ("\x1b[31m\r\n\t", ())
    assert faults("claim,quote\nA\x1b,\nA,\x00\n") == [
        "2: claim, character 2: there is an escape character. Remove it.",
        "3: quote, character 1: there is a NUL character. Remove it.",
    ]


def test_json_lines_have_arrays_for_lists_and_null_for_nothing() -> None:
    """Numbers are taken as they are written; an empty line is none."""
    [row] = rows(
        '{"claim": "A", "tags": ["a|b", " c "], "via": [], "figure": 5.10, "url": null}\n\n', TableFormat.JSONL
    )
    assert (row.cells, row.problems) == ({"claim": "A", "tags": ("a|b", "c"), "figure": "5.10"}, ())


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "1: this is not JSON: Expecting property name enclosed in double quotes. Write one object a line."),
        ("[1]", '1: this is no object. Write {"claim": "…", …}.'),
        ('{"clam": "A"}', "1: column 'clam' is not known. Did you mean claim? Correct it, or leave the column out."),
        ('{"tags": "a"}', "1: tags is not a list of texts. Write a list of texts, or leave it out."),
        ('{"claim": true}', "1: claim is not a text. Write a text, or leave it out."),
        ('{"claim": "\\ud800"}', "1: claim, character 1: there is half of a character (U+D800). Remove it."),
        (
            '{"record": "rumour"}',
            (
                "1: 'rumour' is no kind of record. "
                "Write one of party, source, document, assessment, claim, attribution, merge, or leave it out."
            ),
        ),
    ],
)
def test_faults_of_json_lines_are_told(line: str, fault: str) -> None:
    """A line that cannot be read does not stop the others."""
    assert faults(line + '\n{"claim": "B"}\n', TableFormat.JSONL) == [fault]


@pytest.mark.parametrize("name", ["t.jsonl", "T.NDJSON", "t.json"])
def test_a_name_tells_json_lines(name: str) -> None:
    """Everything else is CSV."""
    assert (TableFormat.of(name), TableFormat.of("t.csv"), TableFormat.of("-")) == (
        TableFormat.JSONL,
        TableFormat.CSV,
        TableFormat.CSV,
    )


@pytest.mark.skipif(not SPECTRUM.is_dir(), reason="the collection csv-spectrum is not there")
@pytest.mark.parametrize("name", sorted(path.stem for path in SPECTRUM.glob("*.csv")))
def test_every_csv_of_the_spectrum_comes_through_intact(name: str) -> None:
    """Each file as it is, but for the names of its columns, gives the cells its JSON tells."""
    expected = json.loads((SPECTRUM / "json" / f"{name}.json").read_text(encoding="utf-8"))
    if name == "newlines_crlf":  # its line breaks came over as single ones, those in its JSON did not
        expected = [{key: cell.replace("\r\n", "\n") for key, cell in row.items()} for row in expected]
    header, end, body = (SPECTRUM / f"{name}.csv").read_bytes().partition(b"\n")
    given = header.decode().strip().split(",")
    known = ("claim", "quote") if len(given) == 2 else ("quote", "note", "claim", "place", "cue")[: len(given)]
    found = rows(",".join(known).encode() + end + body)
    assert [[row.cells.get(column, "") for column in known] for row in found] == [
        [row[column] for column in given] for row in expected
    ]
