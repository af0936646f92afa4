"""When something was said, from the words at its cue and the date of publication."""

import re
from datetime import date, timedelta
from typing import Final

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS: Final = re.compile(
    r"(?:\b(?:earlier|later|late|early)\s+)?(?:\b(?:on|last)\s+)?\b("
    rf"{'|'.join(_DAYS)}|yesterday|today"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+[0-9]{1,2}(?:,?\s+[0-9]{4})?"
    r"|[0-9]{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*(?:\s+[0-9]{4})?)\b",
    re.IGNORECASE,
)
_WEEK: Final = 7


def said_when(words: str, published: date | None) -> tuple[str, date] | None:
    """The words that tell when, and the day they mean; None if there are none, or nothing to count from."""
    match = _WORDS.search(words)
    day = _day(match[1].lower(), published) if match else None
    return (match[0].strip(), day) if match and day else None


def _day(word: str, published: date | None) -> date | None:
    if published is not None and word in _DAYS:
        return published - timedelta(days=(published.weekday() - _DAYS.index(word)) % _WEEK)
    if published is not None and word in {"today", "yesterday"}:
        return published - timedelta(days=word == "yesterday")
    numbers = [int(number) for number in re.findall(r"[0-9]+", word)]
    month = next((place for place, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}", word)), None)
    if month is None or not numbers:
        return None
    year = numbers[1] if len(numbers) > 1 else (published.year if published else None)
    try:
        day = date(year, month, numbers[0]) if year else None
    except ValueError:
        return None
    if day and published and day > published:
        return day.replace(year=day.year - 1) if len(numbers) == 1 else None
    return day
