"""Forms and readers that are named on the command line, and that nobody may know."""

from __future__ import annotations

from cli.errors import Lacking, WrongUsage

__all__ = ["know_form", "know_reader"]


def know_form(key: str | None) -> None:
    """A form that nobody knows is wrong for every source, so it is told once and before anything is read.

    Raises:
        WrongUsage: no form of that key, or a form file with faults.
    """
    if key is None:
        return
    from layout.errors import FormError, UnknownForm
    from layout.form_file import form_by_key

    try:
        form_by_key(key)
    except UnknownForm as error:
        raise WrongUsage("--form", f"{error}; choose one of them") from error
    except FormError as error:
        raise WrongUsage(key, f"it is no form that can be used; see gouji forms lint {key}") from error


def know_reader(name: str | None) -> None:
    """The same of a reader, and of what it lacks.

    Raises:
        WrongUsage: no reader of that name.
        Lacking: it lacks something.
    """
    if name is None:
        return
    from ocr.errors import UnknownReader
    from ocr.readers import reader_by_name

    try:
        lacking = reader_by_name(name).lacks()
    except UnknownReader as error:
        raise WrongUsage("--reader", f"{error}; choose one of them, or leave the option out") from error
    if lacking:
        raise Lacking("--reader", lacking)
