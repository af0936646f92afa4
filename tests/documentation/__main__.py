"""Write anew what documents take from the program: `python -m tests.documentation`, then read the difference.

Examples on a server are run if VERIFIER_TEST_POSTGRES names one, and are left as they are otherwise.
"""

import tempfile
from pathlib import Path

from tests.conftest import ADDRESS as SERVER
from tests.conftest import Server
from tests.documentation.consoles import DOCUMENTS, ROOT, Example, examples, rerun, with_examples
from tests.documentation.generated import with_generated
from tests.documentation.manual import MANUAL, manual
from tests.documentation.pictures import write_pictures
from tests.documentation.servers import in_place, needs_server


def fresh(document: str) -> list[Example]:
    """The document's examples as they run now."""
    with tempfile.TemporaryDirectory() as directory:
        if not needs_server(document):
            return rerun(document, Path(directory))
        if SERVER is None:
            return examples(document)
        with Server(SERVER).database() as location:
            return rerun(document, Path(directory), in_place(location))


for path in DOCUMENTS:
    before = path.read_text(encoding="utf-8")
    generated = with_generated(before)
    after = with_examples(generated, fresh(generated)) if examples(generated) else generated
    if after != before:
        path.write_text(after, encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")  # noqa: T201 - run by hand
write_pictures()
MANUAL.parent.mkdir(exist_ok=True)
MANUAL.write_text(manual(), encoding="utf-8")
