"""Proposals as a claim sheet to decide line by line, and new ones added to a sheet that was decided on in part.

Invariant: whatever an article says, each line written here is read as what it is meant to be: nothing of an article
stands on a line of its own, and what is written of it has no character that ends or hides a line.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from verifier.domain.errors import ConflictError
from verifier.intake.draft.article import About
from verifier.intake.draft.proposals import Missed, Proposal
from verifier.intake.sheets.lines import DRAFTED, MARK

_LONGEST_EXCERPT: Final = 160
_HINTS: Final = (
    "?? is undecided: delete it to accept, write // before it to reject. A rejected heading takes all beneath with it.",
    "Nothing is recorded while a ?? is left. Claims are the article's words: put them in yours, never stronger.",
    "`check` names what was guessed. @269.1 tells where in the text the cue stands.",
)


class Draft(Struct, frozen=True):
    """All that a sheet is made of: the article's digest, what is known of it, proposals, and what was left.

    `similar` tells of known claims that a proposed one is like, by its text.
    """

    digest: str
    about: About
    text_name: str | None
    proposals: tuple[Proposal, ...]
    missed: tuple[Missed, ...]
    cut: int
    similar: Mapping[str, Sequence[str]] = field(default_factory=dict)


def new_sheet(draft: Draft) -> str:
    """The sheet as it is first written."""
    return "\n".join(
        [*_header(draft), "", *_comments(draft), *_claims(draft.proposals, draft.similar), *_missed(draft), ""]
    )


def added_to(sheet: str, draft: Draft) -> tuple[str, int]:
    """The sheet with what it has not yet been offered, and how much that is (ConflictError if it is none of this text).

    What was edited, rejected or deleted in it stays so.
    """
    match = DRAFTED.search(sheet)
    if match is None:
        raise ConflictError(
            "the sheet was not drafted by verifier, and is left as it is. Choose another name for the draft"
        )
    if match[1] != draft.digest:
        raise ConflictError(
            "the sheet was drafted from another text, and is left as it is. Choose another name for the draft"
        )
    known = {key for claim in match[2].split() for key in claim.split("+")}
    new = [one for one in draft.proposals if one.key not in known]
    if not new:
        return sheet, 0
    line = _drafted(draft.digest, [*match[2].split(), *_keys(new)])
    body = sheet[: match.start()] + line + sheet[match.end() :]
    return "\n".join([body.rstrip("\n"), *_claims(new, draft.similar), ""]), len(new)


def _header(draft: Draft) -> Iterator[str]:
    about = draft.about
    if about.title:
        yield f"# {about.title}"
    if about.url:
        yield f"url: {about.url}"
    if about.outlet:
        yield f"{MARK + ' ' if about.outlet_guessed else ''}outlet: {about.outlet}"
    if about.published:
        yield f"published: {about.published}"
    if draft.text_name:
        yield f"text: {draft.text_name}"


def _comments(draft: Draft) -> Iterator[str]:
    claims = len({one.claim for one in draft.proposals})
    yield _drafted(draft.digest, _keys(draft.proposals))
    yield f"// {len(draft.proposals)} proposals on {claims} claims."
    yield from (f"// {hint}" for hint in _HINTS)
    if draft.cut:
        yield f"// {draft.cut} paragraphs are longer than 5,000 characters, and were read only so far."


def _drafted(digest: str, keys: Iterable[str]) -> str:
    return f"// drafted from sha256:{digest}:" + "".join(f" {key}" for key in keys)


def _grouped(proposals: Iterable[Proposal]) -> dict[str, list[Proposal]]:
    """The proposals by claim, in the order of the article."""
    groups: dict[str, list[Proposal]] = {}
    for one in proposals:
        groups.setdefault(one.claim.casefold(), []).append(one)
    return groups


def _keys(proposals: Iterable[Proposal]) -> list[str]:
    return ["+".join(one.key for one in group) for group in _grouped(proposals).values()]


def _claims(proposals: Sequence[Proposal], similar: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for group in _grouped(proposals).values():
        yield ""
        yield f"{MARK} ## {group[0].claim}"
        if group[0].kind is not None:
            yield f"{MARK} kind: {group[0].kind}"
        yield from (f"// {told}" for told in _about_claim(group[0]))
        yield from (f"// similar: {_excerpt(_line(told))}" for told in similar.get(group[0].claim, ()))
        for one in group:
            yield f"{MARK} {one.phrase}"
            yield f"// {_told(one)}"


def _about_claim(one: Proposal) -> Iterator[str]:
    if one.like is not None:
        yield f"like the claim above: {one.like}"
    if one.figures:
        told = "; ".join(f"measure: {noun}, and {{{number}}} behind the cue" for noun, number in one.figures)
        yield f"figures, if the number is the point: {told}"


def _told(one: Proposal) -> str:
    """Where a proposal comes from, and what was guessed."""
    rests = [f'@{one.key} "{_excerpt(one.words)}"', *([one.when] if one.when else [])]
    checks = f"; check: {'; '.join(one.check)}" if one.check else ""
    return _line(", ".join(rests) + checks)


def _missed(draft: Draft) -> Iterator[str]:
    if draft.missed:
        yield ""
        yield "// Sentences that nothing above is taken from:"
    for place, words in draft.missed:
        yield f"// @{place} {_excerpt(_line(words))}"


def _line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _excerpt(text: str) -> str:
    return text if len(text) <= _LONGEST_EXCERPT else text[: _LONGEST_EXCERPT - 1] + "\u2026"
