"""The descriptor beside a report: what it holds, by the rules of Data Package and Table Schema, and read back."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import verifier
from verifier.domain.errors import InputFileError
from verifier.domain.explain.outcome import Flag
from verifier.domain.model.claims import ClaimKind, Status
from verifier.domain.model.time import DAY, SECOND
from verifier.domain.query import Query
from verifier.domain.report_note import ReportNote
from verifier.intake.datapackage import read_descriptor
from verifier.reports.files.columns import ATTRIBUTIONS, CHANGES, CLAIMS, CellType, Column
from verifier.reports.files.datapackage import descriptor

DIGEST: Final = "ab" * 32
OPTIONAL: Final = {"flags", "private_tags", "stale_after_seconds", "kinds", "places", "happened", "quotes"}
"""What reports of before did not note."""
TYPES: Final = {"string", "integer", "number", "boolean", "datetime"}
REQUIRED: Final = {"name", "path", "profile", "encoding", "dialect", "schema", "bytes", "hash"}


def a_note(**changes: Any) -> ReportNote:  # noqa: ANN401 - any of its fields
    """A note with defaults."""
    return replace(
        ReportNote("claims", "", Query(), 1_732_000_000_000_000, "1", "1", 3, DIGEST, rows=2, size=99, sha256=DIGEST),
        **changes,
    )


def package(note: ReportNote, columns: Any = CLAIMS, key: tuple[str, ...] = ("ref",)) -> dict[str, Any]:  # noqa: ANN401
    """The descriptor as data."""
    found: dict[str, Any] = json.loads(descriptor(note, "claims.csv", columns, key, byte_order_mark=True))
    return found


def faults(found: dict[str, Any]) -> list[str]:
    """What the rules of Data Package, Tabular Data Resource, CSV Dialect and Table Schema find wrong."""
    resource = found["resources"][0]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    rules = {
        "the package has one resource and a profile": len(found["resources"]) == 1 and bool(found["profile"]),
        "created is a time with its offset": datetime.fromisoformat(found["created"]).utcoffset() is not None,
        "the resource has all it needs": resource.keys() >= REQUIRED,
        "it is tabular": resource["profile"] == "tabular-data-resource",
        "names are of lower-case letters": all(re.fullmatch("[-a-z0-9._/]+", x["name"]) for x in (found, resource)),
        "the path is relative, without a parent": not re.search(r"^/|^~|^\.|\.\.|:", resource["path"]),
        "the hash names its algorithm": bool(re.fullmatch("sha256:[0-9a-f]{64}", resource["hash"])),
        "bytes are a number": type(resource["bytes"]) is int,
        "the dialect says what separates": {"delimiter", "quoteChar", "lineTerminator"} <= resource["dialect"].keys(),
        "each field has a name of its own": bool(names) and len(set(names)) == len(names),
        "each field has a type": all(field["type"] in TYPES for field in fields),
        "each field says what it holds": all(field["description"].strip() for field in fields),
        "the key is of fields": bool(names) and set(resource["schema"]["primaryKey"]) <= set(names),
        "missing values are texts": resource["schema"]["missingValues"] == [""],
    }
    return [rule for rule, holds in rules.items() if not holds]


def test_the_descriptor_says_all_that_is_noted() -> None:
    """The whole of it, for a report of two columns, asked with a query as of another time."""
    columns: tuple[Column[str], ...] = (
        Column("ref", "number of the claim", str),
        Column("since", "when the present status began", str, CellType.DATETIME),
    )
    conditions = Query(words=("fire",), statuses=frozenset({Status.DISPUTED}), stale=2 * DAY, since=0)
    conditions = replace(conditions, places=("Bryansk",), happened=(None, 0))
    asked = a_note(query="fire status:disputed", conditions=conditions, as_of=1, known_at=2, raw=True)
    assert package(asked, columns) == {
        "profile": "tabular-data-package",
        "name": "verifier-claims",
        "created": "2024-11-19T07:06:40+00:00",
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "claims",
                "path": "claims.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8-sig",
                "bytes": 99,
                "hash": f"sha256:{DIGEST}",
                "dialect": {
                    "csvddfVersion": "1.2",
                    "delimiter": ",",
                    "lineTerminator": "\r\n",
                    "quoteChar": '"',
                    "doubleQuote": True,
                    "skipInitialSpace": False,
                    "header": True,
                },
                "schema": {
                    "fields": [
                        {"name": "ref", "type": "string", "description": "number of the claim"},
                        {
                            "name": "since",
                            "type": "datetime",
                            "format": "any",
                            "description": "when the present status began",
                        },
                    ],
                    "missingValues": [""],
                    "primaryKey": ["ref"],
                },
            }
        ],
        "verifier": {
            "version": verifier.__version__,
            "report": "claims",
            "query": "fire status:disputed",
            "conditions": {
                "words": ["fire"],
                "without": [],
                "statuses": ["disputed"],
                "flags": [],
                "kinds": [],
                "who": [],
                "party": [],
                "via": [],
                "quotes": [],
                "tags": [],
                "keys": [],
                "places": ["Bryansk"],
                "happened": [None, "1970-01-01T00:00:00+00:00"],
                "by": [],
                "since": "1970-01-01T00:00:00+00:00",
                "until": None,
                "stale_seconds": 172_800,
                "review_due": False,
                "stale_after_seconds": None,
            },
            "since": None,
            "until": None,
            "as_of": "1970-01-01T00:00:00.000001+00:00",
            "known_at": "r2",
            "revision": "r3",
            "digest": DIGEST,
            "rules": "1",
            "policy": "1",
            "raw": True,
            "rows": 2,
            "sha256": DIGEST,
            "private_tags": None,
        },
    }


@pytest.mark.parametrize(
    ("columns", "key"), [(CLAIMS, ("ref",)), (ATTRIBUTIONS, ("ref",)), (CHANGES, ("revision", "ref"))]
)
def test_the_descriptor_of_each_report_keeps_the_rules_of_data_packages(columns: Any, key: tuple[str, ...]) -> None:  # noqa: ANN401
    """Names, types, key and dialect are what Frictionless tools expect."""
    assert faults(package(a_note(), columns, key)) == []


@pytest.mark.parametrize(
    ("breach", "rule"),
    [
        (lambda found: found["resources"][0].update(path="/tmp/claims.csv"), "the path is relative, without a parent"),  # noqa: S108
        (lambda found: found["resources"][0]["schema"]["fields"][0].update(type="text"), "each field has a type"),
        (lambda found: found["resources"][0]["schema"].update(primaryKey=["number"]), "the key is of fields"),
        (lambda found: found["resources"][0].pop("encoding"), "the resource has all it needs"),
    ],
)
def test_a_breach_of_the_rules_is_found(breach: Callable[[dict[str, Any]], object], rule: str) -> None:
    """The check itself fails on what breaks a rule."""
    found = package(a_note())
    breach(found)
    assert faults(found) == [rule]


def test_a_file_without_byte_order_mark_is_plain_utf_8() -> None:
    """The encoding tells whether the file begins with a mark."""
    found = json.loads(descriptor(a_note(), "c.csv", CLAIMS, ("ref",), byte_order_mark=False))
    assert found["resources"][0]["encoding"] == "utf-8"


TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"]))
LISTS: Final = st.lists(TEXTS, max_size=2).map(tuple)
TIMES: Final = st.integers(-60_000_000_000_000_000, 250_000_000_000_000_000)
INSTANTS: Final = st.none() | TIMES
CONJUNCTIONS: Final = st.builds(
    Query,
    words=LISTS,
    without=LISTS,
    statuses=st.frozensets(st.sampled_from(Status)),
    who=LISTS,
    party=LISTS,
    via=LISTS,
    tags=LISTS,
    keys=LISTS,
    by=LISTS,
    since=INSTANTS,
    until=INSTANTS,
    stale=st.none() | st.integers(0, 999_999).map(lambda minutes: minutes * 60 * SECOND),
    review_due=st.booleans(),
    flags=st.frozensets(st.sampled_from(Flag)),
    kinds=st.frozensets(st.sampled_from(ClaimKind)),
    places=LISTS,
    happened=st.none() | st.tuples(INSTANTS, INSTANTS),
    quotes=LISTS,
)
QUERIES: Final = CONJUNCTIONS | st.lists(CONJUNCTIONS, min_size=1, max_size=2).map(Query.any_of)
NOTES: Final = st.builds(
    a_note,
    report=TEXTS,
    query=TEXTS,
    conditions=QUERIES,
    created=TIMES,
    policy=TEXTS,
    as_of=INSTANTS,
    known_at=st.none() | st.integers(0, 10**17),
    since=INSTANTS,
    until=INSTANTS,
    raw=st.booleans(),
    rows=st.integers(0, 10**9),
    size=st.integers(0, 10**12),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text drawn has every character sorted
@given(NOTES)
def test_what_is_noted_reads_back_the_same(note: ReportNote) -> None:
    """Any query, in any characters, any times: nothing is lost between writing and reading."""
    text = descriptor(note, "claims.csv", CLAIMS, ("ref",), byte_order_mark=True)
    assert read_descriptor(text.encode(), "claims.csv.datapackage.json") == note


def test_a_report_of_an_empty_ledger_reads_back_the_same() -> None:
    """Without a revision there is no digest."""
    note = a_note(revision=None, digest=None)
    assert read_descriptor(json.dumps(package(note)).encode(), "f") == note


def refusal(content: bytes) -> str | None:
    """Why a descriptor is refused; None if it is read."""
    try:
        read_descriptor(content, "f")
    except InputFileError as error:
        return error.message
    return None


def properties() -> list[tuple[str, ...]]:
    """The paths of all that is read."""
    noted = package(a_note())["verifier"]
    asked = [("verifier", "conditions", name) for name in noted["conditions"]]
    return [("created",), *(("verifier", name) for name in noted if name != "version"), *asked]


@pytest.mark.parametrize("path", properties(), ids=".".join)
def test_a_property_that_is_missing_or_of_no_use_is_named(path: tuple[str, ...]) -> None:
    """Whatever stands in its place, it is refused by its name; other values are read, or refused likewise."""
    *above, name = path
    found = package(a_note())
    place = found
    for step in above:
        place = place[step]
    named = f"f is not the side-car of a report: {'.'.join(path)} is "
    place[name] = {"x": [1.5]}
    assert (refusal(json.dumps(found).encode()) or "").startswith(named) or name == "conditions"
    others: tuple[object, ...] = (None, 17, "x", [1], -1, True, "2024-11-19", "r1x", {})
    for other in others:
        place[name] = other
        assert (refusal(json.dumps(found).encode()) or named).startswith(named) or name == "conditions"
    del place[name]
    if name in OPTIONAL:
        assert refusal(json.dumps(found).encode()) is None
        return
    assert refusal(json.dumps(found).encode()) == f"{named}missing. Make the report again with -o"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe{", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"1" * 5_000, "it is not JSON"),
        (b"[]", "the whole is no object"),
        (b"{}", "verifier is missing"),
        (b'{"verifier": 1}', "verifier is no object"),
    ],
)
def test_what_is_no_descriptor_is_refused(content: bytes, fault: str) -> None:
    """A broken, deep, huge or other file is told as such."""
    assert refusal(content) == f"f is not the side-car of a report: {fault}. Make the report again with -o"


@pytest.mark.parametrize(
    ("name", "wrong", "fault"),
    [
        ("digest", "AB" * 32, "verifier.digest is not a SHA-256 of 64 hexadecimal digits"),
        ("revision", "r" + "9" * 30, "verifier.revision is not a revision such as r12"),
        ("as_of", "2024-11-19T00:00:00", "verifier.as_of is not a time in ISO 8601 with its offset"),
        ("rows", True, "verifier.rows is not a whole number in its bounds"),
        ("raw", 1, "verifier.raw is not true or false"),
        ("query", None, "verifier.query is not text"),
    ],
)
def test_a_wrong_property_says_what_it_should_be(name: str, wrong: object, fault: str) -> None:
    """The fault names the property and what belongs there."""
    found = package(a_note())
    found["verifier"][name] = wrong
    message = refusal(json.dumps(found).encode())
    assert message == f"f is not the side-car of a report: {fault}. Make the report again with -o"
