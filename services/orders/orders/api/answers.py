"""What a command answers: made once, kept with its ``Idempotency-Key``, sent as often as it is asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fastapi import Response

from orders.api.conditional import CACHING, matches, not_modified, order_tag

if TYPE_CHECKING:
    from pydantic import BaseModel

    from orders.api.schemas import OrderOut


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and JSON text of an answer."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: BaseModel, *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
        """An answer with ``content`` as its body."""
        return cls(status, content.model_dump_json(by_alias=True, exclude_none=True), headers or {})

    @classmethod
    def of_order(cls, order: OrderOut, *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
        """An answer with an order, and its version as its ETag."""
        return cls.of(order, status=status, headers={"ETag": order_tag(order.version), **(headers or {})})

    def tagged(self) -> Answer:
        """The same with an ETag made of its body."""
        digest = hashlib.sha256(self.body.encode()).hexdigest()[:32]
        return replace(self, headers={**self.headers, "ETag": f'W/"{digest}"'})

    def unless(self, if_none_match: str | None) -> Response:
        """The answer to a read, or 304 where the client has it already."""
        if matches(if_none_match, self.headers["ETag"]):
            return not_modified(self.headers["ETag"])
        return replace(self, headers=self.headers | CACHING).response()

    def response(self, *, replayed: bool = False) -> Response:
        """The answer as it is sent."""
        headers = self.headers | ({"Idempotency-Replayed": "true"} if replayed else {})
        return Response(self.body, self.status, headers, media_type="application/json")
