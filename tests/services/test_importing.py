"""Tables in and out through the services: round trips, links, documents, rumours and naughty strings."""

import csv
import gc
import io
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import copied
from tests.services.chronicle import NOW, Newsroom
from verifier.domain.errors import InputFileError
from verifier.domain.model.claims import ClaimKind, Status, text_key
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.intake.tables.read import TableFormat
from verifier.intake.text import deceptive
from verifier.services.maintenance.check import check_database
from verifier.services.review.asked import Asked
from verifier.services.review.claim_views import answers
from verifier.services.tables import imports
from verifier.services.tables.exporter import Wanted, export_table
from verifier.services.tables.imports import Imported, ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.projection import states

DATASETS: Final = Path(__file__).parents[2].parent / "shared" / "datasets"
EMERGENT: Final = DATASETS / "emergent"
NAUGHTY: Final = DATASETS / "naughty" / "blns.json"

_TRUTHS: Final = ("true", "false", "unknown")

Row = Mapping[str, Any]


@contextmanager
def a_workspace(template: Path) -> Iterator[Workspace]:
    """A workspace on a fresh database, at an instant in December 2024."""
    with tempfile.TemporaryDirectory() as directory:
        workspace = Workspace(Location(path=copied(template, Path(directory))), "ann", clock=lambda: NOW)
        yield workspace
        workspace.close()


@pytest.fixture
def workspace(migrated_file: Path) -> Iterator[Workspace]:
    """A workspace on a fresh database."""
    with a_workspace(migrated_file) as found:
        yield found


def import_text(workspace: Workspace, text: str, kind: TableFormat = TableFormat.CSV, **options: bool) -> Imported:
    """Import a table called t, new names accepted unless told otherwise."""
    table = Table("t", io.BytesIO(text.encode()), kind)
    return import_table(workspace, table, ImportOptions(**{"accept_new": True, **options}))


def import_rows(workspace: Workspace, *rows: Row, **options: bool) -> Imported:
    """Import rows as JSON Lines."""
    return import_text(workspace, "".join(f"{json.dumps(row)}\n" for row in rows), TableFormat.JSONL, **options)


def faults(workspace: Workspace, *rows: Row, **options: bool) -> list[str]:
    """Why rows are refused."""
    with pytest.raises(InputFileError) as caught:
        import_rows(workspace, *rows, **options)
    return list(caught.value.faults)


def exported(workspace: Workspace, kind: TableFormat = TableFormat.CSV, *, everything: bool = False) -> str:
    """The whole ledger as a table."""
    stream = io.StringIO(newline="")
    export_table(workspace, stream, Wanted(kind, everything=everything))
    return stream.getvalue()


def exported_rows(workspace: Workspace) -> list[dict[str, str]]:
    """The rows of the whole ledger, cells that are empty left out."""
    rows = csv.DictReader(io.StringIO(exported(workspace), newline=""))
    return [{name: value for name, value in row.items() if value} for row in rows]


def test_what_a_row_says_is_what_is_exported(workspace: Workspace) -> None:
    """Every column is kept; canonical names take the place of aliases, and the phrase is written beside them."""
    given = {
        "claim": "Missiles hit", "key": "hit", "kind": "fact", "happened": "2024-11-19 03:25 MSK", "place": "Bryansk",
        "parties": ["Kyiv"], "against": ["Russia"], "favours": ["Ukraine"], "measure": "missiles",
        "tags": ["a|b", "c\\d"], "origin": "an anonymous officer", "via": ["RBC Ukraine", "The Moscow Times"],
        "stance": "affirms", "certainty": "probable", "basis": "told", "figure": ">=5", "cue": "told", "quote": "=1+1",
        "note": " n ", "said": "2024-11-20", "url": "https://example.org/a", "title": "T", "outlet": "Reuters",
        "published": "2024-11-21", "quote_language": "ru", "quote_translation": "=2",
    }  # fmt: skip
    import_rows(workspace, given)
    [row] = exported_rows(workspace)
    assert row == {
        **given, "parties": "Ukraine", "against": "Russia", "favours": "Ukraine", "tags": "a\\|b|c\\\\d",
        "via": "RBC Ukraine|The Moscow Times", "phrase": row["phrase"],
    }  # fmt: skip
    assert row["phrase"].startswith("The Moscow Times, citing RBC Ukraine, citing an anonymous officer")


def test_a_phrase_serves_for_origin_and_stance(workspace: Workspace) -> None:
    """What the phrase leaves out may stand in a column of its own."""
    import_rows(
        workspace,
        {"claim": "A", "phrase": "Kyiv denies @ 2024-11-20", "said": "2024-11-19", "quote": "no"},
        {"claim": "A", "phrase": "reportedly denied by Kyiv", "said": "2024-11-19"},
    )
    keys = ("origin", "stance", "certainty", "quote", "said")
    assert [tuple(row.get(key) for key in keys) for row in exported_rows(workspace)] == [
        ("Ukraine", "denies", "certain", "no", "2024-11-20"),
        ("Ukraine", "denies", "possible", None, "2024-11-19"),
    ]


def test_a_time_nobody_wrote_down_stays_one(workspace: Workspace, migrated_file: Path) -> None:
    """It is exported in parentheses, so that importing it again is nothing new, anywhere and at any time."""
    import_rows(
        workspace,
        {"claim": "A", "origin": "Kyiv", "stance": "affirms", "url": "https://example.org", "published": "2024-11-19"},
        {"claim": "A", "origin": "Kyiv", "stance": "denies"},
    )
    assert [row["said"] for row in exported_rows(workspace)] == ["(2024-11-19)", "(2024-12-24 00:26:40.000000 UTC)"]
    assert import_text(workspace, exported(workspace)).revision is None
    with a_workspace(migrated_file) as other:
        import_text(other, exported(workspace))
        assert exported(other) == exported(workspace)


def test_links_name_keys_or_texts_and_point_forward(workspace: Workspace) -> None:
    """A link is recorded once, however many rows repeat it."""
    rows: list[Row] = [
        {"claim": "Six hit", "entails": ["hit", "something  BURNED"], "origin": "Kyiv", "stance": "affirms"},
        {"claim": "Six hit", "entails": ["hit"], "origin": "Moscow", "stance": "denies"},
        {"claim": "Some hit", "key": "hit", "contradicts": ["None hit"]},
        {"claim": "None hit"},
        {"claim": "Something burned"},
    ]
    done = import_rows(workspace, *rows)
    assert (done.counts["claim"], done.counts["attribution"], done.counts["link"]) == (4, 2, 3)
    assert [(row["claim"], row.get("entails"), row.get("contradicts")) for row in exported_rows(workspace)] == [
        ("Six hit", "hit|Something burned", None),
        ("Six hit", "hit|Something burned", None),
        ("Some hit", None, "None hit"),
        ("None hit", None, None),
        ("Something burned", None, None),
    ]
    assert import_rows(workspace, *rows).revision is None


def test_rows_are_judged_as_a_claim_sheet_is(workspace: Workspace) -> None:
    """Every fault of every row is told, by the rules that hold everywhere; nothing is written."""
    said = {"origin": "Kyiv", "stance": "affirms"}
    assert faults(
        workspace,
        {"claim": "A", "key": "a", "place": "Kursk", **said},
        {"claim": "A", "place": "Bryansk"},
        {"claim": "B", "key": "a"},
        {"claim": "C", "figure": "5", **said},
        {"claim": "D", "origin": "Kyiv"},
        {"claim": "D", "quote": "so"},
        {"claim": "D", "said": "2025-11-19", "stance": "is sure", "origin": "Kyiv"},
        {"claim": "D", "key": "Not A Key", "parties": ["Ruritania"]},
        {"claim": "D", "entails": ["Z"]},
        {"claim": "D", "contradicts": ["d"]},
        {"claim": "D", "via": ["Reuters"], "phrase": "Kyiv says"},
        {"claim": " \u200b"},
    ) == [
        "t:2: place of 'A' is recorded as 'Kursk', not 'Bryansk'. Leave it out, or give what is recorded.",
        "t:3: key 'a' is that of 'A'. Choose another key.",
        (
            "t:4: a figure needs a claim with a measure. "
            "Give the claim a measure (what is counted), or leave the figure out."
        ),
        "t:5: origin is given without stance. Give the stance, or a phrase.",
        "t:6: quote is given, and nobody who says so. Give origin and stance, or a phrase.",
        "t:7: 'is sure' is no stance. Write one of affirms, denies, withholds, questions, retracts.",
        "t:7: said: '2025-11-19' lies in the future. Write when it was said.",
        (
            "t:8: 'Not A Key' cannot be a key: it is not one lower-case word of letters, digits and hyphens. "
            "Write a key such as bryansk-strike."
        ),
        (
            "t:8: party 'Ruritania' is not known. Closest: Mauritania. "
            "Correct it, or make the party with verifier source party."
        ),
        "t:9: claim 'Z' is not known. Write the key or the text of a claim that is recorded or in this table.",
        "t:10: 'D' cannot be linked with itself. Name another claim.",
        "t:11: via is given beside a phrase. Say it in the phrase, or give origin, stance and via.",
        "t:12: there is no claim. Write what is claimed in the column claim.",
    ]
    assert exported_rows(workspace) == []


def test_good_rows_are_recorded_when_told_to_keep_going(workspace: Workspace) -> None:
    """A rejected row leaves no claim, key, name or document behind."""
    done = import_rows(
        workspace,
        {"claim": "A", "key": "a", "origin": "Nobody", "stance": "maybe", "url": "https://example.org/bad"},
        {"claim": "B", "key": "a", "origin": "Somebody", "stance": "affirms", "said": "2024-11-19"},
        keep_going=True,
    )
    assert [reject.row.line for reject in done.rejects] == [1]
    assert [(row["claim"], row["origin"], row.get("url")) for row in exported_rows(workspace)] == [
        ("B", "Somebody", None)
    ]
    assert "Nobody" not in exported(workspace, TableFormat.JSONL, everything=True)


def test_names_not_known_are_told_apart_from_other_faults(workspace: Workspace) -> None:
    """They alone give another exit status."""
    row = {"claim": "A", "origin": "Reuterz", "stance": "affirms"}
    with pytest.raises(InputFileError) as names:
        import_rows(workspace, row, accept_new=False)
    with pytest.raises(InputFileError) as others:
        import_rows(workspace, row, {"claim": ""}, accept_new=False)
    assert (names.value.exit_status, "Reuters" in names.value.suggestions, others.value.exit_status) == (3, True, 4)


def test_one_address_is_one_document(workspace: Workspace) -> None:
    """Its title and date may be filled in by a later row, and be given in two ways by none."""
    said = {"claim": "A", "origin": "Kyiv", "stance": "affirms", "url": "https://example.org", "said": "2024-11-19"}
    import_rows(workspace, said, {**said, "title": "One", "stance": "denies"}, {**said, "outlet": "Reuters"})
    assert {(row["title"], row["outlet"]) for row in exported_rows(workspace)} == {("One", "Reuters")}
    import_rows(workspace, {**said, "title": "Two"})
    assert {row["title"] for row in exported_rows(workspace)} == {"Two"}
    assert faults(workspace, {**said, "title": "Three"}, {**said, "title": "Four"}, {**said, "outlet": "BBC"}) == [
        (
            "t:2: 'https://example.org' has another title or date further up in this table. "
            "Give one title and one date of publication for one address."
        ),
        "t:3: this address was recorded as a document of Reuters. Give the same outlet, or leave it out.",
    ]


def test_a_trial_tells_what_would_change_and_records_nothing(workspace: Workspace) -> None:
    """New claims by status, and each known one whose status would be another."""
    import_rows(workspace, {"claim": "A", "phrase": "Moscow says @ 2024-11-19"})
    done = import_rows(
        workspace,
        {"claim": "A", "phrase": "Kyiv denies @ 2024-11-20"},
        {"claim": "B", "phrase": "Kyiv denies @ 2024-11-20"},
        dry_run=True,
    )
    assert (done.revision, done.new_statuses, [tuple(change) for change in done.changed]) == (
        None,
        {Status.DENIED: 1},
        [(1, "A", Status.SINGLE_SOURCE, Status.DISPUTED)],
    )
    assert [row["claim"] for row in exported_rows(workspace)] == ["A"]


def test_an_interrupted_import_lets_go_of_its_table(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the file is closed: nothing is told of it afterwards, and nothing was recorded."""
    path, ignored = tmp_path / "said.csv", list[object]()
    path.write_text("claim,origin,stance\na,TASS,affirms\nb,TASS,affirms\n", "utf-8")
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    monkeypatch.setattr(imports, "_BATCH_ROWS", 1)

    def interrupt(_what: str, _count: int) -> None:
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt), path.open("rb") as stream:
        import_table(workspace, Table(path.name, stream, TableFormat.CSV), ImportOptions(accept_new=True), interrupt)
    gc.collect()
    assert ignored == []
    assert statuses(workspace) == []


@pytest.mark.long
def test_more_rows_than_a_batch_are_one_revision(workspace: Workspace) -> None:
    """Claims, documents and faults are followed from one batch into the next."""
    said = {"origin": "Kyiv", "stance": "affirms", "said": "2024-11-19"}
    many: list[Row] = [{"claim": f"Claim {n}", **said} for n in range(5_001)]
    last: list[Row] = [{"claim": "Claim 1", "place": "Kursk", "entails": ["last"]}, {"claim": "Claim 0", "key": "last"}]
    done = import_rows(workspace, *many, *last)
    assert (done.revision and done.revision.id, done.counts["claim"], done.counts["claim filled in"]) == (2, 5_001, 2)
    rows = exported_rows(workspace)
    assert (len(rows), rows[1]["place"], rows[1]["entails"]) == (5_001, "Kursk", "last")
    assert faults(workspace, *many, {"claim": "New", "key": "last"}) == [
        "t:5002: key 'last' is that of c1. Choose another key."
    ]
    assert check_database(workspace).fault is None


_TEXT: Final = st.text(
    st.one_of(
        st.sampled_from(list(" |\\\"',;:'=+-@()Aaé№Жя\u202e\u0301")), st.characters(exclude_categories=["C", "Z"])
    ),
    min_size=1,
    max_size=12,
)
_VERBATIM: Final = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
_WHEN: Final = st.sampled_from(
    ["2024-11-19", "2024-11", "2024-11-19 03:25 MSK", "2024-11-19T03:25:01.5+05:30", "19 Nov 2024", "last Tuesday"]
)
_CLAIMS: Final = st.sampled_from(["It rains", "It pours", "null", "c12 is wet", "a|b", "=1+1", "Ещё один"])
_NAMES: Final = st.sampled_from(
    ["Moscow", "Kyiv", "an anonymous officer", "officials", "a video", "Reuters"]
) | _TEXT.map(lambda text: f"N{text}")
_ROWS: Final = st.fixed_dictionaries(
    {"claim": _CLAIMS},
    optional={
        "origin": _NAMES,
        "stance": st.sampled_from(list(Stance)),
        "via": st.lists(_NAMES, max_size=2),
        "certainty": st.sampled_from(list(Certainty)),
        "basis": st.sampled_from(list(Basis)),
        "kind": st.sampled_from(list(ClaimKind)),
        "happened": _WHEN,
        "place": _TEXT,
        "measure": st.just("m"),
        "figure": st.sampled_from(["5", "2..3.50", ">=10", "<=0.0000001"]),
        "tags": st.lists(_TEXT, max_size=2),
        "parties": st.lists(st.sampled_from(["Russia", "Ukraine"]), max_size=2),
        "contradicts": st.lists(_CLAIMS, max_size=1),
        "cue": _TEXT,
        "quote": _VERBATIM,
        "note": _VERBATIM,
        "said": _WHEN,
        "url": st.sampled_from(["https://example.org/1", "https://example.org/2"]),
        "title": _TEXT,
        "outlet": _NAMES,
        "published": _WHEN,
        "quote_language": st.sampled_from(["ru", "pt-BR"]),
        "quote_translation": _VERBATIM,
    },
)


@pytest.mark.long
@settings(
    max_examples=25,
    deadline=None,
    # Each example makes seven imports: making it smaller would take many minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(_ROWS, max_size=12))
def test_what_is_exported_and_imported_is_exported_the_same(migrated_file: Path, rows: list[Row]) -> None:
    """Byte for byte, as CSV, as JSON Lines and with everything, into an empty database and into the same one."""
    with a_workspace(migrated_file) as one:
        import_rows(one, *rows, keep_going=True)
        for kind, everything in ((TableFormat.CSV, False), (TableFormat.JSONL, False), (TableFormat.JSONL, True)):
            table = exported(one, kind, everything=everything)
            assert import_text(one, table, kind).revision is None
            with a_workspace(migrated_file) as other:
                import_text(other, table, kind)
                assert exported(other, kind, everything=everything) == table


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_a_newsroom_moves_with_everything(migrated_file: Path, seed: int) -> None:
    """Registry, claims, links, attributions and verdicts come over, whatever was undone; statuses come out the same."""
    with a_workspace(migrated_file) as one, a_workspace(migrated_file) as other:
        newsroom = Newsroom(one, seed)
        for _ in range(30):
            newsroom.step()
        table = exported(one, TableFormat.JSONL, everything=True)
        import_text(other, table, TableFormat.JSONL)
        assert exported(other, TableFormat.JSONL, everything=True) == table
        assert statuses(other) == statuses(one)
        assert check_database(other).fault is None


def statuses(workspace: Workspace) -> list[Status]:
    """The derived statuses of all claims, by number."""
    with workspace.read() as connection:
        return [state.derived for state in sorted(states(connection), key=lambda found: found.claim)]


def test_registry_entries_come_first(workspace: Workspace) -> None:
    """A faulty entry refuses the table; one behind a claim is a fault of its line."""
    party = {"record": "party", "name": "Ruritania"}
    assert faults(workspace, {"record": "source", "name": "R", "party": "Nowhere"})[0].startswith("t: party 'Nowhere'")
    assert faults(workspace, {"claim": "A"}, party) == [
        "t:2: this party comes behind a claim. Put parties and sources first."
    ]
    import_rows(
        workspace, party, {"record": "source", "name": "R", "party": "Ruritania"}, {"claim": "A", "phrase": "R says"}
    )
    assert exported_rows(workspace)[0]["origin"] == "R"


def test_faults_of_verdicts_are_told(workspace: Workspace) -> None:
    """A verdict needs a claim, and words that are known."""
    verdict = {
        "record": "assessment", "claim": "A", "verdict": "confirmed", "why": "w", "analyst": "bob",
        "at": "2024-11-19T00:00+00:00", "derived": "single-source",
    }  # fmt: skip
    assert faults(
        workspace, {"claim": "B"}, verdict, {**verdict, "verdict": "maybe", "credibility": 7, "evidence": "x"}
    ) == [
        "t:2: claim 'A' is not known. Give its row too.",
        "t:3: 'maybe' is no verdict. Write one of confirmed, refuted, unverifiable, lifted.",
        "t:3: credibility is not 1 to 6. Write a number from 1 to 6, or leave it out.",
        't:3: evidence is no list of addresses. Write ["https://…"].',
    ]


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the list of naughty strings is not there")
def test_naughty_strings_come_through_intact(workspace: Workspace) -> None:
    """As quotations all of them; as claims all that can be seen and hold no control character."""
    strings = [text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if text]
    quotes = [{"claim": "Naughty", "origin": "Kyiv", "stance": "affirms", "quote": text} for text in strings]
    import_rows(workspace, *quotes)
    assert [row["quote"] for row in exported_rows(workspace)] == list(dict.fromkeys(strings))
    done = import_rows(workspace, *({"claim": text} for text in strings), keep_going=True)
    rejected = {strings[reject.row.line - 1] for reject in done.rejects}
    assert not any(text.isprintable() and text.strip() and deceptive(text) is None for text in rejected)
    kept = {text_key(row["claim"]) for row in exported_rows(workspace)}
    assert kept == {text_key(text) for text in strings if text not in rejected} | {"naughty"}


@pytest.mark.skipif(not EMERGENT.is_dir(), reason="the Emergent rumours are not there")
def test_derived_statuses_of_the_rumours_meet_what_turned_out(workspace: Workspace) -> None:
    """Most of what is disputed or denied was false; nothing is corroborated, as no origin is established."""
    text = (EMERGENT / "attributions.csv").read_text(encoding="utf-8")
    done = import_text(workspace, text)
    assert (done.counts["claim"], done.counts["attribution"], done.rejects) == (154, 1_186, [])
    assert done.new_statuses == {
        Status.UNVERIFIED: 85,
        Status.DISPUTED: 46,
        Status.UNATTRIBUTED: 16,
        Status.DENIED: 7,
    }
    with (EMERGENT / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["key"]: row["truth"] for row in csv.DictReader(file)}
    keys = list(dict.fromkeys(row["key"] for row in exported_rows(workspace)))
    turned_out = Counter((status, truth[key]) for key, status in zip(keys, statuses(workspace), strict=True))
    contested = Counter({word: turned_out[Status.DISPUTED, word] + turned_out[Status.DENIED, word] for word in _TRUTHS})
    accepted = sum(turned_out[status, word] for status in (Status.CORROBORATED, Status.CONFIRMED) for word in _TRUTHS)
    unverified = {word: turned_out[Status.UNVERIFIED, word] for word in _TRUTHS}
    assert contested == {"true": 2, "false": 43, "unknown": 8}, "0.81 of what is disputed or denied turned out false"
    assert unverified == {"true": 29, "false": 16, "unknown": 40}
    assert accepted == 0, "no origin is established, so nothing is corroborated and no share can be false"


@pytest.mark.skipif(not EMERGENT.is_dir(), reason="the Emergent rumours are not there")
def test_what_is_contested_was_mostly_false_and_what_many_affirm_seldom(workspace: Workspace) -> None:
    """0.81 of what is disputed, denied, rebutted or refuted; 0.06 of what three or more affirm and nobody denies."""
    import_text(workspace, (EMERGENT / "attributions.csv").read_text(encoding="utf-8"))
    with (EMERGENT / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["key"]: row["truth"] for row in csv.DictReader(file)}
    against = {Status.DISPUTED, Status.DENIED, Status.REBUTTED, Status.REFUTED}
    with workspace.read() as connection:
        found = list(answers(connection, workspace, Asked()))
    contested = Counter(truth[answer.claim.key or ""] for answer in found if answer.finding.status in against)
    undenied = [answer for answer in found if len(answer.affirmed_by) >= 3 and not answer.denied_by]
    affirmed = Counter(truth[answer.claim.key or ""] for answer in undenied)
    assert (contested["false"], contested.total()) == (43, 53)
    assert (affirmed["false"], affirmed.total()) == (3, 48)
