"""How sure a field is: from the evidence that an extractor had to the share of values that are right with such.

Extractors weigh their evidence by rules of thumb: how the text was tied to the field (its ``link``), how well it was
recognised (``read``), whether it proves itself (``check``). What that is worth is measured: on labelled documents, many
of layouts that no rule was worked out on, values are grouped by the kind of their evidence, and the share that is right
is put in the place of the rule of thumb. The measured curves are data, ``calibration.json``, refitted by
``make calibrate``.

Pure. The confidence never falls when the link or the reading gets better, and stays within 0 and 1.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from freightwire.events.extraction import FieldFound

HIGHEST = 0.995
"""Nothing that was read is certain."""
SAID = "said:"
"""What begins the reason that keeps an extractor's own confidence."""
_READ = re.compile(r"read:(\d(?:\.\d+)?)")
ANY = "*"
"""The curve for evidence of a kind that is too rare to have its own."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A piecewise linear function that never falls; flat beyond its first and last point."""

    points: tuple[tuple[float, float], ...]

    def __call__(self, x: float) -> float:
        """The value at ``x``."""
        at = bisect.bisect_right([point[0] for point in self.points], x)
        if at == 0:
            return self.points[0][1]
        if at == len(self.points):
            return self.points[-1][1]
        (x0, y0), (x1, y1) = self.points[at - 1], self.points[at]
        return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a confidence is made of: the ``kind`` of the evidence, its strength and how well the text was read."""

    kind: str
    family: str
    link: float
    read: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Measured curves. ``links`` are by kind of evidence: ``family/kind``, ``kind``, or ``*``.

    ``read`` gives, for how well the words were recognised, the factor by which such values are right less often than
    the same values in a text layer.
    """

    version: str
    links: Mapping[str, Curve]
    read: Curve

    def confidence(self, evidence: Evidence) -> float:
        """The share of values with such evidence that is right."""
        for name in (f"{evidence.family}/{evidence.kind}", evidence.kind, ANY):
            if name in self.links:
                break
        # A value that proves itself has been read right, whatever the recogniser thought of its words.
        proved = evidence.kind in {"check_passed", "check_failed"}
        factor = 1.0 if proved or evidence.read >= 1 else self.read(evidence.read)
        return round(min(HIGHEST, max(0.0, self.links[name](evidence.link) * factor)), 4)


def evidence_of(path: str, reasons: Sequence[str]) -> Evidence:
    """The evidence that the reasons of a calibrated field tell of.

    The first reason says what tied the value to the field; a check that passed or failed outweighs it.

    Raises:
        ValueError: no reason says what the extractor said.
    """
    said = next((float(each.removeprefix(SAID)) for each in reasons if each.startswith(SAID)), None)
    if said is None:
        raise ValueError(f"{path}: not calibrated")
    read = next((float(match[1]) for reason in reasons if (match := _READ.fullmatch(reason))), 1.0)
    checked = next((each for each in reasons if each in {"check_passed", "check_failed"}), None)
    kind = checked or reasons[0].partition(":")[0]
    link = said if checked or read <= 0 else min(1.0, said / read)
    return Evidence(kind, family_of(path), link, read)


def family_of(path: str) -> str:
    """The part of a document that a field belongs to: ``stops``, ``client``, ``invoice.seller``, …"""
    words = [word for word in path.split(".") if not word.isdecimal()]
    return ".".join(words[:-1]) or words[0]


def calibrated(fields: Iterable[FieldFound], calibration: Calibration | None = None) -> list[FieldFound]:
    """The fields with measured confidences; what their extractors said stays with them, as a reason ``said:0.95``.

    Args:
        calibration: by default the one that belongs to this version.
    """
    return [_calibrated(field, calibration or CURRENT) for field in fields]


def _calibrated(field: FieldFound, calibration: Calibration) -> FieldFound:
    reasons = [*field.reasons, f"{SAID}{field.confidence:.4g}"]
    confidence = calibration.confidence(evidence_of(field.path, reasons))
    return field.model_copy(update={"confidence": confidence, "reasons": reasons})


def parse(data: Mapping[str, Any]) -> Calibration:
    """A calibration from its JSON.

    Raises:
        ValueError: a curve is empty, or falls somewhere, or leaves 0 to 1; there is no curve for any evidence.
    """
    if ANY not in data["links"]:
        raise ValueError(f"no curve {ANY!r}")
    links = {name: _curve(name, points) for name, points in data["links"].items()}
    return Calibration(data["version"], links, _curve("read", data["read"]))


def _curve(name: str, points: Sequence[Sequence[float]]) -> Curve:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if not points or xs != sorted(set(xs)) or ys != sorted(ys) or ys[0] < 0 or ys[-1] > 1:
        raise ValueError(f"the curve {name!r} is empty, falls or leaves 0 to 1")
    return Curve(tuple(zip(xs, ys, strict=True)))


CURRENT = parse(json.loads(resources.files("ai_processor").joinpath("calibration.json").read_text()))
"""The calibration that belongs to this version."""
