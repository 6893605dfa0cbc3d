"""The register of layouts, and what they share.

A layout is a function from a ``Random`` to a finished document. It belongs to one split, for good. Rules are worked out
against ``train``. They fit those layouts better than any that nobody has looked at, so confidence is fitted to
``calibration`` too, and both are judged on ``test``: neither of the two is ever looked at to better a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus.draft import Draft, Written
from tests.evaluation.corpus.fonts import FACES
from tests.evaluation.corpus.formats import formats

Write = Callable[[Random], Written]


class Split(StrEnum):
    """What a layout is for."""

    TRAIN = "train"
    CALIBRATION = "calibration"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Layout:
    """A way in which documents of a kind look."""

    name: str
    kind: DocumentKind
    split: Split
    write: Write
    also_kinds: frozenset[DocumentKind] = frozenset()
    """Kinds that a document may as well be taken for: a packing list is a kind of delivery note to many."""


class Register:
    """The layouts of one module, in the order in which they are written there."""

    def __init__(self, kind: DocumentKind, split: Split, *, also: Iterable[DocumentKind] = ()) -> None:
        self._kind = kind
        self._split = split
        self._also = frozenset(also)
        self.layouts: list[Layout] = []

    def __call__(self, write: Write) -> Write:
        self.layouts.append(Layout(write.__name__, self._kind, self._split, write, self._also))
        return write


def draft(
    rng: Random, language: str, faces: tuple[str, ...], *, size: float = 9.5, fixed: Mapping[str, str] | None = None
) -> Draft:
    """A draft in one of ``faces``."""
    return Draft(rng, FACES[rng.choice(faces)], formats(rng, language, fixed=fixed), size=size)
