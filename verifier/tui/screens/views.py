"""Views by their names: those there always are, and those an analyst keeps, each with its filter and order."""

from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from verifier.domain.errors import UsageError
from verifier.domain.query import Query
from verifier.reports.text.styled import visible
from verifier.services.review.last_look import Place
from verifier.tui.screens.box import Box
from verifier.tui.state import Review, View, Wanted
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine


class Views(Box[Wanted]):
    """Gives what is wanted at the view that was chosen; a name typed below keeps the present one under it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("F,q", "close", "back", show=False),
        Binding("delete,x", "forget", "keep no longer", show=False),
    ]

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review

    def compose(self) -> ComposeResult:
        """The views, then a name for the present one."""
        with self.framed("Views"):
            yield OptionList(id="views")
            with Horizontal(classes="field"):
                yield Label("keep as")
                yield TextField(self._review.view_name, placeholder="a name for this view", id="name")
            yield OneLine(id="fault")
            yield Static(
                "[b]enter[/b] go there, keep  [b]tab[/b] name  [b]x[/b] keep no longer  [b]esc[/b] back", classes="hint"
            )

    def on_mount(self) -> None:
        """Show the views there are."""
        self._list()

    def _list(self) -> None:
        views = self.query_one("#views", OptionList)
        views.clear_options()
        views.add_options([Option(view.value) for view in View])
        views.add_options([Option(_told(name, place)) for name, place in self._review.look.views.items()])
        names = list(self._review.look.views)
        here = self._review.view_name
        views.highlighted = len(View) + names.index(here) if here else list(View).index(self._review.wanted.view)

    @on(Input.Changed, "#name")
    def changed(self) -> None:
        """Forget the last error."""
        self.unrefuse()

    @on(Input.Submitted, "#name")
    def named(self, event: Input.Submitted) -> None:
        """Keep the present view under the name."""
        name = " ".join(event.value.split())
        if not name:
            self.refuse_words("the name is empty. Write one, or choose a view above")
        elif name in list(View):
            self.refuse_words(f"{name} is a view that there always is. Choose another name")
        else:
            self._review.keep_view(name)
            self.leave(None)

    @on(OptionList.OptionSelected, "#views")
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Go to the view."""
        wanted, index = self._review.wanted, event.option_index
        if index < len(View):
            self.leave(replace(wanted, view=list(View)[index], text="", query=Query()))
            return
        place = list(self._review.look.views.values())[index - len(View)]
        try:
            self.leave(self._review.wanted_at(place))
        except UsageError as error:
            self.refuse(error)

    def action_forget(self) -> None:
        """Keep the highlighted view no longer; those there always are stay."""
        index = self.query_one("#views", OptionList).highlighted
        names = list(self._review.look.views)
        if index is not None and index >= len(View):
            self._review.forget_view(names[index - len(View)])
            self._list()


def _told(name: str, place: Place) -> Content:
    facts = "  ".join(filter(None, (place.view, place.filter and f"/ {place.filter}", place.sorting)))
    return Content.assemble(visible(name), (f"   {visible(facts)}", "$faint"))
