"""What an article's draft is decided on: a sheet in a file of its own, which names its text and similar claims."""

from pathlib import Path

from msgspec.structs import replace

from verifier.intake.draft.article import About
from verifier.services.drafting import Drafted, draft, sheet_of
from verifier.services.record.sheet_drafts import SheetDraft
from verifier.services.review.similar import similar_to_each
from verifier.services.workspace import Workspace


def drafted(workspace: Workspace, data: bytes, name: str, given: About, model: str | None = None) -> Drafted:
    """What an article reports others to say, with the known claims that proposed ones are like.

    InputFileError for what is no text; UsageError where drafting is not installed, or a page has no article.
    """
    found = draft(workspace, data, name, given, model)
    texts = dict.fromkeys(proposal.claim for proposal in found.proposals)
    return replace(found, similar=similar_to_each(workspace, texts))


def to_decide_on(found: Drafted, source: Path | None) -> SheetDraft:
    """The draft as a sheet in a file of its own; the text stands beside it, unless it is a file already.

    The sheet is worth keeping as it is: nobody has decided on it.
    """
    sheet = SheetDraft("", allow_outside=True)
    is_there = source is not None and not found.article.extracted
    text = source.resolve() if source is not None and is_there else sheet.put_beside(found.article.text)
    sheet.path.write_bytes(sheet_of(found, str(text)).encode("utf-8", "surrogateescape"))
    return sheet
