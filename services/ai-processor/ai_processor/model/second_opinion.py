"""The second extractor's part in a reading: ask, prove, merge, check again.

It runs in the service's own process: the reading processes hold no secret and no connection, and what comes here of a
document is text already.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from freightwire.events.extraction import FieldFound, FieldSource

from ai_processor import metrics
from ai_processor.model.asking import ModelAsker, NoAnswerError
from ai_processor.model.catalogue import ITEM, catalogue
from ai_processor.model.merging import AGREES, DIFFERS, candidate, merge
from ai_processor.model.proving import prove
from ai_processor.model.quotes import Quotable
from ai_processor.stages.validate import confidence_of, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ai_processor.model.asking import Candidate
    from ai_processor.model.catalogue import Asked
    from ai_processor.reading import Reading, TextPage

_INDEX = re.compile(r"(?<=\.)\d{1,3}(?=\.)")


class SecondOpinion:
    """Has a language model look at what the rules have read."""

    def __init__(self, asker: ModelAsker, *, today: Callable[[], dt.date]) -> None:
        self._asker = asker
        self._today = today

    def wanted_for(self, reading: Reading) -> bool:
        """Whether there is text, and anything to ask for."""
        return bool(reading.text) and bool(catalogue(reading.kind))

    async def on(self, reading: Reading) -> Reading:
        """The reading with the model's fields worked in; as it was where the model gave no answer."""
        asked = catalogue(reading.kind)
        try:
            candidates = await self._asker.ask(asked, reading.text)
        except NoAnswerError:
            return reading
        proved = proved_fields(candidates, asked, reading.text, on_pages=bool(reading.pages))
        metrics.model_fields.labels("unproved").inc(len(candidates) - len(proved))
        return self._with(reading, merge(reading.fields, proved))

    def _with(self, reading: Reading, fields: list[FieldFound]) -> Reading:
        for name, outcome in ((AGREES, "agrees"), (DIFFERS, "differs")):
            metrics.model_fields.labels(outcome).inc(sum(name in found.reasons for found in fields))
        metrics.model_fields.labels("alone").inc(len(fields) - len(reading.fields))
        kind, today = reading.judged_as or reading.kind, self._today()
        before = validate(reading.fields, kind, today=today)
        of_the_file = [issue for issue in reading.issues if issue not in before]
        return reading.model_copy(
            update={
                "fields": fields,
                "confidence": confidence_of(fields, kind),
                "issues": of_the_file + validate(fields, kind, today=today),
            }
        )


def proved_fields(
    candidates: Sequence[Candidate], asked: Mapping[str, Asked], pages: Sequence[TextPage], *, on_pages: bool
) -> list[FieldFound]:
    """The candidates that the document bears out: a field that is asked for, a quote that stands there, a value in it.

    Args:
        on_pages: False where the text lies on no page that can be shown.
    """
    quotable = Quotable(pages)
    fields = []
    for each in candidates:
        wanted = asked.get(_INDEX.sub(ITEM, each.path))
        place = quotable.find(each.quote, each.page) if wanted else None
        proved = prove(wanted, each.value, place.raw) if wanted and place else None
        if place is None or proved is None:
            continue
        value, check = proved
        found = FieldFound(
            path=each.path,
            value=value,
            raw=place.raw,
            page=place.page if on_pages else None,
            box=place.box if on_pages else None,
            confidence=0,
            source=FieldSource.MODEL,
        )
        fields.append(candidate(found, check=check))
    return fields
