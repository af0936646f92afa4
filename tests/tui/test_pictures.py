"""What the screen looks like: SVG snapshots, renewed with `pytest --snapshot-update`."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.tui.driving import NARROW, SIZES, taken
from verifier.services.workspace import Workspace


class Svg(SingleFileSnapshotExtension):
    """Each snapshot is a picture that can be looked at."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The picture kept."""
    return snapshot.use_extension(Svg)


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_disputed(workspace: Workspace, size: str, theme: str, picture: SnapshotAssertion) -> None:
    """List and claim, in both layouts and both themes."""
    assert taken(workspace, "j", size=SIZES[size], theme=theme) == picture


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_without_colour(
    workspace: Workspace, size: str, picture: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With NO_COLOR there are shades only, and the current row can still be told."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert taken(workspace, "v", "v", "space", size=SIZES[size]) == picture


@pytest.mark.long
def test_saying_something(workspace: Workspace, picture: SnapshotAssertion) -> None:
    """The phrase, what is understood, where it leads."""
    keys = ("v", "v", "G", "a")
    assert taken(workspace, *keys, size=NARROW, typed="Ukraine says @ 2024-11-30") == picture


def test_the_keys(workspace: Workspace, picture: SnapshotAssertion) -> None:
    """Every key on one screen of 80 columns and 24 lines."""
    assert taken(workspace, "question_mark", size=NARROW) == picture
