"""The page on which a claim is laid out."""

from msgspec import Struct

from verifier.reports.text.styled import Line, cut, wrapped


class Page(Struct, frozen=True):
    """How to lay out: columns, the instant asked about (microseconds UTC), and the marks allowed.

    A `dense` page is for a screen with few lines: no blank ones, no quotes, no notes, and rows are cut. A `drawn` one
    begins the course of the status with a band.
    """

    columns: int
    now: int
    ascii_only: bool = False
    dense: bool = False
    drawn: bool = False

    @property
    def dash(self) -> str:
        """A separator between facts on a line."""
        return " - " if self.ascii_only else " · "

    def quoted(self, text: str) -> str:
        """Somebody's words between quotation marks."""
        return f'"{text}"' if self.ascii_only else f"“{text}”"

    def laid(self, found: Line, indent: str) -> list[Line]:
        """A row of a table: wrapped, or cut where lines are few."""
        if self.dense:
            return [cut(found, self.columns, ellipsis="..." if self.ascii_only else "…")]
        return wrapped(found, self.columns, indent)
