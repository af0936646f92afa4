"""Lines to type in."""

from typing import Final

from textual import events
from textual.widgets import Input

_LONGEST_PATH: Final = 300
"""What is longer is taken for the text of an article."""


class TextField(Input):
    """An input of one line that keeps every line pasted into it: line breaks become spaces, which is told."""

    def _on_paste(self, event: events.Paste) -> None:
        """Insert what is pasted, in place of what is selected."""
        event.stop()
        event.prevent_default()
        lines = [row.strip() for row in event.text.splitlines() if row.strip()]
        self.replace(" ".join(lines), *self.selection)
        if len(lines) > 1:
            self.app.notify(f"{len(lines)} lines pasted as one, with spaces between", markup=False)


class ArticleField(TextField):
    """An input for the path of a file, in which the text itself may be pasted instead: that is kept as it is."""

    pasted = ""

    def _on_paste(self, event: events.Paste) -> None:
        """Keep pasted text of several lines, or a long one; anything shorter is a path."""
        if len(event.text) <= _LONGEST_PATH and len(event.text.splitlines()) <= 1:
            super()._on_paste(event)
            return
        event.stop()
        event.prevent_default()
        self.pasted = event.text.replace("\r\n", "\n").replace("\r", "\n")
        self.value = ""
        self.placeholder = f"{len(self.pasted):,} characters pasted"
        self.post_message(self.Changed(self, self.value))
