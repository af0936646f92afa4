"""What every box over the list has: a title, an error line, Esc to go back; and what one that records has besides."""

import threading
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.tui.content import content
from verifier.tui.telling import without_commands
from verifier.tui.widgets.lines import OneLine

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

Outcome = TypeVar("Outcome")
_TOLD_EVERY: Final = 0.1
"""How often progress is told, in seconds."""


class Box(ModalScreen[Outcome | None]):
    """A box over the list; Esc closes it with nothing done."""

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = "boxes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "back", id="box.close")]

    def framed(self, title: str) -> Vertical:
        """The frame of the box."""
        frame = Vertical(classes="box")
        frame.border_title = title.replace("[", "\\[")
        return frame

    def focus_first(self) -> None:
        """Give the focus to the first widget that takes it, at once: what is typed next belongs to the box."""
        for widget in self.query(self.AUTO_FOCUS or "*"):
            if widget.focusable:
                self.set_focus(widget)
                return

    def refuse(self, error: VerifierError) -> None:
        """Tell what is wrong; what was typed stays."""
        self.refuse_words(*error.faults, error.message)

    def refuse_words(self, *messages: str) -> None:
        """Tell in words what is wrong."""
        told = [line(Run(visible(without_commands(message)), Role.FAULT)) for message in messages]
        fault = self.query_one("#fault", OneLine)
        fault.display = True
        fault.update(content(told))

    def unrefuse(self) -> None:
        """Take the error away."""
        self.query_one("#fault", OneLine).display = False

    def leave(self, outcome: Outcome | None) -> None:
        """Close the box with what came of it; what is still read for it is given up."""
        for group in ("preview", "names", "alike"):
            self.workers.cancel_group(self, group)
        _ = self.dismiss(outcome)

    def action_close(self) -> None:
        """Go back with nothing done."""
        self.leave(None)


class StoppedError(VerifierError):
    """The analyst stopped a write before it was committed."""


class RecordingBox(Box[Outcome]):
    """A box from which something is recorded. It cannot be left while that is done.

    Esc stops a write on several claims between two of them, as long as nothing is committed; then nothing is recorded.
    """

    def __init__(self) -> None:
        super().__init__()
        self._recording = False
        self._stop = threading.Event()
        self._done = (0, 0)
        self._typed_in: Widget | None = None
        self._watch: Timer | None = None

    @property
    def recording(self) -> bool:
        """Whether something is being recorded."""
        return self._recording

    def begin_recording(self) -> bool:
        """Take no more keys until it is done; False if something is being recorded already."""
        if self._recording:
            return False
        self._recording, self._done, self._typed_in = True, (0, 0), self.focused
        self._stop.clear()
        self.unrefuse()
        self._take_keys(taken=False)
        self._tell_progress()
        self._watch = self.set_interval(_TOLD_EVERY, self._tell_progress)
        return True

    def end_recording(self) -> None:
        """Take keys again, in the field that took them before."""
        self._recording = False
        if self._watch:
            self._watch.stop()
        self.query_one("#doing", OneLine).put(None)
        self._take_keys(taken=True)
        if self._typed_in:
            self.set_focus(self._typed_in)

    def progress(self, done: int, total: int) -> None:
        """Take note of how many claims are entered, in the thread that records (StoppedError)."""
        if self._stop.is_set():
            raise StoppedError("stopped: nothing was recorded")
        self._done = (done, total)

    def _take_keys(self, *, taken: bool) -> None:
        for widget in self.query("Input, OptionList"):
            widget.disabled = not taken

    def _tell_progress(self) -> None:
        done, total = self._done
        if self._stop.is_set():
            words = ": this box closes when it is done"
        elif total > 1:
            words = f" {done:,} of {total:,} claims. Esc stops" if done < total else ": statuses are worked out"
        else:
            words = ""
        dots = "..." if self.app.has_class("-ascii") else "…"
        self.query_one("#doing", OneLine).put(line(Run(f"recording{dots}{words}", Role.STRONG)))

    def action_close(self) -> None:
        """Go back with nothing done; while something is recorded, stop it if that can be."""
        if self._recording:
            self._stop.set()
            self._tell_progress()
        else:
            self.leave(None)
