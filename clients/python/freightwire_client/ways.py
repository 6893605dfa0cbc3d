"""Ways to get events without a WebSocket: each carries one subscription, from its mailbox's cursor on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import httpx

from freightwire_client.core import messages
from freightwire_client.core.ladder import Way
from freightwire_client.core.mailbox import MailboxState
from freightwire_client.core.messages import UnreadableMessageError, Verdict
from freightwire_client.core.sse import SseMessage, SseOverflowError, SseParser
from freightwire_client.errors import FINAL_CLOSE_CODES, DisconnectedError, TokenRefusedError, command_error, refusal
from freightwire_client.items import Reload, ReloadReason

if TYPE_CHECKING:
    from freightwire_client.options import Options
    from freightwire_client.subscription import Subscription

CLOSED_DRAINING = 4400
CLOSED_TOKEN_EXPIRED = 4401
NOT_OFFERED = frozenset({404, 405, 406, 410, 501})
REFUSALS = frozenset({400, 403, 422})


class BadAnswerError(Exception):
    """An answer that is of no use this time."""


class NotOfferedError(Exception):
    """There is no such endpoint: no use in asking again soon."""


class TokenExpiredError(Exception):
    """Another token is needed."""


WAY_ERRORS = (
    httpx.HTTPError,
    BadAnswerError,
    NotOfferedError,
    TokenExpiredError,
    UnreadableMessageError,
    SseOverflowError,
)
"""What may go wrong with a way, and may not the next time."""


def answer_of(response: httpx.Response) -> httpx.Response:
    """The response, if it is one that was hoped for. Its body must have been read.

    Raises:
        TokenExpiredError, NotOfferedError, BadAnswerError: it is not.
        TokenRefusedError: the token is of no use.
        ForbiddenError, CommandError: what was asked for is not granted, or was asked for wrongly.
    """
    if response.is_success:
        return response
    code, text = _problem(response)
    status = response.status_code
    if status == httpx.codes.UNAUTHORIZED and code == "token_expired":
        raise TokenExpiredError(text)
    if status == httpx.codes.UNAUTHORIZED and code:  # without one it is some proxy that speaks
        raise DisconnectedError(text) if code == "token_revoked" else TokenRefusedError(f"no valid token: {text}")
    if status == httpx.codes.FORBIDDEN and code == "disconnected":
        raise DisconnectedError(text)
    if status in NOT_OFFERED:
        raise NotOfferedError(f"{status} {text}")
    if code and status in REFUSALS:
        raise command_error("forbidden" if status == httpx.codes.FORBIDDEN else code, text)
    raise BadAnswerError(f"{status} {text}")


def _problem(response: httpx.Response) -> tuple[str, str]:
    """Code and text of a problem document (RFC 9457), as far as there is one."""
    try:
        body = response.json()
    except ValueError:
        return "", response.reason_phrase
    if not isinstance(body, dict):
        return "", response.reason_phrase
    return str(body.get("code", "")), str(body.get("detail") or body.get("title") or response.reason_phrase)


def json_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object that a response carries.

    Raises:
        BadAnswerError: it carries none.
    """
    try:
        body = response.json()
    except ValueError as error:
        raise BadAnswerError("not JSON") from error
    if not isinstance(body, dict):
        raise BadAnswerError("not a JSON object")
    return body


def _parameters(subscription: Subscription, **others: str) -> httpx.QueryParams:
    cursor = subscription.mailbox.resume_from
    parameters = {"binding": subscription.bindings, **others}
    return httpx.QueryParams(parameters if cursor is None else {**parameters, "cursor": cursor})


class Report(Protocol):
    """How following goes, for whoever asked for it."""

    def begun(self, verdict: Verdict) -> None:
        """The gateway has begun the subscription: what follows is for it."""

    def flowing(self) -> None:
        """The way works."""


class EventStream:
    """Server-Sent Events."""

    way = Way.SSE

    def __init__(self, http: httpx.AsyncClient, url: str, options: Options) -> None:
        self._http = http
        self._url = f"{url}/v1/sse"
        self._timeout = httpx.Timeout(options.open_seconds, read=options.stream_silence)

    async def follow(self, subscription: Subscription, token: str, report: Report) -> None:
        """Feed ``subscription`` until the stream ends in good order, or the subscription falls behind.

        Raises:
            WAY_ERRORS: the stream broke, or could not be had.
            GatewayRefusedError, CommandError: trying again cannot help.
        """
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        async with self._http.stream(
            "GET", self._url, params=_parameters(subscription), headers=headers, timeout=self._timeout
        ) as response:
            if not response.is_success:
                await response.aread()
            answer_of(response)
            parser = SseParser()
            async for chunk in response.aiter_bytes():
                for message in parser.feed(chunk):
                    if _take(subscription, message, report):
                        return
        raise BadAnswerError("the stream ended")


def _take(subscription: Subscription, message: SseMessage, report: Report) -> bool:
    """One message of the stream; whether it ends the following in good order."""
    match message.event:
        case "message" if message.data:
            pushed = messages.parse(message.data)
            if isinstance(pushed, messages.Pushed):
                subscription.offer(pushed.event, addressed=True)
        case "connected":
            report.begun(Verdict.from_body(_inner(message, "connected")))
        case "reset":
            reset = _inner(message, "reset")
            subscription.reload(
                Reload(reason=ReloadReason.RESET, detail=str(reset.get("reason", "")), cursor=reset.get("cursor"))
            )
        case "close":
            return _ended(_inner(message, "close"))
        case _:
            subscription.mailbox.moved(message.id)
    return subscription.mailbox.state is MailboxState.BEHIND


def _ended(closed: dict[str, Any]) -> bool:
    """The stream's end, with the code that a WebSocket would have been closed with; True for one in good order.

    Raises:
        GatewayRefusedError, TokenExpiredError, BadAnswerError: it is another one.
    """
    code, reason = closed.get("code"), str(closed.get("reason", ""))
    if not isinstance(code, int):
        raise UnreadableMessageError("closed without a code")
    if code in FINAL_CLOSE_CODES:
        raise refusal(code, reason)
    if code == CLOSED_TOKEN_EXPIRED:
        raise TokenExpiredError(reason)
    if code != CLOSED_DRAINING:
        raise BadAnswerError(f"{reason} ({code})")
    return True


def _inner(message: SseMessage, name: str) -> dict[str, Any]:
    """The body of a control event, wrapped in its name as over WebSocket or not."""
    body = messages.body_of(message.data)
    inner = body.get(name, body)
    if not isinstance(inner, dict):
        raise UnreadableMessageError(f"{name} has no body")
    return inner


class LongPoll:
    """``GET /v1/poll``: answers when there is something, or when ``wait`` is over."""

    way = Way.POLL

    def __init__(self, http: httpx.AsyncClient, url: str, options: Options) -> None:
        self._http = http
        self._url = f"{url}/v1/poll"
        self._wait = options.poll_wait
        self._timeout = httpx.Timeout(options.open_seconds, read=options.poll_wait + options.stream_silence)

    async def follow(self, subscription: Subscription, token: str, report: Report) -> None:
        """As ``EventStream.follow``; one answer at a time."""
        # The first answer comes at once, so that it is soon known whether this way works.
        wait = 0.0 if subscription.mailbox.state is MailboxState.WAITING else self._wait
        while subscription.mailbox.state is not MailboxState.BEHIND:
            answer = answer_of(
                await self._http.get(
                    self._url,
                    params=_parameters(subscription, wait=f"{wait:g}"),
                    headers={"Authorization": f"Bearer {token}"},
                    timeout=self._timeout,
                )
            )
            self._take(subscription, json_of(answer), report)
            wait = self._wait

    @staticmethod
    def _take(subscription: Subscription, body: dict[str, Any], report: Report) -> None:
        verdict = Verdict.from_body(body)
        events = body.get("events")
        if not isinstance(events, list):
            raise BadAnswerError("no events")
        mailbox = subscription.mailbox
        before = mailbox.resume_from
        if mailbox.state is MailboxState.WAITING or verdict.resumed is False:
            # The events lie before the answer's cursor: who falls behind among them stands where it stood.
            failed = verdict.resumed is False
            report.begun(verdict if failed or before is None else _at(verdict, before))
        for event in events:
            pushed = messages.of_push(event)
            subscription.offer(pushed.event, addressed=True)
        mailbox.moved(verdict.cursor)


def _at(verdict: Verdict, cursor: str) -> Verdict:
    return Verdict(cursor, verdict.resumed, verdict.replayed, verdict.reason, verdict.presence)
