"""The parts of the documents that are made from the program: options, columns, fields."""

import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from tests.documentation.consoles import ROOT
from tests.documentation.tree import Command, commands, root, spellings, takes_value
from verifier.domain.query import FIELDS
from verifier.reports.files import columns
from verifier.reports.files.columns import Column
from verifier.storage.db.database import open_database
from verifier.storage.db.location import Location

SCHEMA: Final = ROOT / "docs" / "schema" / "verifier.json"
VIEWS: Final = {
    "claims_now": "One row a claim.",
    "disputed_now": "The claims that are still disputed, with the columns of `claims_now`.",
    "attributions_now": "One row an attribution.",
    "status_changes_log": "One row a change of a status, along the time it was recorded.",
    "sources_now": "One row a source of the registry, with how many attributions it is the origin of.",
    "documents_now": "One row a document, with how many attributions were read in it.",
    "verdicts_now": "One row a verdict of an analyst; an analyst's last one on a claim holds.",
    "links_now": "One row a link between claims.",
}
_PART: Final = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def with_generated(document: str) -> str:
    """The document's text with its generated parts made anew."""
    return _PART.sub(lambda match: f"{match[1]}\n{PARTS[match[2]]()}\n{match[3]}", document)


def parts(document: str) -> list[str]:
    """The names of a document's generated parts."""
    return [match[2] for match in _PART.finditer(document)]


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _global_options() -> str:
    return _options(root())


def _commands() -> str:
    panel = ""
    found = ""
    for command in commands():
        if command.panel != panel:
            panel = command.panel
            found += f"## {panel}\n\n"
        found += f"### {command.words}\n\n{command.about}\n\n{_usage(command)}\n{_tables(command)}"
    return found.removesuffix("\n")


def _usage(command: Command) -> str:
    words = [command.words, *(_argument(argument) for argument in command.arguments)]
    shown = f"{' '.join(words)} [OPTIONS]" if command.options else " ".join(words)
    example = f"\nFor example: `{command.example}`\n" if command.example else ""
    return f"```text\n{shown}\n```\n{example}"


def _argument(argument: Any) -> str:  # noqa: ANN401 - Typer keeps its class to itself
    return str(argument.metavar if argument.required else f"[{argument.metavar}]")


def _tables(command: Command) -> str:
    rows = [(f"`{argument.metavar}`", argument.help or "") for argument in command.arguments]
    arguments = f"{table(('argument', 'meaning'), rows)}\n" if rows else ""
    return arguments + (f"{_options(command)}\n" if command.options else "")


def _options(command: Command) -> str:
    return table(("option", "value", "meaning"), [_option(option) for option in command.options])


def _option(option: Any) -> tuple[str, str, str]:  # noqa: ANN401 - Typer keeps its class to itself
    spelled = ", ".join(f"`{spelling}`" for spelling in spellings(option))
    return spelled, _value(option) if takes_value(option) else "", option.help + (" Required." * option.required)


def _value(option: Any) -> str:  # noqa: ANN401 - Typer keeps its class to itself
    if choices := getattr(option.type, "choices", None):
        return ", ".join(f"`{choice}`" for choice in choices)
    low, high = getattr(option.type, "min", None), getattr(option.type, "max", None)
    if low is not None:
        return f"{low} to {high}" if high is not None else f"{low} or more"
    return f"`{option.metavar or 'TEXT'}`"


def _query_fields() -> str:
    return table(("field", "lists claims"), [(f"`{name}:`", field.about) for name, field in FIELDS.items()])


def _columns(found: Sequence[Column[Any]]) -> str:
    return table(("column", "what it holds"), [(f"`{column.name}`", column.about) for column in found])


def _fields(name: str) -> str:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    rows = ((f"`{field}`", _type(known, schema), _about(known, schema)) for field, known in _properties(name, schema))
    return table(("field", "type", "what it holds"), list(rows))


def _properties(name: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from schema["$defs"][name]["properties"].items()


def _about(known: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    return str(known.get("description") or _referred(known, schema).get("description", ""))


def _referred(known: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(known.get("$ref", "")).rpartition("/")[2]
    return dict(schema["$defs"][name]) if name else known


def _type(known: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A field's type in words, a named part of the schema by its name."""
    if "anyOf" in known:
        return " or ".join(_type(choice, schema) for choice in known["anyOf"])
    if "$ref" in known:
        return f"`{known['$ref'].rpartition('/')[2]}`"
    if known.get("type") == "array":
        return f"list of {_type(known['items'], schema)}"
    kinds = known.get("type", "any")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def _views() -> str:
    """The views of a database as it is when just made, but for those that only serve the others."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "empty.db"
        open_database(Location(path=path), create=True).dispose()
        with closing(sqlite3.connect(path)) as connection:
            found = {view: _names(connection, view) for view in VIEWS}
    return "\n".join(f"## {view}\n\n{about}\n\n{found[view]}\n" for view, about in VIEWS.items())


def _names(connection: sqlite3.Connection, view: str) -> str:
    rows = connection.execute("SELECT name FROM pragma_table_info(?)", [view])
    return ", ".join(f"`{name}`" for (name,) in rows)


def _made_of(function: Callable[..., str], *arguments: object) -> Callable[[], str]:
    return lambda: function(*arguments)


_OBJECTS: Final = (
    "claimFields", "shown", "logged", "loggedClaim", "attribution", "document", "step", "prospect", "link", "merged",
    "change", "record", "saidChange", "contrast", "through",
    "rowChange", "source", "registered", "flags", "awaiting", "counts", "figures", "range", "dispute", "side",
    "assessment", "span", "error", "checked", "key", "keyTurn", "createdKey", "revokedKey", "undone", "gone",
    "retracted", "documentLine", "readThere", "shownDocument", "trackRecord", "tally", "word",
    "policy", "policyFigures", "policyChecked", "policyDifference", "policyEffect", "adopted",
    "drafted", "proposal",
)  # fmt: skip

PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "global-options": _global_options,
    "commands": _commands,
    "query-fields": _query_fields,
    "columns-claims": _made_of(_columns, columns.CLAIMS),
    "columns-attributions": _made_of(_columns, columns.ATTRIBUTIONS),
    "columns-changes": _made_of(_columns, columns.CHANGES),
    "columns-sources": _made_of(_columns, columns.SOURCES),
    "columns-record": _made_of(_columns, columns.TRACK_RECORDS),
    "views": _views,
    **{f"fields-{name}": _made_of(_fields, name) for name in _OBJECTS},
}
