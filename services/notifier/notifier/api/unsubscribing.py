"""The link in every mail that stops mail (RFC 8058). Whoever holds it can do that one thing, and no other."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from freightwire.telemetry import get_logger

from notifier.api.context import Context, Here
from notifier.channels.email.compose import page
from notifier.channels.email.unsubscribing import TOKEN_LIMIT, InvalidLinkError
from notifier.preferences import Language
from notifier.storage.people import People

router = APIRouter(tags=["unsubscribing"], default_response_class=HTMLResponse)
Token = Annotated[str, Query(alias="t", max_length=TOKEN_LIMIT, description="As the link has it.")]

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
}
_log = get_logger()


@router.get("/unsubscribe")
async def ask(context: Here, token: Token) -> HTMLResponse:
    """A page that asks whether to stop. Nothing is changed: mail scanners open every link."""
    try:
        _, _, language = await _person(context, token)
    except InvalidLinkError:
        return _invalid()
    return HTMLResponse(page(language, "confirm_text", ask=True), headers=_HEADERS)


@router.post("/unsubscribe")
async def stop(context: Here, token: Token) -> HTMLResponse:
    """Send the person of this link no more mail. Harmless to repeat."""
    try:
        org, user, language = await _person(context, token)
    except InvalidLinkError:
        return _invalid()
    async with context.sessions.begin() as session:
        await People(session, org).stop_email(user)
    _log.info("unsubscribed", org=org)
    return HTMLResponse(page(language, "done_text"), headers=_HEADERS)


async def _person(context: Context, token: str) -> tuple[str, str, Language]:
    if context.links is None:
        raise InvalidLinkError
    org, user = context.links.person(token)
    async with context.sessions.begin() as session:
        return org, user, (await People(session, org).get(user)).preferences.language


def _invalid() -> HTMLResponse:
    return HTMLResponse(page("ro", "invalid_text"), status_code=404, headers=_HEADERS)
