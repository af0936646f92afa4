"""Policies are read whole or not at all."""

import pytest

from verifier.domain.errors import InputFileError
from verifier.domain.policy import Policy
from verifier.intake.policy import read_policy
from verifier.services.starter import POLICY, data_file

WHOLE = 'version = "2"\nstale_days = 7\nrow_7 = false\nrow_8 = true\nadverse_parties_confirm = false\n'


def test_a_policy_sets_every_figure() -> None:
    """What the file says is what the engine gets."""
    read = read_policy(WHOLE, "p.toml")
    assert read == Policy(version="2", stale_days=7, row_7=False, row_8=True, adverse_parties_confirm=False)


def test_the_policy_that_comes_with_verifier_is_the_default() -> None:
    """The data file and the engine's defaults say the same."""
    assert read_policy(data_file(POLICY).read_text(encoding="utf-8"), POLICY) == Policy()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (WHOLE.replace("row_7", "row_9"), ["p.toml: 'row_9' is no figure of a policy", "p.toml: row_7 is missing"]),
        (WHOLE.replace("= 7", "= true"), ["p.toml: stale_days is not a whole number"]),
        (WHOLE.replace("= 7", "= 0"), ["p.toml: stale_days is not between 1 and 36500"]),
        (WHOLE.replace("true", '"yes"'), ["p.toml: row_8 is not true or false"]),
        (WHOLE.replace('"2"', '""'), ["p.toml: version is empty"]),
    ],
)
def test_faults_of_a_policy_are_all_told(text: str, faults: list[str]) -> None:
    """An unknown, missing or wrong figure is named; nothing is guessed."""
    with pytest.raises(InputFileError) as caught:
        read_policy(text, "p.toml")
    assert list(caught.value.faults) == faults


def test_what_is_not_toml_is_refused() -> None:
    """A broken file is told as such."""
    with pytest.raises(InputFileError, match="not TOML"):
        read_policy("version = ", "p.toml")
