"""How well what was read agrees with what stands in the document. Pure: no files, no reader.

A value is *right* when it means the same: letters are compared without case, diacritics and punctuation (a dispatcher
takes "SC Alfa SRL" for "S.C. ALFA S.R.L."), numbers, dates and codes exactly. *Exact* is when nothing at all differs.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from freightwire.events.extraction import FieldFound

    from tests.evaluation.truth import Expected, Truth

_COMMA = str.maketrans("şŞţŢ", "șȘțȚ")


class Outcome(StrEnum):
    """What became of a field."""

    RIGHT = "right"
    WRONG = "wrong"
    """Found, with another value."""
    MISSING = "missing"
    SPURIOUS = "spurious"
    """Found, though the document does not state it."""
    BONUS = "bonus"
    """Right, and not asked for."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A field of a document with its outcome. ``confidence`` is None for what was not found."""

    path: str
    outcome: Outcome
    exact: bool = False
    confidence: float | None = None
    reasons: tuple[str, ...] = ()
    expected: Any = None
    found: Any = None

    @property
    def field(self) -> str:
        """The path without the numbers of stops and lines."""
        return field_of(self.path)

    @property
    def is_right(self) -> bool:
        """Whether a value that was found is right."""
        return self.outcome in {Outcome.RIGHT, Outcome.BONUS}


def field_of(path: str) -> str:
    """``stops.2.city`` is of the field ``stops.*.city``."""
    return re.sub(r"\.\d+(?=\.|$)", ".*", path)


def judge(fields: Iterable[FieldFound], truth: Truth) -> list[Judged]:
    """Every field that was found or should have been."""
    found = {each.path: each for each in fields}
    judged = []
    for path, expected in truth.items():
        if (field := found.get(path)) is not None:
            right = means_the_same(field.value, expected)
            if right:
                outcome = Outcome.BONUS if expected.optional else Outcome.RIGHT
            else:
                outcome = Outcome.SPURIOUS if expected.optional else Outcome.WRONG
            judged.append(_judged(field, outcome, expected))
        elif not expected.optional:
            judged.append(Judged(path, Outcome.MISSING, expected=expected.value))
    judged += [_judged(field, Outcome.SPURIOUS, None) for path, field in found.items() if path not in truth]
    return judged


def _judged(field: FieldFound, outcome: Outcome, expected: Expected | None) -> Judged:
    value = None if expected is None else expected.value
    return Judged(
        field.path,
        outcome,
        exact=_is_exact(field.value, value),
        confidence=field.confidence,
        reasons=tuple(field.reasons),
        expected=value,
        found=field.value,
    )


def means_the_same(value: Any, expected: Expected) -> bool:
    """Whether ``value`` is what was expected, or one of what is as right."""
    return any(_equal(value, each) for each in (expected.value, *expected.also))


def _equal(value: Any, expected: Any) -> bool:
    if isinstance(expected, bool) or isinstance(value, bool) or value is None:
        return value is expected
    if isinstance(expected, int | float):
        return isinstance(value, int | float) and abs(value - expected) < 0.005
    return letters(str(value)) == letters(str(expected))


def letters(text: str) -> str:
    """The letters and digits of ``text``, in lower case and without diacritics."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ł", "l").replace("Ł", "L"))
    return "".join(each for each in decomposed.casefold() if each.isalnum())


def _is_exact(value: Any, expected: Any) -> bool:
    if isinstance(value, str) and isinstance(expected, str):
        return " ".join(value.translate(_COMMA).split()) == " ".join(expected.translate(_COMMA).split())
    return bool(value == expected)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of outcomes, and what follows from them. Empty scores are 1: nothing was asked, nothing was wrong."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    spurious: int = 0
    exact_matches: int = 0

    @property
    def asked(self) -> int:
        """Fields that the documents state."""
        return self.right + self.wrong + self.missing

    @property
    def precision(self) -> float:
        """Of what was found, how much is right."""
        found = self.right + self.wrong + self.spurious
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Of what the documents state, how much was found and is right."""
        return self.right / self.asked if self.asked else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def exact(self) -> float:
        """Of what the documents state, how much was found to the letter."""
        return self.exact_matches / self.asked if self.asked else 1.0


def score(judged: Iterable[Judged]) -> Score:
    """All of ``judged`` together."""
    counts = dict.fromkeys(Outcome, 0)
    exact = 0
    for each in judged:
        counts[each.outcome] += 1
        exact += each.exact and each.outcome is Outcome.RIGHT
    return Score(counts[Outcome.RIGHT], counts[Outcome.WRONG], counts[Outcome.MISSING], counts[Outcome.SPURIOUS], exact)


def by_field(judged: Iterable[Judged]) -> dict[str, Score]:
    """A score for each field, in the order of their names."""
    grouped: dict[str, list[Judged]] = {}
    for each in judged:
        grouped.setdefault(each.field, []).append(each)
    return {field: score(grouped[field]) for field in sorted(grouped)}


@dataclass(frozen=True, slots=True)
class Bin:
    """What was found with a confidence in [``low``, ``high``)."""

    low: float
    high: float
    count: int
    said: float
    """Mean confidence."""
    right: float
    """Share that is right."""


EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)


def reliability(judged: Iterable[Judged], edges: Sequence[float] = EDGES) -> list[Bin]:
    """Confidence against truth, over everything that was found; empty bins are left out."""
    found = [(each.confidence, each.is_right) for each in judged if each.confidence is not None]
    bins = []
    for low, high in itertools.pairwise(edges):
        inside = [(said, right) for said, right in found if low <= said and (said < high or high == edges[-1])]
        if inside:
            count = len(inside)
            bins.append(
                Bin(
                    low, high, count, sum(said for said, _ in inside) / count, sum(right for _, right in inside) / count
                )
            )
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: how far what was said is from what is right, weighted by how often it was said."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.said - each.right) for each in bins) / total if total else 0.0


def sure(judged: Iterable[Judged], threshold: float) -> tuple[int, float]:
    """How many were found with at least ``threshold``, and the share of them that is right (1 where there are none)."""
    found = [each.is_right for each in judged if each.confidence is not None and each.confidence >= threshold]
    return len(found), sum(found) / len(found) if found else 1.0


def confusion(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Of (true kind, kind found) pairs: how often each was taken for each."""
    table: dict[str, dict[str, int]] = {}
    for true, found in pairs:
        row = table.setdefault(true, {})
        row[found] = row.get(found, 0) + 1
    return table


def false_rate(table: Mapping[str, Mapping[str, int]], kind: str) -> float:
    """Of documents that are not of ``kind``, the share that was taken for it."""
    others = [row for true, row in table.items() if true != kind]
    total = sum(sum(row.values()) for row in others)
    return sum(row.get(kind, 0) for row in others) / total if total else 0.0
