"""Narrowing a list: the filter with its completions and those typed before, the parts of the list, views by name."""

import asyncio
import re
import threading
from contextlib import suppress
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import events, on, work
from textual.widgets import Input

from verifier.domain.errors import UsageError, VerifierError
from verifier.domain.query import FIXED_VALUES, Query
from verifier.reports.text.styled import Line, Role, Run, cut, line, visible
from verifier.reports.text.wording import clock
from verifier.tui.acting import Editor
from verifier.tui.facet_line import FacetLine, facet_line
from verifier.tui.finding import FindingScreen
from verifier.tui.state import Review, View, Wanted
from verifier.tui.suggesting import Completion, FilterSuggester, completions
from verifier.tui.telling import without_commands
from verifier.tui.widgets.claims import ClaimList
from verifier.tui.widgets.lines import OneLine, PressedLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.timer import Timer

    from verifier.services.review.facets import Facet

_TYPING: Final = 0.15
_RESTING: Final = 0.3
"""How long a list stands before its parts are counted, in seconds."""
_OF_EACH: Final = 3
"""How many values of a field are counted for the line of parts."""
_REF: Final = re.compile(r"[cC]([0-9]{1,18})")


class NarrowingScreen(FindingScreen):
    """A screen whose list can be narrowed, and whose views can be kept under a name."""

    def __init__(self, review: Review, editor: Editor | None, *, ascii_only: bool) -> None:
        super().__init__(review, editor, ascii_only=ascii_only)
        self._typing: Timer | None = None
        self._values: Mapping[str, Sequence[str]] = FIXED_VALUES
        self._facets: list[Facet] = []
        self._facet_line = FacetLine((), ())

    # The filter

    def action_filter(self) -> None:
        """Open the box for a query."""
        box = self.query_one("#filter", Input)
        box.display = True
        box.value = self.review.wanted.text
        box.suggester = FilterSuggester(self._completions)
        self._learn_values()
        # At once, not in a message of its own: what is typed next belongs to the box.
        self.set_focus(box)

    @work(exclusive=True, group="names")
    async def _learn_values(self) -> None:
        """Read what the fields can have for values."""
        from verifier.services.review.completing import field_values  # not needed before somebody filters

        with suppress(VerifierError):
            box = self.query_one("#filter", Input)
            self._values = await asyncio.to_thread(field_values, self.review.workspace)
            if box.is_attached and box.display:
                self._tell_reading(box.value)

    def _completions(self, text: str) -> list[Completion]:
        return completions(text, self._values)

    def complete_filter(self) -> bool:
        """Take the first completion over; False if there is none, or nothing is typed in."""
        box = self.query_one("#filter", Input)
        found = self._completions(box.value) if box.has_focus else []
        if found:
            box.value = found[0].text
            box.cursor_position = len(box.value)
        return bool(found)

    def _tell_reading(self, text: str) -> None:
        """Tell below the filter what it could go on with, else what is wrong with it, or what its times mean."""
        found = self._completions(text)
        told: Line | None = None
        if found and not text.endswith((" ", '"')):
            said = line(Run(f" {'   '.join(visible(one.told) for one in found)}", Role.FAINT))
            told = cut(said, self.size.width, ellipsis="..." if self._ascii_only else "…")
        else:
            told = self._read_as(text)
        self.query_one("#reading", OneLine).put(told)

    def _read_as(self, text: str) -> Line | None:
        if _REF.fullmatch(text.strip()):
            return line(Run(" enter: go to this claim", Role.FAINT))
        try:
            query = self.review.read_filter(text)
        except UsageError as error:
            return line(Run(f" {visible(without_commands(error.message))}", Role.FAULT))
        return _times_read(query, self.review.workspace.zone.tz)

    @on(Input.Changed, "#filter")
    def filter_typed(self, event: Input.Changed) -> None:
        """Filter once typing rests."""
        if not event.input.display:
            return
        self._tell_reading(event.value)
        if self._typing:
            self._typing.stop()
        if event.value.strip() != self.review.wanted.text:
            self._typing = self.set_timer(_TYPING, lambda: self._filter_by(event.value, typing=True))

    @on(Input.Submitted, "#filter")
    def filter_entered(self, event: Input.Submitted) -> None:
        """Filter, or go to the claim of a ref, and go back to the list."""
        if found := _REF.fullmatch(event.value.strip()):
            self._close_filter()
            self.go_to(int(found[1]))
        elif self._filter_by(event.value):
            self.review.look.remember_filter(event.value.strip())
            self._close_filter()

    def on_key(self, event: events.Key) -> None:
        """Up and down in the filter go through those typed before."""
        box, known = self.query_one("#filter", Input), self.review.look.filters
        if box.has_focus and event.key in {"up", "down"} and known:
            at = known.index(box.value) if box.value in known else -1
            at = max(-1, min(len(known) - 1, at + (1 if event.key == "up" else -1)))
            box.value = known[at] if at >= 0 else ""
            event.stop()

    def _close_filter(self) -> None:
        self.query_one("#reading").display = False
        if self._typing:
            self._typing.stop()
        self.query_one("#filter").display = False
        self.set_focus(self.query_one(ClaimList))

    def clear_filter(self) -> bool:
        """Take the filter back; False if there is none."""
        box = self.query_one("#filter", Input)
        if not (box.display or self.review.wanted.text):
            return False
        self._close_filter()
        box.value = ""
        self._filter_by("")
        return True

    def _filter_by(self, text: str, *, typing: bool = False) -> bool:
        try:
            query = self.review.read_filter(text)
        except UsageError as error:
            if not typing:
                self.tell(error.message, wrong=True)
            return False
        self.find(replace(self.wanted, text=text.strip(), query=query))
        return True

    def go_to(self, claim: int) -> None:
        """Make a claim the current one: in this list, else among all."""
        wanted = replace(self.wanted, text="", query=Query())
        in_view = self.review.pager.place(claim) is not None
        view = self.wanted.view if in_view else View.ALL
        self.review.spots[view].claim = claim
        self.find(self.wanted if in_view else replace(wanted, view=view))

    # Facets of the list

    @work(exclusive=True, group="facets")
    async def count_facets(self) -> None:
        """Count the parts of the list once it stands, and show those there is room for."""
        stopped = threading.Event()
        await asyncio.sleep(_RESTING)
        try:
            found = await asyncio.to_thread(self.review.facets, stopped.is_set, _OF_EACH)
        except VerifierError:
            return  # told where the list is read
        finally:
            stopped.set()
        if found is not None and self.query("#parts"):  # none while the screen is being left
            self._facets = found
            self.show_facets()

    def show_facets(self) -> None:
        """Show the parts of the list there is room for."""
        self._facet_line = facet_line(self._facets, self.size.width, ascii_only=self._ascii_only)
        self.query_one("#parts", PressedLine).put(self._facet_line.offered)

    def action_part(self, number: int) -> None:
        """Narrow the list to the part with this key."""
        if number <= len(self._facet_line.facets):
            self._narrow(self._facet_line.facets[number - 1].term)

    async def action_facets(self) -> None:
        """Narrow the list to one of the parts it has."""
        from verifier.tui.screens.facets import Facets

        await self.open_box(Facets(self.review), self._narrow)

    def _narrow(self, term: str | None) -> None:
        if term:
            text = self.wanted.narrowed(term)
            if self._filter_by(text):
                self.review.look.remember_filter(text)

    # Views by name

    async def action_views(self) -> None:
        """Go to a view by its name, keep this one under a name, or keep one no longer."""
        from verifier.tui.screens.views import Views

        await self.open_box(Views(self.review), self._see_view)

    def _see_view(self, wanted: Wanted | None) -> None:
        if wanted is None:
            self.show_state()
        else:
            self.find(wanted)


def _times_read(query: Query, zone: tzinfo) -> Line | None:
    """What the times in a filter mean; None if there are none."""
    spans = ((one, one.happened or (None, None)) for one in query.alternatives)
    asked = (
        pair
        for one, (first, last) in spans
        for pair in (("since", one.since), ("until", one.until), ("happened from", first), ("happened to", last))
    )
    times = [f"{words} {clock(at, zone)}" for words, at in asked if at is not None]
    return line(Run(f" {', '.join(times)}", Role.FAINT)) if times else None
