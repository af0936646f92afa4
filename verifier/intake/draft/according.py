"""What is reported without a verb of saying: `according to`, and words such as `reportedly`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from verifier.domain.model.statements import Stance
from verifier.intake.draft import tree
from verifier.intake.draft.parsing import Page
from verifier.intake.draft.reported import Content, Report, pieces

if TYPE_CHECKING:
    from spacy.tokens import Token

HEDGES: Final = frozenset({"reportedly", "allegedly", "purportedly", "supposedly"})


def according(page: Page) -> Iterator[Report]:
    """What stands under `according to`, outside quotations."""
    for token in page.doc:
        if token.lower_ != "according" or page.is_quoted(token) or token.i + 1 >= len(page.doc):
            continue
        to = token.nbor(1)
        source = tree.child(to, "pobj") if to.lower_ == "to" else None
        if source is None:
            continue
        root, content = _scope(page, token)
        yield Report(page, token, [token, to], source, content, root, Stance.AFFIRMS)


def _scope(page: Page, token: "Token") -> Content:
    """The clause that stands under it."""
    if token.head == token:
        return None, []
    root = tree.clause_of(token.head)
    return root, pieces(page, tree.subtree(root, token))


def hedged(page: Page) -> Iterator[Report]:
    """What is only reportedly so, said by nobody named."""
    for token in page.doc:
        if token.lower_ in HEDGES and not page.is_quoted(token):
            root = tree.clause_of(token)
            yield Report(page, token, [token], None, pieces(page, tree.subtree(root, token)), root, Stance.AFFIRMS)
