"""What goes up: frozen facts about what the analyst did, or what was found."""

from dataclasses import dataclass

from textual.message import Message

from verifier.domain.errors import VerifierError
from verifier.reports.text.page import Target


@dataclass
class Opened(Message):
    """The first list was found."""


@dataclass
class Unopened(Message):
    """Nothing could be read at all."""

    error: VerifierError


@dataclass
class Highlighted(Message):
    """The line at a place is the current one."""

    place: int


@dataclass
class Zoomed(Message):
    """The claim is to be read alone."""


@dataclass
class Relaid(Message):
    """A page has another width; the name of its pane."""

    pane: str


@dataclass
class RowChanged(Message):
    """Another row of the page is the current one."""


@dataclass
class Followed(Message):
    """What a row of the page stands for is to be opened."""

    target: Target


@dataclass
class Refused(Message):
    """Something could not be read or done."""

    error: VerifierError
