"""All reported speech of an article, in its order."""

from collections.abc import Sequence

from verifier.domain.model.statements import Stance
from verifier.intake.draft.according import according, hedged
from verifier.intake.draft.chains import IsOutlet, chained
from verifier.intake.draft.parsing import Page
from verifier.intake.draft.quoting import give_quotations
from verifier.intake.draft.reported import Report, spoken


def reports(pages: Sequence[Page], is_outlet: IsOutlet) -> list[Report]:
    """What an article reports others to say."""
    found = [report for page in pages for report in (*spoken(page), *according(page))]
    give_quotations(pages, found)
    kept = [one for one in found if one.content or one.stance is not Stance.AFFIRMS]
    kept = chained(kept, is_outlet)
    doubtful = [one for page in pages for one in hedged(page) if not _covered(one, kept)]
    for one in doubtful:
        _take_out(one, kept)
    kept += doubtful
    return sorted(kept, key=lambda one: (one.page.number, one.verb.i))


def _take_out(doubtful: Report, others: Sequence[Report]) -> None:
    """Leave what is only reportedly so out of what others say, where it ends that."""
    starts = min((start for _, start, _ in doubtful.content), default=0)
    ends = max((end for _, _, end in doubtful.content), default=0)
    for other in others:
        if other.page is doubtful.page:
            other.content = [
                (number, start, starts)
                if number == other.page.number and start < starts - 1 and end == ends
                else (number, start, end)
                for number, start, end in other.content
            ]


def _covered(report: Report, others: Sequence[Report]) -> bool:
    """Whether a hedge belongs to what somebody else is reported to say, or to its cue."""
    near = [one for one in others if one.page is report.page]
    return any(report.root in (one.verb, one.root) for one in near)
