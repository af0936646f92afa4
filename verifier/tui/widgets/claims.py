"""The list of claims: as long as it is, and only the lines on the screen are read and drawn."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import Line, Role
from verifier.tui.keys import bindings
from verifier.tui.layout import Look, claim_lines
from verifier.tui.messages import Highlighted, Refused, Zoomed
from verifier.tui.state import Review, View


class ClaimList(ScrollView, can_focus=True):
    """Claims in rows of one or two lines. The state is its data; it tells which line is the current one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"role--{role}" for role in Role} | {"row--current"}
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(self, review: Review, *, ascii_only: bool) -> None:
        super().__init__(id="claims")
        self.review = review
        self.row_height = 1
        self._ascii_only = ascii_only
        self._styles_by_role: dict[Role, Style] = {}

    @property
    def refs(self) -> int:
        """The width of refs."""
        return max(3, len(f"c{self.review.pager.total}"))

    def notify_style_update(self) -> None:
        """Take the colours of another theme."""
        self._styles_by_role.clear()
        super().notify_style_update()

    def relay(self, row_height: int, most_lines: int | None) -> None:
        """Give rows this many lines, and the list no more than so many, if it does not fill a column of its own."""
        self.styles.max_height = most_lines
        if row_height != self.row_height:
            self.row_height = row_height
            self.show_list()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """No more lines than a screen has: laying out a list as long as it is would cost what not drawing it saves."""
        return min(super().get_content_height(container, viewport, width), viewport.height)

    def show_list(self) -> None:
        """Draw the list anew; the current line keeps its place on the screen."""
        self.virtual_size = Size(self.size.width, len(self.review.pager) * self.row_height)
        self.refresh(layout=True)
        self.call_after_refresh(self._scroll_to_current)

    def keep_scroll(self, moved: int) -> None:
        """Scroll along with a current line that moved by so many rows."""
        self.scroll_to(y=self.scroll_offset.y + moved * self.row_height, animate=False)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        place, part = divmod(self.scroll_offset.y + y, self.row_height)
        base = self.rich_style
        try:
            claim = self.review.line(place)
        except VerifierError as error:
            self.post_message(Refused(error))
            claim = None
        if claim is None:
            return Strip.blank(self.size.width, base)
        causes = self.review.wanted.view is View.CHANGED
        look = Look(self.review.pager.at, self.refs, self.size.width, self.row_height, self._ascii_only, causes)
        marked, change = claim.number in self.review.shown_marks, self.review.changed.get(claim.number)
        drawn = claim_lines(claim, look, marked=marked, change=change)[part]
        current = place == self.review.spot.place
        return self._strip(drawn, base + self.get_component_rich_style("row--current") if current else base)

    def _strip(self, drawn: Line, base: Style) -> Strip:
        segments = [Segment(run.text, base + self._style(run.role)) for run in drawn]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _style(self, role: Role) -> Style:
        if role not in self._styles_by_role:
            self._styles_by_role[role] = self.get_component_rich_style(f"role--{role}", partial=True)
        return self._styles_by_role[role]

    def _go(self, place: int) -> None:
        before = self.review.spot.place
        try:
            self.review.move_to(place)
        except VerifierError as error:
            self.post_message(Refused(error))
            return
        if self.review.spot.place != before:
            self.refresh()
            self._scroll_to_current()
            self.post_message(Highlighted(self.review.spot.place))

    def _scroll_to_current(self) -> None:
        row = Region(0, self.review.spot.place * self.row_height, self.size.width, self.row_height)
        self.scroll_to_region(row, animate=False, force=True)

    def action_cursor_down(self) -> None:
        """Go to the next claim."""
        self._go(self.review.spot.place + 1)

    def action_cursor_up(self) -> None:
        """Go to the claim before."""
        self._go(self.review.spot.place - 1)

    def action_cursor_first(self) -> None:
        """Go to the first claim."""
        self._go(0)

    def action_cursor_last(self) -> None:
        """Go to the last claim."""
        self._go(len(self.review.pager) - 1)

    def action_page_down(self) -> None:
        """Go a screen down."""
        self._go(self.review.spot.place + max(1, self.size.height // self.row_height))

    def action_page_up(self) -> None:
        """Go a screen up."""
        self._go(self.review.spot.place - max(1, self.size.height // self.row_height))

    def action_zoom(self) -> None:
        """Read the claim alone."""
        self.post_message(Zoomed())

    def on_click(self, event: events.Click) -> None:
        """Make the claim under the mouse the current one; twice, read it alone."""
        self._go((self.scroll_offset.y + event.y) // self.row_height)
        if event.chain == 2:  # noqa: PLR2004 - a double click
            self.post_message(Zoomed())

    def on_resize(self) -> None:
        """Fit the lines to the new width, and keep the current one to be seen."""
        self.virtual_size = Size(self.size.width, len(self.review.pager) * self.row_height)
        self.call_after_refresh(self._scroll_to_current)
