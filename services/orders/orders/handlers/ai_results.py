"""The consumer of ``orders.ai-results``: what reading a document yielded goes into its order, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.database import is_unavailable
from freightwire.events.documents import DocumentExtracted, DocumentFailed
from freightwire.inbox import Inbox
from freightwire.messaging import PermanentError, TransientError
from freightwire.messaging.topology import ORDERS_AI_RESULTS
from freightwire.telemetry import get_logger
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from orders.commands.errors import MovedMeanwhileError, NotFoundError
from orders.commands.results import apply_extraction, fail_document
from orders.domain.storable import without_null_characters
from orders.storage.work import By, working

if TYPE_CHECKING:
    from freightwire.messaging import Delivery
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from orders.settings import OrdersSettings
    from orders.storage.work import Work

CONSUMER = ORDERS_AI_RESULTS.name

_results = Counter(
    "freightwire_orders_results_total", "Results of reading documents, by what became of them", ["outcome"]
)
_log = get_logger()


class AiResults:
    """Applies results. Each in one transaction with its inbox entry, so that a redelivery changes nothing."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], settings: OrdersSettings) -> None:
        self._sessions = sessions
        self._settings = settings

    async def handle(self, delivery: Delivery) -> None:
        """Apply one result.

        Raises:
            PermanentError: the document is not known, or the event is not a result.
            TransientError: the database cannot be had.
        """
        by = By(delivery.envelope.org, None, causation=delivery.envelope)
        try:
            async with working(self._sessions, by) as work:
                outcome = await self._apply(work, delivery)
        except NotFoundError as error:
            _results.labels("unknown_document").inc()
            raise PermanentError("document_unknown", f"there is no document {error} in {by.org}") from error
        except MovedMeanwhileError as error:
            raise TransientError("the document was moved at the same moment") from error
        except (SQLAlchemyError, OSError) as error:
            if is_unavailable(error):
                raise TransientError(f"database: {type(error).__name__}") from error
            raise
        _results.labels(outcome).inc()

    async def _apply(self, work: Work, delivery: Delivery) -> str:
        if not await Inbox.first_time(work.session, consumer=CONSUMER, event_id=delivery.envelope.id):
            _log.info("result_seen_before", event_id=str(delivery.envelope.id))
            return "duplicate"
        match delivery.event:
            case DocumentExtracted() as extracted:
                sure = self._settings.confirming_thresholds(work.by.org)
                document = await apply_extraction(work, without_null_characters(extracted), thresholds=sure)
                return "stale" if document is None else "applied"
            case DocumentFailed() as failed:
                return "stale" if await fail_document(work, without_null_characters(failed)) is None else "failed"
            case other:
                raise PermanentError("unexpected_event", f"{other.type} is not the result of reading a document")
