"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(target: Path, content: bytes) -> None:
    """Write to a temporary file beside the target, and rename it once it is on the disk.

    Raises:
        OSError: it cannot be written; the target is then as it was before, and the temporary file is gone.
    """
    # The name is short and not made from the target's, which may already be as long as a file name can be.
    temporary = target.with_name(f".gouji-{os.urandom(8).hex()}.part")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
