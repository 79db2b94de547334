"""Rulings and words become grids, from literal strokes and boxes."""

from dataclasses import replace

from ingest.geometry import Box
from ingest.page import Page, Ruling, Word
from layout.grid import Grid
from layout.lattice import ruled_grids


def level(y: float, x0: float = 0, x1: float = 300) -> Ruling:
    return Ruling(x0, y, x1, y)


def upright(x: float, y0: float, y1: float) -> Ruling:
    return Ruling(x, y0, x, y1)


def word(text: str, x: float, y: float) -> Word:
    return Word(text=text, raw=text, box=Box(x, y, x + 10 * len(text), y + 10))


def page(rulings: list[Ruling], *words: Word) -> Page:
    moved = [Ruling(r.x0 + 50, r.y0 + 50, r.x1 + 50, r.y1 + 50) for r in rulings]
    placed = [replace(w, box=Box(w.box.x0 + 50, w.box.y0 + 50, w.box.x1 + 50, w.box.y1 + 50)) for w in words]
    return Page(number=3, width=500, height=700, kind="digital", rulings=tuple(moved), words=tuple(placed))


def places(grid: Grid) -> dict[str, tuple[int, int, int, int]]:
    return {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells}


def doubts(mark: Box | None = None, *words: Word) -> list[str | None]:
    made = page(TWO_BY_TWO, *words)
    (grid,) = ruled_grids(replace(made, marks=(mark,) if mark else ()))
    return [cell.doubt for cell in grid.cells]


TWO_BY_TWO = [level(0), level(30), level(60), *(upright(x, 0, 60) for x in (0, 150, 300))]


def test_words_stand_in_their_cells() -> None:
    (grid,) = ruled_grids(page(TWO_BY_TWO, word("甲", 10, 10), word("1", 160, 10), word("乙", 10, 40), word("2", 160, 40)))
    assert places(grid) == {"甲": (0, 0, 1, 1), "1": (0, 1, 1, 1), "乙": (1, 0, 1, 1), "2": (1, 1, 1, 1)}
    assert (grid.page, grid.how, grid.box) == (3, "grid", Box(50, 50, 350, 110))


def test_a_drawing_in_an_empty_cell_is_doubtful() -> None:
    drawn = doubts(Box(260, 100, 270, 108), word("1", 160, 10))
    assert drawn == [None, None, None, "something is drawn here that is no text"]


def test_a_drawing_beside_writing_is_not() -> None:
    assert doubts(Box(260, 70, 270, 78), word("1", 160, 10)) == [None] * 4


def test_a_figure_that_its_ruling_cut_is_doubtful() -> None:
    cut = replace(word("1", 160, 10), confidence=0.5)
    assert doubts(None, cut) == [None, "a figure runs over the edge of its cell", None, None]


def test_a_figure_over_an_edge_is_doubtful_on_both_sides() -> None:
    over = "a figure runs over the edge of its cell"
    assert doubts(None, word("12", 138, 10)) == [over, over, None, None]
    assert doubts(None, word("12", 132, 10)) == [None, None, None, None]


def test_boxes_run_down_the_page() -> None:
    (grid,) = ruled_grids(page(TWO_BY_TWO, word("乙", 10, 40)))
    cell = next(cell for cell in grid.cells if cell.text)
    assert (cell.box, cell.ink) == (Box(50, 80, 200, 110), Box(60, 90, 70, 100))


def test_a_header_of_two_levels() -> None:
    rulings = [
        level(0),
        level(20, 100),
        level(40),
        level(60),
        upright(0, 0, 60),
        upright(100, 0, 60),
        upright(200, 20, 60),
        upright(300, 0, 60),
    ]
    words = word("项目", 10, 15), word("申请人", 150, 5), word("自然人", 110, 25), word("总计", 210, 25)
    (grid,) = ruled_grids(page(rulings, *words))
    found = places(grid)
    assert (found["项目"], found["申请人"], found["自然人"], found["总计"]) == ((0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1))


def test_a_label_over_two_lines_knows_whether_its_edge_broke_it() -> None:
    full = Word(text="其他法律行政法规", raw="其他法律行政法规", box=Box(5, 2, 140, 12))
    (grid,) = ruled_grids(page(TWO_BY_TWO, full, word("禁止公开", 5, 15), word("结", 160, 2), word("果", 160, 15)))
    assert [(cell.text, cell.broken) for cell in grid.cells if cell.text] == [("其他法律行政法规\n禁止公开", True), ("结\n果", False)]


def test_two_tables_come_top_to_bottom() -> None:
    second = [Ruling(r.x0, r.y0 + 100, r.x1, r.y1 + 100) for r in TWO_BY_TWO]
    grids = ruled_grids(page(second + TWO_BY_TWO, word("下", 10, 110), word("上", 10, 10)))
    assert [next(cell.text for cell in grid.cells if cell.text) for grid in grids] == ["上", "下"]


def test_a_frame_around_text_is_no_table() -> None:
    assert ruled_grids(page([level(0), level(60), upright(0, 0, 60), upright(300, 0, 60)], word("注意", 10, 10))) == ()


def test_an_underline_is_no_table() -> None:
    assert ruled_grids(page([level(0), level(2)], word("题", 10, 10))) == ()


def test_words_outside_are_left_out() -> None:
    (grid,) = ruled_grids(page(TWO_BY_TWO, word("外", 10, 200)))
    assert [cell.text for cell in grid.cells] == ["", "", "", ""]
