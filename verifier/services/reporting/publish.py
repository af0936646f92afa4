"""A static site of claims, written into a directory: whole pages, only those that changed, nothing that is not ours.

Invariant: `state.json` names every file of the site with its digest. What a directory holds beyond that, or what was
changed by hand, is never written over without being told to. It is written last: whoever reads it finds what it names.
"""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from verifier.domain.errors import ConflictError, UsageError
from verifier.domain.explain.track_record import TrackRecord
from verifier.reports.atom import atom
from verifier.reports.files.json import change_json, dumps
from verifier.reports.html.pages import Dossier
from verifier.reports.html.site import ASSETS, Rendered, Site, asset
from verifier.services.files import bounded
from verifier.services.reporting.dossier import Wanted, claim_pages, imprint
from verifier.services.reporting.reports import Period, Report, Written, table
from verifier.services.reporting.xlsx import workbook
from verifier.services.review.changes import changes
from verifier.services.review.claim_views import instant, ledger_id, numbers
from verifier.services.review.names_asked import refuse_confidential_names
from verifier.services.review.refs import redirect_of_ref
from verifier.services.review.track_record import has_records, records_by_source
from verifier.services.workspace import Workspace
from verifier.storage.db.database import Transaction

STATE: Final = "state.json"
_MARK: Final = "verifier-site"
_CLAIMS: Final = "c/"
_LATEST: Final = 50
_LARGEST_STATE: Final = 64
_ROBOTS: Final = {False: "User-agent: *\nDisallow: /\n", True: "User-agent: *\nAllow: /\n"}
_TABLES: Final = (Report.CLAIMS, Report.ATTRIBUTIONS, Report.CHANGES)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: how many claims there are, and how many files were written or left as they were."""

    claims: int
    written: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Former:
    """The site that is there: of each page its content id, of each file its digest."""

    pages: Mapping[str, str]
    files: Mapping[str, str]


def publish(workspace: Workspace, wanted: Wanted, directory: Path, *, indexed: bool, force: bool) -> Published:
    """Write the site into a directory, which is made if need be (ConflictError for files that are not ours)."""
    former = _former(directory)
    with workspace.read() as connection:
        dossier, records = _told(connection, workspace, wanted)
        site = Site(dossier, records, indexed=indexed)
        pages = list(site.pages())
        known = wanted.asked.when.known
        gone = sorted(former.pages.keys() - {page.path for page in pages})
        pages += [site.gone(path, _successor(connection, path, known)) for path in gone]
        files = dict(_files(connection, workspace, wanted, dossier, indexed=indexed))
    revision = dossier.imprint.revision
    changed = {page.path: page.text(revision).encode() for page in pages if not _stands(page, former, directory)}
    changed |= {name: content for name, content in files.items() if former.files.get(name) != _digest(content)}
    if not force:
        _refuse_foreign(directory, changed, former)
    for name, content in changed.items():
        _put(directory / name, content)
    kept = {name: digest for name, digest in former.files.items() if name not in changed}
    state = {
        _MARK: 1,
        "revision": revision,
        "digest": dossier.imprint.digest,
        "made": dossier.imprint.made,
        "url": wanted.url,
        "pages": {page.path: page.content for page in pages},
        "files": kept | {name: _digest(content) for name, content in changed.items()},
    }
    _put(directory / STATE, f"{dumps(state)}\n".encode())
    return Published(len(dossier.claims), len(changed), len(pages) + len(files) - len(changed))


def _told(connection: Transaction, workspace: Workspace, wanted: Wanted) -> tuple[Dossier, Mapping[str, TrackRecord]]:
    """What the site tells of: claims and what changed of late; the track records of the sources by their names."""
    refuse_confidential_names(connection, wanted.asked)
    when = wanted.asked.when
    now = instant(workspace, when)
    listed = numbers(connection, wanted.asked, now)
    pages = claim_pages(connection, workspace, wanted, listed, "c/c{}.html")
    among = set(listed)
    found = [c for c in changes(connection, known=when.known) if c.claim in among]
    latest = [change_json(change, workspace.zone.tz) for change in found[-_LATEST:][::-1]]
    records = records_by_source(connection, listed, wanted.asked, now) if has_records(connection, when) else {}
    return Dossier(imprint(connection, workspace, wanted, pages), pages, latest), records


def _successor(connection: Transaction, path: str, known: int | None) -> str | None:
    """The ref of the claim with which that of a page was made one; None if it was not, or is no claim's page."""
    found = redirect_of_ref(connection, Path(path).stem, known) if path.startswith(_CLAIMS) else None
    return None if found is None else f"c{found.target}"


def _files(
    connection: Transaction, workspace: Workspace, wanted: Wanted, dossier: Dossier, *, indexed: bool
) -> Iterator[tuple[str, bytes]]:
    """The files of the site that are no pages."""
    for name in ASSETS:
        yield name, asset(name).encode()
    yield "robots.txt", _ROBOTS[indexed].encode()
    if wanted.url:
        ledger = ledger_id(workspace)
        yield "feed.atom", atom(dossier.changes, title=wanted.title, ledger=ledger, url=wanted.url).encode()
    for report in _TABLES:
        made = table(connection, workspace, report, wanted.asked, Period())
        yield f"{report}.csv", "".join(made.text(Written(), raw=False)).encode()
    yield "claims.xlsx", _xlsx(connection, workspace, wanted)


def _xlsx(connection: Transaction, workspace: Workspace, wanted: Wanted) -> bytes:
    stream = io.BytesIO()
    workbook(connection, workspace, wanted.asked, stream, reports=_TABLES)
    return stream.getvalue()


def _stands(page: Rendered, former: _Former, directory: Path) -> bool:
    """Whether a page is there with the content it should have."""
    return former.pages.get(page.path) == page.content and (directory / page.path).is_file()


def _former(directory: Path) -> _Former:
    """The site in a directory; an empty one where there is none."""
    try:
        state = json.loads(bounded(directory / STATE, _LARGEST_STATE))
        if not isinstance(state, dict) or _MARK not in state:
            return _Former({}, {})
        return _Former(_strings(state.get("pages")), _strings(state.get("files")))
    except FileNotFoundError:
        return _Former({}, {})
    except NotADirectoryError as error:
        raise UsageError(f"{directory} is no directory. Choose another place") from error
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{directory / STATE} cannot be read: {error}. Choose another directory") from error


def _strings(found: Any) -> dict[str, str]:  # noqa: ANN401 - whatever JSON holds
    """Pairs of texts, without paths that would lead out of the directory."""
    pairs = found.items() if isinstance(found, dict) else ()
    return {k: v for k, v in pairs if isinstance(k, str) and isinstance(v, str) and _is_inside(k)}


def _is_inside(name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts


def _refuse_foreign(directory: Path, changed: Mapping[str, bytes], former: _Former) -> None:
    """Refuse to write over files that are not as publishing made them (ConflictError), before any is written."""
    names = [*changed, *([] if former.files or not (directory / STATE).exists() else [STATE])]
    for name in names:
        path = directory / name
        if not path.exists() and not path.is_symlink():
            continue
        made = former.files.get(name)
        if not path.is_file() or path.is_symlink() or made is None or _digest(path.read_bytes()) != made:
            raise ConflictError(
                f"{path} is there, and is not as verifier made it. Choose another directory, or give --force"
            )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _put(path: Path, content: bytes) -> None:
    """Write a file that appears whole, under its name (UsageError)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".verifier.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            part.chmod(0o644)
            part.replace(path)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}. Choose another directory") from error


def site_url(text: str) -> str:
    """The address of a site, with a final slash (UsageError if it is none on the web)."""
    if not text.startswith(("https://", "http://")):
        raise UsageError(f"--url: '{text}' is no address on the web. Give one such as https://example.org/claims/")
    return text if text.endswith("/") else f"{text}/"


def with_url(wanted: Wanted, url: str | None) -> Wanted:
    """The same with the address of the site, if one is given."""
    return wanted if url is None else replace(wanted, url=site_url(url))
