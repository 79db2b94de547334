"""gouji doctor: says what is installed, what is missing and how to mend it."""

from __future__ import annotations

import typer

from cli.errors import Status

__all__ = ["doctor"]


def doctor() -> None:
    """Say what is installed and what is missing, and how to mend it.

    Exit status 4 when something needed is missing.

    \b
    Example:
      gouji doctor
    """
    from cli.installation import findings

    found = findings()
    for finding in found:
        print(f"{finding.verdict:<9}{finding.what:<24}{finding.found}".rstrip())
        if finding.mend:
            print(f"{'':<9}to mend it: {finding.mend}")
    missing = any(finding.needed and finding.mend for finding in found)
    raise typer.Exit(Status.LACKING if missing else Status.DONE)
