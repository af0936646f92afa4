"""As of when to look."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from verifier.domain.errors import UsageError
from verifier.domain.moment import Moment
from verifier.intake.dates import DateReader
from verifier.intake.problems import Problem
from verifier.reports.styled import Role, Run, line
from verifier.reports.wording import clock
from verifier.services.reviewing import PRESENT, When
from verifier.tui.content import one_line
from verifier.tui.screens.box import Box
from verifier.tui.state import Review
from verifier.tui.widgets.lines import OneLine


class AsOf(Box[When]):
    """A date, echoed as it is understood; nothing typed means now."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review

    def compose(self) -> ComposeResult:
        """The date and its echo."""
        with self.framed("As of when?"):
            yield Input(placeholder="2024-11-21, yesterday 14:00; empty for now", id="when")
            yield Static(id="echo")
            yield OneLine(id="fault")
            yield Static("[b]enter[/b] look  [b]esc[/b] back", classes="hint")

    def _read(self, text: str) -> Moment | Problem | None:
        if not text.strip():
            return None
        return DateReader(self._review.workspace.clock(), zone=self._review.workspace.zone).read(text)

    @on(Input.Changed, "#when")
    def typed(self, event: Input.Changed) -> None:
        """Echo what is understood."""
        self.unrefuse()
        found = self._read(event.value)
        zone = self._review.workspace.zone
        words = f"until {clock(found.latest, zone.tz)} {zone.label}" if isinstance(found, Moment) else ""
        self.query_one("#echo", Static).update(one_line(line(Run(words, Role.FAINT))))

    @on(Input.Submitted, "#when")
    def submitted(self, event: Input.Submitted) -> None:
        """Look back to then, or ahead to now."""
        found = self._read(event.value)
        if isinstance(found, Problem):
            self.refuse(UsageError(found.message))
        else:
            self.leave(PRESENT if found is None else When(found.latest, self._review.wanted.when.known))
