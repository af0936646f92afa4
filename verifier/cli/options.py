"""Options that several commands have, alone and in groups: the fields of a claim, of a source, of a document.

A command takes a group as one parameter, whose type is a struct with the options as fields. Typer reads each by itself.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, Final, get_type_hints

import typer
from msgspec import Struct
from msgspec.structs import asdict, fields

from verifier.cli import completing

ConfidentialOption = Annotated[
    bool, typer.Option("--confidential", help="Claims under private tags and confidential sources too, as they are.")
]
STDOUT: Final = Path("-")
"""The standard output, where a file is asked for."""

RefArgument = Annotated[
    str, typer.Argument(metavar="REF", autocompletion=completing.refs, help="c12, a key, or . for the last.")
]
NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", autocompletion=completing.sources, help="A name or alias of the source.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that verifier did not make as it is.")]
NewOption = Annotated[bool, typer.Option("--new", help="Accept names that are not known, with nothing established.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be recorded; record nothing.")]
SaidOption = Annotated[str | None, typer.Option(metavar="WHEN", help="When it was said, where a phrase has no @.")]
OutletOption = Annotated[
    str | None, typer.Option(metavar="SOURCE", autocompletion=completing.sources, help="Whose document that is.")
]
PublishedOption = Annotated[str | None, typer.Option(metavar="WHEN", help="When the document was published.")]


class OptionGroup(Struct, frozen=True):
    """Options that stand together, each None if it was not given."""

    def given(self) -> dict[str, Any]:
        """Those that were given, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


class ReadOptions(OptionGroup, frozen=True):
    """Where something was read."""

    url: Annotated[str | None, typer.Option(help="Where it was read.")] = None
    outlet: OutletOption = None


class DocumentOptions(ReadOptions, frozen=True):
    """The same, and when it was published."""

    published: PublishedOption = None


class ClaimOptions(OptionGroup, frozen=True):
    """Fields of a claim, beside its kind."""

    happened: Annotated[str | None, typer.Option(metavar="WHEN", help="When it is said to have happened.")] = None
    place: Annotated[str | None, typer.Option(help="Where.")] = None
    key: Annotated[str | None, typer.Option(help="A short name for the claim, such as bryansk-strike.")] = None
    parties: Annotated[str | None, typer.Option(help="Parties whose word is wanted, with commas between.")] = None
    against: Annotated[str | None, typer.Option(help="Parties whose interest it hurts.")] = None
    favours: Annotated[str | None, typer.Option(help="Parties whose interest it serves.")] = None
    measure: Annotated[str | None, typer.Option(help="What is counted, if the claim is a number.")] = None
    tags: Annotated[list[str] | None, typer.Option("--tag", help="A tag; may be given again.")] = None

    def given(self) -> dict[str, Any]:
        """Those that were given, by name, tags with commas between."""
        return super().given() | ({} if self.tags is None else {"tags": ", ".join(self.tags)})


class SourceOptions(OptionGroup, frozen=True):
    """Fields of a source, beside its name and kind."""

    aliases: Annotated[list[str] | None, typer.Option("--alias", help="Another name; may be given again.")] = None
    party: Annotated[str | None, typer.Option(help="The party it belongs to.")] = None
    official: Annotated[bool | None, typer.Option(help="Whether it speaks for its party.")] = None
    official_since: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DAY", help="First day in office, such as 2021-01-20; again for another term. Empty clears."
        ),
    ] = None
    official_until: Annotated[
        list[str] | None,
        typer.Option(metavar="DAY", help="Last day in office, for each term; empty is still in office."),
    ] = None
    independent: Annotated[bool | None, typer.Option(help="Whether it has knowledge of its own and no party.")] = None
    anonymous: Annotated[bool | None, typer.Option(help="Whether it is a description, not a name.")] = None
    reliability: Annotated[str | None, typer.Option(help="A to F, for the reader only.")] = None
    note: Annotated[str | None, typer.Option(help="A note.")] = None
    confidential: Annotated[
        bool | None, typer.Option(help="Whether it is named in the ledger alone, never in what leaves it.")
    ] = None


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes groups of options, as Typer reads it."""
    parameters = signature(command, eval_str=True).parameters.values()
    groups = {one.name: one.annotation for one in parameters if _is_group(one.annotation)}

    @wraps(command)
    def run(**values: Any) -> None:  # noqa: ANN401 - whatever Typer makes of options
        made = {name: kind(**{one: values.pop(one) for one in kind.__struct_fields__}) for name, kind in groups.items()}
        command(**values, **made)

    each = (single for one in parameters for single in (_options(groups[one.name]) if one.name in groups else (one,)))
    keywords = [single.replace(kind=Parameter.KEYWORD_ONLY) for single in each]
    vars(run)["__signature__"] = signature(command).replace(parameters=keywords)
    return run


def _is_group(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, OptionGroup)


def _options(group: type[OptionGroup]) -> Iterator[Parameter]:
    """The options of a group, as parameters."""
    hints = get_type_hints(group, include_extras=True)
    for field in fields(group):
        yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
