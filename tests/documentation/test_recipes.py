"""The recipes for other tools are run as they stand in the documents, on the command that is installed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.driving import COMMAND, CommandLine
from tests.documentation.consoles import ROOT
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

RECIPES = dict(
    re.findall(
        r"<!-- recipe: (\w+) -->\n```python\n(.*?)```",
        (ROOT / "docs" / "stix-misp.md").read_text("utf-8"),
        re.DOTALL,
    )
)


@pytest.fixture
def case(tmp_path: Path) -> CommandLine:
    """A claim on which three speak, one of them confidential; one under embargo; a verdict."""
    location = Location(path=tmp_path / "ledger.db")
    workspace = Workspace(location, "ann")
    workspace.initialise()
    workspace.close()
    desk = CommandLine(tmp_path, location, {})
    desk.ok("source", "add", "Ivan Petrov", "--kind", "official", "--party", "Ukraine", "--confidential")
    desk.ok("source", "edit", "Moscow", "--reliability", "C")
    desk.ok("log", "The depot <burned>", "-a", "Moscow says", "-a", "Kyiv denies", "-a", "Ivan Petrov says")
    desk.ok("say", "c1", "Washington probably confirms")
    desk.ok("log", "The bridge is next", "-a", "Moscow says", "--tag", "embargo")
    desk.ok("assess", "c1", "confirmed", "--why", "seen", "--credibility", "2")
    return desk


def made(desk: CommandLine, recipe: str) -> Any:  # noqa: ANN401 - whatever it prints
    """What a recipe prints, and that it tells nothing private."""
    path = f"{COMMAND.parent}{os.pathsep}{desk.environment['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", RECIPES[recipe]],
        env={**desk.environment, "PATH": path},
        cwd=desk.home,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Petrov" not in done.stdout
    assert "bridge" not in done.stdout
    return json.loads(done.stdout)


def test_claims_are_notes_and_attributions_opinions_in_stix(case: CommandLine) -> None:
    """A bundle that stix2 reads again: who agrees and disagrees with what, and how strongly."""
    stix2 = pytest.importorskip("stix2", reason="stix2 is not installed here")
    bundle = stix2.parse(made(case, "stix"))
    named = {one.id: one.name for one in bundle.objects if one.type == "identity"}
    [note] = [one for one in bundle.objects if one.type == "note"]
    assert (note.content, note.abstract) == ("The depot <burned>", "status: confirmed")
    opinions = {named[one.created_by_ref]: one.opinion for one in bundle.objects if one.type == "opinion"}
    assert opinions == {"Russia": "strongly-agree", "Ukraine": "strongly-disagree", "United States": "agree"}


@pytest.mark.long
def test_an_event_of_misp_has_admiralty_and_estimative_tags(case: CommandLine) -> None:
    """On the attributes they are about."""
    pytest.importorskip("pymisp", reason="pymisp is not installed here")
    attributes = made(case, "misp")["Attribute"]
    tags = {one["value"]: [tag["name"] for tag in one.get("Tag", [])] for one in attributes}
    assert tags["The depot <burned>"] == ['admiralty-scale:information-credibility="2"']
    [of_russia] = [found for value, found in tags.items() if value.startswith("Russia")]
    assert of_russia == ['admiralty-scale:source-reliability="c"']
    assert ['estimative-language:likelihood-probability="likely"'] in list(tags.values())
