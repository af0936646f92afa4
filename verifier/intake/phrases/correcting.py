"""What to write instead of a phrase that cannot be read: the nearest one that can, made of what was typed."""

from typing import Final

from verifier.domain.model.statements import Stance
from verifier.intake.phrases.cues import lexicon
from verifier.intake.problems import quoted

LONGEST_NAME: Final = 200
REGISTER: Final = "If it is part of a name, write it in brackets: [NAME] says"
_LIKE_ENOUGH: Final = 74
_SHORT: Final = 40
_MOST_WORDS: Final = 3


def how_to(name: str = "") -> str:
    """What a phrase says, with somebody's name for an example."""
    if not name[:1].isupper() or len(name) > _SHORT:
        return "Write who takes which stance, as in: Moscow says; unconfirmed by Kyiv; + Moscow"
    return f"Write who takes which stance, as in: {name} says; unconfirmed by {name}; + {name}"


def instead_of_cue(name: str, written: str) -> str:
    """What to write for words that are no cue: the same with the cue most like them, if one is."""
    from rapidfuzz import fuzz, process

    words = " ".join(written.casefold().split()[:_MOST_WORDS]).strip(".,")
    known = lexicon().cues
    short = [(cue, meaning) for cue, meaning in known.plain() if cue.count(" ") < _MOST_WORDS]
    cues = [cue for cue, meaning in short if not meaning.passive and f"{cue}s" not in known]
    alike = [cue for cue in cues if cue[:1] == words[:1]]
    found = process.extractOne(words, alike, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return f"Write {name} {found[0]}, or {_lowered(how_to(name))}" if found else how_to(name)


def instead_of_tail(head: str, origin: str, cue: str, stance: Stance, rest: str) -> tuple[str, str]:
    """What is wrong with words behind a cue, and what to write."""
    told = rest.strip()
    if stance is Stance.DENIES and _narrows(told):
        what = f"{quoted(told)} narrows what is denied, and leaves the claim itself alone"
        here = f"Write ? {origin} ({cue} {told})"
        return what, f"{here}, or log what is denied as a claim of its own, and there {head}"
    what = f"{quoted(told)} is left over"
    return what, f'Write {head}: what was said is the claim, or a quotation as in {head}: "{_cut(told)}"'


def with_comma(text: str, place: int) -> str:
    """The text with a comma before a place."""
    return f"{text[:place].rstrip()}, {text[place:]}"


def _narrows(told: str) -> bool:
    return told.split(" ", 1)[0].casefold() in lexicon().lists["objects.narrow"]


def _cut(told: str) -> str:
    plain = told.replace('"', "").removeprefix("that ")
    return plain if len(plain) <= _SHORT else plain[: _SHORT - 1] + "\u2026"


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def too_long(name: str) -> tuple[str, str]:
    """What is wrong with a name of too many characters, and what to do."""
    return f"a name of {len(name)} characters is too long", f"Keep it under {LONGEST_NAME}"
