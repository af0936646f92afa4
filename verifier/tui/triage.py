"""Triage: going through a view claim by claim, full screen, with one key for what is done about each."""

from verifier.reports.text.styled import Line, Role, Run, line
from verifier.tui.acting import Editor
from verifier.tui.state import Review
from verifier.tui.walking import WalkingScreen


class TriageScreen(WalkingScreen):
    """A screen whose list can be gone through once. What was put off until later is left out."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__(review, editor, ascii_only=ascii_only)
        self._to_do: list[int] = []
        self._at: int | None = None

    @property
    def in_triage(self) -> bool:
        """Whether a view is gone through."""
        return self._at is not None

    def progress_line(self) -> Line | None:
        """How far one is, and the keys."""
        if self._at is None:
            return None
        keys = "a say  A assess  m link  l later  n next  esc end"
        return line(Run(f" TRIAGE {self._at + 1} of {len(self._to_do)}   {keys}", Role.DENY))

    def action_triage(self) -> None:
        """Begin with the first claim of the view that is not put off, or end."""
        if self.in_triage:
            self.end_triage()
            return
        self._to_do = [claim for claim in self._listed() if not self.review.is_put_off(claim)]
        if not self._to_do:
            self.tell("nothing to go through: nothing is listed, or all of it is put off until later")
            return
        self._go_on(0)

    def _listed(self) -> list[int]:
        found = (self.review.line(place) for place in range(len(self.review.pager)))
        return [line.number for line in found if line is not None]

    def action_next(self) -> None:
        """Go on to the next claim."""
        if self._at is not None:
            self._go_on(self._at + 1)

    def action_later(self) -> None:
        """Put the claim off until tomorrow, and go on."""
        if (claim := self.review.spot.claim) is None:
            return
        self.review.put_off(claim)
        self.tell(f"c{claim} comes back tomorrow")
        self.action_next()

    def _go_on(self, at: int) -> None:
        while at < len(self._to_do) and self.review.pager.place(self._to_do[at]) is None:
            at += 1  # what was recorded meanwhile took it out of the view
        if at >= len(self._to_do):
            self.tell(f"done: {len(self._to_do)} gone through")
            self.end_triage()
            return
        self._at = at
        self.set_class(True, "zoomed")  # noqa: FBT003 - as the base class has it
        self.go_to(self._to_do[at])
        self.show_state()

    def end_triage(self) -> None:
        """Show the list again."""
        self._at = None
        self.remove_class("zoomed")
        self.show_state()
        self.focus_list()

    def focus_list(self) -> None:
        """Give the focus to the list."""
        raise NotImplementedError
