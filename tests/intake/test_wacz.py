"""Web archives are read only if they are what they say, and none does any harm."""

import hashlib
import io
import json
import random
import struct
import zipfile
from contextlib import suppress
from typing import Any

import pytest

from tests.archives import WARC, web_archive, zipped
from verifier.domain.errors import InputFileError
from verifier.intake.archives.wacz import Page, read_wacz

NOW = 1_735_000_000_000_000


def read(content: bytes) -> tuple[Page, ...]:
    """The pages of a web archive called w.wacz."""
    return read_wacz(io.BytesIO(content), "w.wacz", len(content), NOW)


def fault(content: bytes) -> str:
    """Why a web archive is refused."""
    with pytest.raises(InputFileError) as caught:
        read(content)
    [told] = caught.value.faults
    return str(told)


def test_the_pages_of_an_archive_are_read() -> None:
    """Each address on the web once, with its title on one line and when it was archived, whichever way that is told."""
    first, second = read(web_archive())
    assert (first.url, first.title) == ("https://example.org/a", "A depot burns [31m")
    assert first.archived is not None
    assert first.archived.text == "2024-11-19T10:00:00Z"
    assert second.archived is not None
    assert (second.url, second.title, second.archived.text) == ("https://example.org/b", None, "2024-11-19T11:00:00Z")
    [page] = read(web_archive(pages=({"url": "https://example.org/c", "ts": 1732014000000},)))
    assert page.archived is not None
    assert page.archived.text == "2024-11-19T11:00:00+00:00"
    [page] = read(web_archive(pages=({"url": "https://example.org/c", "ts": "2999-01-01T00:00:00Z"},)))
    assert page.archived is None


def test_another_digest_that_archives_have_is_proved_too() -> None:
    """Some have MD5."""
    assert len(read(web_archive(hash=f"md5:{hashlib.md5(WARC, usedforsecurity=False).hexdigest()}"))) == 2
    assert "is not what its digest was taken of" in fault(web_archive(hash=f"md5:{'0' * 32}"))


@pytest.mark.parametrize(
    ("lies", "told"),
    [
        ({"hash": f"sha256:{'0' * 64}"}, "'archive/data.warc' is not what its digest was taken of"),
        ({"hash": "crc32:00"}, "'archive/data.warc' has no digest of a kind that is known: crc32:00"),
        ({"hash": None}, "has no digest of a kind that is known"),
        ({"bytes": 1}, "'archive/data.warc' has 1,200 bytes, and not 1"),
        ({"path": "archive/other.warc"}, "'archive/other.warc' is told of in datapackage.json, and not there"),
    ],
)
def test_a_package_that_lies_is_refused(lies: dict[str, Any], told: str) -> None:
    """By digest, by size, or of what is not there."""
    assert told in fault(web_archive(**lies))


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\x", "c:x", "a\x1bx"])
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    """Whoever unpacks the archive later would write there."""
    assert "leads out of the archive, or is none" in fault(web_archive({name: b"x"}))


def test_bombs_are_refused_before_they_are_read() -> None:
    """What would be far larger than its file, and members that lie over one another."""
    assert "bytes in a file of" in fault(web_archive({"archive/zeros.warc": bytes(300 * 1024 * 1024)}))
    content = bytearray(web_archive())
    place = content.rindex(b"PK\x01\x02")
    content[place + 42 : place + 46] = struct.pack("<I", 0)  # the last member is said to be where the first one is
    assert "w.wacz:" in fault(bytes(content))


def test_a_member_that_is_longer_than_it_says_is_refused() -> None:
    """No more of it is read than that."""
    content = bytearray(web_archive())
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 100)
    assert fault(bytes(content))


def test_what_is_no_web_archive_is_told() -> None:
    """No ZIP, a ZIP of something else, one cut short, one twice the same name, one without pages."""
    assert "it cannot be read as a ZIP" in fault(b"no")
    assert "it has no datapackage.json" in fault(zipped({"a": b"x"}))
    assert "it cannot be read as a ZIP" in fault(web_archive()[:-30])
    assert "datapackage.json is not JSON" in fault(zipped({"datapackage.json": b"["}))
    assert "has no list of resources" in fault(zipped({"datapackage.json": b"{}"}))
    assert "tells of no pages/pages.jsonl" in fault(
        zipped({"datapackage.json": json.dumps({"resources": []}).encode()})
    )
    assert "no page with an address on the web" in fault(web_archive(pages=({"url": "file:///etc/passwd"},)))
    assert "line 1 of pages/pages.jsonl is no object" in fault(web_archive(pages=([],)))  # type: ignore[arg-type]
    stream = io.BytesIO(web_archive())
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("archive/data.warc", b"other")
    assert "is in it twice" in fault(stream.getvalue())
    other = {"path": "datapackage.json", "hash": f"sha256:{'0' * 64}"}
    lying = zipped({"datapackage.json": b"{}", "datapackage-digest.json": json.dumps(other).encode()})
    assert "'datapackage.json' is not what its digest was taken of" in fault(lying)


def test_no_bytes_whatever_are_more_than_the_reader_can_bear() -> None:
    """A sound archive with bytes changed anywhere is read or refused."""
    sound, chance = web_archive(), random.Random(5)  # noqa: S311 - for tests
    for _ in range(1500):
        content = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(InputFileError):
            read(bytes(content))
