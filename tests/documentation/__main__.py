"""Write anew what documents take from the program: `python -m tests.documentation`, then read the difference."""

import tempfile
from pathlib import Path

from tests.documentation.consoles import DOCUMENTS, ROOT, examples, rerun, with_examples
from tests.documentation.generated import with_generated
from tests.documentation.pictures import write_pictures
from tests.documentation.servers import needs_server

for path in DOCUMENTS:
    before = path.read_text(encoding="utf-8")
    after = with_generated(before)
    if examples(after) and not needs_server(after):
        with tempfile.TemporaryDirectory() as directory:
            after = with_examples(after, rerun(after, Path(directory)))
    if after != before:
        path.write_text(after, encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")  # noqa: T201 - run by hand
write_pictures()
