"""Refs and keys."""

import pytest

from verifier.domain.errors import UsageError
from verifier.intake.refs import AttributionRef, ClaimRef, KeyRef, LastRef, RevisionRef, is_slug, read_ref


def test_each_form_names_its_kind() -> None:
    """A letter, of either case, and a number; a key; or a full stop."""
    assert [read_ref(text) for text in ("c12", "C12", "a34", "r7", "c007", "bryansk-strike", "c", "a-1", ".")] == [
        ClaimRef(12),
        ClaimRef(12),
        AttributionRef(34),
        RevisionRef(7),
        ClaimRef(7),
        KeyRef("bryansk-strike"),
        KeyRef("c"),
        KeyRef("a-1"),
        LastRef(),
    ]


@pytest.mark.parametrize(
    "text", ["", "c0", "c" + "9" * 19, "two words", "-x", "x-", "x--y", "é", "x_y", "c١", "..", "x\n"]
)
def test_anything_else_is_refused(text: str) -> None:
    """What is no ref says what one looks like."""
    with pytest.raises(UsageError, match=r"Write c12|numbered from 1"):
        read_ref(text)


def test_a_key_has_not_the_form_of_a_ref() -> None:
    """A key can never be taken for a number."""
    assert [is_slug(text) for text in ("strike", "2024-strike", "c12", "a1", "r1", "x" * 101)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
