"""gouji review and gouji archive review: the desk, where a person settles what was flagged."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.whole_file import write_whole
from cli.choices import know_form, know_reader
from cli.doors import sigterm_like_ctrl_c, told_as_commands
from cli.errors import Unreadable, WrongUsage
from cli.outputs import output_folder, refuse_overwriting, stems
from cli.wording import clean, complain, reason

if TYPE_CHECKING:
    from archive.desk import Desk, Standing

__all__ = ["review", "review_archive"]

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine. [default: any that is free]", show_default=False)]
Person = Annotated[str | None, typer.Option(metavar="NAME", help="Who settles; can be changed on the page. [default: the login name]")]
Password = Annotated[str | None, typer.Option(envvar="GOUJI_PASSWORD", help="Password of encrypted PDFs; it is not kept.")]
_INSIDE = ".review"


def review_archive(
    folder: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="Folder of the archive.")],
    port: Port = 0,
    person: Person = None,
    password: Password = None,
) -> None:
    """Serve the desk of an archive on this machine: what was flagged, the riskiest first, each beside its place on the page.

    Prints the address to open in a browser; it works once. Every decision is kept as it is made. Also while a run is going.

    \b
    Example:
      gouji archive review out/archive
    """
    from archive.desk import Desk

    with told_as_commands():
        _serve(Desk(folder), folder, port, person, password)


def review(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE", help="PDF, page images, HTML or text files.")],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder for the report files; made when missing.")],
    into: Annotated[Path | None, typer.Option("--into", metavar="ARCHIVE", help="Where decisions are kept. [default: DIR/.review]")] = None,
    form: Annotated[str | None, typer.Option(metavar="KEY", help="Form of the reports, or a form file. [default: found by itself]")] = None,
    reader: Annotated[str | None, typer.Option(metavar="NAME", help="Reader of scans: rapidocr, tesseract. [default: both]")] = None,
    port: Port = 0,
    person: Person = None,
    password: Password = None,
) -> None:
    """Read reports and serve the desk for them: settle what was flagged, beside its place on the page.

    DIR/<stem>.json is written before the desk opens and with every decision. Called again, it goes on where it was.

    \b
    Example:
      gouji review scan.pdf -o out
    """
    from archive.desk import Desk
    from archive.take_in import take_in

    know_form(form)
    know_reader(reader)
    output_folder(folder)
    names = dict(zip(sources, stems(source.stem for source in sources), strict=True))
    targets = {source: folder / f"{stem}.json" for source, stem in names.items()}
    refuse_overwriting(sources, targets.values())
    if form is not None and Path(form).is_file():
        form = str(Path(form).absolute())  # the archive may be taken up from another folder
    options = {key: value for key, value in (("form", form), ("reader", reader)) if value is not None}
    archive = into or folder / _INSIDE
    with told_as_commands():
        known = take_in(archive, sources, options, password, complain)
        if not known:
            raise Unreadable("", "none of the sources could be read, so there is nothing to review")
        files = {number: targets[source] for source, number in known.items()}
        desk = Desk(archive, kept=lambda standing, content: _write(files, standing, content))
        for number in files:
            _write(files, desk.report(number), desk.file_of(number))
        for target in files.values():
            print(clean(target))
        _serve(desk, archive, port, person, password)


def _write(files: dict[int, Path], standing: Standing, content: bytes) -> None:
    if standing.source in files:
        write_whole(files[standing.source], content)


def _serve(desk: Desk, folder: Path, port: int, person: str | None, password: str | None) -> None:
    from archive.queue import EVERYTHING, waiting
    from review.errors import NoAddress
    from review.serve import serve

    with desk.asked() as ledger:
        count = waiting(ledger, EVERYTHING)

    def ready(address: str) -> None:
        print(f"{clean(folder)}: {count:,} to look at")
        print(f"open {address}")
        print("the address works once, on this machine; Ctrl-C ends the desk, and every decision is kept", flush=True)

    try:
        with sigterm_like_ctrl_c():
            serve(desk, clean(person or _login()), port, password, ready)
    except NoAddress as error:
        raise WrongUsage("--port", str(error)) from error
    except OSError as error:
        raise Unreadable("", f"the desk cannot be served ({reason(error)}); see to it and start again") from error


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        return "?"
