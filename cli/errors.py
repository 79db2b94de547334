"""What can go wrong in the cli room, and the exit status that each outcome has.

CommandError: ends the command with one line
├── WrongUsage (ValueError): exit status 2
├── Unreadable (OSError): a file of the call cannot be read or written, exit status 3
├── Lacking (RuntimeError): something that the call needs is not there, exit status 4
└── Stopped (RuntimeError): ended with Ctrl-C, and there is a way to go on; exit status 130
"""

from __future__ import annotations

from enum import IntEnum

__all__ = ["CommandError", "Lacking", "Status", "Stopped", "Unreadable", "WrongUsage"]


class Status(IntEnum):
    """The exit statuses that the contract promises."""

    DONE = 0
    NEEDS_PERSON = 1
    WRONG_USAGE = 2
    UNREAD = 3
    LACKING = 4
    STOPPED = 130  # what shells expect of a command that Ctrl-C ended
    PIPE_CLOSED = 141  # and of one whose reader went away, as in gouji forms show KEY | head


class CommandError(Exception):
    """The root of this room's errors.

    Attributes:
        subject: the source, file or option that is at fault.
        what: what is wrong and what to do next, in one line.
        status: the exit status.
    """

    status = Status.UNREAD

    def __init__(self, subject: str, what: str) -> None:
        self.subject = subject
        self.what = what
        super().__init__(f"{subject}: {what}")

    def __reduce__(self) -> tuple[type[CommandError], tuple[str, str]]:
        return type(self), (self.subject, self.what)  # it may come from another process


class WrongUsage(CommandError, ValueError):
    """The command line asks for something that cannot be."""

    status = Status.WRONG_USAGE


class Unreadable(CommandError, OSError):
    """A file cannot be read, or a result cannot be written."""

    status = Status.UNREAD


class Lacking(CommandError, RuntimeError):
    """A program, a language file or a reader that the call needs is not there."""

    status = Status.LACKING


class Stopped(CommandError, RuntimeError):
    """Ended with Ctrl-C; says how to go on."""

    status = Status.STOPPED
