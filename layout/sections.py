"""Paragraphs become the sections of the narrative."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.characters import spaceless
from layout.paragraphs import Paragraph
from layout.report import Section

__all__ = ["sections_of"]

_FIRST = 5  # paragraphs among which the title stands


def sections_of(paragraphs: Sequence[Paragraph], title: str | None) -> tuple[Section, ...]:
    """The sections in reading order; what stands before the first heading comes first, under the report's title, on level 0."""
    groups: list[list[Paragraph]] = [[]]
    for paragraph in _without_title(paragraphs, title):
        if paragraph.level:
            groups.append([paragraph])
        else:
            groups[-1].append(paragraph)
    return tuple(_section(group, title) for group in groups if group)


def _without_title(paragraphs: Sequence[Paragraph], title: str | None) -> Sequence[Paragraph]:
    """The paragraphs behind the lines that make up the title."""
    rest = title or ""
    for at, paragraph in enumerate(paragraphs):
        text = spaceless(paragraph.text)
        if not rest:
            return paragraphs[at:]
        if rest.startswith(text):
            rest = rest[len(text) :]
        elif at > _FIRST:
            break
    return paragraphs


def _section(group: Sequence[Paragraph], title: str | None) -> Section:
    head = group[0] if group[0].level else None
    body = group[1:] if head else group
    return Section(
        title=head.text if head else title or "",
        level=head.level if head else 0,
        pages=tuple(sorted({paragraph.page for paragraph in group})),
        text="\n".join(paragraph.text for paragraph in body),
    )
