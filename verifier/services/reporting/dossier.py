"""A dossier: claims for readers without a terminal, as one page, with what changed since the page that it replaces."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from verifier import __version__
from verifier.domain.errors import InputFileError
from verifier.domain.rules.policy import RULES_VERSION
from verifier.reports.files.json import Json, change_json
from verifier.reports.html.pages import ClaimPage, Dossier, Imprint, claim_page, dossier_html
from verifier.reports.html.source_rows import source_rows
from verifier.reports.text.wording import clock
from verifier.services.files import bounded
from verifier.services.outputs import Measured, Output, noted, side_car, text_file
from verifier.services.review.asked import Asked
from verifier.services.review.changes import changes
from verifier.services.review.claim_views import instant, numbers, shown_claims
from verifier.services.review.names_asked import refuse_confidential_names
from verifier.services.review.track_record import has_records, records_on
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction
from verifier.storage.statements import queries, revision_log

_LARGEST_SIDE_CAR: Final = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims a dossier is wanted of. `query` is as written; `url` is where the page will stand."""

    asked: Asked
    query: str = ""
    title: str = "Claims and who says so"
    url: str | None = None
    publisher: str = "verifier"


def write_dossier(workspace: Workspace, wanted: Wanted, stream: TextIO) -> int:
    """Write a dossier to a stream; gives how many claims it has."""
    with workspace.read() as connection:
        made = _dossier(connection, workspace, wanted, None)
    stream.write(dossier_html(made))
    return len(made.claims)


def write_dossier_file(workspace: Workspace, wanted: Wanted, output: Output) -> int:
    """Write a dossier to a file, with a side-car by which the next one knows what changed since."""
    with workspace.read() as connection:
        made = _dossier(connection, workspace, wanted, revision_of(output.path))

    def note(measured: Measured) -> str:
        return noted(output.path.name, "dossier", measured, revision=made.imprint.revision, digest=made.imprint.digest)

    with text_file(output, note) as stream:
        stream.write(dossier_html(made))
    return len(made.claims)


def revision_of(path: Path) -> int | None:
    """The revision of which a page that is there tells, by its side-car; None if there is none of ours."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, InputFileError):
        return int(json.loads(bounded(side_car(path), _LARGEST_SIDE_CAR))["verifier"]["revision"].removeprefix("r"))
    return None


def _dossier(connection: Transaction, workspace: Workspace, wanted: Wanted, since: int | None) -> Dossier:
    refuse_confidential_names(connection, wanted.asked)
    when = wanted.asked.when
    now = instant(workspace, when)
    listed = numbers(connection, wanted.asked, now)
    pages = claim_pages(connection, workspace, wanted, listed, "#c{}")
    return Dossier(
        imprint(connection, workspace, wanted, pages),
        pages,
        [] if since is None else changed(connection, workspace, set(listed), since),
        None if since is None else f"r{since}",
        source_rows(records_on(connection, listed, wanted.asked, now) if has_records(connection, when) else ()),
    )


def claim_pages(
    connection: Transaction, workspace: Workspace, wanted: Wanted, listed: Sequence[int], place: str
) -> list[ClaimPage]:
    """These claims as pages show them; `place` is where the page of a number stands below the address wanted."""
    now = instant(workspace, wanted.asked.when)
    pages = []
    for one in shown_claims(connection, workspace, listed, wanted.asked):
        address = wanted.url and f"{wanted.url}{place.format(one.full.answer.claim.id)}"
        pages.append(claim_page(one.full, one.context, now, address, wanted.publisher))
    return pages


def changed(connection: Transaction, workspace: Workspace, claims: set[int], since: int) -> list[Json]:
    """What revisions after one changed of the status of these claims, newest first."""
    found = [
        change_json(change, workspace.zone.tz)
        for change in changes(connection)
        if change.revision > since and change.claim in claims
    ]
    return found[::-1]


def imprint(connection: Transaction, workspace: Workspace, wanted: Wanted, pages: Sequence[ClaimPage]) -> Imprint:
    """Of which moment and ledger pages tell, and how many statements on them are masked."""
    when, zone = wanted.asked.when, workspace.zone
    head = revision_log.head(connection)
    return Imprint(
        title=wanted.title,
        made=f"{clock(workspace.clock(), zone.tz)} {zone.label}",
        revision=f"r{head.id}" if head else "r0",
        digest=head.digest if head else "",
        policy=queries.policy(connection, when.known).version,
        rules=RULES_VERSION,
        version=__version__,
        query=wanted.query,
        as_of=None if when.said is None else f"{clock(when.said, zone.tz)} {zone.label}",
        known_at=None if when.known is None else f"r{when.known}",
        url=wanted.url,
        masked=sum(bool(a.get("withheld")) for page in pages for a in page.claim["attributions"]),
    )
