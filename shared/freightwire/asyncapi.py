"""The AsyncAPI 3.0 document of the events that clients can get, made from the contracts.

``python -m freightwire.asyncapi > docs/asyncapi.json``
"""

from __future__ import annotations

import inspect
import json
import sys
from string import Formatter
from typing import Any

from pydantic.alias_generators import to_camel
from pydantic.json_schema import models_json_schema

from freightwire.events.base import Event
from freightwire.events.registry import ALL_EVENTS

PROTOCOL_VERSION = "1"
WORD_PATTERN = "^[A-Za-z0-9_-]{1,64}$"
_SCHEMAS = "#/components/schemas/"

_PUSH: dict[str, Any] = {
    "title": "Push",
    "description": "One event on a WebSocket. The same event is the same bytes for every subscriber.",
    "type": "object",
    "required": ["event", "id", "cursor", "key", "time", "data"],
    "properties": {
        "event": {"type": "string", "description": "The event's type."},
        "id": {"type": "string", "format": "uuid", "description": "The same when the event comes again."},
        "cursor": {"type": "string", "description": "Opaque; whoever holds it can resume after this event."},
        "key": {"type": "string", "description": "The routing key, relative to the client's organisation."},
        "version": {
            "type": "integer",
            "minimum": 1,
            "description": "The order's own sequence without gaps; absent where the event belongs to no order.",
        },
        "time": {"type": "string", "format": "date-time", "description": "When the event was made, UTC."},
        "trace": {"type": "string", "description": "W3C traceparent of what led to the event."},
        "data": {"type": "object"},
    },
}


def document() -> dict[str, Any]:
    """The document: a channel, a message and a schema for each public event."""
    events = [event for event in ALL_EVENTS if event.public]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Freightwire events",
            "version": PROTOCOL_VERSION,
            "description": (
                "What the gateway pushes to its clients. A channel's address is a routing key relative to the client's "
                "organisation; clients subscribe to topic patterns over such keys. How they connect, subscribe and "
                "resume is in docs/protocol.md."
            ),
        },
        "defaultContentType": "application/json",
        "servers": {
            "gateway": {
                "host": "{host}",
                "pathname": "/v1/ws",
                "protocol": "wss",
                "variables": {"host": {"description": "Host and port of a gateway node.", "default": "localhost"}},
            }
        },
        "channels": {
            event.__name__ + (f".{suffix}" if suffix else ""): _channel(event, suffix)
            for event in events
            for suffix in ("", *event.key_suffixes)
        },
        "operations": {f"push{event.__name__}": _operation(event) for event in events},
        "components": {
            "messages": {event.__name__: _message(event) for event in events},
            "schemas": {"Push": _PUSH, **_schemas(events)},
        },
    }


def _relative(template: str) -> str:
    """A routing template as clients see it: without the organisation, parameters in camelCase."""
    relative = template.removeprefix("{org}.")
    for name in _parameters(relative):
        relative = relative.replace(f"{{{name}}}", f"{{{to_camel(name)}}}")
    return relative


def _parameters(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def _channel(event: type[Event], suffix: str) -> dict[str, Any]:
    relative = event.routing.removeprefix("{org}.")
    channel: dict[str, Any] = {
        "address": _relative(event.routing) + (f".{suffix}" if suffix else ""),
        "servers": [{"$ref": "#/servers/gateway"}],
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
    }
    names = _parameters(relative)
    if names:
        channel["parameters"] = {
            to_camel(name): {"description": f"One word ({WORD_PATTERN}); `data.{to_camel(name)}`."} for name in names
        }
    return channel


def _operation(event: type[Event]) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{event.__name__}"},
        "messages": [{"$ref": f"#/channels/{event.__name__}/messages/{event.__name__}"}],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    message: dict[str, Any] = {
        "name": event.type,
        "title": event.type,
        "summary": inspect.cleandoc(event.__doc__ or "").partition("\n\n")[0].replace("\n", " "),
        "payload": {
            "allOf": [
                {"$ref": f"{_SCHEMAS}Push"},
                {
                    "type": "object",
                    "properties": {
                        "event": {"const": event.type},
                        "data": {"$ref": f"{_SCHEMAS}{event.__name__}"},
                    },
                },
            ]
        },
        "x-durable": event.is_durable(),
    }
    if event.conflation is not None:
        message["x-conflation-key"] = _relative(event.conflation)
    return message


def _schemas(events: list[type[Event]]) -> dict[str, Any]:
    """The schemas of all data, as it is sent: fields without a value are left out, ``timestamp`` is always there."""
    _, definitions = models_json_schema(
        [(event, "serialization") for event in events], ref_template=_SCHEMAS + "{model}"
    )
    schemas: dict[str, Any] = definitions["$defs"]
    for event in events:
        schema = schemas[event.__name__]
        schema["required"] = sorted({*schema.get("required", ()), "timestamp"})
    return dict(sorted(schemas.items()))


def main() -> None:
    """Write the document to standard output."""
    sys.stdout.write(json.dumps(document(), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
