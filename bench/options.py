"""What the commands of bench have in common: lists of names as options, the seed, the console."""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence

from rich.console import Console

__all__ = ["console_of", "names", "seed_of"]


def names(allowed: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """The type of an option that takes names from a list, parted by commas; ``all`` is every one."""

    def parse(text: str) -> tuple[str, ...]:
        found = tuple(allowed) if text == "all" else tuple(text.split(","))
        unknown = [name for name in found if name not in allowed]
        if unknown:
            raise argparse.ArgumentTypeError(f"{unknown[0]!r} is not one of {', '.join(allowed)}")
        return found

    return parse


def seed_of(options: argparse.Namespace) -> int:
    """The seed that was given, or with ``--fresh`` a random one."""
    return random.SystemRandom().randrange(10**6) if options.fresh else int(options.seed)


def console_of(width: int) -> Console:
    """The terminal, or a console of that width where the output is none."""
    return Console() if Console().is_terminal else Console(width=width)
