"""The data that comes with verifier: the packs of the registry, the policy and the worked case."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from verifier.domain.model.sources import Party, Source
from verifier.storage.ledger.ledger import Ledger

if TYPE_CHECKING:
    from verifier.intake.registry.packs import Pack

REGISTRY: Final = "registry"
FIRST: Final = "world"
POLICY: Final = "policy.toml"
WORKED_CASE: Final = ("bryansk-2024-11-19.claims.md", "example-follow-up.claims.md")


def data_file(name: str) -> Path:
    """A file that comes with verifier: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "data"
    return (installed if installed.is_dir() else package.parent / "data") / name


def json_schema() -> Path:
    """The JSON Schema of what is printed as JSON: inside the installed package, or with the documents of a checkout."""
    installed = data_file("schema/verifier.json")
    return installed if installed.is_file() else installed.parents[2] / "docs" / "schema" / "verifier.json"


@cache
def packs() -> "tuple[Pack, ...]":
    """The packs that come with verifier, the states of the world first, the others by name (InputFileError)."""
    from verifier.intake.registry.packs import read_pack

    found = (read_pack(path.read_bytes(), path.name) for path in sorted(data_file(REGISTRY).glob("*.toml")))
    return tuple(sorted(found, key=lambda pack: (pack.name != FIRST, pack.name)))


def load_starter(ledger: Ledger) -> None:
    """Record the packs, and the policy that holds unless an organisation adopts another."""
    from verifier.intake.policy import read_policy  # only a new database needs it

    ledger.add_registry(*starter_registry())
    policy = data_file(POLICY)
    ledger.add_policy(read_policy(policy.read_bytes(), POLICY))


@cache
def starter_registry() -> tuple[list[Party], list[Source]]:
    """The parties and sources of all packs, read once in a process."""
    from verifier.intake.registry.packs import joined
    from verifier.services.registry_changes import registered

    return registered(joined(packs()))
