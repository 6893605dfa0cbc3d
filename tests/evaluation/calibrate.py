"""Fit the reader's confidence to what is right. Pure; the curves are ``ai_processor/calibration.json``.

For each kind of evidence: values in bins of the extractor's own confidence, the share that is right in each, pulled
towards what the extractor said by ``PRIOR`` imagined values, and made non-decreasing by pooling neighbours that fall
(isotonic regression). What goes wrong in a layout goes wrong in each of its documents, so that a layout counts as no
more than ``OF_A_LAYOUT`` values in a bin: otherwise forty documents alike would pass for forty witnesses.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ai_processor.confidence import ANY, Calibration, Evidence, parse

PRIOR, OF_A_LAYOUT = 30, 8
"""Chosen by leaving out one layout of ``calibration`` at a time and judging the curves of the others on it."""
LEAST, LEAST_LAYOUTS = 30, 2
"""A kind of evidence with fewer values, or from fewer layouts, has no curve of its own."""
EDGES = (0.0, 0.4, 0.55, 0.65, 0.75, 0.82, 0.87, 0.91, 0.94, 0.97, 1.01)
AS_SAID = [[0.0, 0.0], [1.0, 1.0]]
"""The curve where nothing was measured."""
READ_EDGES = (0.0, 0.3, 0.5, 0.65, 0.75, 0.85, 0.9, 0.93, 0.96, 0.98, 1.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """A value that was found: its evidence, and whether it is right."""

    evidence: Evidence
    right: bool
    layout: str


@dataclass(slots=True)
class _Pool:
    x: float
    weight: float
    right: float

    @property
    def y(self) -> float:
        return self.right / self.weight


def fit(samples: Sequence[Sample], *, version: str) -> dict[str, Any]:
    """The curves as JSON: those of the link from text layers, that of the reading from recognised text.

    Args:
        version: what the file says about where it comes from.
    """
    text = [each for each in samples if each.evidence.read >= 1]
    groups: dict[str, list[Sample]] = {ANY: list(text)}
    for each in text:
        groups.setdefault(each.evidence.kind, []).append(each)
        groups.setdefault(f"{each.evidence.family}/{each.evidence.kind}", []).append(each)
    links = {
        name: _link_curve(group)
        for name, group in sorted(groups.items())
        if name == ANY or (len(group) >= LEAST and len({each.layout for each in group}) >= LEAST_LAYOUTS)
    }
    links_only = parse({"version": version, "links": links, "read": [[1.0, 1.0]]})
    recognised = [each for each in samples if each.evidence.read < 1]
    return {"version": version, "links": links, "read": _read_curve(recognised, links_only)}


def _link_curve(samples: Iterable[Sample]) -> list[list[float]]:
    pools = []
    for low, high in itertools.pairwise(EDGES):
        inside = [each for each in samples if low <= each.evidence.link < high]
        if inside:
            weights = _weights(inside)
            total = sum(weights)
            said = sum(each.evidence.link * weight for each, weight in zip(inside, weights, strict=True)) / total
            right = sum(weight for each, weight in zip(inside, weights, strict=True) if each.right)
            pools.append(_Pool(said, total + PRIOR, right + PRIOR * said))
    return _points(pools) or AS_SAID


def _weights(samples: Sequence[Sample]) -> list[float]:
    """What each value counts: together those of a layout at most ``OF_A_LAYOUT``."""
    counts = Counter(each.layout for each in samples)
    return [min(1.0, OF_A_LAYOUT / counts[each.layout]) for each in samples]


def _read_curve(samples: Iterable[Sample], links_only: Calibration) -> list[list[float]]:
    """How many of the values are right, against how many would be if they had been read perfectly."""
    pools = []
    checked = {"check_passed", "check_failed"}
    open_to_doubt = [each for each in samples if each.evidence.kind not in checked]
    for low, high in itertools.pairwise(READ_EDGES):
        inside = [each for each in open_to_doubt if low <= each.evidence.read < high]
        if inside:
            said = sum(each.evidence.read for each in inside) / len(inside)
            hoped = sum(links_only.confidence(_as_if_certain(each.evidence)) for each in inside)
            right = min(float(sum(each.right for each in inside)), hoped)
            pools.append(_Pool(said, hoped + PRIOR, right + PRIOR * said))
    return [*(point for point in _points(pools) if point[0] < 1), [1.0, 1.0]] if pools else AS_SAID


def _as_if_certain(evidence: Evidence) -> Evidence:
    return Evidence(evidence.kind, evidence.family, evidence.link, 1.0)


def _points(pools: list[_Pool]) -> list[list[float]]:
    """Pool neighbours while one falls below the one before it."""
    merged: list[list[_Pool]] = []
    for pool in pools:
        merged.append([pool])
        while len(merged) > 1 and _mean(merged[-2]) > _mean(merged[-1]):
            last = merged.pop()
            merged[-1] += last
    points = []
    for group in merged:
        level = round(min(1.0, _mean(group)), 4)
        ends = dict.fromkeys((round(group[0].x, 4), round(group[-1].x, 4)))
        points += [[x, level] for x in ends]
    return points


def _mean(pools: Sequence[_Pool]) -> float:
    return sum(each.right for each in pools) / sum(each.weight for each in pools)
