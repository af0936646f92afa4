"""Work that is done in a thread of its own while the caller goes on, one piece at a time."""

from collections.abc import Callable
from threading import Thread


class Meanwhile:
    """Nothing under way, or one piece of work."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._error: BaseException | None = None

    def begin(self, work: Callable[[], object]) -> None:
        """Begin a piece of work, once the one before has ended."""
        self.end()
        self._thread = Thread(target=self._do, args=(work,))
        self._thread.start()

    def end(self) -> None:
        """Wait for the work under way, if there is any, and raise whatever went wrong with it."""
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            self._error = error
