"""One run of the command: its settings, its screen, the workspace it works in, and the claim it was last about.

The claim last logged or shown, for the ref `.`, is kept outside the database, so that reading writes nothing there.
"""

import hashlib
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from verifier.cli.screen import Screen
from verifier.cli.settings import Settings
from verifier.domain.errors import NotFoundError, UsageError
from verifier.domain.model.time import Moment
from verifier.intake.problems import Problem
from verifier.intake.text import bad_character, deceptive, is_blank
from verifier.intake.times.dates import DateReader
from verifier.reports.files.json import dumps
from verifier.reports.text.styled import Role, Run, line, visible
from verifier.reports.text.wording import counted
from verifier.services.review.refs import what_it_is_now
from verifier.services.workspace import Workspace, wall_clock
from verifier.storage.db.location import Location

if TYPE_CHECKING:
    from verifier.domain.query import Query
    from verifier.services.outputs import Output
    from verifier.services.review.asked import Asked, When
    from verifier.services.review.privacy import Privacy

_LAST: Final = "."
"""The ref of the claim last logged or shown."""


class Session(Struct, dict=True):
    """What holds for one run. `as_of` and `known_at` are as written."""

    settings: Settings
    screen: Screen
    json: bool = False
    as_of: str | None = None
    known_at: str | None = None
    no_input: bool = False
    yes: bool = False

    @property
    def location(self) -> Location:
        """The database that is meant."""
        return Location.parse(self.settings.text("db"))

    def shown_setting(self, name: str) -> object:
        """A setting as it may be shown: a database's URL without its password."""
        return str(self.location) if name == "db" else self.settings.found[name].value

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace of this run, opened when it is first used."""
        analyst = self.settings.text("analyst").strip()
        if is_blank(analyst):
            raise UsageError("the analyst's name is empty. Say who you are with --analyst or VERIFIER_ANALYST")
        if problem := bad_character(analyst) or deceptive(analyst):
            raise UsageError(f"the analyst's name: {problem.message}")
        own = self.settings.own_name
        return Workspace(self.location, analyst, self.settings.zone, key=self.settings.key, own_name=own)

    def output(self, path: Path, *, force: bool, private: bool = False, inputs: tuple[Path, ...] = ()) -> "Output":
        """A file to be written: never over the database in use."""
        from verifier.services.outputs import Output

        return Output(path, self.location, inputs, force, private)

    # What asks is imported where it is asked: recording needs nothing of it.

    def privacy(self, *, lifted: bool) -> "Privacy | None":
        """What does not leave the ledger; None if everything is to."""
        from verifier.services.review.privacy import Privacy

        return None if lifted else Privacy(self.settings.private_tags)

    def tell_withheld(self, asked: "Asked") -> bool:
        """Tell how much of the ledger is not told in what leaves it; whether there is any."""
        from verifier.services.review.privacy import withheld

        if asked.privacy is None:
            return False
        with self.workspace.read() as connection:
            found = withheld(connection, asked.privacy, asked.when.known)
        if found.claims or found.statements:
            words = f"{counted(found.claims, 'claim')} under private tags left out, "
            words += (
                f"{counted(found.statements, 'statement')} of confidential sources masked: --confidential tells them"
            )
            self.screen.narrate([line(Run(words, Role.NEUTRAL))])
        return bool(found.claims or found.statements)

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to be asked."""
        return not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    def print_json(self, value: object) -> None:
        """Print data as JSON."""
        self.screen.out_text(f"{dumps(value)}\n")

    def instant(self, option: str, text: str, *, end: bool) -> int:
        """The first or last instant of a time option, in the display time zone (microseconds UTC)."""
        found = DateReader(wall_clock(), zone=self.settings.zone).read(text)
        if isinstance(found, Problem):
            raise UsageError(f"{option}: {found.message}")
        return found.latest if end else found.earliest

    def said(self, text: str | None) -> Moment | None:
        """The time of --said, which cannot lie ahead (UsageError)."""
        if text is None:
            return None
        found = DateReader(wall_clock()).said(text)
        if isinstance(found, Problem):
            raise UsageError(f"--said: {found.message}")
        return found

    def optional_instant(self, option: str, text: str | None, *, end: bool) -> int | None:
        """The instant of a time option, None if it is not given."""
        return None if text is None else self.instant(option, text, end=end)

    def query(self, text: str | None) -> "Query":
        """The query of a command, dates in the display time zone (UsageError if one is given that asks for nothing)."""
        from verifier.intake.query import read_query
        from verifier.services.review.claim_views import stale_days
        from verifier.services.review.names_asked import refuse_unknown_names

        if text is not None and not text.strip():
            raise UsageError("the query is empty. Write what to look for, or leave it out for all")
        reader = DateReader(wall_clock(), zone=self.settings.zone)
        query = read_query(text or "", reader, lambda: stale_days(self.workspace, self.when().known))
        refuse_unknown_names(self.workspace, query)
        return query

    def claim_ref(self, text: str) -> str:
        """The ref of a claim, `.` being the one last logged or shown; what is another one since a merge is told."""
        if text == _LAST:
            text = self._last_claim()
        known = self._known()
        with self.workspace.read() as connection:
            found = what_it_is_now(connection, text, known)
        if found is None:
            return text
        ref, words = found
        self.screen.narrate([line(Run(visible(words), Role.NEUTRAL))])
        return ref

    def remember(self, claim: int) -> None:
        """Keep the claim in mind as the last one; where that cannot be written, forget it."""
        path = _memory_of(self.location)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{path.name}.{os.getpid()}")
            part.write_text(f"c{claim}\n", encoding="ascii")
            part.replace(path)
        except OSError:
            return

    def _last_claim(self) -> str:
        """The ref of the claim last logged or shown (NotFoundError if there is none)."""
        try:
            return _memory_of(self.location).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise NotFoundError(
                "'.' is the claim last logged or shown, and there is none yet. Name one, as c1"
            ) from error

    def when(self) -> "When":
        """The moment asked about by --as-of and --known-at."""
        from verifier.services.review.asked import When

        said = None if self.as_of is None else self.instant("--as-of", self.as_of, end=True)
        return When(said, self._known())

    def _known(self) -> int | None:
        """The revision of --known-at; None is the present."""
        if self.known_at is None:
            return None
        from verifier.services.review.moments import known_revision

        return known_revision(self.workspace, self.known_at, "--known-at")

    @property
    def moment(self) -> str:
        """The moment asked about, as it would be typed on the review screen."""
        known = None if self.known_at is None else f"known {self.known_at.strip()}"
        return " ".join(filter(None, (self.as_of, known)))

    def refuse_past(self) -> None:
        """Refuse to write in the past."""
        for option, value in (("--as-of", self.as_of), ("--known-at", self.known_at)):
            if value is not None:
                raise UsageError(
                    f"{option} looks back, and this command writes. Leave it out, or give the time with --said"
                )

    def refuse_as_of(self, what: str) -> None:
        """Refuse to ask what was known of `what` by when things were said (UsageError)."""
        if self.as_of is not None:
            raise UsageError(f"{what} are known by when they were recorded, not by what was said. Ask with --known-at")

    def refuse_moment(self, what: str) -> None:
        """Refuse to look back in `what`, which reads all that is recorded (UsageError)."""
        for option, value in (("--as-of", self.as_of), ("--known-at", self.known_at)):
            if value is not None:
                raise UsageError(f"{what} reads all that is recorded. Leave {option} out")

    def close(self) -> None:
        """Let go of the database, and say what there is to say beside what was asked."""
        if "workspace" in self.__dict__:
            error = sys.exc_info()[1]  # which ends the command
            told = self.workspace.damage_behind(error) if isinstance(error, Exception) else None
            self.workspace.close()
            if told is not None:
                raise told from error
            warning = Run("warning: ", Role.FAULT)
            self.screen.fail(line(warning, visible(words)) for words in self.workspace.warnings)


def _memory_of(location: Location) -> Path:
    """The file in which the last claim of a database is kept in mind."""
    import platformdirs

    name = str(location if location.path is None else location.path.absolute())
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(platformdirs.user_state_dir("verifier", appauthor=False)) / f"last-{digest}"
