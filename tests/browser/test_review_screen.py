"""The review screen in a real browser: the way in counts once, keys record, and nobody else is let in or asked."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from verifier.services.record.sheets import SheetFile, log_sheets
from verifier.services.review.claim_views import show
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location

COMMAND = Path(sys.executable).parent / "verifier"
PATIENCE = 40.0


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Workspace]:
    """A ledger with one disputed claim."""
    workspace = Workspace(Location(path=tmp_path / "case.db"), "ann")
    log_sheets(workspace, [SheetFile("sheet", b"## A depot burned\nMoscow says\nKyiv denies\n")])
    yield workspace
    workspace.close()


@pytest.fixture
def address(case: Workspace, tmp_path: Path) -> Iterator[str]:
    """Where the screen is served, with its token."""
    pytest.importorskip("textual_serve", reason="textual-serve is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state = {"VERIFIER_DB": str(case.location.path), "VERIFIER_ANALYST": "ann", "XDG_STATE_HOME": str(tmp_path)}
    command = [str(COMMAND), "review", "--web", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | state, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        found = re.search(r"http://\S+", served.stderr.readline())
        assert found is not None
        wait_until(lambda: listening(port))
        yield found[0]
        served.terminate()
        served.wait(PATIENCE)


class NoRedirect(HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - whatever it was
        """Stay."""


def listening(port: int) -> bool:
    """Whether a server answers at a port of this machine."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def wait_until(seen: Callable[[], Any]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.2)


def status(address: str, **headers: str) -> int:
    """What a server answers to somebody who is not the browser."""
    try:
        with urlopen(Request(address, headers=headers)) as answer:  # noqa: S310 - an address of our own
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


@pytest.mark.long
def test_keys_in_the_browser_record_in_the_ledger(browser: WebDriver, address: str, case: Workspace) -> None:
    """The same screen: a phrase typed there is recorded; the page asks nobody else for anything."""
    browser.get(address)
    wait_until(lambda: "-first-byte" in (browser.find_element(By.TAG_NAME, "body").get_attribute("class") or ""))
    assert "token" not in browser.current_url
    time.sleep(1.5)

    def typed(*keys: str) -> None:
        for key in keys:
            ActionChains(browser).send_keys(key).perform()

    browser.find_element(By.CSS_SELECTOR, ".textual-terminal").click()
    typed("a", *"Poland says @ 2024-11-30", Keys.ENTER)
    wait_until(lambda: "Poland" in show(case, "c1").full.answer.affirmed_by)
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(one => one.name)")
    own = address.partition("?")[0]
    assert [one for one in asked if not one.startswith((own, "data:"))] == []
    assert "googleapis" not in browser.page_source
    assert "xterm.css" in browser.page_source


def test_the_way_in_counts_once_and_other_pages_are_kept_out(address: str) -> None:
    """No token, a wrong one, a used one, another Host: refused. The socket answers to this page's origin alone."""
    own = address.partition("/?")[0]
    assert status(own) == 403
    assert status(f"{own}/ws") == 403
    assert status(f"{own}/static/js/textual.js") == 403
    assert status(f"{own}/?token=guessed") == 403
    assert status(address, Host="evil.example:80") == 403
    request = Request(address)  # noqa: S310 - an address of our own
    opener = build_opener(NoRedirect)
    with pytest.raises(HTTPError) as moved:
        opener.open(request)
    cookie = moved.value.headers["Set-Cookie"].partition(";")[0]
    assert "SameSite=Strict" in moved.value.headers["Set-Cookie"]
    moved.value.close()
    assert status(own, Cookie=cookie) == 200
    assert status(f"{own}/ws", Cookie=cookie) == 403
    assert status(f"{own}/ws", Cookie=cookie, Origin="http://evil.example") == 403
    assert status(address) == 403


def test_another_host_is_for_looking_only(case: Workspace) -> None:
    """Without --read-only another host is refused; nothing is served."""
    command = [str(COMMAND), "--db", str(case.location.path), "review", "--web", "--host", "0.0.0.0"]  # noqa: S104 - refused
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 2
    assert "--read-only" in done.stderr
