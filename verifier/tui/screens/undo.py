"""Taking the newest revision back, or bringing the one undone last back, once the analyst has seen what it holds."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static

from verifier.domain.errors import VerifierError
from verifier.domain.revisions import Undoing
from verifier.reports.text.styled import BLANK, Line, Role, Run, line, status_run, visible
from verifier.reports.text.wording import clock, counted
from verifier.tui.content import content
from verifier.tui.screens.box import RecordingBox
from verifier.tui.state import Review
from verifier.tui.telling import course
from verifier.tui.widgets.lines import OneLine

if TYPE_CHECKING:
    from verifier.services.correct.undo import Plan, Undone

_LISTED: Final = 8
_TRIED: Final = 200
"""Up to how many new claims and attributions it is worked out beforehand where undoing leads."""


class Undo(RecordingBox["Undone | VerifierError"]):
    """What a revision holds, whose it is, and where undoing or redoing it leads; the safe answer is the first."""

    def __init__(self, review: Review, what: Undoing, *, ascii_only: bool) -> None:
        super().__init__()
        self._review = review
        self._what = what
        self._verb = "take back" if what is Undoing.UNDO else "bring back"
        self._ascii_only = ascii_only
        self._plan: Plan | None = None

    def compose(self) -> ComposeResult:
        """What is told, and the answers."""
        with self.framed(f"{self._verb.capitalize()} what was {self._named}?"):
            with VerticalScroll(can_focus=False):
                yield Static("reading", id="told")
            options = OptionList("leave it", f"{self._verb} all of it", id="answers")
            options.highlighted = 0
            yield options
            yield OneLine(id="fault")
            yield OneLine(id="doing")

    @property
    def _named(self) -> str:
        return "recorded last" if self._what is Undoing.UNDO else "undone last"

    def on_mount(self) -> None:
        """Read what there is to undo or redo."""
        self._read()

    @work(group="preview")
    async def _read(self) -> None:
        # Slow to import: who takes nothing back should not wait for it.
        from verifier.services.correct.undo import plan_redo, plan_undo, tried

        planned = plan_undo if self._what is Undoing.UNDO else plan_redo
        try:
            plan = self._plan = await asyncio.to_thread(planned, self._review.workspace)
            self._tell(self._held(plan))
            if plan.claims + plan.attributions <= _TRIED:
                led = await asyncio.to_thread(tried, self._review.workspace, plan)
                self._tell([*self._held(plan), BLANK, *self._leads(led)])
        except VerifierError as error:
            if self._plan is None:
                self.leave(error)
            else:
                self.refuse(error)

    def _tell(self, lines: list[Line]) -> None:
        self.query_one("#told", Static).update(content(lines))

    def _held(self, plan: "Plan") -> list[Line]:
        """Which revision, whose, and what it holds in words and numbers."""
        target, workspace = plan.target, self._review.workspace
        when = clock(target.recorded_at, workspace.zone.tz)
        own = target.analyst == workspace.analyst
        whose = Run(f"by {visible(target.analyst)}{'' if own else ', not by you'}", Role.PLAIN if own else Role.FAULT)
        more = len(plan.recorded) - _LISTED
        refs = [*plan.recorded[:_LISTED], *([f"{more:,} more"] if more > 0 else [])]
        return [
            line(Run(f"r{target.id}: {visible(f'{target.action} {target.detail}'.strip())}", Role.STRONG)),
            line(whose, f", {when}"),
            *([line(Run(visible(target.reason), Role.QUOTED))] if target.reason else []),
            line(", ".join(_counted(number, noun) for number, noun in plan.counts) or "nothing counted"),
            line(Run(visible(", ".join(refs)), Role.FAINT)),
        ]

    def _leads(self, led: "Undone") -> Iterator[Line]:
        """Statuses before and after."""
        arrow = " -> " if self._ascii_only else " → "
        gone = [
            line(f"c{one.claim.id}  ", status_run(one.before.status, ascii_only=self._ascii_only), f"{arrow}gone")
            for one in led.gone
        ]
        moved = [line(f"c{number}  ", *course(move, ascii_only=self._ascii_only)) for number, move in led.moves.items()]
        told = [*gone, *moved]
        yield from told[:_LISTED]
        if len(told) > _LISTED:
            yield line(Run(f"and {counted(len(told) - _LISTED, 'more claim')}", Role.FAINT))
        if not told:
            yield line(Run("no status changes", Role.FAINT))

    @on(OptionList.OptionSelected, "#answers")
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Leave it, or carry it out."""
        if event.option_index == 0:
            self.leave(None)
        elif self._plan is not None:
            self._carry_out(self._plan)

    @work(group="record")
    async def _carry_out(self, plan: "Plan") -> None:
        from verifier.services.correct.undo import carried_out

        if not self.begin_recording():
            return
        try:
            done = await asyncio.to_thread(carried_out, self._review.workspace, plan)
        except VerifierError as error:
            self.end_recording()
            self.refuse(error)
        else:
            self.leave(done)


def _counted(number: int, noun: str) -> str:
    """How many of something; only the first word of what it is takes the plural."""
    first, _, rest = noun.partition(" ")
    plural = "policies" if noun == "policy" and number != 1 else counted(number, first).partition(" ")[2]
    return f"{number:,} {plural} {rest}".rstrip()
