"""Accounts as rows, and back. A list with nothing in it, as most are, is no value."""

from decimal import Decimal
from typing import Any

from msgspec.json import decode

from verifier.domain.explain.counts import Counts, Figures, Rejected
from verifier.domain.explain.deciding import Dispute, DisputeSide
from verifier.domain.explain.flags import Flags, Gatekeeper, Reversal
from verifier.domain.explain.prospects import Awaited
from verifier.domain.explain.summary import ClaimSummary
from verifier.domain.model.statements import Stance
from verifier.domain.rules.status import Challenge
from verifier.storage.connection import Row
from verifier.storage.values import Values, figure_of, figure_text, listed, number_of, read_figure, unlisted


def account_row(account: ClaimSummary) -> Values:
    """The row of an account, in the order of its table's columns."""
    counts, flags, dispute = account.counts, account.flags, account.dispute
    return (
        account.claim,
        account.valid_from,
        account.why,
        _some(account.because),
        _some(account.affirmed_by),
        _some(account.denied_by),
        _some(account.withheld_by),
        _some(tuple([awaited.party for awaited in account.awaiting])),
        _some(tuple([awaited.since for awaited in account.awaiting])),
        counts.documents,
        counts.outlets,
        counts.origins,
        counts.independent_origins,
        _figures_text(account.figures),
        dispute and dispute.kind,
        dispute and _sides_text(dispute),
        _some(flags.denied_by),
        _some(flags.insisted_by),
        _some(flags.anonymous),
        _some(flags.hedged),
        flags.one_gatekeeper and listed((flags.one_gatekeeper.carrier, flags.one_gatekeeper.copies)),
        _some(flags.self_contradictory),
        _some(tuple([(reversal.who, reversal.at) for reversal in flags.reversed])),
        _some(flags.against_interest),
        _some(tuple([(challenge.who, challenge.stance) for challenge in flags.challenged])),
        _some(tuple([(revision.who, revision.at) for revision in flags.revised])),
    )


def account_of(row: Row) -> ClaimSummary:
    """The account of a row."""
    gatekeeper = _items(row.one_gatekeeper)
    return ClaimSummary(
        claim=row.claim,
        why=row.why,
        because=_items(row.because),
        affirmed_by=_items(row.affirmed_by),
        denied_by=_items(row.denied_by),
        withheld_by=_items(row.withheld_by),
        awaiting=tuple(map(Awaited, _items(row.awaiting), _items(row.awaiting_since))),
        counts=Counts(row.documents, row.outlets, row.origins, row.independent_origins),
        figures=_figures_of(row.figures),
        dispute=None if row.dispute is None else Dispute(row.dispute, _sides_of(row.sides)),
        flags=Flags(
            denied_by=_items(row.denied_by_interested),
            insisted_by=_items(row.insisted_by_interested),
            anonymous=_items(row.anonymous),
            hedged=_items(row.hedged),
            one_gatekeeper=Gatekeeper(*gatekeeper) if gatekeeper else None,
            self_contradictory=_items(row.self_contradictory),
            reversed=tuple(Reversal(who, at) for who, at in _items(row.reversed)),
            against_interest=_items(row.against_interest),
            challenged=tuple(Challenge(who, Stance(stance)) for who, stance in _items(row.challenged)),
            revised=tuple(Reversal(who, at) for who, at in _items(row.revised)),
        ),
        valid_from=row.valid_from,
    )


def _some(values: tuple[Any, ...]) -> str | None:
    return listed(values) if values else None


def _items(text: str | None) -> tuple[Any, ...]:
    return () if text is None else unlisted(text)


def _figures_text(figures: Figures | None) -> str | None:
    """The lowest figure, the highest, the range that none excludes, and what is rejected, by whom."""
    if figures is None:
        return None
    bounds = (None if bound is None else str(bound) for bound in (figures.low, figures.high))
    rejected = tuple((figure_text(one.figure), one.by) for one in figures.rejected)
    return listed((*bounds, figure_text(figures.agreed), rejected))


def _figures_of(text: str | None) -> Figures | None:
    if text is None:
        return None
    low, high, agreed, rejected = unlisted(text)
    return Figures(_decimal(low), _decimal(high), figure_of(agreed), tuple(_rejected(*one) for one in rejected))


def _rejected(figure: str, by: list[str]) -> Rejected:
    return Rejected(read_figure(figure), tuple(by))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else number_of(text)


def _sides_text(dispute: Dispute) -> str:
    return listed(tuple((side.position, side.who, side.because) for side in dispute.sides))


def _sides_of(text: str) -> tuple[DisputeSide, ...]:
    return tuple(DisputeSide(position, tuple(who), tuple(because)) for position, who, because in decode(text))
