"""Web archives for tests: sound ones, and ones that lie."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

PAGES = (
    {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"},
    {"id": "1", "url": "https://example.org/a", "title": "A depot\nburns \x1b[31m", "ts": "2024-11-19T10:00:00Z"},
    {"id": "2", "url": "https://example.org/b", "title": "", "ts": "20241119110000"},
    {"id": "3", "url": "https://example.org/a", "title": "Again", "ts": 1732014000000},
    {"id": "4", "url": "javascript:alert(1)", "title": "No address"},
)
WARC = b"WARC/1.1\r\n\r\n" * 100


def web_archive(
    members: Mapping[str, bytes] | None = None,
    pages: tuple[Mapping[str, Any], ...] = PAGES,
    package: Mapping[str, Any] | None = None,
    listed: bytes | None = None,
    **lies: object,
) -> bytes:
    """A WACZ of these members beside the usual ones; `lies` are put into what the package says of its archive.

    The pages may be `listed` in whatever bytes.
    """
    lines = "".join(f"{json.dumps(page)}\n" for page in pages).encode() if listed is None else listed
    found = {"archive/data.warc": WARC, "pages/pages.jsonl": lines, **(members or {})}
    resources: list[dict[str, object]] = [
        {"name": path, "path": path, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
        for path, content in found.items()
    ]
    resources[0] |= lies
    told = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources, **(package or {})})
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(told.encode()).hexdigest()}"}
    return zipped({**found, "datapackage.json": told.encode(), "datapackage-digest.json": json.dumps(digest).encode()})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of these members, packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
