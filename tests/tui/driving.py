"""Driving the review screen: pressing keys, and waiting until what they began is done."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input, Static

from verifier.services.workspace import Workspace
from verifier.tui.app import ReviewApp
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.screens.unknown import UnknownName
from verifier.tui.state import Review
from verifier.tui.widgets.claims import ClaimList
from verifier.tui.widgets.lines import Detail, OneLine, PressedLine

NARROW: Final = (80, 24)
WIDE: Final = (140, 40)
WIDEST: Final = (200, 60)
SIZES: Final = {"80x24": NARROW, "140x40": WIDE, "200x60": WIDEST}
_QUIET: Final = frozenset({"find", "detail", "preview", "record", "poll", "export", "names", "alike", "beside"})
_NAMES: Final = {" ": "space", "@": "at", "-": "minus", "/": "slash"}


class Driver:
    """One run of the screen."""

    def __init__(self, app: ReviewApp, pilot: Pilot[None], review: Review) -> None:
        self.app = app
        self.pilot = pilot
        self.review = review

    @property
    def screen(self) -> ReviewScreen:
        """The review screen, whatever box is over it."""
        found = self.app.screen_stack[0]
        assert isinstance(found, ReviewScreen)
        return found

    def shows(self, kind: type[Screen[Any]]) -> bool:
        """Whether a box of this kind is open, or the review screen itself to be seen."""
        return isinstance(self.app.screen, kind)

    async def settled(self) -> None:
        """Wait until nothing is looked for, read or recorded any more, or a name is asked about."""
        await self.pilot.pause()
        while not isinstance(self.app.screen, UnknownName) and any(
            worker.group in _QUIET and not worker.is_finished for worker in self.app.workers
        ):
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what they began."""
        for key in keys:
            await self.pilot.press(key)
            await self.settled()

    async def counted(self) -> None:
        """Wait until the parts of the list are counted."""
        while any(worker.group == "facets" and not worker.is_finished for worker in self.app.workers):
            await self.pilot.pause(0.02)
        await self.pilot.pause()

    async def until(self, seen: Callable[[], object]) -> None:
        """Wait until something is so, for some seconds at most."""
        for _ in range(200):
            if seen():
                return
            await self.pilot.pause(0.05)
        raise AssertionError(self.notices, self.app.screen)

    async def burst(self, *keys: str) -> None:
        """Press keys as fast as a terminal hands them over: none waits for what the one before began."""
        for key in keys:
            character = key if len(key) == 1 else {"space": " "}.get(key)
            self.app.post_message(events.Key(_NAMES.get(key, key), character))
        await self.pilot.pause(0.1)
        await self.settled()

    async def paste(self, text: str) -> None:
        """Paste text."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause(0.2)
        await self.settled()

    async def type(self, text: str) -> None:
        """Put text into the input that has the focus, as typing does."""
        focused = self.app.focused
        assert isinstance(focused, Input)
        focused.insert_text_at_cursor(text)
        await self.pilot.pause(0.2)
        await self.settled()

    def line(self, name: str) -> str:
        """What a line of the screen says; nothing if it is not shown."""
        found = self.app.screen.query_one(f"#{name}", OneLine)
        return str(found.content) if found.display else ""

    @property
    def keys(self) -> str:
        """What the line of keys says."""
        return str(self.screen.query_one("#keys", PressedLine).content)

    @property
    def parts(self) -> str:
        """What the line of the parts of the list says."""
        return str(self.screen.query_one("#parts", PressedLine).content)

    @property
    def rows(self) -> list[Strip]:
        """The lines of the list that are drawn."""
        claims = self.screen.query_one(ClaimList)
        return [claims.render_line(y) for y in range(claims.size.height)]

    @property
    def detail(self) -> str:
        """The page of the current claim."""
        return self.screen.query_one("#detail", Detail).text

    @property
    def preview(self) -> str:
        """What the box says the phrases would do."""
        return str(self.app.screen.query_one("#preview", Static).content)

    @property
    def phrase(self) -> str:
        """The phrase in the box."""
        return self.app.screen.query_one("#phrase", Input).value

    @property
    def listed(self) -> list[int]:
        """The claims listed, in order."""
        return [line.number for place in range(len(self.review.pager)) if (line := self.review.line(place))]

    @property
    def notices(self) -> list[str]:
        """What was told in passing."""
        return [notice.message for notice in self.app._notifications]  # noqa: SLF001 - there is no other way to them


@asynccontextmanager
async def running(
    review: Review, size: tuple[int, int] = WIDE, *, opened: bool = True, settle: bool = True, **options: object
) -> AsyncIterator[Driver]:
    """The screen on a review, settled; opened beforehand, unless it is to open it itself."""
    if opened:
        review.open()
    app = ReviewApp(review, **options)  # type: ignore[arg-type]
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, pilot, review)
        if settle:
            await driver.settled()
        yield driver
        app.workers.cancel_all()  # as an application that is left does, before its widgets go


def drive(
    workspace: Workspace,
    script: Callable[[Driver], Awaitable[None]],
    size: tuple[int, int] = WIDE,
    review: Review | None = None,
    *,
    opened: bool = True,
    settle: bool = True,
    **options: object,
) -> None:
    """Run a script on the screen of a workspace."""

    async def run() -> None:
        async with running(review or Review(workspace), size, opened=opened, settle=settle, **options) as driver:
            await script(driver)

    asyncio.run(run())


def taken(workspace: Workspace, *keys: str, size: tuple[int, int], typed: str = "", theme: str = "dark") -> str:
    """A picture of the screen after some keys, and a phrase typed."""
    pictures: list[str] = []

    async def script(driver: Driver) -> None:
        await driver.press(*keys)
        await driver.counted()
        if typed:
            driver.app.screen.query_one("#phrase", Input).cursor_blink = False
            await driver.type(typed)
        pictures.append(driver.app.export_screenshot(title="verifier review", simplify=True))

    drive(workspace, script, size, theme=theme)
    return pictures[0]
