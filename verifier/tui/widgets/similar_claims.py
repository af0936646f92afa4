"""Claims that are like one, to choose one of: told beneath the line in which that is typed."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from verifier.domain.duplicates import Similar
from verifier.reports.text.styled import visible

SIMILAR: Final = "similar: "
TAKE: Final = "^t"
"""What takes the claim that is most alike, as it is told."""


class SimilarClaims(OptionList):
    """Claims a line each, behind a word; nothing while there are none. Tab passes them by until they are gone to.

    `taken` is called at once with the one that is chosen: the next key belongs to what it gives the focus to. `key` is
    what takes the first one from elsewhere, if anything does.
    """

    def __init__(self, taken: Callable[[Similar], None], key: str = "") -> None:
        super().__init__()
        self._taken = taken
        self._key = key
        self.found: tuple[Similar, ...] = ()
        self.can_focus = False
        self.display = False

    def put(self, found: Sequence[Similar]) -> None:
        """Show these claims."""
        self.found = tuple(found)
        self.clear_options()
        self.add_options([Option(self._told(place, one)) for place, one in enumerate(self.found)])
        self.display = bool(self.found)

    def go_in(self) -> None:
        """Give them the focus, if there are any."""
        if self.found:
            self.can_focus = True
            self.screen.set_focus(self)
            self.highlighted = 0

    def take_first(self) -> None:
        """Take the likeliest one, if there are any."""
        if self.found:
            self._taken(self.found[0])

    def action_select(self) -> None:
        """Take the claim that is highlighted."""
        if self.highlighted is not None:
            self._taken(self.found[self.highlighted])

    def _told(self, place: int, one: Similar) -> Content:
        key = f"{self._key if place == 0 else ' ' * len(self._key)} " if self._key else ""
        ref, text = f"c{one.claim.id}", f" {visible(one.claim.text)}"
        return Content.assemble((key, "bold"), (SIMILAR, "$faint"), (ref, "bold"), text)
