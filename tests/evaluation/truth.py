"""What stands in a document, field by field: the other half of every labelled document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Expected:
    """A field that the document states.

    ``value`` is as ``FieldFound.value`` should be; ``printed`` is how it stands on the page. ``also`` are other
    readings that are as right. An ``optional`` field follows from what is printed without being printed itself (the
    country of a well-known town): finding it is not asked for, but what is found must be right.
    """

    value: Any
    printed: str
    also: tuple[Any, ...] = ()
    optional: bool = False


Truth = dict[str, Expected]
"""By path, as in ``FieldFound.path``. What a truth does not name is not in the document."""
