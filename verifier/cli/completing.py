"""What the shell completes: refs, keys, sources and terms of a query, as its line can take them.

Bash puts what it is given into the line as it is, so that all that means something to it is written out; other shells
do that themselves, and get nothing that one of them could read as anything but a word.
"""

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final

import typer

_ASKED: Final = "_VERIFIER_COMPLETE"
_BASH: Final = "complete_bash"
_BEFORE: Final = "_VERIFIER_COMPLETE_BEFORE"
_PARTS: Final = (":", "=")
_LINES: Final = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
_HARMLESS: Final = re.compile(r"[\w .,:/@+-]*")
_MEANS_SOMETHING: Final = re.compile(r"([^\w.,:/@+%=-])")
_MEANS_SOMETHING_QUOTED: Final = re.compile(r'(["$`\\!])')
_LAST_TERM: Final = re.compile(r'(?:[^\s"]|"[^"]*"?)*$')


def asked_for() -> list[str] | None:
    """The words of the line that a shell asks to complete; None if it asks for no such thing."""
    if _ASKED not in os.environ:
        return None
    if os.environ[_ASKED] == _BASH:
        _join_what_bash_parts()
    return next((os.environ[name].split() for name in _LINES if name in os.environ), [])


def _join_what_bash_parts() -> None:
    """Make one word of what bash holds for three: a field of a query, its colon, and its value.

    Bash replaces only what is behind the colon: what stands before it is kept aside.
    """
    words, parts, before = os.environ["COMP_WORDS"].split("\n"), [""], ""
    for number, word in enumerate(words[: int(os.environ["COMP_CWORD"]) + 1]):
        joins = number > 0 and (word in _PARTS or words[number - 1] in _PARTS)
        before = (parts[-1] + word if word in _PARTS else parts[-1]) if joins else ""
        parts = [*parts[:-1], parts[-1] + word] if joins else [*parts, word]
    os.environ["COMP_WORDS"] = "\n".join(parts[1:])
    os.environ["COMP_CWORD"] = str(len(parts) - 2)
    os.environ[_BEFORE] = before


def refs(context: typer.Context, incomplete: str) -> list[str]:
    """The refs and keys of claims."""
    return _begun(incomplete, _found(context, "refs", incomplete))


def sources(context: typer.Context, incomplete: str) -> list[str]:
    """The names of sources."""
    return _begun(incomplete, _found(context, "sources", incomplete))


def terms(context: typer.Context, incomplete: str) -> list[str]:
    """The terms of a query, the last of which is completed."""
    last = _LAST_TERM.search(incomplete)
    begun = last[0] if last else ""
    return _begun(incomplete, [incomplete.removesuffix(begun) + term for term in _found(context, "terms", begun)])


def _begun(typed: str, words: Iterable[str]) -> list[str]:
    """The words that begin as typed, in whatever case they are; those that any shell can take."""
    found = [typed + word[len(typed) :] for word in words if word.casefold().startswith(typed.casefold())]
    in_bash = os.environ.get(_ASKED) == _BASH
    return [word for word in found if word.isprintable() and (in_bash or _HARMLESS.fullmatch(word))]


def answered(complete: Callable[[], object]) -> object:
    """Print what Typer answers to a shell; for bash so that its line can take it."""
    if os.environ.get(_ASKED) != _BASH:
        return complete()
    stream = sys.stdout
    with contextlib.redirect_stdout(io.StringIO()) as told:
        try:
            return complete()
        finally:
            stream.writelines(f"{word}\n" for word in _shown(told.getvalue().splitlines()))
            stream.flush()


def _found(context: typer.Context, kind: str, typed: str) -> list[str]:
    """What there is of a kind; nothing where the database cannot be read, as nobody can be told."""
    found: list[str] = []
    with suppress(Exception):
        from verifier.cli.screen import Screen
        from verifier.cli.session import Session
        from verifier.cli.settings import resolve
        from verifier.services.review import completing

        session = Session(resolve({"db": context.find_root().params.get("db")}), Screen())
        with session.workspace.read() as connection:
            found = getattr(completing, kind)(connection, typed)
        session.workspace.close()
    return found


def _shown(words: Iterable[str]) -> Iterator[str]:
    """The words as bash's line can take them, where the one to be completed is quoted or not."""
    line, at = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
    written, before = line[at] if at < len(line) else "", os.environ.get(_BEFORE, "")
    for word in words:
        if written.startswith('"'):
            yield _MEANS_SOMETHING_QUOTED.sub(r"\\\1", word)
        elif not written.startswith("'"):
            yield _MEANS_SOMETHING.sub(r"\\\1", word.removeprefix(before))
        elif "'" not in word:
            yield word
