"""What people are told: single lines, safe for any terminal."""

from __future__ import annotations

import os
import sys
import unicodedata
from decimal import Decimal

__all__ = ["clean", "complain", "debugging", "figure", "reason", "unexpected"]

# Controls, format characters (bidi overrides among them) and lone surrogates can move the cursor, hide text or end a print in an error.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def clean(text: object) -> str:
    """The text as one line of characters that can be seen; undecodable bytes of file names become U+FFFD."""
    seen = []
    for char in str(text):
        if char.isspace():
            seen.append(" ")
        elif unicodedata.category(char) not in _UNSEEN:
            seen.append(char)
        elif unicodedata.category(char) == "Cs":
            seen.append("\N{REPLACEMENT CHARACTER}")
    return " ".join("".join(seen).split())


def complain(subject: object, what: str) -> None:
    """Print the one line of an error on standard error; an empty subject is left out."""
    parts = ["gouji", clean(subject), clean(what)]
    print(": ".join(part for part in parts if part), file=sys.stderr)


def debugging() -> bool:
    """Whether the user asked for tracebacks."""
    return os.environ.get("GOUJI_DEBUG", "") not in ("", "0")


def unexpected(error: BaseException) -> str:
    """What to say of an exception that nobody foresaw; with GOUJI_DEBUG=1 its traceback is shown first."""
    if debugging():
        import traceback

        traceback.print_exception(error)
    detail = clean(error)[:200]
    return f"unexpected {type(error).__name__}{': ' if detail else ''}{detail}; please report it with what GOUJI_DEBUG=1 shows"


def reason(error: OSError) -> str:
    """The system's word for what went wrong, in running text."""
    said = error.strerror or str(error) or type(error).__name__
    return clean(said[:1].lower() + said[1:])


def figure(value: Decimal | None) -> str:
    """A figure as people write it; ``?`` when there is none."""
    return "?" if value is None else format(value, "f")
