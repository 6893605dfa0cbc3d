"""The little of the orders service's REST interface that the command line uses."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from freightwire.identifiers import new_id

from freightctl.failures import Failure

UPLOAD_SECONDS = 120
LABELS_OF_A_PAGE = 1000


class OrdersClient:
    """Speaks for one person."""

    def __init__(self, url: str, token: Callable[[], str]) -> None:
        self._url = url
        self._token = token
        self._http = httpx.AsyncClient(base_url=url, timeout=UPLOAD_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._http.aclose()

    async def upload(self, files: Sequence[Path], *, order: str | None = None) -> list[Mapping[str, Any]]:
        """Upload documents as one batch: into ``order``, or each into a new one.

        Returns:
            For each file what became of it (``UploadResults.results``).

        Raises:
            Failure: a file cannot be read, or the service cannot be reached or refuses the whole.
        """
        batch = new_id()
        path = f"/orders/{order}/documents" if order else "/orders/documents"
        with ExitStack() as stack:
            parts = []
            for file in files:
                try:
                    content = stack.enter_context(file.open("rb"))
                except OSError as error:
                    raise Failure(f"{file}: {error.strerror}", status=2) from error
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                parts.append(("file", (file.name, content, kind)))
            # With a key that counts file by file, an upload that broke off can be sent again.
            response = await self._send(
                "POST", path, params={"batch": batch}, files=parts, headers={"Idempotency-Key": batch}
            )
        answer = response.json()
        results: list[Mapping[str, Any]] | None = answer.get("results")
        if results is None:
            raise Failure(problem_line(response))
        return results

    async def document(self, document_id: str) -> Mapping[str, Any]:
        """A document with all that was read in it.

        Raises:
            Failure: the service cannot be reached or refuses.
        """
        response = await self._send("GET", f"/documents/{document_id}")
        if response.is_error:
            raise Failure(problem_line(response))
        document: Mapping[str, Any] = response.json()
        return document

    async def labels(self) -> list[Mapping[str, Any]]:
        """What people made of the values that were read, oldest first.

        Raises:
            Failure: the service cannot be reached or refuses.
        """
        found: list[Mapping[str, Any]] = []
        params: dict[str, str | int] = {"limit": LABELS_OF_A_PAGE}
        while True:
            response = await self._send("GET", "/labels", params=params)
            if response.is_error:
                raise Failure(problem_line(response))
            page = response.json()
            found += page["items"]
            if "nextAfter" not in page:
                return found
            params["after"] = page["nextAfter"]

    async def content(self, document_id: str) -> bytes | None:
        """A document's bytes; None where they are gone.

        Raises:
            Failure: the service cannot be reached or refuses.
        """
        response = await self._send("GET", f"/documents/{document_id}/content")
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        if response.is_error:
            raise Failure(problem_line(response))
        return response.content

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token()}", **options.pop("headers", {})}
        try:
            return await self._http.request(method, path, headers=headers, **options)
        except httpx.HTTPError as error:
            raise Failure(f"orders at {self._url} does not answer: {error or type(error).__name__}") from error


def problem_line(response: httpx.Response) -> str:
    """What a problem document says, in one line."""
    try:
        problem = response.json()
    except ValueError:
        return f"{response.request.method} {response.request.url.path}: {response.status_code}"
    text = problem.get("detail") or problem.get("title") or "refused"
    return f"{text} ({problem.get('code', response.status_code)})"
