"""An analyst with a key signs every revision from the next one on, and the check finds what is not signed right."""

import errno
import os
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tests.conftest import copied
from tests.services.meddling import fault, forge, head_digest, log, meddle, run
from verifier.domain.errors import ConflictError, DatabaseError, NotFoundError, UsageError
from verifier.domain.revisions import Revision
from verifier.services.correct.undo import redo, undo
from verifier.services.maintenance.check import check_database
from verifier.services.maintenance.signatures import Signatures
from verifier.services.record.actions import Entry, say_of
from verifier.services.registry.keys import create_key, list_keys, revoke_key
from verifier.services.signing import fingerprint, make_key, public_key_of, verifier_of_signatures
from verifier.services.workspace import Workspace
from verifier.storage.db.location import Location
from verifier.storage.statements import revision_log


@pytest.fixture
def ann(database: Location, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace of ann, who has no key yet; one claim is recorded in r2."""
    workspace = Workspace(database, "ann", key=tmp_path / "keys" / "ann.pem")
    log(workspace, "The depot burned", "Moscow says")
    yield workspace
    workspace.close()


@pytest.fixture
def bob(ann: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace of a colleague of ann's."""
    workspace = Workspace(ann.location, "bob", key=tmp_path / "keys" / "bob.pem")
    yield workspace
    workspace.close()


@pytest.fixture
def elsewhere(ann: Workspace, migrated_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace of ann in a second database."""
    (tmp_path / "elsewhere").mkdir()
    workspace = replace(ann, location=Location(path=copied(migrated_file, tmp_path / "elsewhere")))
    yield workspace
    workspace.close()


def key_of(workspace: Workspace) -> Path:
    """The file of the private key."""
    assert workspace.key is not None
    return workspace.key


def revisions(workspace: Workspace) -> list[Revision]:
    """All revisions."""
    with workspace.read() as connection:
        return list(revision_log.revisions(connection))


def signed(workspace: Workspace) -> list[int]:
    """The numbers of the revisions that carry a signature."""
    return [revision.id for revision in revisions(workspace) if revision.signature is not None]


def found(workspace: Workspace) -> Signatures:
    """What the check says of signatures, everything being sound."""
    checked = check_database(workspace)
    assert checked.fault is None
    return checked.signatures


@pytest.mark.long
def test_revisions_are_signed_from_the_next_one_on(ann: Workspace, bob: Workspace) -> None:
    """The one that records the key is not; those of colleagues without a key never are."""
    create_key(ann)
    log(ann, "Six missiles were fired")
    log(bob, "Two were shot down")
    undo(ann, 5)
    redo(ann)
    assert signed(ann) == [4, 6, 7]
    assert found(ann) == Signatures(checked=3)


def test_what_is_signed_is_the_digest_for_its_purpose(ann: Workspace) -> None:
    """Anybody with the public key can check it without verifier: Ed25519 over a fixed prefix and the digest's bytes."""
    created = create_key(ann)
    log(ann, "Six missiles were fired")
    newest = revisions(ann)[-1]
    private = load_pem_private_key(key_of(ann).read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    message = b"verifier revision\0" + bytes.fromhex(newest.digest)
    assert newest.signature == b64encode(private.sign(message)).decode()
    assert created.public_key == b64encode(private.public_key().public_bytes_raw()).decode()


def test_a_key_is_its_owners_alone(ann: Workspace) -> None:
    """Its file and the directory made for it are closed to everybody else."""
    create_key(ann)
    path = key_of(ann)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.long
def test_a_key_in_force_is_created_no_second_time(ann: Workspace) -> None:
    """Neither the file nor the ledger changes."""
    created = create_key(ann)
    content = key_of(ann).read_bytes()
    again = create_key(ann)
    assert (again.revision, again.made, again.public_key) == (None, False, created.public_key)
    assert (key_of(ann).read_bytes(), len(revisions(ann))) == (content, 3)


def test_a_second_database_takes_the_key_there_is(ann: Workspace, elsewhere: Workspace) -> None:
    """Its public half is recorded there; the file stays as it is."""
    created = create_key(ann)
    content = key_of(ann).read_bytes()
    there = create_key(elsewhere)
    log(elsewhere, "Six missiles were fired")
    assert (there.public_key, there.made, key_of(ann).read_bytes()) == (created.public_key, False, content)
    assert found(elsewhere) == Signatures(checked=1)


def test_a_key_is_replaced_signed_by_the_one_before(ann: Workspace) -> None:
    """The private key before is kept beside the new one, for other databases that still have it in force."""
    first = create_key(ann).public_key
    with pytest.raises(UsageError):
        create_key(ann, instead=True, reason=" ")
    second = create_key(ann, instead=True, reason="new laptop").public_key
    log(ann, "Six missiles were fired")
    aside = key_of(ann).with_name(f"ann.{fingerprint(first)}.pem")
    assert (public_key_of(aside), public_key_of(key_of(ann))) == (first, second)
    assert first != second
    assert (signed(ann), found(ann)) == ([4, 5], Signatures(checked=2))


def test_a_database_with_the_former_key_in_force_goes_on(ann: Workspace, elsewhere: Workspace) -> None:
    """It is found beside the new one, by its fingerprint; then the new one is taken there too."""
    create_key(ann)
    create_key(elsewhere)
    second = create_key(ann, instead=True, reason="new laptop").public_key
    log(elsewhere, "Six missiles were fired")
    there = create_key(elsewhere, instead=True, reason="new laptop")
    log(elsewhere, "Two were shot down")
    assert (there.public_key, there.made) == (second, False)
    assert found(elsewhere) == Signatures(checked=3)


@pytest.mark.long
def test_a_lost_key_is_replaced_and_that_is_told(ann: Workspace) -> None:
    """Nothing can be signed with it any more, so its replacement is no fault, but for people to know about."""
    create_key(ann)
    key_of(ann).unlink()
    with pytest.raises(ConflictError, match="whose private half is not in"):
        create_key(ann)
    create_key(ann, instead=True, reason="lost")
    log(ann, "Six missiles were fired")
    assert found(ann) == Signatures(checked=1, unvouched=[4])


@pytest.mark.long
def test_a_revoked_key_is_never_used_again(ann: Workspace) -> None:
    """What was revoked in a ledger may be in other hands: creating one anew makes a new one."""
    first = create_key(ann).public_key
    revoke_key(ann, None, "stolen")
    log(ann, "Six missiles were fired")
    assert signed(ann) == [4]
    created = create_key(ann)
    log(ann, "Two were shot down")
    assert (created.made, created.public_key != first, signed(ann)) == (True, True, [4, 7])
    assert found(ann) == Signatures(checked=2)


def test_keys_are_listed_with_their_ends(ann: Workspace, bob: Workspace) -> None:
    """Whose, since when, until when, by whom and why, in the order of recording; as of then too."""
    first = create_key(ann).public_key
    second = create_key(bob).public_key
    revoke_key(bob, "ann", "left the newsroom")
    listed = [(key.analyst, key.public_key, key.since.revision) for key in list_keys(ann)]
    assert listed == [("ann", first, 3), ("bob", second, 4)]
    [of_ann, of_bob] = list_keys(ann)
    assert of_ann.ended is not None
    assert (of_ann.ended.revision, of_ann.ended.by, of_ann.ended.reason) == (5, "bob", "left the newsroom")
    assert of_bob.ended is None
    assert [key.ended for key in list_keys(ann, 4)] == [None, None]
    assert found(ann) == Signatures(checked=1, unvouched=[5])


def test_what_cannot_be_revoked_is_refused(ann: Workspace) -> None:
    """An analyst without a key, or without a reason."""
    with pytest.raises(NotFoundError, match="bob has no key in force"):
        revoke_key(ann, "bob", "left")
    with pytest.raises(UsageError):
        revoke_key(ann, None, "")
    assert len(revisions(ann)) == 2


def test_a_key_of_somebody_else_is_refused(ann: Workspace, bob: Workspace) -> None:
    """Two analysts never sign with one key."""
    create_key(ann)
    with closing(replace(bob, key=ann.key)) as with_her_key, pytest.raises(ConflictError, match="is that of ann"):
        create_key(with_her_key)


def test_a_key_change_is_not_undone(ann: Workspace) -> None:
    """Later revisions were signed by it."""
    create_key(ann)
    with pytest.raises(ConflictError):
        undo(ann, 3)


@pytest.mark.long
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "there is no"),
        (b"", "holds no private key that can be read"),
        (b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n", "holds no private key"),
        ("other", "holds another"),
        ("ec", "of another kind than Ed25519"),
    ],
)
def test_nothing_is_written_that_cannot_be_signed(ann: Workspace, content: bytes | str | None, expected: str) -> None:
    """Without the private key, with another, or with something that is none: refused before anything is recorded."""
    create_key(ann)
    key_of(ann).unlink()
    if content == "other":
        make_key(key_of(ann))
    elif content == "ec":
        key_of(ann).write_bytes(elliptic())
    elif isinstance(content, bytes):
        key_of(ann).write_bytes(content)
    for workspace in (ann, replace(ann, key=None) if content is None else ann):
        with pytest.raises(DatabaseError, match=expected if workspace.key else "no private key is set"):
            say_of(workspace, Entry("c1", phrases=("Kyiv denies",)))
        workspace.close()
    assert len(revisions(ann)) == 3


def elliptic() -> bytes:
    """A private key of another kind."""
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library look as if it were not installed."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.long
def test_without_the_library_nothing_is_signed(ann: Workspace, bob: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said what to install; who has no key does not notice."""
    create_key(ann)
    without_library(monkeypatch)
    with pytest.raises(DatabaseError, match=r"pip install 'verifier-ledger\[signing\]'"):
        say_of(ann, Entry("c1", phrases=("Kyiv denies",)))
    say_of(bob, Entry("c1", phrases=("Kyiv denies",)))
    assert signed(ann) == []


@pytest.mark.long
def test_without_the_library_what_was_not_checked_is_told(ann: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature that is missing is found all the same."""
    create_key(ann)
    log(ann, "Six missiles were fired")
    log(ann, "Two were shot down")
    without_library(monkeypatch)
    assert found(ann) == Signatures(unchecked=2)
    meddle(ann, run("UPDATE revisions SET signature = NULL WHERE id = 4"))
    assert str(fault(ann)).startswith("r4 by ann is not signed")


def test_every_letter_of_a_signature_counts(ann: Workspace) -> None:
    """One letter changed, one left out or added, written otherwise, or nothing: found, though in no digest."""
    created = create_key(ann)
    log(ann, "Six missiles were fired")
    newest = revisions(ann)[-1]
    verify = verifier_of_signatures()
    assert newest.signature is not None
    assert verify is not None
    assert verify(created.public_key, newest.digest, newest.signature)
    altered = [
        newest.signature[:place] + letter + newest.signature[place + 1 :]
        for place in range(len(newest.signature))
        for letter in "ABQgw=\n "
        if letter != newest.signature[place]
    ]
    altered += [
        newest.signature[:-1],
        f"{newest.signature}\n",
        f" {newest.signature}",
        newest.signature.rstrip("="),
        "",
    ]
    unseen = [other for other in altered if verify(created.public_key, newest.digest, other)]
    assert unseen == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("signature = NULL WHERE id = 5", "r5 by ann is not signed, and ann had the key {ann} then"),
        ("signature = 'AAAA' WHERE id = 5", "the signature of r5 by ann is not valid"),
        ("signature = '' WHERE id = 5", "the signature of r5 by ann is not valid"),
        ("signature = 'AAAA' WHERE id = 2", "r2 by ann carries a signature, and ann had no key then"),
        (
            "signature = (SELECT signature FROM revisions WHERE id = 6) WHERE id = 5",
            "the signature of r5 by ann is not valid",
        ),
    ],
)
def test_a_signature_that_is_not_right_is_told(ann: Workspace, bob: Workspace, change: str, expected: str) -> None:
    """Missing, not valid, moved, or where none belongs: each with its revision."""
    public = create_key(ann).public_key
    create_key(bob)
    log(ann, "Six missiles were fired")
    log(ann, "Two were shot down")
    log(bob, "Four went through")
    assert signed(ann) == [5, 6, 7]
    meddle(ann, run(f"UPDATE revisions SET {change}"))  # noqa: S608 - our words
    assert fault(ann) == expected.format(ann=fingerprint(public))


def test_a_signature_with_another_key_is_told(ann: Workspace, bob: Workspace) -> None:
    """Whoever signed in the name of somebody else is named, by the key."""
    public, other = create_key(ann).public_key, create_key(bob).public_key
    log(ann, "Six missiles were fired")
    newest = revisions(ann)[-1]
    private = load_pem_private_key(key_of(bob).read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    forged = b64encode(private.sign(b"verifier revision\0" + bytes.fromhex(newest.digest))).decode()
    meddle(ann, run(f"UPDATE revisions SET signature = '{forged}' WHERE id = 5"))  # noqa: S608 - Base64
    assert fault(ann) == (
        f"r5 by ann is signed with another key than {fingerprint(public)}: {fingerprint(other)} of bob"
    )


def test_a_forged_past_is_found_by_its_signatures(ann: Workspace) -> None:
    """Who also makes the digests anew cannot make the signatures."""
    create_key(ann)
    log(ann, "Six missiles were fired")
    meddle(ann, run("UPDATE attributions SET quote = 'never said' WHERE id = 1"), forge)
    assert fault(ann) == "the signature of r4 by ann is not valid"


@pytest.mark.long
def test_a_forged_key_is_found_by_the_signatures(ann: Workspace) -> None:
    """Neither another key in the ledger, nor none, goes unnoticed."""
    create_key(ann)
    log(ann, "Six missiles were fired")
    for column in ("public_key = NULL", f"public_key = '{b64encode(bytes(32)).decode()}'", "public_key = 'no key'"):
        meddle(ann, run(f"UPDATE analyst_keys SET {column}"), forge)  # noqa: S608 - our words
        assert fault(ann) is not None


@pytest.mark.long
def test_taking_all_keys_away_is_found_against_a_noted_digest_alone(ann: Workspace) -> None:
    """What signatures cannot show, as documented: that there once were some."""
    create_key(ann)
    log(ann, "Six missiles were fired")
    noted = head_digest(ann)
    meddle(ann, run("DELETE FROM analyst_keys"), run("UPDATE revisions SET signature = NULL"), forge)
    assert (fault(ann), list_keys(ann)) == (None, [])
    assert str(fault(ann, noted)).startswith(f"no revision has the digest {noted}")


@pytest.mark.long
def test_signatures_of_one_database_are_good_for_no_other(ann: Workspace, elsewhere: Workspace) -> None:
    """A signature is over a digest, and that over everything recorded before."""
    create_key(ann)
    create_key(elsewhere)
    log(ann, "Six missiles were fired")
    log(elsewhere, "Six missiles were fired")
    here, there = revisions(ann)[-1], revisions(elsewhere)[-1]
    public = public_key_of(key_of(ann))
    verify = verifier_of_signatures()
    assert public is not None
    assert verify is not None
    assert verify(public, there.digest, there.signature)
    assert not verify(public, here.digest, there.signature)


def test_a_digest_signed_for_another_purpose_is_no_signature() -> None:
    """The bare digest, signed, is not what a revision carries."""
    private = Ed25519PrivateKey.generate()
    public: Ed25519PublicKey = private.public_key()
    digest = "ab" * 32
    verify = verifier_of_signatures()
    assert verify is not None
    bare = b64encode(private.sign(bytes.fromhex(digest))).decode()
    assert not verify(b64encode(public.public_bytes_raw()).decode(), digest, bare)


@pytest.mark.long
def test_a_key_that_cannot_be_written_leaves_the_one_before(ann: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the middle: no empty file is left, and the former key goes on signing."""
    create_key(ann)
    former = key_of(ann).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DatabaseError, match="cannot be made: No space left on device"):
            create_key(ann, instead=True, reason="a new laptop")
    assert [path.name for path in key_of(ann).parent.iterdir()] == ["ann.pem"]
    assert key_of(ann).read_bytes() == former
    log(ann, "The bridge fell", "Moscow says")
    assert found(ann).fault is None


@pytest.mark.long
def test_a_key_set_aside_signs_although_the_file_holds_none(ann: Workspace) -> None:
    """As an earlier version left it when the disk was full."""
    key = create_key(ann).public_key
    key_of(ann).rename(key_of(ann).with_name(f"ann.{fingerprint(key)}.pem"))
    key_of(ann).touch()
    log(ann, "The bridge fell", "Moscow says")
    assert found(ann).fault is None


def test_a_key_that_others_can_read_is_warned_of(ann: Workspace) -> None:
    """When it signs, and when keys are listed; once."""
    create_key(ann)
    list_keys(ann)
    assert ann.warnings == []
    key_of(ann).chmod(0o640)
    log(ann, "The bridge fell", "Moscow says")
    list_keys(ann)
    assert ann.warnings == [f"others can read the private key in {key_of(ann)}. Run: chmod 600 {key_of(ann)}"]
