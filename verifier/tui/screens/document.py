"""The current document: what is being read, and where all that is said from now on was found."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import Struct
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from verifier.domain.errors import VerifierError
from verifier.reports.text.styled import visible
from verifier.services.review.documents import list_documents
from verifier.services.review.naming import found_by_name
from verifier.tui.screens.box import Box
from verifier.tui.state import CurrentDocument, Review
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine

if TYPE_CHECKING:
    from collections.abc import Sequence

FIELDS: Final = (
    ("url", "https://, where it is read"),
    ("outlet", "whose document it is"),
    ("published", "2024-11-19"),
)
_PROPOSED: Final = 4


class Known(Struct, frozen=True):
    """A document that was read before. When it was published is known, so that it need not be given again."""

    url: str
    outlet: str
    title: str

    @property
    def words(self) -> str:
        """What it is found by."""
        return f"{self.url} {self.outlet} {self.title}"


class DocumentBox(Box[CurrentDocument]):
    """Address, outlet and date of a document, or one that was read before; all empty means none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "into_known", "documents read before", show=False),
    ]

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review
        self._every: Sequence[Known] = ()
        self._proposed: Sequence[Known] = ()

    def compose(self) -> ComposeResult:
        """The fields as they are, and documents that were read before."""
        with self.framed("What are you reading?"):
            for name, placeholder in FIELDS:
                with Horizontal(classes="field"):
                    yield Label(name)
                    known = self._review.document.fields.get(name, "")
                    yield TextField(known, placeholder=placeholder, id=f"doc-{name}")
                if name == "url":
                    yield OptionList(id="known")
            yield OneLine(id="fault")
            yield Static("All that is said from now on was read there, until you change it.", classes="hint")
            keys = "[b]down[/b] one read before  [b]tab[/b] next  [b]enter[/b] keep  [b]esc[/b] back"
            yield Static(keys, classes="hint")

    @work(exclusive=True, group="names")
    async def on_mount(self) -> None:
        """Read which documents there are, the one recorded last first; without them if they cannot be read."""
        self.query_one("#known").display = False
        self.query_one("#known").can_focus = False  # Tab goes on to the outlet
        with suppress(VerifierError):
            found = await asyncio.to_thread(list_documents, self._review.workspace)
            every = [
                Known(one.document.url, found.context.name(one.document.outlet) or "", one.document.title or "")
                for one in found.lines
                if one.document.url
            ]
            self._every = every[::-1]
            self._propose()

    @on(Input.Changed, "#doc-url")
    def typed(self) -> None:
        """Propose documents that have what is typed."""
        self.unrefuse()
        self._propose()

    def _propose(self) -> None:
        typed = self.query_one("#doc-url", Input).value
        found = found_by_name(typed, self._every, lambda known: known.words, or_alike=False)[:_PROPOSED]
        self._proposed = [known for known in found if known.url != typed]
        known = self.query_one("#known", OptionList)
        known.clear_options()
        known.add_options([Option(_told(one)) for one in self._proposed])
        known.display = bool(self._proposed)

    def action_into_known(self) -> None:
        """Go down to the documents that were read before."""
        known = self.query_one("#known", OptionList)
        if known.display:
            known.can_focus = True
            self.set_focus(known)  # at once: the next key belongs to it
            known.highlighted = 0

    @on(OptionList.OptionSelected, "#known")
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Keep the document that was chosen."""
        known = self._proposed[event.option_index]
        self.leave(CurrentDocument(known.url, known.outlet))

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Keep the document."""
        given = {name: self.query_one(f"#doc-{name}", Input).value.strip() for name, _ in FIELDS}
        if given["published"] and not (given["url"] or given["outlet"]):
            self.refuse_words("a date alone is no document. Give its address or its outlet")
        else:
            self.leave(CurrentDocument(**given))


def _told(known: Known) -> Content:
    return Content.assemble(visible(known.title or known.url), (f"  {visible(known.outlet)}", "$faint"))
