"""The options that say what a source may take, the same for every command that reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from archive.limits import Limits

__all__ = ["MaxMegapixels", "MaxPages", "Memory", "PageSeconds", "SourceSeconds", "limits_of"]

PageSeconds = Annotated[float, typer.Option(min=0.1, metavar="S", help="Time limit of a page.")]
SourceSeconds = Annotated[float, typer.Option(min=0.1, metavar="S", help="Time limit of a source.")]
Memory = Annotated[int, typer.Option(min=200, metavar="MB", help="Memory limit of the process that reads.")]
MaxPages = Annotated[int, typer.Option(min=1, metavar="N", help="Sources with more pages are refused.")]
MaxMegapixels = Annotated[int, typer.Option(min=1, metavar="N", help="Pages with more million pixels are refused.")]


def limits_of(page_seconds: float, source_seconds: float, memory: int, max_pages: int, max_megapixels: int) -> Limits:
    """What the options say, as the workers are told."""
    from archive.limits import Limits
    from ingest.bounds import Bounds

    bounds = Bounds(pages=max_pages, megapixels=max_megapixels)
    return Limits(page_seconds=page_seconds, source_seconds=source_seconds, memory_mb=memory, bounds=bounds)
