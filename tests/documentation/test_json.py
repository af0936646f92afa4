"""The JSON Schema in the documents describes what the commands print, field by field."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.documentation.generated import SCHEMA
from verifier.cli.app import run
from verifier.domain.model.claims import ClaimKind, LinkKind, Status, Verdict
from verifier.domain.model.sources import SourceKind
from verifier.domain.model.statements import Basis, Certainty, Stance
from verifier.domain.rules.policy import Policy
from verifier.intake.policy import write_policy

DESCRIBED = json.loads(SCHEMA.read_text(encoding="utf-8"))
STRICT = write_policy(Policy(version="2", row_7=False, adverse_parties_confirm=False))

ARTICLE = "https://example.org/fictional-follow-up"
DRAFTED = '"The depot burned," Dmitry Peskov told Reuters on Tuesday. Kyiv has not commented.'
PRINTED = (
    ("list --json", "claims"),
    ("disputed --json", "claims"),
    ("disputed --json --as-of 2024-11-23", "claims"),
    ("changes --json", "changes"),
    ("changes --log --json", "records"),
    ("changes --said --json", "saidChanges"),
    ("show bryansk-strike --log --json", "shown"),
    ("show bryansk-strike --as-of 2024-11-18 --compare 2024-11-24 --json", "contrast"),
    ("show bryansk-strike --known-at r1 --compare r2 --json", "contrast"),
    ("source show Moscow --log --json", "source"),
    *((f"show c{number} --json", "shown") for number in range(1, 18)),
    ('log "Kyiv was struck" -a "Moscow says @ 2024-11-20" --json', "logged"),
    ('say bryansk-fire "Kyiv denies @ 2024-11-26" --json', "logged"),
    ('say bryansk-fire "Kyiv says @ 2024-11-22" --dry-run --json', "logged"),
    ('assess bryansk-fire refuted --why "No smoke in any image" --json', "logged"),
    ("link bryansk-fireball entails bryansk-fire --json", "logged"),
    ("draft article.txt --json", "drafted"),
    ("similar --json", "similarClaims"),
    ('split c1 a2 --text "Two events" --why "Two events" --json', "logged"),
    ('correct a2 --void --why "Logged by mistake" --json', "logged"),
    ('correct Reuters --reliability B --why "Its record" --json', "logged"),
    ("document add article.txt --title Notes --language en --json", "kept"),
    ("document list --json", "documents"),
    (f"document show {ARTICLE} --json", "shownDocument"),
    (f'document retract {ARTICLE} --why "Pulled by its editors" --json', "retracted"),
    ("undo -y --json", "undone"),
    ("source list --json", "sources"),
    ("source show Moscow --json", "source"),
    ("source record Moscow --json", "trackRecord"),
    ('source add "Newsroom" --kind media --json', "registered"),
    ("policy show --json", "policy"),
    ("policy check strict.toml --json", "policyChecked"),
    ("policy try strict.toml --json", "policyEffects"),
    ("policy adopt strict.toml --json", "adopted"),
    ("db check --json", "checked"),
    ("audit --json", "checked"),
    ("audit --deep --json", "checked"),
    ("key create --json", "createdKey"),
    ("db backup claims.backup.db --json", "checked"),
)
REFUSED = (
    ("show c99 --json", 3),
    ('say c1 "Ru Defense Ministry says" --json', 3),
    ('say c1 "Kyiv denies @ 11/12/2024" --json', 2),
    ("log -f wrong.claims.md --json", 4),
    ("list --json --db nowhere.db", 6),
)
ENUMERATIONS = (
    (("status",), Status),
    (("stance",), Stance),
    (("verdict",), Verdict),
    (("claimFields", "properties", "kind"), ClaimKind),
    (("attribution", "properties", "certainty"), Certainty),
    (("attribution", "properties", "basis"), Basis),
    (("link", "properties", "kind"), LinkKind),
    (("source", "properties", "kind"), SourceKind),
)


def strict(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """The schema with no field allowed that it does not name."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(part) for name, part in schema.items()}
    if isinstance(schema.get("properties"), dict) or "allOf" in schema:
        closed["unevaluatedProperties"] = False
    return closed


def validator(part: str) -> Draft202012Validator:
    """What checks JSON against a part of the schema, strictly."""
    parts = {name: strict(schema) if name != "claimFields" else _inside(schema) for name, schema in _parts().items()}
    return Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": parts}, format_checker=FormatChecker())


def _inside(schema: dict[str, Any]) -> dict[str, Any]:
    """What other parts build on: strict below, open itself."""
    return {name: value for name, value in strict(schema).items() if name != "unevaluatedProperties"}


def _parts() -> dict[str, dict[str, Any]]:
    return dict(DESCRIBED["$defs"])


def faults(part: str, value: object) -> list[str]:
    """What the schema finds wrong."""
    return [f"{error.json_path}: {error.message}" for error in validator(part).iter_errors(value)]


def test_the_schema_is_a_schema() -> None:
    """The file is valid JSON Schema, draft 2020-12."""
    Draft202012Validator.check_schema(DESCRIBED)


@pytest.mark.long
@pytest.mark.parametrize(("words", "part"), PRINTED)
def test_json_is_as_described(words: str, part: str, worked_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a command prints on the worked case has every field of the schema and no other."""
    (worked_case.parent / "strict.toml").write_text(STRICT, encoding="utf-8")
    (worked_case.parent / "article.txt").write_text(DRAFTED, encoding="utf-8")
    assert run(shlex.split(words)) == 0
    assert faults(part, json.loads(capsys.readouterr().out)) == []


def test_what_was_brought_back_is_as_described(worked_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`redo` has every field of the schema and no other."""
    assert worked_case.exists()
    assert run(["undo", "-y", "-q"]) == 0
    assert run(["redo", "--json"]) == 0
    assert faults("redone", json.loads(capsys.readouterr().out)) == []


def test_merged_claims_are_as_described(worked_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`merge`, and `show` of a claim into which one was merged that had a verdict, have every field and no other."""
    assert worked_case.exists()
    assert run(["-q", "log", "Kyiv was struck", "--key", "kyiv"]) == 0
    assert run(["-q", "log", "Kyiv was hit", "--key", "kyiv-hit", "-a", "Moscow says"]) == 0
    assert run(["-q", "assess", "kyiv-hit", "refuted", "--why", "Seen from space"]) == 0
    assert run(["merge", "kyiv-hit", "kyiv", "--why", "One event", "--json"]) == 0
    assert faults("logged", json.loads(capsys.readouterr().out)) == []
    assert run(["show", "kyiv-hit", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (len(shown["merged"]), len(shown["merged"][0]["assessments"]), faults("shown", shown)) == (1, 1, [])


def test_keys_are_as_described(worked_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`key revoke`, and `key list` with a key in force and one that is not, have every field and no other."""
    assert worked_case.exists()
    assert run(["-q", "key", "create"]) == 0
    assert run(["-q", "key", "create", "--replace", "--why", "A new laptop"]) == 0
    assert run(["key", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert (len(listed), faults("keys", listed)) == (2, [])
    assert run(["key", "revoke", "--why", "Stolen", "--json"]) == 0
    assert faults("revokedKey", json.loads(capsys.readouterr().out)) == []


@pytest.mark.parametrize(("words", "status"), REFUSED)
def test_refusals_are_as_described(
    words: str, status: int, worked_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal is one JSON object on stderr, and nothing on stdout."""
    (worked_case.parent / "wrong.claims.md").write_text("## A claim\nMoscow has not\n", encoding="utf-8")
    assert run(shlex.split(words)) == status
    printed = capsys.readouterr()
    assert (printed.out, faults("refused", json.loads(printed.err))) == ("", [])


def test_a_field_the_schema_does_not_name_is_found() -> None:
    """The check itself fails on a field too many and on one too few, nested ones included."""
    side = {"position": "affirms", "who": ["Moscow"], "because": ["a1"]}
    dispute = {"kind": "existence", "sides": [{**side, "more": 1}]}
    assert faults("dispute", {"kind": "existence", "sides": [side]}) == []
    assert [fault.split(":")[0] for fault in faults("dispute", dispute)] == ["$.sides[0]"]
    assert faults("side", {"position": "affirms", "who": ["Moscow"]}) == ["$: 'because' is a required property"]


@pytest.mark.parametrize(("path", "enumeration"), ENUMERATIONS, ids=lambda value: getattr(value, "__name__", ""))
def test_words_of_the_schema_are_those_of_the_model(path: tuple[str, ...], enumeration: type[Any]) -> None:
    """Where the schema lists words, it lists the model's, all of them."""
    found: Any = DESCRIBED["$defs"]
    for step in path:
        found = found[step]
    assert {word for word in found["enum"] if word is not None} == {str(word) for word in enumeration}


def test_what_is_kept_is_as_described(worked_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document with a file, its text and a copy of the file have every field and no other."""
    (worked_case.parent / "article.txt").write_text(DRAFTED, encoding="utf-8")
    assert run(["-q", "document", "add", "article.txt", "--url", ARTICLE, "--captured", "2024-11-19"]) == 0
    for words, part in (
        ("document list --json", "documents"),
        (f"document show {ARTICLE} --json", "shownDocument"),
        (f"document text {ARTICLE} --json", "documentText"),
        (f"document open {ARTICLE} -o copy.txt --json", "openedFile"),
        ("audit --json", "checked"),
    ):
        assert run(shlex.split(words)) == 0
        assert faults(part, json.loads(capsys.readouterr().out)) == []
