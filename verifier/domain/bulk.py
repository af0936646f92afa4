"""Many claims read at once, claim by claim, from plain rows; nothing read is kept.

Most claims are plain: of fact, without links and figures, and nobody bears on what somebody else, or he himself, has
said there. Then nothing is ever silenced, and each record puts its piece on a side. All others are heard in full.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from verifier.domain.case import Case, Record, connected
from verifier.domain.cast import BYSTANDER, UNCLEAR, Act, Cast, Speaker
from verifier.domain.footing import Scale
from verifier.domain.memo import Memo
from verifier.domain.model import Basis, Certainty, Claim, ClaimKind, Figure, Link, Registry, Stance
from verifier.domain.policy import Policy
from verifier.domain.status import Finding, Step, conclude, retold
from verifier.domain.voices import Profiles

Row: TypeAlias = tuple[int, int, int, int | None, str, str, str, str | None, int, int]
"""Number, claim, origin, nearest carrier or else outlet, stance, certainty, basis, figure, said earliest and latest."""
FigureReader: TypeAlias = Callable[[str | None], Figure | None]

_EARLIEST: Final = 8
_NO_MORE: Final[tuple[float, Iterable[Row]]] = (float("inf"), ())
_STANCE: Final = {stance.value: stance for stance in Stance}
_CERTAINTY: Final = {certainty.value: certainty for certainty in Certainty}
_BASIS: Final = {basis.value: basis for basis in Basis}
_step: Final[Callable[[tuple[object, ...]], Step]] = partial(tuple.__new__, Step)


class Course(NamedTuple):
    """What became of a claim: the finding at the instant asked about; `history()` tells the steps up to it.

    `last_said` is the earliest instant of the newest record on the claim (microseconds UTC), None if nobody spoke.
    """

    claim: Claim
    finding: Finding
    history: Callable[[], tuple[Step, ...]]
    last_said: int | None


def record_of(row: Row, figure_of: FigureReader) -> Record:
    """The record of a row; `figure_of` reads its figure."""
    number, claim, origin, nearest, stance, certainty, basis, figure, earliest, latest = row
    said = _STANCE[stance], _CERTAINTY[certainty], _BASIS[basis]
    return Record(number, claim, origin, nearest, *said, figure_of(figure), earliest, latest)


class Fold:
    """Reads claims by one registry, policy and set of links; `figure_of` reads a row's figure."""

    def __init__(self, registry: Registry, policy: Policy, links: Iterable[Link], figure_of: FigureReader) -> None:
        self._registry = registry
        self._policy = policy
        self._links = tuple(links)
        self._figure_of = figure_of
        self._profiles = Profiles(registry)
        self._cast = Cast(registry)
        self._scales = Memo(partial(Scale, registry, policy))

    def courses(self, claims: Iterable[Claim], rows: Iterable[Row], instant: int) -> Iterator[Course]:
        """What became of each claim by an instant (microseconds UTC): in the order given, but linked ones last.

        The claims come by number, the rows by claim, earliest instant and number.
        """
        linked = {number for link in self._links for number in (link.claim, link.other)}
        waiting: dict[int, tuple[Claim, Sequence[Row]]] = {}
        for claim, said in _said_of(claims, rows, instant):
            if claim.id in linked:
                waiting[claim.id] = claim, said
                continue
            findings = self._findings(claim, said)
            if findings is None:
                yield from self._heard([(claim, said)], (), instant)
            else:
                yield Course(claim, findings[-1], partial(_history, said, findings), _last(said))
        for numbers, links in connected(self._links):
            yield from self._heard([waiting[number] for number in numbers if number in waiting], links, instant)

    def _findings(self, claim: Claim, said: Sequence[Row]) -> list[Finding] | None:
        """The finding on a plain claim before the first record and after each; None if it is not plain."""
        if claim.kind is not ClaimKind.FACT:
            return None
        named, anonymous = self._cast.named, self._cast.anonymous
        support, opposition = self._scales[claim.against].nobody, self._scales[claim.favours].nobody
        finding = support.amount.facing[opposition.amount]
        findings = [finding]
        acts: dict[Speaker, Act] = {}
        for _, _, origin, nearest, stance, certainty, basis, figure, _, _ in said:
            speaker, repertoire = named[origin] or anonymous[origin, nearest]
            act = repertoire[stance, certainty, basis]
            if act is not BYSTANDER and (acts.get(speaker) is not act or figure is not None):
                if speaker in acts or act is UNCLEAR or figure is not None:
                    return None
                acts[speaker] = act
                if act.sign > 0:
                    support = support.then[act.piece]
                elif act.sign < 0:
                    opposition = opposition.then[act.piece]
                finding = support.amount.facing[opposition.amount]
            findings.append(finding)
        return findings

    def _heard(
        self, told: Collection[tuple[Claim, Sequence[Row]]], links: tuple[Link, ...], instant: int
    ) -> Iterator[Course]:
        """The courses of linked claims, or of one, record by record."""
        claims = {claim.id: claim for claim, _ in told}
        records = tuple(record_of(row, self._figure_of) for _, said in told for row in said)
        case = Case(claims, links, records, self._registry, self._policy)
        hearing, histories = retold(case, self._profiles)
        for claim, said in told:
            finding, history = conclude(case, hearing, claim.id, instant), partial(histories.__getitem__, claim.id)
            yield Course(claim, finding, history, _last(said))


def _said_of(claims: Iterable[Claim], rows: Iterable[Row], instant: int) -> Iterator[tuple[Claim, Sequence[Row]]]:
    """Each claim with what had been said of it by an instant."""
    groups = groupby(rows, key=itemgetter(1))
    number, group = next(groups, _NO_MORE)
    for claim in claims:
        while number < claim.id:
            number, group = next(groups, _NO_MORE)
        said = [*group] if number == claim.id else []
        yield claim, said if not said or said[-1][_EARLIEST] <= instant else _until(said, instant)


def _last(said: Sequence[Row]) -> int | None:
    return said[-1][_EARLIEST] if said else None


def _until(said: Iterable[Row], instant: int) -> Sequence[Row]:
    return [row for row in said if row[_EARLIEST] <= instant]


def _history(said: Sequence[Row], findings: Sequence[Finding]) -> tuple[Step, ...]:
    """The findings as steps: one for each instant, with all the records said at it."""
    steps: list[Step] = []
    last: int | None = None
    because: tuple[int, ...] = ()
    for row, found in zip(said, findings[1:], strict=True):
        at = row[_EARLIEST]
        if at == last:
            steps.pop()
            because = (*because, row[0])
        else:
            because = (row[0],)
            last = at
        steps.append(_step((at, found.status, found.support, found.opposition, because)))
    return tuple(steps)
