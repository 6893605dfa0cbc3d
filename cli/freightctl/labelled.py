"""How well the reader agrees with what people said about values that were read. Pure.

People's word is kept as labels: a value was ``corrected`` to another, ``removed``, or ``confirmed``. Only what somebody
looked at has one, and what is wrong is looked at more often, so that the share of right values among them is no measure
of all values: it is for comparing one version of the reader with another on the same labels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from freightctl.failures import Failure

REMOVED = "removed"
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled value: whether it was right when a person looked, and whether it is as the reader is now."""

    document_id: str
    path: str
    then: bool
    now: bool

    @property
    def field(self) -> str:
        """The path with ``*`` for the numbers of stops and lines."""
        return ".".join("*" if word.isdecimal() else word for word in self.path.split("."))

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.document_id} {self.path}"


def latest(labels: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The last word on each value, by document and path. ``labels`` come oldest first."""
    return {(label["documentId"], label["path"]): label for label in labels}


def judge(labels: Iterable[Mapping[str, Any]], readings: Mapping[str, Mapping[str, Any] | None]) -> list[Judged]:
    """What became of every labelled value.

    Args:
        labels: as ``GET /labels`` gives them, oldest first.
        readings: by document the values that are read now, by path; None: nothing could be read. A document that is
            absent was not read, and its labels are left out.
    """
    return [
        Judged(
            document,
            path,
            then=label["outcome"] == CONFIRMED,
            now=_is_right(label, (readings[document] or {}).get(path)),
        )
        for (document, path), label in latest(labels).items()
        if document in readings
    ]


def _is_right(label: Mapping[str, Any], value: Any) -> bool:
    if label["outcome"] == REMOVED:
        return value is None
    return _same(value, label.get("right"))


def _same(value: Any, right: Any) -> bool:
    if isinstance(value, str) and isinstance(right, str):
        return value.split() == right.split()
    if isinstance(value, bool) or isinstance(right, bool):
        return value is right
    if isinstance(value, int | float) and isinstance(right, int | float):
        return abs(value - right) < 0.0005
    return bool(value == right)


@dataclass(frozen=True, slots=True)
class Run:
    """A run: its labelled values, right or not, by ``Judged.key``; and how many documents could not be read."""

    version: str
    at: str
    values: Mapping[str, bool]
    unreadable: int

    def as_json(self) -> str:
        """To be kept."""
        return json.dumps(
            {"version": self.version, "at": self.at, "unreadable": self.unreadable, "values": dict(self.values)},
            indent=1,
        )

    @staticmethod
    def parse(text: str) -> Run:
        """What was kept.

        Raises:
            Failure: it is not a run.
        """
        try:
            kept = json.loads(text)
            return Run(kept["version"], kept["at"], dict(kept["values"]), int(kept["unreadable"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Failure(f"the last run cannot be read ({error}); remove its file to begin anew") from error


@dataclass(frozen=True, slots=True)
class Field:
    """A field's labelled values: how many, the share that is right now, then, and in the last run (None: unknown)."""

    field: str
    values: int
    now: float
    then: float
    last: float | None


def table(judged: Iterable[Judged], last: Run | None) -> list[Field]:
    """By field, in the order of their names; the last row, ``all``, is everything."""
    grouped: dict[str, list[Judged]] = {}
    everything = list(judged)
    for each in everything:
        grouped.setdefault(each.field, []).append(each)
    rows = [_field(name, grouped[name], last) for name in sorted(grouped)]
    return [*rows, _field("all", everything, last)] if everything else []


def _field(name: str, judged: list[Judged], last: Run | None) -> Field:
    known = [last.values[each.key] for each in judged if each.key in last.values] if last else []
    return Field(
        name,
        len(judged),
        sum(each.now for each in judged) / len(judged),
        sum(each.then for each in judged) / len(judged),
        sum(known) / len(known) if known else None,
    )


def worse(judged: Iterable[Judged], last: Run | None) -> list[Judged]:
    """Values that were right in the last run, or (where it had none of them) when a person looked, and are not now."""
    before = last.values if last else {}
    return [each for each in judged if not each.now and before.get(each.key, each.then)]
