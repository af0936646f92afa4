"""Lines to type in."""

from textual import events
from textual.widgets import Input


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
