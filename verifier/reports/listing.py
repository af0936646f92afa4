"""Claims as one line each: ref, time in the present status, `+ - ?` counts, claim."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from verifier.domain.explain.outcome import ClaimState, Flag, LoggedState
from verifier.reports.text.styled import Line, Role, Run, glyph, line, padded, status_role, visible
from verifier.reports.text.wording import lasting

NONE: Final = "."


class ListedClaim(NamedTuple):
    """A claim and where it stands."""

    number: int
    key: str | None
    text: str
    state: ClaimState


def listing(claims: Sequence[ListedClaim], now: int, *, ascii_only: bool = False) -> Iterable[Line]:
    """The heading and a line for each claim, in columns; nothing is cut."""
    if not claims:
        return
    refs = max(len(f"c{claim.number}") for claim in claims)
    ages = [_age(claim.state, now) for claim in claims]
    wide = max(map(len, ("for", *ages)))
    yield line(Run(f"{padded('id', refs)}   {padded('for', wide, right=True)}   +  -  ?  claim", Role.FAINT))
    for claim, lasts in zip(claims, ages, strict=True):
        yield claim_line(claim, padded(lasts, wide, right=True), refs, ascii_only=ascii_only)


def claim_line(claim: ListedClaim, lasts: str, refs: int, *, ascii_only: bool = False) -> Line:
    """One claim, and how long it has had its status; `refs` is the width of its ref."""
    return (*claim_head(claim, lasts, refs, ascii_only=ascii_only), *claim_words(claim))


def claim_head(claim: ListedClaim, lasts: str, refs: int, *, ascii_only: bool = False) -> Line:
    """What stands before a claim's words: its ref, its status and since when, and who takes which side."""
    state = claim.state
    counts = (
        (state.affirmed, Role.AFFIRM),
        (state.denied, Role.DENY),
        (state.withheld, Role.NEUTRAL),
    )
    unknown = isinstance(state, LoggedState)
    return line(
        Run(padded(f"c{claim.number}", refs), Role.STRONG),
        " ",
        Run(glyph(state.status, ascii_only=ascii_only), status_role(state.status)),
        f" {lasts}  ",
        *(part for number, role in counts for part in (Run("  ") if unknown else _count(number, role), " ")),
        " ",
    )


def claim_words(claim: ListedClaim) -> Line:
    """A claim's words, behind what kind of dispute it is in and whether it is challenged."""
    state = claim.state
    return line(
        *([Run(f"{state.dispute}: ", Role.FAINT)] if state.dispute in {"figure", "rival"} else []),
        *([Run(f"{Flag.CHALLENGED}: ", Role.FAINT)] if Flag.CHALLENGED in state.flags else []),
        visible(claim.text),
    )


def _age(state: ClaimState, now: int) -> str:
    """How long a claim has had its status; nothing where the log of other rules does not tell."""
    return "" if isinstance(state, LoggedState) else lasting(state.since, now).removeprefix("for ")


def _count(number: int, role: Role) -> Run:
    return Run(f"{number:2}", role) if number else Run(f" {NONE}", Role.FAINT)
