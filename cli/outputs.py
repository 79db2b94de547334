"""Which files a call of ``gouji read`` writes: kinds of output, stems and target paths."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from cli.errors import WrongUsage
from cli.wording import clean, reason
from files.kinds import KINDS

__all__ = ["output_folder", "parse_kinds", "refuse_overwriting", "stems", "target", "written"]

_LONGEST = 240  # bytes; file systems hold names of 255, and the longest suffix with a number takes 12


def parse_kinds(text: str) -> tuple[str, ...]:
    """The kinds that ``--to`` names, json first: it always is written, because the others are views of it.

    Raises:
        WrongUsage: a kind that is not known.
    """
    kinds = ["json"]
    for name in (part.strip().lower() for part in text.split(",")):
        if name not in KINDS:
            raise WrongUsage("--to", f"{name!r} is not a kind of output; choose from {', '.join(KINDS)}")
        if name not in kinds:
            kinds.append(name)
    return tuple(kinds)


def target(folder: Path, stem: str, kind: str) -> Path:
    """The file, or folder, that a kind of output of one source becomes."""
    return folder / f"{stem}{KINDS[kind].suffix}"


def written(folder: Path, stem: str, kind: str) -> Iterator[Path]:
    """The files that are written for it."""
    place = target(folder, stem, kind)
    yield place
    yield from (place / name for name in KINDS[kind].files)


def stems(names: Iterable[str]) -> tuple[str, ...]:
    """One stem a source, in argument order; the second of a name gets ``-2``.

    Names that differ in case or in Unicode composition only are one name, since some file systems hold them so. One that is as long as
    file systems allow is cut, to leave room for the suffix.
    """
    taken: set[str] = set()
    result = []
    for name in map(_cut, names):
        stem, number = name, 1
        while _folded(stem) in taken:
            number += 1
            stem = f"{name}-{number}"
        taken.add(_folded(stem))
        result.append(stem)
    return tuple(result)


def output_folder(folder: Path) -> Path:
    """The folder, made when it is not there yet.

    Raises:
        WrongUsage: it cannot be made, or is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise WrongUsage("-o", f"{clean(folder)} is a file; name a folder") from None
    except OSError as error:
        raise WrongUsage("-o", f"the folder {clean(folder)} cannot be made ({reason(error)}); name another") from error
    return folder


def refuse_overwriting(sources: Iterable[Path], targets: Iterable[Path]) -> None:
    """Raise WrongUsage when a result would take the place of a source, as ``notes.md`` read ``--to md`` into its own folder would."""
    read = {_identity(source) for source in sources} - {None}
    for target in targets:
        if _identity(target) in read:
            raise WrongUsage(clean(target), "it is a source and would be overwritten; choose another folder with -o")


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from every other whatever its name; None when there is no such file, or no such name can be."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _cut(name: str) -> str:
    while len(os.fsencode(name)) > _LONGEST:
        name = name[:-1]
    return name


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFC", stem.casefold())
