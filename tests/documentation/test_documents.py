"""The documents hold together: links lead somewhere, nothing of this machine is in them, pictures are of today."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documentation.consoles import DOCUMENTS, ROOT
from tests.documentation.pictures import IMAGES, PICTURES, write_pictures

ALL = [*DOCUMENTS, ROOT / "CHANGELOG.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
FOREIGN = re.compile(r"/(?:home|root|work|tmp|Users)/|\bpypi\b|pythonhosted|localhost:\d|127\.0\.0\.1", re.IGNORECASE)


def named(path: Path) -> str:
    """A document as it is named among the tests."""
    return str(path.relative_to(ROOT))


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    headings = HEADING.findall(FENCED.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path) -> Iterator[str]:
    """The links inside the repository that lead nowhere."""
    for target in LINK.findall(FENCED.sub("", path.read_text(encoding="utf-8"))):
        file, _, anchor = target.partition("#")
        if "://" in file or file.startswith("mailto:"):
            continue
        leads_to = (path.parent / file).resolve() if file else path
        if not leads_to.exists() or (anchor and anchor not in anchors(leads_to)):
            yield target


@pytest.mark.parametrize("path", ALL, ids=named)
def test_links_inside_the_repository_lead_somewhere(path: Path) -> None:
    """Every link to a file or heading has a file or heading at its end."""
    assert list(broken_links(path)) == []


@pytest.mark.parametrize("path", ALL, ids=named)
def test_nothing_of_a_machine_is_in_the_documents(path: Path) -> None:
    """No path of somebody's machine and no registry's host name is printed."""
    assert FOREIGN.findall(path.read_text(encoding="utf-8")) == []


def test_every_document_is_reached_from_the_readme() -> None:
    """Whoever starts at the README finds every document by its links."""
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".md":
            continue
        reached.add(path)
        targets = LINK.findall(path.read_text(encoding="utf-8"))
        waiting += [(path.parent / target.partition("#")[0]).resolve() for target in targets if "://" not in target]
    assert set(DOCUMENTS) - reached == set()


def test_the_pictures_are_of_what_is_printed_today(tmp_path: Path) -> None:
    """A picture shows what the command prints. Anew: python -m tests.documentation."""
    write_pictures(tmp_path)
    assert {name: (IMAGES / f"{name}.svg").read_text("utf-8") for name in PICTURES} == {
        name: (tmp_path / f"{name}.svg").read_text("utf-8") for name in PICTURES
    }
