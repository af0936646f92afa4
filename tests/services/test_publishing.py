"""Publishing a site as time goes by."""

import json
from pathlib import Path

from tests.services.clocks import Clock
from verifier.domain.model.time import DAY
from verifier.services.record.actions import Entry, log_entry
from verifier.services.reporting.dossier import Wanted
from verifier.services.reporting.publish import STATE, publish
from verifier.services.review.asked import Asked
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location


def test_a_later_day_without_news_leaves_every_page_as_it_is(tmp_path: Path) -> None:
    """Of a claim that is stale as well: how long nothing was said is told by a date, and drawn by nothing."""
    clock = Clock()
    workspace = Workspace(Location(path=tmp_path / "verifier.db"), "ann", clock=clock)
    said = ("Moscow says @ 2024-11-19", "Kyiv denies @ 2024-11-20")
    log_entry(workspace, Entry("The depot burned", phrases=said))
    site, pages = tmp_path / "site", []
    for days in (100, 5, 400):
        clock.now += days * DAY
        publish(workspace, Wanted(Asked()), site, indexed=False, force=False)
        pages.append(json.loads((site / STATE).read_text("utf-8"))["pages"])
    workspace.close()
    assert pages[0] == pages[1] == pages[2]
    assert "stale: nothing new since 20 Nov 2024" in (site / "c" / "c1.html").read_text("utf-8")
