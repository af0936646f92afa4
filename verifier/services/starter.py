"""The data that comes with verifier: the starter registry, the policy and the worked case."""

from pathlib import Path
from typing import Final

from verifier.domain.model.sources import Registry
from verifier.storage.ledger import Ledger

REGISTRY: Final = "sources.toml"
POLICY: Final = "policy.toml"
WORKED_CASE: Final = ("bryansk-2024-11-19.claims.md", "example-follow-up.claims.md")


def data_file(name: str) -> Path:
    """A file that comes with verifier: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "data"
    return (installed if installed.is_dir() else package.parent / "data") / name


def load_starter(ledger: Ledger) -> None:
    """Record the starter registry, and the policy that holds unless an organisation adopts another."""
    # Only a new database needs these.
    from verifier.intake.policy import read_policy
    from verifier.intake.registry.read import read_registry
    from verifier.services.registry_changes import apply_registry

    path = data_file(REGISTRY)
    draft = read_registry(path.read_bytes(), REGISTRY, Registry())
    apply_registry(ledger, Registry(), draft)
    policy = data_file(POLICY)
    ledger.add_policy(read_policy(policy.read_bytes(), POLICY))
