"""Claims that are like one, to choose one of: told beneath the line in which that is typed."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from verifier.domain.similar import Similar
from verifier.reports.text.styled import visible

SIMILAR: Final = "similar: "


class Alike(OptionList):
    """Claims a line each, behind a word; nothing while there are none. Tab passes them by until they are gone to.

    `taken` is called at once with the one that is chosen: the next key belongs to what it gives the focus to.
    """

    def __init__(self, taken: Callable[[Similar], None], before: str = SIMILAR) -> None:
        super().__init__()
        self._taken = taken
        self._before = before
        self.found: tuple[Similar, ...] = ()
        self.can_focus = False
        self.display = False

    def put(self, found: Sequence[Similar]) -> None:
        """Show these claims."""
        self.found = tuple(found)
        self.clear_options()
        self.add_options([Option(self._told(one)) for one in self.found])
        self.display = bool(self.found)

    def go_in(self) -> None:
        """Give them the focus, if there are any."""
        if self.found:
            self.can_focus = True
            self.screen.set_focus(self)
            self.highlighted = 0

    def action_select(self) -> None:
        """Take the claim that is highlighted."""
        if self.highlighted is not None:
            self._taken(self.found[self.highlighted])

    def _told(self, one: Similar) -> Content:
        return Content.assemble((self._before, "$faint"), (f"c{one.claim.id}", "bold"), f" {visible(one.claim.text)}")
