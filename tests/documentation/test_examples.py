"""Every console example in the documents prints what it is said to print."""

from pathlib import Path

import pytest

from tests.conftest import Server
from tests.documentation.consoles import DOCUMENTS, ROOT, examples, masked, rerun
from tests.documentation.servers import in_place, needs_server

pytestmark = pytest.mark.long

WITH_EXAMPLES = [path for path in DOCUMENTS if examples(path.read_text(encoding="utf-8"))]
ALONE = [path for path in WITH_EXAMPLES if not needs_server(path.read_text(encoding="utf-8"))]
ON_SERVER = [path for path in WITH_EXAMPLES if path not in ALONE]


def named(path: Path) -> str:
    """A document as it is named among the tests."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", ALONE, ids=named)
def test_examples_print_what_the_document_shows(path: Path, tmp_path: Path) -> None:
    """A reader who types the commands of a document sees what it shows. Anew: python -m tests.documentation."""
    document = path.read_text(encoding="utf-8")
    shown = [masked(example.text()) for example in examples(document)]
    assert shown == [masked(example.text()) for example in rerun(document, tmp_path)]


@pytest.mark.parametrize("path", ON_SERVER, ids=named)
def test_examples_on_a_server_print_what_the_document_shows(path: Path, tmp_path: Path, server: Server) -> None:
    """The same on PostgreSQL, with a real server in place of the example's."""
    document = path.read_text(encoding="utf-8")
    shown = [masked(example.text()) for example in examples(document)]
    with server.database() as location:
        found = rerun(document, tmp_path, in_place(location))
    assert shown == [masked(example.text()) for example in found]


def test_masking_hides_only_what_varies() -> None:
    """Ages, times of recording and digests vary; what was said in 2024, refs and counts do not."""
    digest = "0123456789abcdef" * 4
    times = f"23 Nov 2026 01:22  c1\n1 Dec 2026 01:22   c1\n2026-11-23T01:22:31.3+00:00 r2 {digest}\n"
    text = f"c1 ⇄  729d  2 1 .\n{times}silent 6 days  \n"
    kept = "19 Nov 2024 03:25\n2024-11-19T00:25:00+00:00 a12\n"
    hidden = "c1 ⇄ <age>  2 1 .\n<recorded>  c1\n<recorded>  c1\n<recorded> r2 <digest>\nsilent <age>\n"
    assert masked(text + kept) == hidden + kept
