"""Policies in TOML: the figures in the status rules, checked on load."""

import tomllib
from dataclasses import fields
from typing import Any, Final

from verifier.domain.errors import InputFileError
from verifier.domain.policy import Policy
from verifier.intake.problems import quoted

_LONGEST_SILENCE: Final = 36_500


def read_policy(data: str, file: str) -> Policy:
    """The policy a file sets; every figure must be given (InputFileError with all faults)."""
    try:
        given = tomllib.loads(data)
    except tomllib.TOMLDecodeError as error:
        raise InputFileError(f"{file} is not TOML. Correct it", [f"{file}: {error}"]) from error
    faults = _faults(given)
    if faults:
        raise InputFileError(f"{file} is not a policy. Correct it", [f"{file}: {fault}" for fault in faults])
    return Policy(**given)


def _faults(given: dict[str, Any]) -> list[str]:
    kinds: dict[str, type] = {field.name: type(getattr(Policy(), field.name)) for field in fields(Policy)}
    faults = [f"{quoted(name)} is no figure of a policy" for name in given if name not in kinds]
    faults += [f"{name} is missing" for name in kinds if name not in given]
    wrong = [name for name, kind in kinds.items() if name in given and type(given[name]) is not kind]
    faults += [f"{name} is not {_described(kinds[name])}" for name in wrong]
    if "stale_days" not in wrong and not 1 <= given.get("stale_days", 1) <= _LONGEST_SILENCE:
        faults.append(f"stale_days is not between 1 and {_LONGEST_SILENCE}")
    if "version" not in wrong and given.get("version") == "":
        faults.append("version is empty")
    return faults


def _described(kind: type) -> str:
    return {str: "a text in quotation marks", int: "a whole number", bool: "true or false"}[kind]
