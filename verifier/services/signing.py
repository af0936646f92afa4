"""Signatures: Ed25519 over a revision's digest, by a private key that stays with its analyst.

Invariants: what is signed names its purpose, so that a signature is good for nothing else; a key's file is readable by
its owner alone and never overwritten. The library is imported only where something is signed or a signature is checked.
"""

import hashlib
import os
import shlex
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from verifier.domain.errors import DatabaseError, InputFileError
from verifier.services.files import bounded
from verifier.storage.ledger.chain import Sign

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_LARGEST_KEY: Final = 1
_PURPOSE: Final = b"verifier revision\0"
_FINGERPRINT_DIGITS: Final = 32
_FOR_OTHERS: Final = 0o077
_NOT_INSTALLED: Final = (
    "keys and signatures need the package cryptography, which is not installed. "
    "Run: pip install 'verifier-ledger[signing]'"
)

Verify = Callable[[str, str, object], bool]
"""Whether a public key's owner signed a digest with this signature."""


def fingerprint(public_key: str) -> str:
    """What a public key is told apart by: the first 128 bits of its SHA-256, in hexadecimal."""
    content = _decoded(public_key)
    return hashlib.sha256(public_key.encode() if content is None else content).hexdigest()[:_FINGERPRINT_DIGITS]


def sign_with(path: Path | None, analyst: str, public_key: str) -> Sign:
    """What signs an analyst's revisions with the private key of this file (DatabaseError where it cannot)."""
    found = None if path is None else private_sign(path, public_key)
    if found is None:
        raise DatabaseError(_missing(path, analyst, public_key))
    return found


def private_sign(path: Path, public_key: str) -> Sign | None:
    """What signs with the private half of a key; None if it is neither in this file nor set aside beside it.

    DatabaseError if it is not set aside, and the file cannot be read.
    """
    unreadable: DatabaseError | None = None
    for file in (path, _set_aside(path, public_key)):
        try:
            private = _loaded(file)
        except DatabaseError as error:
            unreadable = unreadable or error
            continue
        if private is not None and _public_half(private) == public_key:
            return partial(_signature, private)
    if unreadable is not None:
        raise unreadable
    return None


def _signature(private: "Ed25519PrivateKey", digest: str) -> str:
    return b64encode(private.sign(_message(digest))).decode()


def exposed(path: Path | None) -> str | None:
    """What is wrong with the permissions of a private key's file, in words; None if others cannot read it."""
    with suppress(OSError):
        if path is not None and os.name == "posix" and path.stat().st_mode & _FOR_OTHERS:
            return f"others can read the private key in {path}. Run: chmod 600 {shlex.quote(str(path))}"
    return None


def public_key_of(path: Path) -> str | None:
    """The public half of the private key in a file; None if there is no file (DatabaseError if it holds no key)."""
    private = _loaded(path)
    return None if private is None else _public_half(private)


def make_key(path: Path) -> str:
    """Make a private key in a file, one that is there being set aside under its fingerprint; gives the public half."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    former = public_key_of(path)
    private = Ed25519PrivateKey.generate()
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put_key(content, path, None if former is None else _set_aside(path, former))
    except OSError as error:
        raise DatabaseError(f"{path} cannot be made: {error.strerror}. Name another file with VERIFIER_KEY") from error
    return _public_half(private)


def _put_key(content: bytes, path: Path, aside: Path | None) -> None:
    """Make a private key's file, whole before it has its name; one that is there has another name before (OSError)."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".verifier.", suffix=".part")  # for its owner alone
    part = Path(name)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - a handle, and no name
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if aside is None:
            os.link(part, path)
        else:
            path.replace(aside)
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def verifier_of_signatures() -> Verify | None:
    """What checks signatures; None where the library is not installed."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None

    def verify(public_key: str, digest: str, signature: object) -> bool:
        key, signed = _decoded(public_key), _decoded(signature)
        if key is None or signed is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signed, _message(digest))
        except (InvalidSignature, ValueError):
            return False
        return True

    return verify


def _loaded(path: Path) -> "Ed25519PrivateKey | None":
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise DatabaseError(_NOT_INSTALLED) from error
    try:
        found = load_pem_private_key(bounded(path, _LARGEST_KEY), password=None)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DatabaseError(f"{path} cannot be read: {error.strerror}. It should hold your private key") from error
    except (ValueError, TypeError, UnsupportedAlgorithm, InputFileError) as error:
        raise DatabaseError(
            f"{path} holds no private key that can be read: PEM, PKCS8, without a passphrase"
        ) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise DatabaseError(f"{path} holds a key of another kind than Ed25519. Name another file with VERIFIER_KEY")
    return found


def _missing(path: Path | None, analyst: str, public_key: str) -> str:
    signed = f"the revisions of {analyst} are signed with the key {fingerprint(public_key)}"
    if path is None:
        return f"{signed}, and no private key is set here. Nothing was written"
    held = public_key_of(path)
    found = f"there is no {path}" if held is None else f"{path} holds another, {fingerprint(held)}"
    return (
        f"{signed}, and {found}. Nothing was written. Put the private key there, name its file with VERIFIER_KEY, "
        "or take a new one: verifier key create --replace --why REASON"
    )


def _set_aside(path: Path, public_key: str) -> Path:
    return path.with_name(f"{path.stem}.{fingerprint(public_key)}{path.suffix}")


def _public_half(private: "Ed25519PrivateKey") -> str:
    return b64encode(private.public_key().public_bytes_raw()).decode()


def _message(digest: str) -> bytes:
    return _PURPOSE + bytes.fromhex(digest)


def _decoded(text: object) -> bytes | None:
    """What Base64 stands for, if it is written as it should be: a last letter has bits that do not count."""
    try:
        content = b64decode(text, validate=True) if isinstance(text, str) else None
    except ValueError:
        return None
    return content if content is not None and b64encode(content).decode() == text else None
