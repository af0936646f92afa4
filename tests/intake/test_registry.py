"""Registry files: what they give, and all that is wrong with them."""

import pytest
from msgspec.structs import replace

from verifier.domain.errors import InputFileError
from verifier.domain.model.sources import Party, Registry, Source, SourceKind
from verifier.intake.encoding import SAVE
from verifier.intake.registry.read import PartyDraft, RegistryDraft, SourceDraft, read_registry

FILE = """\
[[party]]
name = "Ukraine"
adjectives = ["Ukrainian"]
adverse_to = ["Russia"]

[[party]]
name = "Russia"

[[party]]
name = "Donetsk authorities"
speaks_with = "Russia"

[[source]]
name = "Russia's Defense Ministry"
aliases = ["Russian Defence Ministry", "Минобороны России"]
kind = "military"
party = "Russia"
official = true

[[source]]
name = "Reuters"
kind = "media"
independent = true
anonymous = false
reliability = "B"
note = "a wire"
"""


def faults(text: str | bytes, known: Registry | None = None) -> tuple[str, ...]:
    """The faults of a registry file, as lines."""
    with pytest.raises(InputFileError) as caught:
        read_registry(text, "r.toml", known or Registry())
    return caught.value.faults


def test_a_registry_gives_what_is_written_and_nothing_else() -> None:
    """A field that is not given is None, so that an import leaves what is recorded."""
    assert read_registry(FILE, "r.toml", Registry()) == RegistryDraft(
        (
            PartyDraft("Ukraine", ("Ukrainian",), ("Russia",), None, 1),
            PartyDraft("Russia", line=6),
            PartyDraft("Donetsk authorities", speaks_with="Russia", line=9),
        ),
        (
            SourceDraft(
                "Russia's Defense Ministry",
                ("Russian Defence Ministry", "Минобороны России"),
                SourceKind.MILITARY,
                "Russia",
                official=True,
                line=13,
            ),
            SourceDraft(
                "Reuters",
                kind=SourceKind.MEDIA,
                anonymous=False,
                independent=True,
                reliability="B",
                note="a wire",
                line=20,
            ),
        ),
    )


def test_a_byte_order_mark_and_crlf_make_no_difference() -> None:
    """However an editor saves it, a registry says the same."""
    assert read_registry(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode(), "r.toml", Registry()) == read_registry(
        FILE, "r.toml", Registry()
    )


def test_faults_of_single_entries_are_told_at_once() -> None:
    """Keys, types and values are checked, each fault with its line."""
    text = """\
[[party]]
adjectives = "Ukrainian"

[[source]]
name = "One"
alias = ["Eins"]
kind = "millitary"
official = "yes"
reliability = "G"

[[source]]
name = " "
aliases = ["a\\u001bb", 3]
note = "line one\\nline two"

[[source]]
name = "Three\\u0000"

[sorce]
"""
    assert faults(text) == (
        "r.toml: 'sorce' is no part of a registry. Write [[party]] or [[source]].",
        'r.toml:1:1: a party has no name. Give it one: name = "…".',
        "r.toml:2:1: adjectives is not a list of texts. Write a list of texts.",
        (
            "r.toml:6:1: 'alias' is no key of a source. Did you mean aliases? "
            "Keys are name, aliases, kind, party, official, official_since, official_until, terms, anonymous, "
            "independent, confidential, reliability, note."
        ),
        (
            "r.toml:7:1: 'millitary' is no kind of source. Did you mean military? Kinds are government, "
            "military, official, "
            "media, organisation, expert, witness, social media, imagery, document."
        ),
        "r.toml:8:1: official is not true or false. Write true or false.",
        "r.toml:9:1: 'G' is no grade of reliability. Write A, B, C, D, E or F (cannot be judged).",
        "r.toml:12:1: name has an empty text. Write something, or leave it out.",
        "r.toml:13:1: aliases is not a list of texts. Write a list of texts.",
        "r.toml:17:1: in name, character 6: there is a NUL character. Remove it.",
    )


def test_faults_among_entries_are_told_at_once() -> None:
    """Names taken twice, parties not known, circles, and sources that contradict themselves have their lines."""
    text = """\
[[party]]
name = "Russia"
adverse_to = ["Ukrane"]
speaks_with = "Donetsk"

[[party]]
name = "Donetsk"
speaks_with = "russia"

[[party]]
name = "the Russia"

[[source]]
name = "Reuters"
aliases = ["RTR", "the Reuters"]

[[source]]
name = "Rtr"
party = "Rusia"

[[source]]
name = "Somebody"
official = true

[[source]]
name = "Both"
independent = true
party = "Russia"
"""
    assert faults(text) == (
        "r.toml:3:1: party 'Ukrane' is not known. Correct it, or add the party: [[party]] name = \"Ukrane\".",
        "r.toml:4:1: Russia speaks with itself, by way of Donetsk. Leave out one of these.",
        "r.toml:11:1: 'the Russia' is also a name of Russia. Leave it out in one of the two.",
        "r.toml:18:1: 'Rtr' is also a name of Reuters. Leave it out in one of the two.",
        (
            "r.toml:19:1: party 'Rusia' is not known. Closest: the Russia. "
            'Correct it, or add the party: [[party]] name = "Rusia".'
        ),
        "r.toml:23:1: Somebody is official without a party. Say for which party it speaks.",
        "r.toml:27:1: Both is independent and has a party. Leave out one: independent means that it has no party.",
    )


def test_what_is_known_already_counts() -> None:
    """A file may rest on parties and sources recorded before."""
    known = Registry(
        {"Russia": Party("Russia"), "Belarus": Party("Belarus", speaks_with="Russia")},
        {1: Source(1, "The Kremlin", party="Russia")},
    )
    official = '[[source]]\nname = "Kremlin"\nofficial = true\n'
    assert read_registry(official, "r.toml", known).sources == (SourceDraft("Kremlin", official=True, line=1),)
    assert faults('[[party]]\nname = "Russia"\nspeaks_with = "Belarus"\n', known) == (
        "r.toml:3:1: Russia speaks with itself, by way of Belarus. Leave out one of these.",
    )


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("[[source]]\nname = Reuters\n", "r.toml:2:8: this is not TOML: invalid value. Correct it."),
        (
            '# ok\nname = "é"'.encode("latin-1"),
            f"r.toml:2:9: byte 0xe9 is not UTF-8. {SAVE}.",
        ),
        ('party = "x"', "r.toml: party is not a list of entries. Write [[party]] before each."),
    ],
)
def test_what_is_no_registry_is_one_clear_fault(data: str | bytes, wanted: str) -> None:
    """Files that are not TOML, not UTF-8 or of another form are refused."""
    assert faults(data) == (wanted,)


def test_the_refusal_says_that_nothing_was_recorded() -> None:
    """The error of the file as a whole counts its faults."""
    with pytest.raises(
        InputFileError, match=r"r\.toml has 1 fault\. Nothing was recorded. Correct the file and import it again"
    ):
        read_registry("[[source]]\n", "r.toml", Registry())


def test_an_alias_that_is_the_name_again_is_left_out() -> None:
    """Writings of one name are one."""
    (source,) = read_registry('[[source]]\nname = "Reuters"\naliases = ["RTR", "rtr"]\n', "r.toml", Registry()).sources
    assert replace(source, line=None) == SourceDraft("Reuters", ("rtr",))
