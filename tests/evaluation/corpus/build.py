"""The corpus: which layouts there are, and their documents. The same numbers give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus import orders_test_forms, orders_test_texts, orders_train_forms, orders_train_texts
from tests.evaluation.corpus.layouts import Layout, Split
from tests.evaluation.truth import Truth

SEED = 20261124
LAYOUTS: tuple[Layout, ...] = (
    *orders_train_forms.order.layouts,
    *orders_train_texts.order.layouts,
    *orders_test_forms.order.layouts,
    *orders_test_texts.order.layouts,
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document whose content is known. ``name`` is unique in the corpus."""

    name: str
    layout: Layout
    pdf: bytes
    truth: Truth


def documents(
    *,
    per_layout: int,
    split: Split | None = None,
    kinds: Sequence[DocumentKind] | None = None,
    layouts: Sequence[str] = (),
) -> Iterator[Labelled]:
    """The first ``per_layout`` documents of each layout that is asked for."""
    for layout in LAYOUTS:
        if (split and layout.split is not split) or (kinds and layout.kind not in kinds):
            continue
        if layouts and layout.name not in layouts:
            continue
        for number in range(per_layout):
            yield document(layout, number)


def document(layout: Layout, number: int) -> Labelled:
    """The document with a number (from 0) of a layout; it does not depend on any other."""
    name = f"{layout.split}/{layout.name}/{number}"
    seed = hashlib.blake2b(f"{SEED}/{name}".encode(), digest_size=8).digest()
    written = layout.write(Random(int.from_bytes(seed, "big")))
    return Labelled(name, layout, written.pdf, written.truth)
