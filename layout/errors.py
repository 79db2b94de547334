"""What can go wrong in the layout room.

LayoutError
├── FormError (ValueError): a form file is malformed; says every fault with its address
├── NoPaper (ValueError): a source has nothing that can be shown or written on
├── UnknownForm (KeyError): no form of that key is declared
└── ReportError (ValueError): a saved report file cannot be understood
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["FormError", "LayoutError", "NoPaper", "ReportError", "UnknownForm"]


class LayoutError(Exception):
    """The root of this room's errors."""


class FormError(LayoutError, ValueError):
    """A form file that cannot be used, with all its faults at once.

    Attributes:
        path: the form file.
        faults: one line each, ``address: what is wrong``, in the order of the file.
    """

    def __init__(self, path: Path, faults: tuple[str, ...]) -> None:
        self.path = path
        self.faults = faults
        super().__init__("\n".join(f"{path.name}: {fault}" for fault in faults))


class NoPaper(LayoutError, ValueError):
    """A source without pages that can be shown or written on; says what to do instead."""


class UnknownForm(LayoutError, KeyError):
    """No form of that key is declared."""

    def __init__(self, key: str, known: tuple[str, ...]) -> None:
        self.key = key
        self.known = known
        super().__init__(f"no form {key!r}; the declared forms are {', '.join(known)}")

    def __str__(self) -> str:
        return str(self.args[0])


class ReportError(LayoutError, ValueError):
    """A saved report file that cannot be understood."""
