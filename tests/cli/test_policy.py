"""The policy from the command line: show, check, try, adopt."""

import re
import tomllib

import pytest

from tests.cli.driving import CommandLine
from verifier.domain.rules.policy import Policy
from verifier.intake.policy import read_policy, write_policy

STRICT = write_policy(Policy(version="2", adverse_parties_confirm=False))

FIGURES = "the figures are version, stale_days, row_7, row_8, adverse_parties_confirm, weak_voices_dispute"


def strike(desk: CommandLine) -> None:
    """A claim that both sides accept, in r2."""
    desk.ok("log", "Bryansk was struck", "-a", "Moscow says @ 2024-11-19", "-a", "Kyiv says @ 2024-11-20")


def without_times(text: str) -> str:
    """The text with the time of recording hidden."""
    return re.sub(r"\d+ \w+ \d{4} \d\d:\d\d", "WHEN", text)


def test_what_is_shown_can_be_adopted_again(any_desk: CommandLine) -> None:
    """The policy in force is a file that reads back to the same: no difference, and nothing new."""
    strike(any_desk)
    shown = any_desk.ok("policy", "show")
    assert read_policy(shown.out, "shown") == Policy()
    assert without_times(shown.err) == "policy 1, in force since r1, WHEN, by ann\n"
    file = any_desk.file("same.toml", shown.out)
    assert any_desk.ok("policy", "check", file).out == "sound: policy 1, the same as the one in force\n"
    assert any_desk.ok("policy", "adopt", file).err == (
        "nothing new: policy 1 is in force already, with these figures\n"
    )
    assert any_desk.ok("db", "check").out.startswith("sound: 1 claim, r2")


@pytest.mark.long
def test_a_policy_is_tried_adopted_and_taken_back(any_desk: CommandLine) -> None:
    """Each tells the claim that changes and why; the audit is content throughout; the old policy stays known."""
    strike(any_desk)
    file = any_desk.file("strict.toml", STRICT)
    checked = any_desk.ok("policy", "check", file)
    assert checked.out == (
        'sound: policy 2\n  version                  "1" → "2"\n  adverse_parties_confirm  true → false\n'
    )
    course = (
        "c1  ✓ confirmed → » corroborated  Bryansk was struck\n"
        "  why: Russia and Ukraine say so independently of each other.\n"
    )
    tried = any_desk.ok("policy", "try", file)
    assert tried.out == course
    assert tried.err == (
        "     1  ✓ confirmed → » corroborated\n"
        f"1 of 1 claim would change status; nothing was recorded  verifier policy adopt {file}\n"
    )
    adopted = any_desk.ok("policy", "adopt", file, "--why", "By vote")
    assert (adopted.out, adopted.err) == (
        "",
        f"{course}adopted policy 2 in r3: 1 of 1 claim changed status  undo: verifier undo r3\n",
    )
    assert any_desk.ok("audit").out.startswith("sound: 1 claim, r3")
    assert [change["policy"] for change in any_desk.ok("changes", "--json").json] == ["1", "2"]
    known = ("--known-at", "r2")
    assert [claim["status"] for claim in any_desk.ok("list", "--json", *known).json] == ["confirmed"]
    assert tomllib.loads(any_desk.ok("policy", "show", *known).out)["version"] == "1"
    assert any_desk.show("c1")["status"] == "corroborated"
    any_desk.ok("undo", "-y")
    assert any_desk.show("c1")["status"] == "confirmed"
    assert any_desk.ok("db", "check").out.startswith("sound: 1 claim, r4")


def test_the_policy_as_json(desk: CommandLine) -> None:
    """A program gets figures, version, and by whom, when, why and in which revision it was adopted."""
    strike(desk)
    file = desk.file("strict.toml", STRICT)
    [tried] = desk.ok("policy", "try", file, "--json").json
    assert {name: tried[name] for name in ("ref", "from", "to", "from_derived", "to_derived", "row")} == {
        "ref": "c1", "from": "confirmed", "to": "corroborated",
        "from_derived": "confirmed", "to_derived": "corroborated", "row": 5,
    }  # fmt: skip
    assert desk.ok("policy", "check", file, "--json").json["differences"] == [
        {"figure": "version", "in_force": "1", "file": "2"},
        {"figure": "adverse_parties_confirm", "in_force": True, "file": False},
    ]
    adopted = desk.ok("policy", "adopt", file, "--why", "By vote", "--json").json
    assert adopted == {"revision": "r3", "version": "2", "claims": [tried]}
    assert desk.ok("policy", "adopt", file, "--json").json == {"revision": None, "version": "2", "claims": []}
    shown = desk.ok("policy", "show", "--json").json
    assert shown.pop("adopted").startswith("20")
    assert shown.pop("analyst")
    assert shown == {
        "version": "2",
        "figures": {
            "stale_days": 14,
            "row_7": True,
            "row_8": True,
            "adverse_parties_confirm": False,
            "weak_voices_dispute": False,
        },
        "revision": "r3",
        "why": "By vote",
    }


@pytest.mark.parametrize(("content", "status"), [(STRICT, 1), (write_policy(Policy(version="2")), 0)])
def test_check_exits_with_whether_anything_would_change(desk: CommandLine, content: str, status: int) -> None:
    """`policy try --check` is for scripts: 1 if a status would change, else 0."""
    strike(desk)
    assert desk.run("policy", "try", desk.file("new.toml", content), "--check").status == status


def test_faults_are_told_all_at_once_with_their_lines(desk: CommandLine) -> None:
    """Each has its line where there is one; the exit status is that of a file with faults, for each command."""
    file = desk.file("new.toml", 'version = ""\nstale_days = "x"\n\nrow_9 = true\nrow_8 = 1\n')
    for command in ("check", "try", "adopt"):
        done = desk.run("policy", command, file)
        assert (done.status, done.out) == (4, "")
        assert done.err.splitlines() == [
            f"error: {file}: row_7 is missing. Add it, such as row_7 = true.",
            f"error: {file}: adverse_parties_confirm is missing. Add it, such as adverse_parties_confirm = true.",
            f"error: {file}:1: version is empty. Give it one, such as a number or a date.",
            f"error: {file}:2: stale_days is not a whole number. Write it like stale_days = 14.",
            f"error: {file}:4: 'row_9' is no figure of a policy. Remove it; {FIGURES}.",
            f"error: {file}:5: row_8 is not true or false. Write it like row_8 = true.",
            f"error: {file} is not a policy: 6 faults. Correct it; how one is written, see with: verifier policy show",
        ]


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("check", "nowhere.toml"), 3, "file 'nowhere.toml' is not there"),
        (("adopt", "FILE", "--known-at", "r1"), 2, "--known-at looks back, and this command writes"),
        (("adopt", "FILE", "--why", ""), 2, "the reason is empty"),
        (("adopt", "OTHER"), 5, "policy '1' is in force with other figures. Give the changed ones a new version"),
        (("show", "--known-at", "r9"), 3, "revision r9 is not known"),
        (("try", "FILE", "--as-of", "11/12/2024"), 2, "11 December 2024 or 12 November 2024"),
    ],
)
def test_refusals_have_their_exit_status(desk: CommandLine, words: tuple[str, ...], status: int, message: str) -> None:
    """Each says what is wrong, and nothing is recorded."""
    files = {
        "FILE": desk.file("strict.toml", STRICT),
        "OTHER": desk.file("other.toml", write_policy(Policy(row_7=False))),
    }
    done = desk.run("policy", *(files.get(word, word) for word in words))
    assert (done.status, message in done.err) == (status, True)
    assert desk.ok("db", "check").out.startswith("sound: 0 claims, r1")


def test_a_version_that_cannot_be_adopted_is_told_when_it_is_checked(desk: CommandLine) -> None:
    """A sound file whose version is taken says so beforehand."""
    other = desk.file("other.toml", write_policy(Policy(row_7=False)))
    done = desk.ok("policy", "check", other)
    assert done.out == "sound: policy 1\n  row_7                    true → false\n"
    assert done.err == (
        "it cannot be adopted: policy '1' is in force with other figures. Give the changed ones a new version\n"
    )


@pytest.mark.parametrize("words", [("show",), ("check", "FILE"), ("try", "FILE")])
def test_without_a_database_there_is_no_policy_in_force(bare_desk: CommandLine, words: tuple[str, ...]) -> None:
    """Reading makes no database."""
    file = bare_desk.file("strict.toml", STRICT)
    assert bare_desk.run("policy", *(file if word == "FILE" else word for word in words)).status == 6
    assert bare_desk.location.path is not None
    assert not bare_desk.location.path.exists()


def test_adopting_makes_the_database(bare_desk: CommandLine) -> None:
    """As any first write does, after the starter registry's revision."""
    bare_desk.ok("policy", "adopt", bare_desk.file("strict.toml", STRICT))
    assert bare_desk.ok("policy", "show", "--json").json["revision"] == "r2"
    assert bare_desk.ok("audit").out.startswith("sound: 0 claims, r2")


def test_hostile_words_are_shown_and_not_obeyed(desk: CommandLine) -> None:
    """A version that would turn text around is written out on screen, and still reads back to the same."""
    file = desk.file("odd.toml", write_policy(Policy(version="\u202e[/]2")))
    strike(desk)
    adopted = desk.ok("policy", "adopt", file, "--why", "so [bold]they\u202e say")
    assert "adopted policy \\u202e[/]2 in r3" in adopted.err
    shown = desk.ok("policy", "show")
    assert "\u202e" not in shown.out + shown.err
    assert "so [bold]they\\u202e say" in shown.err
    assert read_policy(shown.out, "shown") == Policy(version="\u202e[/]2")


def test_marks_can_be_ascii_only(desk: CommandLine) -> None:
    """With --ascii nothing else is printed."""
    strike(desk)
    file = desk.file("strict.toml", STRICT)
    for words in (("check", file), ("try", file), ("adopt", file)):
        done = desk.ok("policy", *words, "--ascii")
        assert (done.out + done.err).isascii()
