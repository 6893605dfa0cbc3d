"""Ruled lines of tables and forms, found in the picture of a page. Coordinates in pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ai_processor.layout import Rules

if TYPE_CHECKING:
    from ai_processor.ocr.upright import Ink

SHORTEST = 0.35
"""Inches. The stem of a letter as tall as that is a poster's."""
SOLID = 0.9
"""Share of a line's points that are dark at least: scans have gaps."""
THICKEST = 0.06
"""Inches: what is thicker is a bar or a shadow."""
STEP = 4
"""Pixels along a line that are looked at together: finer than what SOLID leaves open about a line's ends."""


def ruled_lines(ink: Ink, dpi: float) -> Rules:
    """Lines along the edges of the picture, which stands straight; as ``Rules``, in pixels."""
    length, thickest = round(SHORTEST * dpi), max(3, round(THICKEST * dpi))
    vertical = _lines(ink, length, thickest)
    horizontal = _lines(ink.T, length, thickest)
    return Rules(vertical, horizontal)


def _lines(ink: Ink, length: int, thickest: int) -> tuple[tuple[float, float, float], ...]:
    """Vertical lines as (x, top, bottom)."""
    steps, window = ink.shape[0] // STEP, round(length / STEP)
    if steps <= window:
        return ()
    # A line that is not quite straight steps into the next column now and then.
    wide = ink.view(np.uint8).copy(order="K")
    wide[:, 1:] |= ink[:, :-1]
    wide[:, :-1] |= ink[:, 1:]
    dark = np.zeros((steps + 1, ink.shape[1]), dtype=np.int16)
    sum_of_step = sum(wide[first : steps * STEP : STEP] for first in range(STEP))
    np.cumsum(sum_of_step, axis=0, out=dark[1:])
    solid = (dark[window:] - dark[:-window]) >= SOLID * window * STEP
    runs: list[tuple[int, int, int]] = []
    for column in np.flatnonzero(solid.any(axis=0)).tolist():
        edges = np.flatnonzero(np.diff(np.concatenate(([0], solid[:, column].astype(np.int8), [0]))))
        runs += [
            (column, top * STEP, (bottom - 1 + window) * STEP)
            for top, bottom in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        ]
    return tuple(_merged(runs, thickest))


def _merged(runs: list[tuple[int, int, int]], thickest: int) -> list[tuple[float, float, float]]:
    """Runs of neighbouring columns as one line each."""
    lines: list[list[int]] = []  # first column, last column, top, bottom
    for column, top, bottom in runs:
        for line in reversed(lines):
            if column - line[1] > 2:
                continue
            if top <= line[3] and bottom >= line[2]:
                line[1], line[2], line[3] = column, min(line[2], top), max(line[3], bottom)
                break
        else:
            lines.append([column, column, top, bottom])
    return [
        ((first + last) / 2, float(top), float(bottom))
        for first, last, top, bottom in lines
        if last - first + 1 <= thickest
    ]
