"""Draws a ruled table with a head that repeats, and cuts it between rows only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from printing.blocks import Block, Text, Type, paragraph
from printing.fonts import Faces
from printing.text import Markup, plain

CELL = Type(9.5, 11.6)
HEAD = Type(9, 11, TA_CENTER)
_NUMBERS = Type(7.5, 9, TA_CENTER)
ROWS_TOGETHER = 2
"""Rows that a later page has at least: a single one under a repeated head is easily overlooked."""
_SHORT = 150.0
"""Height up to which they are kept together: tall rows are seen, and two of them may need two pages."""

_ABOVE, _BELOW, _SIDE = 1.6, 2.6, 3.0


@dataclass(frozen=True, slots=True)
class HeadCell:
    """One cell of the table's head, in columns and head rows it covers; `small` is an italic number of a column."""

    words: str
    column: int
    row: int = 0
    columns: int = 1
    rows: int = 1
    small: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What all rows of a table share: column widths in points (0 = the rest), head, centred and right-bound columns.

    `numbered` adds the row of column numbers that registers have under their head.
    """

    widths: tuple[float, ...]
    head: tuple[HeadCell, ...]
    centred: frozenset[int]
    faces: Faces
    right: frozenset[int] = frozenset()
    cell: Type = CELL
    head_type: Type = HEAD
    numbered: bool = False

    def columns(self, width: float) -> tuple[float, ...]:
        """Gives the width of each column; the one of width 0 takes what is left."""
        rest = width - sum(self.widths)
        return tuple(own or rest for own in self.widths)

    def head_cells(self) -> tuple[HeadCell, ...]:
        """Gives the cells of the head, the row of numbers included."""
        if not self.numbered:
            return self.head
        row = max(cell.row + cell.rows for cell in self.head)
        return (*self.head, *(HeadCell(str(at + 1), at, row, small=True) for at in range(len(self.widths))))

    def head_font(self, cell: HeadCell) -> tuple[str, Type]:
        """Gives face and kind of one cell of the head."""
        if cell.small:
            return self.faces.serif_italic, _NUMBERS
        return self.faces.serif_bold, self.head_type

    def cell_type(self, column: int) -> Type:
        """Gives the kind of text of a column."""
        if column in self.right:
            return replace(self.cell, align=TA_RIGHT)
        return replace(self.cell, align=TA_CENTER) if column in self.centred else self.cell


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose head stands above the rows of every page it reaches; `tied` rows stay with the one before."""

    plan: Plan
    rows: tuple[tuple[Markup, ...], ...]
    caption: Text | None = None
    after: float = 8.0
    tied: frozenset[int] = frozenset()

    def height(self, width: float) -> float:
        caption = self.caption.height(width) if self.caption else 0.0
        return caption + sum(self._head_heights(width)) + sum(self._row_heights(width)) + self.after

    def cut(self, width: float, room: float) -> tuple[Block, Block] | None:
        room -= (self.caption.height(width) if self.caption else 0.0) + sum(self._head_heights(width))
        heights = self._row_heights(width)
        count = 0
        for height in heights:
            if height > room:
                break
            room -= height
            count += 1
        together = ROWS_TOGETHER if sum(heights[-ROWS_TOGETHER:]) <= _SHORT else 1
        return self.cut_at(min(count, len(self.rows) - together))

    def cut_at(self, count: int) -> tuple[Grid, Grid] | None:
        """Gives the first `count` rows, fewer where a tied one comes next, and the rest; None when one were empty."""
        count = next((at for at in range(count, 0, -1) if at not in self.tied), count)
        if not 0 < count < len(self.rows):
            return None
        first = replace(self, rows=self.rows[:count], after=0.0)
        tied = frozenset(row - count for row in self.tied if row > count)
        return first, replace(self, rows=self.rows[count:], caption=None, tied=tied)

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        if self.caption:
            self.caption.draw(canvas, x, top, width)
            top -= self.caption.height(width)
        canvas.setLineWidth(0.5)
        columns = self.plan.columns(width)
        heads = self._head_heights(width)
        for cell in self.plan.head_cells():
            self._draw_head_cell(canvas, (x, top), cell, (columns, heads))
        top -= sum(heads)
        for row, height in zip(self.rows, self._row_heights(width), strict=True):
            self._draw_row(canvas, (x, top), row, (columns, height))
            top -= height

    def _draw_head_cell(
        self,
        canvas: Canvas,
        corner: tuple[float, float],
        cell: HeadCell,
        sizes: tuple[tuple[float, ...], tuple[float, ...]],
    ) -> None:
        columns, heads = sizes
        left = corner[0] + sum(columns[: cell.column])
        top = corner[1] - sum(heads[: cell.row])
        wide = sum(columns[cell.column : cell.column + cell.columns])
        high = sum(heads[cell.row : cell.row + cell.rows])
        words = paragraph(plain(cell.words), *self.plan.head_font(cell))
        _draw_cell(canvas, words, (left, top), (wide, high))

    def _draw_row(
        self,
        canvas: Canvas,
        corner: tuple[float, float],
        row: tuple[Markup, ...],
        sizes: tuple[tuple[float, ...], float],
    ) -> None:
        left, top = corner
        columns, height = sizes
        for number, words in enumerate(row):
            content = paragraph(words, self.plan.faces.serif, self.plan.cell_type(number))
            _draw_cell(canvas, content, (left, top), (columns[number], height))
            left += columns[number]

    def _row_heights(self, width: float) -> tuple[float, ...]:
        return tuple(row_height(self.plan, row, width) for row in self.rows)

    def _head_heights(self, width: float) -> tuple[float, ...]:
        """Gives the height of each head row; a cell over several rows makes the last of them taller where it must."""
        columns, cells = self.plan.columns(width), self.plan.head_cells()
        heights = [0.0] * max(cell.row + cell.rows for cell in cells)
        for cell in sorted(cells, key=lambda one: one.rows):
            wide = sum(columns[cell.column : cell.column + cell.columns])
            others = sum(heights[cell.row : cell.row + cell.rows - 1])
            needs = _needs(plain(cell.words), *self.plan.head_font(cell), wide) - others
            last = cell.row + cell.rows - 1
            heights[last] = max(heights[last], needs)
        return tuple(heights)


def row_height(plan: Plan, row: tuple[Markup, ...], width: float) -> float:
    """Gives the height of one row of a table as wide as `width` points."""
    columns, face = plan.columns(width), plan.faces.serif
    return max(_needs(words, face, plan.cell_type(at), columns[at]) for at, words in enumerate(row))


@lru_cache(maxsize=4096)
def _needs(words: Markup, face: str, kind: Type, width: float) -> float:
    """Gives the height of a cell with its padding; what a table says again and again is measured once."""
    return float(paragraph(words, face, kind).wrap(width - 2 * _SIDE, 1e6)[1]) + _ABOVE + _BELOW


def _draw_cell(canvas: Canvas, content: Paragraph, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Draws the frame and, centred between its rules, the text."""
    (left, top), (wide, high) = corner, size
    canvas.rect(left, top - high, wide, high, stroke=1, fill=0)
    text_height = float(content.wrap(wide - 2 * _SIDE, 1e6)[1])
    spare = high - text_height - _ABOVE - _BELOW
    content.drawOn(canvas, left + _SIDE, top - _ABOVE - spare / 2 - text_height)
