"""The application around the review screen: themes, keys, the way out."""

import asyncio
import signal
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from verifier.tui.acting import Editor
from verifier.tui.ascii import draw_in_ascii
from verifier.tui.keys import KEYS, checked, keymap, sentence, told
from verifier.tui.messages import Opened, Unopened
from verifier.tui.screens.box import Box
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.state import Review
from verifier.tui.themes import THEMES

if TYPE_CHECKING:
    from verifier.domain.errors import VerifierError

_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_WAY_OUT: Final = frozenset({"ctrl+c", "q"})
"""Keys that leave before there is a list."""
_SIGNALLED: Final = 128
"""What a shell adds to the number of the signal that ended a command."""


class ReviewApp(App[None]):
    """The review screen as an application. It is painted before anything is read, unless the review is open already.

    Keys pressed before there is a list wait for it. `failure` is why nothing could be read at all.
    """

    TITLE: str | None = "verifier"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = PurePath(__file__).with_name("verifier.tcss")
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "quit", show=False, priority=True, id="app.interrupt"),
        Binding("ctrl+z", "suspend_process", "to the shell", show=False, priority=True, id="more.suspend"),
    ]

    def __init__(
        self,
        review: Review,
        *,
        editor: Editor | None = None,
        remapped: Mapping[str, str] | None = None,
        theme: str = "dark",
        ascii_only: bool = False,
    ) -> None:
        super().__init__()
        self._review = review
        self._editor = editor
        self._remapped = checked(remapped or {})
        self._ascii_only = ascii_only
        self.failure: VerifierError | None = None
        self._early: list[events.Key] | None = None if review.opened else []
        for known in THEMES.values():
            self.register_theme(known)
        # Set without a watcher: a theme that changes has every style sheet read again.
        self.set_reactive(App.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(ascii_only, "-ascii")
        draw_in_ascii(wanted=ascii_only)
        if ascii_only:
            self.animation_level = "none"  # what is animated is drawn with other characters
        self.set_keymap(keymap(self._remapped))

    def on_mount(self) -> None:
        """End as quitting does when the system asks for it: the terminal is left as it was."""
        # Textual draws only what has changed, on a terminal that has been cleared.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        loop = asyncio.get_running_loop()
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _ENDING:
            with suppress(NotImplementedError):  # on Windows, where none is sent
                loop.add_signal_handler(number, partial(self.exit, return_code=_SIGNALLED + number))

    def get_default_screen(self) -> Screen[None]:
        """The review screen is the only one below all boxes."""
        return ReviewScreen(self._review, self._editor, self._remapped, ascii_only=self._ascii_only)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: every key of the screen, and the themes."""
        for key in KEYS:
            if key.where == "screen" and not key.each and key.action != "app.command_palette":
                yield SystemCommand(sentence(key), told(key, self._remapped), partial(screen.run_action, key.action))
        for name in THEMES:
            yield SystemCommand(f"Use the {name} theme", "colours", partial(setattr, self, "theme", name))

    async def on_event(self, event: events.Event) -> None:
        """Act on a key before the next one is looked at, which belongs to the box or the field that it opens.

        Textual would hand both to the widget that has the focus, and the second would be lost there.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._early is not None and event.key not in _WAY_OUT:
                self._early.append(event)
                return
            if await self._acted_on(event):
                return
        await super().on_event(event)

    @on(Opened)
    async def act_on_early_keys(self) -> None:
        """Act on the keys that were pressed before there was a list."""
        early, self._early = self._early or (), None
        for event in early:
            await self.on_event(event)

    @on(Unopened)
    def leave_unopened(self, message: Unopened) -> None:
        """Leave, as there is nothing to look at; the command tells why."""
        self.failure = message.error
        self.exit()

    async def _acted_on(self, event: events.Key) -> bool:
        """Whether a key was more than a character of what is typed, and what it is for is done."""
        field = self.focused
        if isinstance(field, Input):
            if event.is_printable:
                return False
            # What was typed before must be in the field.
            typed = asyncio.Event()
            field.call_later(typed.set)
            await typed.wait()
        for first in (True, False):
            if await self._check_bindings(event.key, priority=first):
                return True
        return False

    def action_command_palette(self) -> None:
        """Open the palette of everything that can be done."""
        if not isinstance(self.screen, CommandPalette):
            _ = self.push_screen(CommandPalette(id="--command-palette", placeholder="What do you want to do?"))

    def action_interrupt(self) -> None:
        """Close the box that is open, else quit."""
        if isinstance(self.screen, Box):
            self.screen.action_close()
        elif isinstance(self.screen, ModalScreen):
            _ = self.screen.dismiss(None)
        else:
            self.exit()
