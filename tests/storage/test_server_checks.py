"""The server itself sees to what a revision may be, whatever program is used; readers wait no longer than is stated."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import Server
from tests.people import Team, a_team, opened, refusal
from tests.services.meddling import log
from verifier.domain.errors import DatabaseError
from verifier.services.maintenance.check import check_database
from verifier.services.registry.keys import create_key
from verifier.services.workspace import Workspace

FOLLOWS, CLOCK, KEY, SHAPE = "VF001", "VF002", "VF003", "23514"
COLUMNS = "(id, recorded_at, analyst, action, detail, rules_version, policy_version, previous_digest, digest)"
HEAD = "(SELECT {} FROM revisions ORDER BY id DESC LIMIT 1)"
NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
REVISION = (
    f"INSERT INTO revisions {COLUMNS} SELECT {{number}}, {{at}}, 'ann', '{{action}}', '', '', '', {{previous}}, "
    f"repeat('a', 64)"
)
CLAIM = "INSERT INTO claims (id, revision, text, identity) VALUES"
ATTRIBUTION = (
    "INSERT INTO attributions (id, revision, claim, origin, stance, certainty, basis, said_earliest, said_latest, "
    "said_text, said_offset, written, identity, figure) "
    "VALUES (3, 4, 1, 1, '{stance}', 'certain', 'told', 0, 0, '', 0, true, '', {figure})"
)
VERSION = (
    "INSERT INTO claim_versions (id, revision, claim, kind, parties, against, favours, tags) "
    "VALUES (3, 4, 1, 'fact', '[', '[]', '[]', '[]')"
)


@pytest.fixture(scope="module")
def team(server: Server) -> Iterator[Team]:
    """A database with its roles, and two claims."""
    with a_team(server) as team:
        team.found()
        workspace = Workspace(team.location, "ann")
        log(workspace, "The depot burned", "Moscow says @ 2024-11-19")
        log(workspace, "The bridge fell", "Kyiv says @ 2024-11-19")
        workspace.close()
        yield team


@pytest.fixture(scope="module")
def analyst(team: Team) -> Iterator[psycopg.Connection]:
    """An analyst's connection."""
    with opened(team.member(team.roles.analyst)) as connection:
        yield connection


def a_revision(number: str = "", at: str = NOW, action: str = "log", previous: str = "") -> str:
    """What adds a revision: the next one, unless told otherwise."""
    return REVISION.format(
        number=number or f"{HEAD.format('id')} + 1", at=at, action=action, previous=previous or HEAD.format("digest")
    )


REFUSED = {
    "the last number there can be": (a_revision("9223372036854775807"), FOLLOWS),
    "one that leaves some out": (a_revision("99"), FOLLOWS),
    "one that follows another": (a_revision(previous="repeat('b', 64)"), FOLLOWS),
    "one dated back": (a_revision(at=f"{HEAD.format('recorded_at')} - 1"), FOLLOWS),
    "one dated ahead": (a_revision(at=f"{NOW} + 120000000"), CLOCK),
    "a clock set to two years ago": (a_revision(at=f"{NOW} - 63072000000000", action="set-clock"), CLOCK),
    "a claim of the last number": (
        "INSERT INTO claims (id, revision, text, identity) VALUES (9223372036854775807, 4, 'x', 'y')",
        FOLLOWS,
    ),
    "a claim of another revision": (
        "INSERT INTO claims (id, revision, text, identity) VALUES (3, 2, 'x', 'y')",
        FOLLOWS,
    ),
    "a stance": (ATTRIBUTION.format(stance="shouts", figure="NULL"), SHAPE),
    "a figure": (ATTRIBUTION.format(stance="affirms", figure="'1e999999999'"), SHAPE),
    "a list that is none": (VERSION, SHAPE),
    "a status for lists": ("UPDATE claim_states SET status = 'lost'", SHAPE),
    "a count of what there is not": ("INSERT INTO status_totals VALUES ('lost', false, 1)", SHAPE),
    "a key for another name": (
        "INSERT INTO analyst_keys (id, revision, analyst, public_key) VALUES (1, 4, 'somebody', 'x')",
        KEY,
    ),
    "the past, as if it were copied": (
        f"SET verifier.copied = 'on'; {a_revision(at=f'{NOW} + 120000000')}",
        CLOCK,
    ),
}


@pytest.mark.long
@pytest.mark.parametrize(("statement", "code"), REFUSED.values(), ids=REFUSED)
def test_one_row_of_an_analyst_does_no_harm(team: Team, analyst: psycopg.Connection, statement: str, code: str) -> None:
    """It is refused with what it is about, and everybody goes on."""
    with analyst.transaction(force_rollback=True):
        assert refusal(analyst, statement) == code
    workspace = Workspace(team.location, "ann")
    assert check_database(workspace).fault is None
    workspace.close()


def test_a_server_tells_in_words_what_it_refuses(team: Team) -> None:
    """With the exit status of a database, and what to do about the clock."""
    ahead = Workspace(team.member(team.roles.analyst), "ann", clock=lambda: time.time_ns() // 1000 + 120_000_000)
    with pytest.raises(DatabaseError, match=r"is dated otherwise than the clock of the server[.] Set the clock right"):
        log(ahead, "The dam broke", "Kyiv says @ 2024-11-19")
    ahead.close()


def test_a_key_is_given_to_ones_own_name_alone(team: Team, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The name of the login; an owner may give one to any."""
    keys = tmp_path_factory.mktemp("keys")
    place = team.member(team.roles.analyst)
    other = Workspace(place, "somebody", key=keys / "other.pem")
    with pytest.raises(DatabaseError, match=r"may not give a key to the name somebody[.] Log in as yourself"):
        create_key(other)
    other.close()
    own = Workspace(place, team.logins[-1], key=keys / "own.pem")
    assert create_key(own).made
    own.close()
    owner = Workspace(team.member(team.roles.owner), "cleo", key=keys / "cleo.pem")
    assert create_key(owner).made
    owner.close()


@pytest.mark.long
def test_a_lock_keeps_readers_no_longer_than_is_stated(team: Team) -> None:
    """Five seconds, and then what keeps them is told."""
    with opened(team.member(team.roles.analyst)) as connection, connection.transaction(force_rollback=True):
        connection.execute("LOCK TABLE claim_states, claim_terms IN ACCESS EXCLUSIVE MODE")
        reader = Workspace(team.member(team.roles.reader), "bea")
        began = time.monotonic()
        with pytest.raises(DatabaseError, match="is locked: another program is writing to it"), reader.read() as read:
            read.run("SELECT count(*) FROM claim_states")
        assert 4 < time.monotonic() - began < 20
        reader.close()
