"""Unseen text that others laid on a page is taken off, where that cannot change what is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import pikepdf
from pikepdf import Name

__all__ = ["depth_at_end", "without_hidden_text"]

_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_PAINTS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"})
_UNSEEN = 3

Instruction: TypeAlias = "pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage"
Instructions: TypeAlias = Sequence[Instruction]


def depth_at_end(instructions: Instructions) -> tuple[int, int]:
    """How many saved states a content takes back that it never saved, and how many it leaves saved."""
    depth = lacking = 0
    for instruction in instructions:
        name = str(instruction.operator)
        depth += (name == "q") - (name == "Q")
        if depth < 0:
            depth, lacking = 0, lacking + 1
    return lacking, depth


def without_hidden_text(page: pikepdf.Page, instructions: Instructions) -> bytes | None:
    """The content without unseen text; None when it has none.

    Only text that moves nothing else goes: that of text objects in which nothing is seen, and of forms that hold nothing but such text.
    """
    kept: list[Instruction] = []
    held: list[Instruction] = []
    seen, taken = False, False
    inside = False
    for name, instruction, mode in _with_modes(instructions, 0):
        if name == "BT":
            inside, seen, held = True, False, []
        seen = seen or name == '"' or (name in _SHOWS and mode != _UNSEEN)
        if inside:
            held.append(instruction)
        elif not (name == "Do" and _is_hidden_form(page, instruction.operands[0], mode)):
            kept.append(instruction)
        else:
            taken = True
        if name == "ET":
            shows = [one for one in held if str(one.operator) in _SHOWS]
            taken = taken or (bool(shows) and not seen)
            kept.extend(held if seen else [one for one in held if str(one.operator) not in _SHOWS])
            inside = False
    return pikepdf.unparse_content_stream([*kept, *(held if inside else ())]) if taken else None


def _is_hidden_form(page: pikepdf.Page, name: pikepdf.Object, mode: int) -> bool:
    form = page.resources.get(Name.XObject, pikepdf.Dictionary()).get(str(name))
    if not isinstance(form, pikepdf.Stream) or form.get(Name.Subtype) != Name.Form:
        return False
    written = False
    for order, _, own_mode in _with_modes(pikepdf.parse_content_stream(form), mode):
        if order in _PAINTS or (order in _SHOWS and own_mode != _UNSEEN):
            return False
        written = written or order in _SHOWS
    return written


def _with_modes(instructions: Instructions, mode: int) -> Iterator[tuple[str, Instruction, int]]:
    """Each instruction with its operator and the rendering mode that text has after it."""
    saved: list[int] = []
    for instruction in instructions:
        name = str(instruction.operator)
        if name == "q":
            saved.append(mode)
        elif name == "Q":
            mode = saved.pop() if saved else mode
        elif name == "Tr":
            mode = int(instruction.operands[0])
        yield name, instruction, mode
