"""A claim as a sheet to add to: what is recorded stands in comments, as recording it again would change nothing."""

from collections.abc import Iterator

from verifier.domain.explain.claim_report import FullClaimReport
from verifier.reports.files.json import Context
from verifier.reports.text.styled import visible


def claim_sheet(full: FullClaimReport, context: Context) -> str:
    """The sheet's text; new lines go below the last one."""
    return "".join(f"{row}\n" for row in _rows(full, context))


def _rows(full: FullClaimReport, context: Context) -> Iterator[str]:
    claim = full.answer.claim
    yield "// Add lines below: who takes which stance, or a field of the claim. What is in comments is recorded."
    yield "// Say where you read it, if it is one document:"
    yield "// # Title"
    yield "// url: https://"
    yield "// outlet:"
    yield "// published:"
    yield ""
    yield f"// {visible(claim.text)}"
    yield f"## c{claim.id}"
    fields = {
        "key": claim.key,
        "happened": claim.happened and claim.happened.text,
        "place": claim.place,
        "parties": ", ".join(claim.parties),
        "against": ", ".join(claim.against),
        "favours": ", ".join(claim.favours),
        "measure": claim.measure,
        "tags": ", ".join(claim.tags),
    }
    yield from (f"// {name}: {visible(value)}" for name, value in fields.items() if value)
    for heeded in full.attributions:
        yield f"// a{heeded.attribution.id} {visible(context.phrases[heeded.attribution.id])}"
