"""Policies are read whole or not at all, and what is written reads back to the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.domain.errors import InputFileError
from verifier.domain.rules.policy import Policy
from verifier.intake.encoding import SAVE
from verifier.intake.policy import read_policy, write_policy
from verifier.services.starter import POLICY, data_file

WHOLE = 'version = "2"\nstale_days = 7\nrow_7 = false\nrow_8 = true\nadverse_parties_confirm = false\n'
FIGURES = "the figures are version, stale_days, row_7, row_8, adverse_parties_confirm, weak_voices_dispute"
VERSIONS = (
    st.text(min_size=1, max_size=40)
    .filter(lambda text: any(c.isprintable() and not c.isspace() for c in text))
    .filter(lambda text: not any(c < " " or "\x7f" <= c <= "\x9f" or c in "\u2028\u2029" for c in text))
)
POLICIES = st.builds(Policy, VERSIONS, st.integers(1, 36_500), st.booleans(), st.booleans(), st.booleans())


def test_a_policy_sets_every_figure() -> None:
    """What the file says is what the engine gets, also from bytes with a mark at their beginning."""
    expected = Policy(version="2", stale_days=7, row_7=False, row_8=True, adverse_parties_confirm=False)
    assert read_policy(WHOLE, "p.toml") == expected
    assert read_policy(WHOLE.encode("utf-8-sig"), "p.toml") == expected


def test_the_policy_that_comes_with_verifier_is_the_default() -> None:
    """The data file is what the engine's defaults are written as, comments and all."""
    content = data_file(POLICY).read_text(encoding="utf-8")
    assert read_policy(content, POLICY) == Policy()
    assert content == write_policy(Policy())


@given(POLICIES)
def test_what_is_written_reads_back_to_the_same(policy: Policy) -> None:
    """Whatever the version is called and whatever the figures are; nothing that is hidden stands in the text."""
    written = write_policy(policy)
    assert read_policy(written, "p.toml") == policy
    assert all(line.isprintable() for line in written.splitlines())


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            WHOLE.replace("row_7", "row_9"),
            [
                "p.toml: row_7 is missing. Add it, such as row_7 = true.",
                f"p.toml:3: 'row_9' is no figure of a policy. Remove it; {FIGURES}.",
            ],
        ),
        (
            WHOLE.replace("= 7", "= true"),
            ["p.toml:2: stale_days is not a whole number. Write it like stale_days = 14."],
        ),
        (
            WHOLE.replace("= 7", "= 0"),
            ["p.toml:2: stale_days is not between 1 and 36500. Write it like stale_days = 14."],
        ),
        (WHOLE.replace("true", '"yes"'), ["p.toml:4: row_8 is not true or false. Write it like row_8 = true."]),
        (
            WHOLE.replace('"2"', "2"),
            ['p.toml:1: version is not a text in quotation marks. Write it like version = "1".'],
        ),
        (WHOLE.replace('"2"', '""'), ["p.toml:1: version is empty. Give it one, such as a number or a date."]),
        (WHOLE.replace('"2"', '"\\t "'), ["p.toml:1: version is empty. Give it one, such as a number or a date."]),
        (WHOLE.replace('"2"', '"a\\u001b"'), ["p.toml:1: version: there is an escape character. Remove it."]),
        (WHOLE.replace('"2"', f'"{"a" * 41}"'), ["p.toml:1: version is longer than 40 characters. Shorten it."]),
        (f"{WHOLE}\n[more]\nx = 1\n", [f"p.toml:7: 'more' is no figure of a policy. Remove it; {FIGURES}."]),
        ("[policy]\n" + WHOLE, None),
    ],
)
def test_faults_of_a_policy_are_all_told(text: str, faults: list[str] | None) -> None:
    """An unknown, missing or wrong figure is named with its line; nothing is guessed."""
    with pytest.raises(InputFileError) as caught:
        read_policy(text, "p.toml")
    if faults is None:  # under a heading, every figure is out of its place
        assert len(caught.value.faults) == 6
    else:
        assert list(caught.value.faults) == faults


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b'version = "2"\nstale_days = \n', "p.toml:2:14: this is not TOML: invalid value"),
        (
            b'version = "\xff"\n',
            f"p.toml:1:12: byte 0xff is not UTF-8. {SAVE}.",
        ),
        (b"x = " + b"[" * 100_000, "p.toml: this is nested too deeply"),
        (b"row_7 = true\nrow_7 = true\n", "p.toml:2"),
    ],
)
def test_what_is_not_toml_is_refused(data: bytes, fault: str) -> None:
    """A broken file is told as such, with the place."""
    with pytest.raises(InputFileError, match="is not a policy: 1 fault") as caught:
        read_policy(data, "p.toml")
    assert caught.value.faults[0].startswith(fault)
