"""Writes the statements that the program keeps compiled (`make catalogue`)."""

import json

from verifier.storage.catalogue import PATH
from verifier.storage.statements import compiled


def catalogue_text() -> str:
    """The catalogue as it has to be, a statement a line."""
    kept = compiled()
    statements = ",\n".join(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in kept.statements.items())
    return (
        f'{{"statements": {{\n{statements}\n}},\n'
        f'"facts": {json.dumps(kept.facts)},\n"indexed": {json.dumps(kept.indexed)}}}\n'
    )


if __name__ == "__main__":
    PATH.write_text(catalogue_text(), encoding="utf-8")
