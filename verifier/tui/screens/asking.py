"""Writing with somebody at the screen: names that are not known are asked about, and it is tried again."""

import asyncio
from collections.abc import Callable
from typing import Any

from textual.app import App

from verifier.services.record.actions import Options, Recorded
from verifier.services.record.recorder import Choices
from verifier.services.record.sheets import UnknownNamesError
from verifier.tui.screens.unknown import UnknownName


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
