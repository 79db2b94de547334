"""Files, and folders of files, that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

__all__ = ["write_whole", "write_whole_folder"]


def write_whole(target: Path, content: bytes) -> None:
    """Write to a temporary file beside the target, and rename it once it is on the disk.

    Raises:
        OSError: it cannot be written; the target is then as it was before, and the temporary file is gone.
    """
    temporary = _beside(target)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_whole_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files to a temporary folder beside the target, and rename it once all of them are on the disk.

    A folder that is there is replaced when it holds files of these names and nothing else: it is an earlier result, and no one's own.

    Raises:
        OSError: it cannot be written, or the target holds something else; it is then as it was before, and the temporary folder is gone.
    """
    if target.exists() and (others := sorted(path.name for path in target.iterdir() if path.name not in files or not path.is_file())):
        raise OSError(errno.ENOTEMPTY, f"it holds {others[0]}, which is none of its files", str(target))
    temporary, earlier = _beside(target), _beside(target)
    try:
        temporary.mkdir()
        for name, content in files.items():
            write_whole(temporary / name, content)
        if target.exists():
            target.rename(earlier)
        try:
            temporary.rename(target)
        except OSError:
            if earlier.exists():
                earlier.rename(target)
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(earlier, ignore_errors=True)


def _beside(target: Path) -> Path:
    # The name is short and not made from the target's, which may already be as long as a file name can be.
    return target.with_name(f".gouji-{os.urandom(8).hex()}.part")
