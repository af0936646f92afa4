"""Random histories of a small newsroom: each step is one revision, written the way an analyst writes it."""

import io
import random
from collections.abc import Callable
from typing import Any, Final

from verifier.domain.errors import ConflictError, InputFileError, NotFoundError, UsageError
from verifier.domain.explain.claim_report import ClaimSummary
from verifier.domain.explain.outcome import ClaimState
from verifier.domain.model.claims import LinkKind, Verdict
from verifier.domain.model.time import Moment
from verifier.domain.rules.policy import Policy
from verifier.intake.tables.read import TableFormat
from verifier.intake.times.dates import DateReader
from verifier.reports.files.json import change_json, full_answer_json
from verifier.services.correct.amend import amend_claim, amend_source
from verifier.services.correct.attributions import replace_by, void
from verifier.services.correct.retract import retract_document
from verifier.services.correct.undo import redo, undo
from verifier.services.evaluate.evaluator import reevaluate
from verifier.services.maintenance.check import check_database
from verifier.services.record.actions import Entry, Options, assess_claim, link_claims, log_entry, say_of
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import SheetFile
from verifier.services.registry.sources import add_source, edit_source, import_sources
from verifier.services.review.asked import When
from verifier.services.review.changes import changes
from verifier.services.review.claim_views import show
from verifier.services.tables.imports import ImportOptions, Table, import_table
from verifier.services.workspace import Workspace
from verifier.storage.lists.lists import Totals, totals
from verifier.storage.projection import states, summaries
from verifier.storage.statements import queries, revision_log

TEXTS: Final = ("Six missiles were fired", "Missiles hit Bryansk", "Nothing was fired", "Five were shot down")
SPEAKERS: Final = ("Moscow", "Kyiv", "Washington", "Reuters", "Depo", "Ivan Blogger", "an anonymous officer")
DAYS: Final = ("2024-11-19", "2024-11-20", "2024-11-21")
PLACE: Final = "https://example.org/1"
NOW: Final = 1_735_000_000_000_000
"""A day in December 2024, when everything above has been said and recording begins."""
LATER: Final = NOW + 86_400_000_000
"""The instant asked about, when all is recorded."""

Shown = dict[int, dict[str, Any]]


def day(text: str) -> Moment:
    """A day as a span of time."""
    found = DateReader(NOW).said(text)
    assert isinstance(found, Moment)
    return found


class Newsroom:
    """A workspace in which things are done at random; what cannot be done there is not done."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace = workspace
        self._random = random.Random(seed)  # noqa: S311 - a test's choices
        read = {"url": PLACE, "outlet": "Reuters"}
        log_entry(workspace, Entry(TEXTS[0], phrases=(self._phrase(),)), self._new)
        log_entry(
            workspace, Entry(TEXTS[1], read, (self._phrase(), "Reuters, citing a Ukrainian official, says")), self._new
        )

    def step(self) -> bool:
        """Do something; whether it was possible."""
        return self._try(
            self._log, self._say, self._say, self._assess, self._assess, self._link, self._link, self._edit, self._add,
            self._void, self._replace, self._amend, self._amend, self._rename, self._unlink, self._retract,
            self._retract, self._adopt, self._import_registry, self._import_table,
            self._undo, self._undo, self._undo, self._redo, self._redo,
        )  # fmt: skip

    def correct(self) -> bool:
        """Correct or retract something; whether it was possible."""
        return self._try(self._void, self._replace, self._amend, self._amend, self._rename, self._unlink, self._retract)

    def _try(self, *deeds: Callable[[], None]) -> bool:
        try:
            self._random.choice(deeds)()
        except (ConflictError, InputFileError, NotFoundError, UsageError):
            return False
        return True

    def _log(self) -> None:
        key = self._random.choice((None, "fired", "hit"))
        fields = {"tags": self._random.choice(("atacms", "bryansk"))} | ({"key": key} if key else {})
        fields |= {"url": PLACE, "outlet": "Reuters"} if self._random.random() < 0.4 else {}
        log_entry(self.workspace, Entry(self._random.choice(TEXTS), fields, (self._phrase(),)), self._new)

    def _say(self) -> None:
        say_of(self.workspace, Entry(self._ref(), phrases=(self._phrase(), self._phrase())), self._new)

    def _assess(self) -> None:
        assess_claim(
            self.workspace, self._ref(), self._random.choice(tuple(Verdict)), "seen", evidence=self._evidence()
        )

    def _link(self) -> None:
        link_claims(self.workspace, self._ref(), self._random.choice(tuple(LinkKind)), self._ref())

    def _edit(self) -> None:
        party = self._random.choice(("Russia", "Ukraine"))
        edit_source(self.workspace, self._random.choice(SPEAKERS[3:6]), {"party": party, "official": True})

    def _add(self) -> None:
        add_source(self.workspace, self._random.choice(SPEAKERS[4:6]), {"independent": True})

    def _void(self) -> None:
        void(self.workspace, self._attribution(), "logged by mistake")

    def _replace(self) -> None:
        entry = Entry("", self._random.choice(({}, {}, {"url": PLACE})), (self._phrase(),))
        replace_by(self.workspace, self._attribution(), entry, "misread", self._new)

    def _amend(self) -> None:
        fields = {
            "text": self._random.choice(TEXTS),
            "key": self._random.choice(("", "fired", "hit")),
            "kind": self._random.choice(("fact", "opinion", "prediction")),
            "happened": self._random.choice(("", *DAYS)),
            "against": self._random.choice(("", "Russia", "Ukraine")),
            "tags": self._random.choice(("", "atacms", "himars, bryansk")),
        }
        chosen = self._random.sample(sorted(fields), self._random.randint(1, 3))
        amend_claim(self.workspace, self._ref(), {name: fields[name] for name in chosen}, "put better")

    def _rename(self) -> None:
        fields = {"renamed": self._random.choice(("Reuters", "Reuters News", "Depo Watch")), "party": ""}
        amend_source(self.workspace, self._random.choice(("Reuters", "Reuters News", "Depo")), fields, "its name")

    def _unlink(self) -> None:
        with self.workspace.read() as connection:
            links = queries.links(connection)
        if not links:
            raise NotFoundError("there is no link")
        link = self._random.choice(links)
        amend_claim(self.workspace, f"c{link.claim}", {}, "no link", unlink=(f"{link.kind} c{link.other}",))

    def _retract(self) -> None:
        said = self._random.choice((None, *map(day, DAYS)))
        retract_document(self.workspace, PLACE, "pulled", Options(said=said))

    def _adopt(self) -> None:
        with self.workspace.write("policy adopt", reason="agreed") as ledger:
            days, row_7, row_8 = self._random.randint(5, 40), self._random.random() < 0.5, self._random.random() < 0.5
            ledger.add_policy(Policy(f"{days}{row_7}{row_8}", days, row_7, row_8))
            claims = [claim.id for claim in queries.all_claims(ledger.connection)]
            reevaluate(ledger, claims, queries.registry(ledger.connection))
            ledger.seal()

    def _import_registry(self) -> None:
        enemy = self._random.choice(("Ukraine", "United States"))
        party = f'[[party]]\nname = "Russia"\nadverse_to = ["{enemy}"]\n'
        import_sources(self.workspace, SheetFile("parties.toml", party.encode()))

    def _import_table(self) -> None:
        rows = [f'"{self._random.choice(TEXTS)}","{self._phrase()}",{PLACE}' for _ in range(3)]
        table = "\n".join(["claim,phrase,url", *rows, ""]).encode()
        import_table(
            self.workspace, Table("said.csv", io.BytesIO(table), TableFormat.CSV), ImportOptions(accept_new=True)
        )

    def _undo(self) -> None:
        undo(self.workspace, self._random.choice((None, None, self._random.randint(1, head(self.workspace)))))

    def _redo(self) -> None:
        redo(self.workspace)

    def _phrase(self) -> str:
        stance = self._random.choice(("says", "denies", "retracts", "has not confirmed"))
        return f"{self._random.choice(SPEAKERS)} {stance} @ {self._random.choice(DAYS)}"

    def _ref(self) -> str:
        return f"c{self._random.randint(1, 3)}"

    def _attribution(self) -> int:
        return self._random.randint(1, 12)

    def _evidence(self) -> tuple[str, ...]:
        return self._random.choice(((), (PLACE,)))

    @property
    def _new(self) -> Options:
        return Options(Choices(accept_all=True))


def head(workspace: Workspace) -> int:
    """The number of the newest revision."""
    with workspace.read() as connection:
        newest = revision_log.head(connection)
    return newest.id if newest else 0


def everything(workspace: Workspace, known: int | None = None) -> Shown:
    """Every claim in full, as `show --json` has it, as of the same instant."""
    with workspace.read() as connection:
        numbers = [claim.id for claim in queries.all_claims(connection, known)]
    found = {number: show(workspace, f"c{number}", When(LATER, known)) for number in numbers}
    return {number: full_answer_json(shown.full, shown.context) for number, shown in found.items()}


def lists(workspace: Workspace) -> tuple[list[ClaimState], list[ClaimSummary], Totals]:
    """What lists and reports are made from."""
    with workspace.read() as connection:
        return list(states(connection)), list(summaries(connection)), totals(connection, LATER)


def log(workspace: Workspace, known: int | None = None) -> list[dict[str, Any]]:
    """The status changes, as `changes --json` has them."""
    with workspace.read() as connection:
        return [change_json(change, workspace.zone.tz) for change in changes(connection, known=known)]


def fault(workspace: Workspace) -> str | None:
    """What `db check` finds."""
    return check_database(workspace).fault
