"""What a command answers: made once, kept with its ``Idempotency-Key``, sent as often as it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Response

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
        return cls.of(order, status=status, headers={"ETag": f'"{order.version}"', **(headers or {})})

    def response(self, *, replayed: bool = False) -> Response:
        """The answer as it is sent."""
        headers = self.headers | ({"Idempotency-Replayed": "true"} if replayed else {})
        return Response(self.body, self.status, headers, media_type="application/json")
