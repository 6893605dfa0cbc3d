"""Words become segments: what a space is, and what a column, depends on the page."""

from __future__ import annotations

from ai_processor.layout import Rect, Rules, Word, build_segments


def line(top: float, height: float, *words: tuple[str, float, float]) -> list[Word]:
    """Words by their text and their left and right edge."""
    return [Word(text, Rect(left, top, right, top + height)) for text, left, right in words]


def texts(*lines: list[Word]) -> list[str]:
    return [segment.text for segment in build_segments(1, [word for each in lines for word in each], Rules())]


def test_a_wide_gap_is_between_columns() -> None:
    assert texts(line(10, 8, ("Str.", 10, 25), ("Garii", 28, 50), ("Sibiu", 90, 120))) == ["Str. Garii", "Sibiu"]


def test_in_fixed_pitch_a_space_is_as_wide_as_a_letter_is_high() -> None:
    first = line(10, 5, ("Str.", 10, 30), ("Garii", 36, 61), ("nr.", 67, 82), ("3", 88, 93), ("TARIF", 120, 150))
    second = line(30, 5, ("Aleea", 10, 35), ("Teilor", 41, 71))
    assert texts(first, second) == ["Str. Garii nr. 3", "TARIF", "Aleea Teilor"]


def test_columns_of_single_words_stay_apart() -> None:
    rows = [line(10 + 20 * at, 8, ("12", 10, 20), ("Arad", 80, 100), ("900", 160, 175)) for at in range(3)]
    assert texts(*rows) == ["12", "Arad", "900"] * 3
