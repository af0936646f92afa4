"""The application around the review screen: themes, keys, the way out."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePath
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from verifier.tui.acting import Editor
from verifier.tui.keys import KEYS, checked
from verifier.tui.screens.review import ReviewScreen
from verifier.tui.state import Review
from verifier.tui.themes import THEMES


class ReviewApp(App[None]):
    """The review screen as an application, on a review that is open."""

    TITLE: str | None = "verifier"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = "verifier.tcss"
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
        for known in THEMES.values():
            self.register_theme(known)
        # Set without a watcher: a theme that changes has every style sheet read again.
        self.set_reactive(App.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(ascii_only, "-ascii")
        self.set_keymap(dict(self._remapped))

    def get_default_screen(self) -> Screen[None]:
        """The review screen is the only one below all boxes."""
        return ReviewScreen(self._review, self._editor, self._remapped, ascii_only=self._ascii_only)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: every key of the screen, and the themes."""
        for key in KEYS:
            if key.where == "screen" and key.action != "app.command_palette":
                yield SystemCommand(key.words, key.id, partial(screen.run_action, key.action))
        for name in THEMES:
            yield SystemCommand(f"{name} theme", "colours", partial(setattr, self, "theme", name))

    def action_interrupt(self) -> None:
        """Close the box that is open, else quit."""
        if isinstance(self.screen, ModalScreen):
            _ = self.screen.dismiss(None)
        else:
            self.exit()
