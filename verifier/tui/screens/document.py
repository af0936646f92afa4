"""The current document: what is being read, and where all that is said from now on was found."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from verifier.tui.screens.box import Box
from verifier.tui.state import CurrentDocument
from verifier.tui.widgets.fields import TextField
from verifier.tui.widgets.lines import OneLine

FIELDS = (
    ("url", "https://, where it is read"),
    ("outlet", "whose document it is"),
    ("published", "2024-11-19"),
)


class DocumentBox(Box[CurrentDocument]):
    """Address, outlet and date of a document; all empty means none."""

    def __init__(self, document: CurrentDocument) -> None:
        super().__init__()
        self._document = document

    def compose(self) -> ComposeResult:
        """The fields as they are."""
        with self.framed("What are you reading?"):
            for name, placeholder in FIELDS:
                with Horizontal(classes="field"):
                    yield Label(name)
                    yield TextField(self._document.fields.get(name, ""), placeholder=placeholder, id=f"doc-{name}")
            yield OneLine(id="fault")
            yield Static("All that is said from now on was read there, until you change it.", classes="hint")
            yield Static("[b]tab[/b] next  [b]enter[/b] keep  [b]esc[/b] back", classes="hint")

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Keep the document."""
        given = {name: self.query_one(f"#doc-{name}", Input).value.strip() for name, _ in FIELDS}
        if given["published"] and not (given["url"] or given["outlet"]):
            self.refuse_words("a date alone is no document. Give its address or its outlet")
        else:
            self.leave(CurrentDocument(**given))
