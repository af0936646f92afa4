"""Writing with somebody at the screen: names that are not known are asked about, and it is tried again."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual.app import App
from textual.screen import Screen

from verifier.domain.errors import VerifierError
from verifier.services.record.actions import Options, Recorded, UnknownNamesError
from verifier.services.record.recorder import Choices
from verifier.services.review.sources import known_sources
from verifier.tui.completing import known_names
from verifier.tui.screens.box import RecordingBox
from verifier.tui.screens.unknown import UnknownName
from verifier.tui.state import Review
from verifier.tui.widgets.phrase import PhraseBox


async def know_names(box: Screen[Any], review: Review) -> None:
    """Propose the names of known sources in a box's phrases; without them if they cannot be read."""
    with suppress(VerifierError):
        names = known_names(await asyncio.to_thread(known_sources, review.workspace))
        for phrases in box.query(PhraseBox):
            phrases.know(names)


async def recorded_after_asking(app: App[Any], attempt: Callable[[Options], Recorded]) -> Recorded | None:
    """What the attempt recorded; None if the analyst went back to the text (VerifierError)."""
    choices = Choices()
    while True:
        try:
            return await asyncio.to_thread(attempt, Options(choices))
        except UnknownNamesError as error:
            if choices.decided(name for name, _ in error.unknown):
                raise
            for name, closest in error.unknown:
                answered = await app.push_screen_wait(UnknownName(name, closest, choices))
                if answered is None:
                    return None
                choices = answered


async def record_from(box: RecordingBox[Recorded], attempt: Callable[[Options], Recorded]) -> None:
    """Record what was typed in a box, which closes with what came of it; where it is refused, the box tells so."""
    if not box.begin_recording():
        return
    try:
        recorded = await recorded_after_asking(box.app, attempt)
    except VerifierError as error:
        box.end_recording()
        box.refuse(error)
        return
    if recorded is None:
        box.end_recording()
    else:
        box.leave(recorded)
