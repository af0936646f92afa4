"""Database, settings and demonstration from the command line."""

import pytest

from tests.cli.driving import CommandLine


def test_a_database_is_made_once(bare_desk: CommandLine) -> None:
    """`db init` makes it with the starter registry, names who is adverse in it, and then finds it there."""
    path = str(bare_desk.location.path)
    assert bare_desk.ok("db", "path").out == f"{path}\n"
    assert bare_desk.ok("db", "path", "--json").json == {"path": path}
    made, adverse, where = bare_desk.ok("db", "init").err.splitlines()
    assert made == f"made {path}"
    assert adverse.startswith(
        "adverse in its registry, which is a judgement, are 84 pairs of parties: Serbia and Kosovo; "
    )
    assert "; Russia and Ukraine; " in adverse
    assert where.startswith("Since when and on what ground: verifier source pack list. ")
    assert bare_desk.ok("db", "init").err == f"nothing to do: there is {path}\n"
    assert bare_desk.ok("db", "check").out.startswith("sound: 0 claims, r1 ")
    assert bare_desk.ok("source", "show", "Kyiv").out.startswith("Ukraine\n")


def test_a_database_that_is_up_to_date_is_not_upgraded(any_desk: CommandLine) -> None:
    """`db upgrade` says so and makes no backup."""
    assert any_desk.ok("db", "upgrade").err.splitlines()[0] == "up to date"


def test_a_sound_database_is_told_with_its_digest(any_desk: CommandLine) -> None:
    """`db check` as words and as data, with the newest revision's digest."""
    any_desk.ok("log", "The depot burned", "-a", "Moscow says")
    found = any_desk.ok("db", "check", "--json").json
    assert (found["sound"], found["fault"], found["claims"], found["revision"]) == (True, None, 1, "r2")
    assert any_desk.ok("db", "check").out == f"sound: 1 claim, r2 {found['digest']}\n"


def test_settings_come_from_flag_environment_config_and_default(desk: CommandLine) -> None:
    """Each setting in force is told with where it comes from, the nearest winning."""
    config = desk.home / "config" / "verifier" / "config.toml"
    assert desk.ok("config", "path").out == f"{config}\n"
    config.parent.mkdir(parents=True)
    config.write_text('tz = "Europe/Kyiv"\nanalyst = "carl"\nascii = true\n')
    assert desk.ok("config", "show", "--color", "never").out.startswith(
        f"db       {desk.location.path}  (environment, VERIFIER_DB)\n"
        "analyst  ann  (environment, VERIFIER_ANALYST)\n"
        f"key      {config.parent / 'keys' / 'ann.pem'}  (default)\n"
        "tz       Europe/Kyiv  (config file)\n"
        "color    never  (flag)\n"
        "ascii    true  (config file)\n"
    )
    shown = desk.with_environment(VERIFIER_TZ="MSK").ok("config", "show", "--json", "--analyst", "bea").json
    assert {name: (entry["value"], entry["origin"]) for name, entry in list(shown.items())[:6]} == {
        "db": (str(desk.location.path), "environment, VERIFIER_DB"),
        "analyst": ("bea", "flag"),
        "key": (str(config.parent / "keys" / "bea.pem"), "default"),
        "tz": ("MSK", "environment, VERIFIER_TZ"),
        "color": ("auto", "default"),
        "ascii": (True, "config file"),
    }


def test_a_config_file_with_faults_is_one_clear_line(desk: CommandLine) -> None:
    """Unknown settings, wrong values, broken TOML and other encodings are usage errors that name the file."""
    config = desk.home / "config" / "verifier" / "config.toml"
    config.parent.mkdir(parents=True)
    for content in (b'colour = "red"', b"ascii = 1", b"tz = ", b"\xff\xfe", b'tz = "Mars"', b'color = "pink"'):
        config.write_bytes(content)
        done = desk.run("list")
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1), content


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            'tz = "Europe/Kyiv" # Zürich'.encode("cp1252"),
            "Save the file as UTF-8 (it may be in Windows-1252 or UTF-16)",
        ),
        ('tz = "Europe/Kyiv"'.encode("utf-16"), "this is UTF-16 and not UTF-8. Save the file as UTF-8"),
        (b"tz = " + b"[" * 50_000, "this is nested too deeply"),
        (b"tz = " + b"9" * 5_000, "there is a number with too many digits"),
    ],
)
def test_a_config_file_in_another_encoding_is_told_what_to_do(desk: CommandLine, content: bytes, told: str) -> None:
    """The message is that of every other file, with the config file's name."""
    config = desk.home / "config" / "verifier" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_bytes(content)
    done = desk.run("list")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert f"{config}:" in done.err
    assert told in done.err


def test_a_byte_order_mark_in_the_config_file_means_nothing(desk: CommandLine) -> None:
    """Editors on Windows write one."""
    config = desk.home / "config" / "verifier" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_bytes(b'\xef\xbb\xbftz = "Europe/Kyiv"\n')
    assert "tz       Europe/Kyiv  (config file)\n" in desk.ok("config", "show").out


def test_data_for_a_file_or_a_program_are_utf_8_whatever_the_locale(desk: CommandLine) -> None:
    """No letter is written out, lost, or the end of what is written."""
    desk.ok("log", "Поезд стоит", "-a", "Kyiv says @ 2024-11-19")
    narrow = desk.with_environment(PYTHONIOENCODING="latin-1", LC_ALL="C")
    for words in (("export", "-"), ("report", "claims"), ("list",), ("list", "--json"), ("show", "c1")):
        assert "Поезд стоит" in narrow.process(*words).out


def test_times_are_shown_in_the_zone_asked_for(desk: CommandLine) -> None:
    """--tz changes what is shown, and nothing of what is recorded."""
    desk.ok("log", "The depot burned", "-a", "Moscow says @ 2024-11-19 23:30")
    assert "20 Nov 2024 02:30  own statement" in desk.ok("show", "c1", "--tz", "Europe/Moscow").out
    assert desk.show("c1", "--tz", "Europe/Moscow")["since"] == "2024-11-20T02:30:00+03:00"
    assert desk.show("c1")["since"] == "2024-11-19T23:30:00+00:00"


def test_the_demonstration_needs_nothing_and_leaves_nothing(bare_desk: CommandLine) -> None:
    """`demo` shows what is disputed and one claim in full, and touches no database of the analyst's."""
    done = bare_desk.ok("demo")
    assert bare_desk.location.path
    assert not bare_desk.location.path.exists()
    assert done.out.splitlines()[0].split() == ["id", "for", "+", "-", "?", "claim"]
    assert "Ukrainian forces struck a target in the Bryansk region with ATACMS missiles\n" in done.out
    assert "STATUS OVER TIME\n" in done.out
    assert "$ verifier disputed\n" in done.err
    assert list(bare_desk.home.rglob("*.db")) == []
