"""What is claimed, in the article's words: without `that`, without the marks around it, fit to be a heading."""

import re
from typing import Final

from verifier.domain.errors import UsageError
from verifier.domain.model.claims import ClaimKind
from verifier.intake.refs import read_ref

_LONGEST: Final = 600
_BEGINNING: Final = re.compile(
    r"^(?:(?:that|where|while|whereas|although|because|who|which|and|but|so|how|as)\s+(?=\S+\s+\S)|[\s\"'\u201c\u201d\u2018\u2019.,;:!?\u2026)\]\u2014\u2013-])+",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[\s\"\u201c\u201d\u2018,;:.\u2014\u2013(\[-]+$")
_AHEAD: Final = re.compile(
    r"\b(?:will|won't|is going to|are going to|would soon|plans? to|expected to|intends? to)\b", re.IGNORECASE
)
_JUDGES: Final = re.compile(
    r"\b(?:should|must|ought to|need to|needs to|unacceptable|shameful|disgrace\w*|outrageous|terrible|wonderful|great|"
    r"important|unfair|wrong|right|hope|hopes|believe|think|feel|welcome|regret\w*|barbaric|cowardly|immoral)\b",
    re.IGNORECASE,
)
_POINTS_BACK: Final = re.compile(
    r"^(?:(?:the|this|that|these|those|such|his|her|their|its|any)\s+)?(?:latest\s+|initial\s+)?(?:statements?|claims?|reports?|allegations?|"
    r"accusations?|assertions?|announcement|comments?|remarks?|suggestions?|charges?|story|account|rumou?rs?|information|"
    r"news|version|assertion|it|this|that|which|them|those|so)$",
    re.IGNORECASE,
)


def claim_text(words: str) -> str:
    """Words of an article as a claim; empty if nothing is left of them."""
    visible = "".join(character if character.isprintable() else " " for character in words)
    text = _END.sub("", _BEGINNING.sub("", " ".join(visible.split())))
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + "\u2026"
    if not any(character.isalnum() for character in text):
        return ""
    text = text[0].upper() + text[1:]
    return f"\u201c{text}\u201d" if _is_ref(text) else text


def points_back(words: str) -> bool:
    """Whether words only point to a claim made before them: `the statement`."""
    return bool(_POINTS_BACK.match(" ".join(words.split()).strip(" ,.")))


def suggested_kind(words: str) -> ClaimKind | None:
    """The kind of claim that words suggest, if they are of what will be, or judge."""
    if _AHEAD.search(words):
        return ClaimKind.PREDICTION
    return ClaimKind.OPINION if _JUDGES.search(words) else None


def _is_ref(text: str) -> bool:
    """Whether a heading of this text would open a known claim."""
    try:
        read_ref(text)
    except UsageError:
        return text[:1].isalpha() and text[1:].isdigit()
    return True
