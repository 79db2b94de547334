"""Files and objects by path or URL; the only importer of fsspec."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from archive.errors import NoStorage
from archive.whole_file import write_whole

__all__ = ["Entry", "digest", "folder_url", "is_local", "join", "read_bytes", "sweep", "walk", "write_bytes"]

_CHUNK = 1 << 20
_CHANGED = ("mtime", "ETag", "etag", "LastModified", "last_modified", "updated", "created")
"""What the kinds of storage call the mark by which a changed file is known; the first that is there counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file found below a folder. ``stamp`` changes when its contents do (size, and time or tag); ``fault`` says why it cannot be used."""

    url: str
    size: int = 0
    stamp: str = ""
    fault: str = ""


def folder_url(folder: str) -> str:
    """The one way that a folder is written in the ledger: an absolute path, or a URL without a slash at its end.

    Raises:
        NoStorage: nothing that is installed opens such a URL.
    """
    fs, path = _open(folder)
    return path if isinstance(fs, LocalFileSystem) else fs.unstrip_protocol(path).rstrip("/")


def is_local(url: str) -> bool:
    """Whether the URL is a path of this machine."""
    return isinstance(_open(url)[0], LocalFileSystem)


def join(folder: str, name: str) -> str:
    """The URL of something in a folder."""
    return f"{folder.rstrip('/')}/{name}"


def walk(folder: str, leave_out: str = "") -> Iterator[Entry]:
    """Every file below a folder, folder by folder, in the order of names: the same tree gives the same order.

    Names that begin with a dot and links to folders are left out, and so is the folder ``leave_out``. A folder that cannot be listed is
    one entry with a fault.

    Raises:
        NoStorage: the folder is not there, or is a file.
    """
    fs, path = _open(folder)
    try:
        with _reached(fs, folder):
            is_folder = fs.isdir(path)
    except OSError as error:
        raise NoStorage(str(error)) from error
    if not is_folder:
        raise NoStorage(f"{folder} is no folder that can be listed; check the path")
    yield from _walk(fs, path, leave_out)


def _walk(fs: Any, path: str, leave_out: str) -> Iterator[Entry]:
    try:
        with _reached(fs, path):
            found = sorted(fs.ls(path, detail=True), key=lambda info: str(info["name"]))
    except OSError as error:
        yield Entry(url=_url(fs, path), fault=f"it cannot be listed ({error.strerror or error})")
        return
    for info in found:
        name = str(info["name"]).rstrip("/")
        url = _url(fs, name)
        if name.rpartition("/")[2].startswith(".") or url == leave_out or name == path:
            continue
        if info["type"] == "directory":
            yield from _walk(fs, name, leave_out)
        elif info.get("islink") and fs.isdir(name):
            continue  # it may lead back to where it lies
        elif isinstance(fs, LocalFileSystem) and _is_device(name):  # to open a pipe is to wait for its writer
            yield Entry(url=url, fault="it is a pipe, a socket or a device; copy its contents to a file")
        else:
            yield Entry(url=url, size=int(info.get("size") or 0), stamp=_stamp(info))


def _is_device(path: str) -> bool:
    try:
        return not stat.S_ISREG(Path(path).stat().st_mode)
    except OSError:
        return False  # opening it will tell


def _url(fs: Any, path: str) -> str:
    return path if isinstance(fs, LocalFileSystem) else str(fs.unstrip_protocol(path))


def _stamp(info: dict[str, Any]) -> str:
    mark = next((info[name] for name in _CHANGED if info.get(name) is not None), "")
    return f"{info.get('size')} {mark}"


def digest(url: str) -> str:
    """The SHA-256 of a file's contents, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    total = hashlib.sha256()
    fs, path = _open(url)
    with _reached(fs, url), fs.open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()


def read_bytes(url: str) -> bytes:
    """The contents of a file.

    Raises:
        OSError: it cannot be read.
    """
    fs, path = _open(url)
    with _reached(fs, url), fs.open(path, "rb") as file:
        return bytes(file.read())


def write_bytes(url: str, content: bytes) -> None:
    """Write a file whole or not at all. Object stores show an object only once it is whole; a path takes a rename.

    Raises:
        OSError: it cannot be written.
    """
    fs, path = _open(url)
    if isinstance(fs, LocalFileSystem):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(Path(path), content)
    else:
        with _reached(fs, url):
            fs.pipe_file(path, content)


def sweep(folder: str) -> None:
    """Remove the temporary files of writers that were killed in a local folder of folders; nobody may be writing there."""
    if is_local(folder):
        for inner in [folder, *(entry.path for entry in os.scandir(folder) if entry.is_dir())]:
            for entry in os.scandir(inner):
                if entry.name.startswith(".gouji-") and entry.name.endswith(".part"):
                    Path(entry.path).unlink(missing_ok=True)


@contextmanager
def _reached(fs: Any, url: str) -> Iterator[None]:
    """What the client of an object store raises (no connection, no bucket) becomes the OSError that a disk would raise."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:  # each client has errors of its own, with no root in common
        if isinstance(fs, LocalFileSystem):
            raise
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise OSError(f"{url} cannot be reached: {said}") from error


@cache
def _filesystem(protocol: str) -> Any:
    return fsspec.filesystem(protocol)


def _open(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path on it. A plain path may hold any character, even ``::``."""
    protocol = url.partition("://")[0] if "://" in url else "file"
    try:
        fs = _filesystem(protocol)
    except (ImportError, ValueError) as error:
        raise NoStorage(f"{url} cannot be opened: {error}; pip install the package for {protocol}://") from error
    return fs, str(Path(url.removeprefix("file://")).absolute()) if protocol == "file" else fs._strip_protocol(url)
