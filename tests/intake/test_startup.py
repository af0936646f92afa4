"""What this room costs to import."""

import subprocess
import sys

import pytest


@pytest.mark.long
def test_reading_a_phrase_loads_no_heavy_library() -> None:
    """Neither dateparser nor rapidfuzz is loaded until a relative date or an unknown name needs it."""
    code = (
        "import sys\n"
        "from verifier.domain.model.sources import Registry, Source\n"
        "from verifier.intake import query, refs\n"
        "from verifier.intake.registry import read as registry\n"
        "from verifier.intake.sheets import sheet\n"
        "from verifier.intake.phrases import writing\n"
        "from verifier.intake.phrases.names import Names\n"
        "names = Names(Registry({}, {1: Source(1, 'Moscow')}))\n"
        "read = sheet.read_sheet('## A claim\\nMoscow says @ 19 Nov 2024 03:25 MSK\\n', names, 1_800_000_000_000_000)\n"
        "assert read[1] == (), read\n"
        "print(sorted({'dateparser', 'rapidfuzz', 'difflib'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
