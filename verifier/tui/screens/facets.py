"""Everything the list can be narrowed to, with how many claims that leaves."""

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import padded, visible
from verifier.services.review.facets import Facet
from verifier.tui.screens.box import Box
from verifier.tui.state import Review


class Facets(Box[str]):
    """Terms to choose from; gives the one that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f,q", "close", "back", show=False)]

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review
        self._terms: list[str] = []

    def compose(self) -> ComposeResult:
        """The terms, once they are counted."""
        with self.framed("Narrow the list to"):
            yield OptionList(id="terms")
            yield Static("[b]enter[/b] narrow  [b]esc[/b] back", classes="hint")

    @work(group="preview")
    async def on_mount(self) -> None:
        """Count what there is."""
        options = self.query_one("#terms", OptionList)
        try:
            found = await asyncio.to_thread(self._review.facets)
        except VerifierError as error:
            options.add_option(Option(Content(visible(error.message)), disabled=True))
            return
        self._terms = [facet.term for facet in found or ()]
        options.add_options([Option(Content(_told(facet))) for facet in found or ()])
        options.highlighted = 0 if found else None

    @on(OptionList.OptionSelected, "#terms")
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Narrow the list."""
        self.leave(self._terms[event.option_index])


def _told(facet: Facet) -> str:
    return f"{padded(f'{facet.claims:,}', 7, right=True)}  {visible(facet.term)}"
