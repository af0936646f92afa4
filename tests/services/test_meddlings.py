"""What somebody who owns a database can do to what is kept beside the facts: the audit finds each, and never fails."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.driving import CommandLine
from tests.services.meddling import begin, fault, forge, log, meddle, run
from verifier.domain.errors import DatabaseError
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.rebuild import rebuild_database
from verifier.services.registry.keys import create_key, list_keys
from verifier.services.review.asked import Asked
from verifier.services.review.claim_views import list_claims
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

# What lists, reports and searches are made of: none of it is a fact, and none has a digest.
DERIVED = {
    "a status": "UPDATE claim_states SET status = 'confirmed' WHERE claim = 1",
    "a derived status": "UPDATE claim_states SET derived = 'confirmed' WHERE claim = 1",
    "since when": "UPDATE claim_states SET since = since + 1 WHERE claim = 1",
    "from when": "UPDATE claim_states SET valid_from = valid_from + 1 WHERE claim = 1",
    "until when": "UPDATE claim_states SET valid_until = valid_until - 1 WHERE claim = 1",
    "how many affirm": "UPDATE claim_states SET affirmed = affirmed + 1 WHERE claim = 1",
    "how many deny": "UPDATE claim_states SET denied = 0 WHERE claim = 1",
    "a dispute hidden": "UPDATE claim_states SET still_disputed = NOT still_disputed WHERE claim = 1",
    "a rule": "UPDATE claim_states SET rule = 99 WHERE claim = 1",
    "a level": "UPDATE claim_states SET support = 3 WHERE claim = 1",
    "the last statement": "UPDATE claim_states SET last_said = last_said + 1 WHERE claim = 1",
    "a claim left out of lists": "DELETE FROM claim_states WHERE claim = 1",
    "a claim listed twice": (
        "INSERT INTO claim_states SELECT claim, valid_from + 1, valid_until, since, status, derived, rule, support, "
        "opposition, affirmed, denied, withheld, still_disputed, split, review_due, last_said, flags "
        "FROM claim_states WHERE claim = 1"
    ),
    "a reason": "UPDATE claim_accounts SET why = 'because' WHERE claim = 1",
    "who affirms": "UPDATE claim_accounts SET affirmed_by = NULL WHERE claim = 1",
    "who denies": "UPDATE claim_accounts SET denied_by = '[\"Berlin\"]' WHERE claim = 1",
    "how many sources": "UPDATE claim_accounts SET independent_origins = 9 WHERE claim = 1",
    "a claim left out of reports": "DELETE FROM claim_accounts WHERE claim = 2",
    "a count": "UPDATE status_totals SET claims = claims + 1 WHERE status = 'disputed'",
    "a count that is missing": "DELETE FROM status_totals WHERE status = 'disputed'",
    "a tag": "UPDATE claim_terms SET term = 'drones' WHERE term = 'atacms'",
    "a tag that is missing": "DELETE FROM claim_terms",
    "a tag too many": "INSERT INTO claim_terms (field, term, version) VALUES ('tag', 'drones', 2)",
    "words left out": "DELETE FROM claim_words",
}
IN_A_FILE = {
    "words of a claim that there is not": "INSERT INTO claim_words (rowid, words) VALUES (99, 'bryansk')",
    "other words": "UPDATE claim_words SET words = 'nothing' WHERE rowid = 1",
    "a count too many": "INSERT INTO status_totals VALUES ('lost', 0, 1)",
    "a status that there is not": "UPDATE claim_states SET status = 'lost' WHERE claim = 1",
    "bytes for a status": "UPDATE claim_states SET status = x'ff' WHERE claim = 1",
    "a truth value of 7": "UPDATE claim_states SET split = 7 WHERE claim = 1",
    "a list that is none": "UPDATE claim_accounts SET affirmed_by = '[' WHERE claim = 1",
    "a number that fills all memory": (
        'UPDATE claim_accounts SET figures = \'["1e999999999","1e999999999",null]\' WHERE claim = 1'
    ),
    "index pages of words": "DELETE FROM claim_words_data WHERE id > 10",
    "sizes of words": "DELETE FROM claim_words_docsize",
    "words of the index alone": "UPDATE claim_words_content SET c0 = 'nothing' WHERE id = 1",
}


@pytest.fixture
def file(sqlite_database: Location) -> Iterator[Workspace]:
    """A workspace on a file, with two claims."""
    workspace = Workspace(sqlite_database, "ann")
    begin(workspace)
    yield workspace
    workspace.close()


@pytest.mark.long
@pytest.mark.parametrize("change", DERIVED.values(), ids=DERIVED)
def test_what_is_kept_beside_the_facts_is_looked_at(workspace: Workspace, change: str) -> None:
    """On both kinds of database; and made again from the facts it is as it should be."""
    begin(workspace)
    assert fault(workspace) is None
    meddle(workspace, run(change))
    assert fault(workspace) is not None
    rebuild_database(workspace)
    assert fault(workspace) is None


@pytest.mark.parametrize("change", IN_A_FILE.values(), ids=IN_A_FILE)
def test_what_only_a_file_keeps_is_looked_at(file: Workspace, change: str) -> None:
    """What is of no kind that it could be, and the index of words apart from its words."""
    meddle(file, run(change))
    assert fault(file) is not None


@pytest.mark.long
def test_a_bit_in_the_index_of_words_is_found_or_hides_nothing(file: Workspace) -> None:
    """Whichever bit: either the audit finds it, or every word finds the claims it should."""
    path = file.location.path
    assert path is not None
    for number in range(40):
        log(file, f"Depot {number} of {number % 7} burned near Belgorod", "Moscow says @ 2024-11-19")
    file.close()
    chance = random.Random(3)  # noqa: S311 - a test's choices
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        words = {word for (found,) in driver.execute("SELECT words FROM claim_words") for word in found.split()}
        before = {word: matches(driver, word) for word in words}
        pages = driver.execute("SELECT id, block FROM claim_words_data").fetchall()
    found = 0
    for page, block in [*pages, *chance.choices(pages, k=10)]:
        at = chance.randrange(len(block))
        altered = bytes([*block[:at], block[at] ^ (1 << chance.randrange(8)), *block[at + 1 :]])
        put(path, page, altered)
        if fault(file) is None:
            with closing(sqlite3.connect(path)) as driver:
                assert {word: matches(driver, word) for word in words} == before
        else:
            found += 1
        file.close()
        put(path, page, block)
    assert found > 5
    assert fault(file) is None


def matches(driver: sqlite3.Connection, word: str) -> list[int]:
    """The claims found by a word."""
    return [claim for (claim,) in driver.execute("SELECT rowid FROM claim_words WHERE claim_words MATCH ?", (word,))]


def put(path: Path, page: int, block: bytes) -> None:
    """Write a page of the index."""
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        driver.execute("UPDATE claim_words_data SET block = ? WHERE id = ?", (block, page))


def test_a_count_too_many_breaks_no_list(file: Workspace) -> None:
    """What is damaged is told as such: what, where and what to do, with the error of a database."""
    meddle(file, run("INSERT INTO status_totals VALUES ('lost', 0, 1)"))
    with pytest.raises(
        DatabaseError, match=r"is damaged: status_totals has at status 'lost'.*Restore it from a backup"
    ):
        list_claims(file, Asked())


# Of facts, with every digest computed anew: each agrees with itself, and cannot be what was recorded.
MALFORMED = {
    "a stance": "UPDATE attributions SET stance = 'shouts' WHERE id = 1",
    "a figure": "UPDATE attributions SET figure = '1e999999999' WHERE id = 1",
    "bytes for a text": "UPDATE claims SET text = x'ff41' WHERE id = 1",
    "a text for a number": "UPDATE attributions SET said_earliest = 'soon' WHERE id = 1",
    "a time after all times": "UPDATE attributions SET said_latest = 9000000000000000000 WHERE id = 1",
    "a time before it begins": "UPDATE attributions SET said_latest = said_earliest - 1 WHERE id = 1",
    "a list that is none": "UPDATE claim_versions SET parties = '{' WHERE claim = 1",
    "a list of numbers": "UPDATE claim_versions SET tags = '[1]' WHERE claim = 1",
    "a claim that there is not": "UPDATE attributions SET claim = 99 WHERE id = 1",
    "an origin that there is not": "UPDATE attributions SET origin = 9999 WHERE id = 1",
    "a verdict": "UPDATE assessments SET verdict = 'perhaps'",
    "a kind of claim": "UPDATE claim_versions SET kind = 'rumour' WHERE claim = 1",
    "bytes for an analyst": "UPDATE revisions SET analyst = x'ff' WHERE id = 2",
    "an offset of years": "UPDATE attributions SET said_offset = 1000000 WHERE id = 1",
    "a status logged": "UPDATE status_changes SET to_status = 'lost' WHERE claim = 1",
    "a link to nowhere": ("INSERT INTO links (id, claim, kind, other, revision) VALUES (1, 1, 'entails', 99, 3)"),
    "a source that speaks for itself": "UPDATE party_versions SET speaks_with = x'00' WHERE id = 1",
    "a truth value of 7": "UPDATE source_versions SET official = 7 WHERE id = 1",
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_what_cannot_be_read_is_the_finding(file: Workspace, change: str) -> None:
    """Whatever the digests say, the audit does not fail; and neither does a list without saying what is damaged."""
    meddle(file, run(change), forge)
    assert fault(file) is not None


@pytest.mark.long
@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_no_command_fails_without_saying_what_is_damaged(file: Workspace, tmp_path: Path, change: str) -> None:
    """Commands go on where they can, and end with the exit status of a database where they cannot."""
    meddle(file, run(change), forge)
    desk = CommandLine(tmp_path, file.location, {})
    for words in (
        ("list",), ("show", "c1"), ("changes", "--log"), ("report", "attributions"), ("export",),
        ("log", "Another", "-a", "Kyiv says"), ("db", "rebuild"),
    ):  # fmt: skip
        done = desk.run(*words)
        assert "unexpected" not in done.err, (words, done.err)
        assert done.status in {0, 6}, (words, done.err)
        if done.status:
            assert "damaged" in done.err, (words, done.err)


def test_a_schema_that_is_no_text_is_told(file: Workspace) -> None:
    """Bytes in the definition of a view."""
    assert file.location.path is not None
    file.close()
    with closing(sqlite3.connect(file.location.path, isolation_level=None)) as driver:
        driver.execute("PRAGMA writable_schema=ON")
        driver.execute("UPDATE sqlite_master SET sql = CAST(sql || x'20ff' AS TEXT) WHERE name = 'disputed_now'")
    assert fault(file) is not None


def test_a_revision_dated_back_is_told(file: Workspace) -> None:
    """An analyst cannot append what was known two years ago."""
    meddle(file, run("UPDATE revisions SET recorded_at = recorded_at - 63072000000000 WHERE id = 4"), forge)
    assert fault(file) == "revision 4 is dated before the one it follows"


def test_a_revision_dated_ahead_is_warned_of(file: Workspace) -> None:
    """A clock was ahead when it was recorded."""
    ahead = Workspace(file.location, "bea", clock=lambda: file.clock() + 10**15)
    log(ahead, "The bridge fell", "Kyiv says @ 2024-11-20")
    ahead.close()
    checked = check_database(file)
    assert (checked.fault, checked.ahead) == (None, (5,))


def test_a_key_given_to_another_name_is_warned_of(file: Workspace, tmp_path: Path) -> None:
    """By whoever works there when no flag says otherwise; `key list` has it too."""
    other = Workspace(file.location, "bea", key=tmp_path / "bea.pem", own_name="mallory")
    create_key(other)
    [given] = check_database(file).signatures.given
    assert (given.revision, given.analyst, given.giver) == (5, "bea", "mallory")
    assert [key.since.by for key in list_keys(file)] == ["mallory"]
    other.close()
