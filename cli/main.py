"""The command ``gouji``: its subcommands, and the outermost door through which every error leaves as one line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated

import typer

from cli.archive import archive
from cli.check import check
from cli.doctor import doctor
from cli.errors import CommandError, Status
from cli.forms import forms
from cli.read import read
from cli.review import review
from cli.show import show
from cli.wording import complain, reason, unexpected

__all__ = ["main", "run"]

# Without rich markup help is there in 0.1 s instead of 0.3 s.
app = typer.Typer(add_completion=False, rich_markup_mode=None, invoke_without_command=True)
app.command("read")(read)
app.command("show")(show)
app.command("check")(check)
app.command("review")(review)
app.add_typer(archive, name="archive")
app.add_typer(forms, name="forms")
app.command("doctor")(doctor)


@app.callback()
def gouji(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Turn Chinese government annual reports into tables of checked figures.

    \b
    Examples:
      gouji read report.pdf -o out      read a report
      gouji show report.pdf -o out      draw what was read where
      gouji check out/report.json       what needs a person
      gouji review report.pdf -o out    settle it at the desk
      gouji archive run scans --into A  read thousands, resumably
      gouji COMMAND --help              the options of a command

    Exit status: 0 done; 1 with --strict, something needs a person; 2 wrong usage; 3 a source could not be read;
    4 a needed program or package is missing.
    """
    if version:
        from importlib import metadata

        print(f"gouji {metadata.version('gouji')}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


def run(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line (default: this process's own) and return its exit status."""
    _print_anything()
    try:
        command = typer.main.get_command(app)
        status = int(command.main(args=arguments, prog_name="gouji", standalone_mode=False) or Status.DONE)
    except CommandError as error:
        complain(error.subject, error.what)
        return error.status
    except typer.TyperException as error:
        complain("", f"{error.format_message().rstrip('.')}; see {_help_for(error)}")
        return Status.WRONG_USAGE
    except ImportError as error:
        complain("", f"the package {error.name} is missing or broken ({error}); see gouji doctor")
        return Status.LACKING
    except (KeyboardInterrupt, typer.Abort):
        status = Status.STOPPED
    except SystemExit:  # typer's answer to a closed pipe, the only one it ends like this
        return Status.PIPE_CLOSED
    except OSError as error:
        complain("", f"the output cannot be written ({reason(error)}); check where it goes")
        return Status.UNREAD
    except Exception as error:  # the outermost door: a user never sees a traceback that was not asked for
        complain("", unexpected(error))
        return Status.UNREAD
    if status == Status.STOPPED:  # typer makes this status of a Ctrl-C, and says nothing
        complain("", "stopped; the results written so far are whole")
    return status


def main() -> None:
    """Entry point of the command."""
    sys.exit(run())


def _print_anything() -> None:
    """Terminals that lack a character show a question mark for it, instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _help_for(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path if context else 'gouji'} --help"
