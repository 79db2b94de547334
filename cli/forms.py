"""gouji forms: the declared forms, listed, shown and linted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import CommandError, Status, Unreadable, WrongUsage
from cli.wording import clean, complain, reason

if TYPE_CHECKING:
    from layout.form import Block, Column, Form, Group, Row, Table

__all__ = ["forms"]

forms = typer.Typer(help="Work with the declared forms.", rich_markup_mode=None)


@forms.command("list")
def list_forms() -> None:
    """List the declared forms.

    \b
    Example:
      gouji forms list
    """
    from layout.form_file import declared_forms

    for form in declared_forms().values():
        tables = f"{len(form.tables)} table{'s' if len(form.tables) > 1 else ''}"
        print(f"{form.key:<14} {_years(form):<11} {tables:<10} {_cell_count(form):>4} cells   {form.title}")


@forms.command("show")
def show(key: Annotated[str, typer.Argument(metavar="KEY", help="Key of a declared form, or a form file.")]) -> None:
    """Show a form: its tables, rows, columns, labels and checks.

    \b
    Example:
      gouji forms show annual-2021
    """
    form = _form(key)
    print(f"{form.key}: {form.title}\n{form.name}, {_years(form)}\nsource: {form.source}")
    for table in form.tables:
        print("\n".join(_table_lines(table)))


@forms.command("lint")
def lint(files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Form files (TOML).")]) -> None:
    """Say what is wrong with form files.

    Every fault at once, each as FILE: ADDRESS: FAULT; exit status 3 when there is any.

    \b
    Example:
      gouji forms lint my-form.toml
    """
    status = Status.DONE
    for path in files:
        try:
            faults = _faults(path)
        except CommandError as error:
            complain(error.subject, error.what)
            status = Status.UNREAD
            continue
        for fault in faults:
            print(f"{clean(path)}: {clean(fault)}")
            status = Status.UNREAD
        if not faults:
            print(f"{clean(path)}: no faults")
    raise typer.Exit(status)


def _form(key: str) -> Form:
    from layout.errors import FormError, UnknownForm
    from layout.form_file import form_by_key

    try:
        return form_by_key(key)
    except UnknownForm as error:
        raise WrongUsage(key, f"{error}; choose one of them") from error
    except FormError as error:
        raise Unreadable(key, f"it has {len(error.faults)} faults; see gouji forms lint {key}") from error


def _faults(path: Path) -> tuple[str, ...]:
    from layout.errors import FormError
    from layout.form_file import read_form

    try:
        read_form(path)
    except FormError as error:
        return error.faults
    except IsADirectoryError as error:
        raise Unreadable(str(path), f"it is a folder; name the files in it, like {path}/*.toml") from error
    except OSError as error:
        raise Unreadable(str(path), f"it cannot be opened ({reason(error)}); check the name") from error
    return ()


def _years(form: Form) -> str:
    first, last = form.years
    return f"{first}-{last}" if last else f"{first} on"


def _cell_count(form: Form) -> int:
    return sum(len(block.rows) * len(block.columns) for table in form.tables for block in table.blocks)


def _table_lines(table: Table) -> Iterator[str]:
    yield f"\n{table.key}: {table.title}"
    for block in table.blocks:
        for kind, members in (("column", block.columns), ("row", block.rows)):
            yield from (_member_line(kind, member, block) for member in members)
    for variant in table.variants:
        yield f"  variant  {variant.key}: {variant.note}"
    for identity in table.identities:
        yield f"  check    {identity.id}, each {identity.each}: {identity.statement}"
    for identity in table.years:
        yield f"  years    {identity.id}, each {identity.each}{', advice' if identity.advice else ''}: {identity.statement}"


def _member_line(kind: str, member: Row | Column, block: Block) -> str:
    labels = [_official(holder) for holder in block.path(member)] + [_official(member)]
    unit = f" [{member.unit}]" if member.unit else ""
    also = f" (also {', '.join(member.labels[1:])})" if len(member.labels) > 1 else ""
    return f"  {kind:<8} {member.key}: {' / '.join(labels)}{unit}{also}"


def _official(member: Row | Column | Group) -> str:
    return member.labels[0]
