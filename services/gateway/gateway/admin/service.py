"""Sessions across all nodes: listed, disconnected, revoked. Every act leaves a line in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freightwire.events.base import RoutingWord
from freightwire.telemetry import get_logger
from pydantic import BaseModel

from gateway.admin.schemas import DisconnectedOut, NodeSessions, RevokedOut, SessionOut, SessionsOut
from gateway.cluster import Answers, BusUnavailableError
from gateway.protocol.codes import CloseCode
from gateway.revocation.memory import Revocation

if TYPE_CHECKING:
    from gateway.cluster import ClusterBus
    from gateway.revocation.revocations import Revocations
    from gateway.sessions.facts import SessionFacts
    from gateway.sessions.registry import Registry

LIST, DISCONNECT, REVOKE = "list-sessions", "disconnect-session", "revoke-user"
SESSIONS_PER_NODE = 1_000
BINDINGS_SHOWN = 20

_log = get_logger()


class NotFoundError(Exception):
    """No node that answered has such a session; ``missing`` nodes did not answer."""

    def __init__(self, missing: frozenset[str]) -> None:
        super().__init__()
        self.missing = missing


class _Selection(BaseModel):
    org: RoutingWord
    user: RoutingWord | None = None
    session: str | None = None


class Administration:
    """Asks all nodes, this one included, and answers for it when others ask."""

    def __init__(self, bus: ClusterBus, registry: Registry, revocations: Revocations, *, answer_seconds: float) -> None:
        self._bus = bus
        self._registry = registry
        self._revocations = revocations
        self._seconds = answer_seconds
        bus.on(LIST, self._list_here)
        bus.on(DISCONNECT, self._disconnect_here)
        bus.on(REVOKE, self._revoke_here)

    @property
    def is_ready(self) -> bool:
        """Whether it is known whose tokens are refused."""
        return self._revocations.is_known

    async def sessions(self, org: str, user: str | None, *, by: str) -> SessionsOut:
        """The sessions of an organisation, or of one of its users.

        Raises:
            BusUnavailableError: the other nodes cannot be asked.
        """
        answers = await self._bus.ask(LIST, {"org": org, "user": user}, seconds=self._seconds)
        parts = [NodeSessions.model_validate(answer) for answer in answers.of.values()]
        sessions = sorted((one for part in parts for one in part.sessions), key=lambda one: (one.connected_at, one.id))
        _log.info("admin_sessions_listed", org=org, by=by, user=user, sessions=len(sessions))
        return SessionsOut(sessions=sessions, truncated=any(part.truncated for part in parts), **_asked(answers))

    async def disconnect(self, org: str, session: str, *, by: str) -> DisconnectedOut:
        """Close one session of an organisation. Its client may come back with the same token.

        Raises:
            NotFoundError: nobody has it.
            BusUnavailableError: it is not here, and the other nodes cannot be asked.
        """
        answers = await self._bus.ask(
            DISCONNECT,
            {"org": org, "session": session},
            seconds=self._seconds,
            enough=lambda answer: answer.get("closed") is True,
        )
        node = next((node for node, answer in answers.of.items() if answer.get("closed") is True), None)
        if node is None:
            raise NotFoundError(answers.missing)
        _log.info("admin_session_disconnected", org=org, by=by, session=session, on=node)
        return DisconnectedOut(id=session, node=node)

    async def revoke(self, org: str, user: str, *, by: str) -> RevokedOut:
        """Refuse the tokens that a user has and close their sessions.

        Raises:
            TooManyRevocationsError, PublishError: nothing is revoked, as far as is known.
        """
        revocation = await self._revocations.revoke(org, user, by=by)
        try:
            answers = await self._bus.ask(REVOKE, revocation.model_dump(mode="json"), seconds=self._seconds)
        except BusUnavailableError:
            answers = Answers({self._bus.node: {}}, missing=self._bus.peers)
        _log.warning("admin_user_revoked", org=org, by=by, user=user, missing=sorted(answers.missing))
        return RevokedOut(user=user, revoked_at=revocation.at, until=revocation.until, **_asked(answers))

    # What this node answers

    def _list_here(self, body: dict[str, Any]) -> dict[str, Any]:
        selection = _Selection.model_validate(body)
        sessions = self._registry.of(selection.org, selection.user)
        part = NodeSessions(
            sessions=[self._shown(facts) for session in sessions[:SESSIONS_PER_NODE] if (facts := session.facts)],
            truncated=len(sessions) > SESSIONS_PER_NODE,
        )
        return part.model_dump(mode="json")

    def _disconnect_here(self, body: dict[str, Any]) -> dict[str, Any]:
        selection = _Selection.model_validate(body)
        for session in self._registry.of(selection.org):
            if session.id == selection.session:
                session.close(CloseCode.DISCONNECTED)
                return {"closed": True}
        return {"closed": False}

    def _revoke_here(self, body: dict[str, Any]) -> None:
        self._revocations.take(Revocation.model_validate(body))

    def _shown(self, facts: SessionFacts) -> SessionOut:
        identity = facts.identity
        return SessionOut(
            id=facts.id,
            node=self._bus.node,
            user=identity.user,
            name=identity.name,
            roles=sorted(identity.roles),
            client=facts.client,
            connected_at=facts.since,
            expires_at=identity.expires_at,
            bindings=list(facts.bindings[:BINDINGS_SHOWN]),
            binding_count=len(facts.bindings),
            queues=list(facts.queues),
        )


def _asked(answers: Answers) -> dict[str, list[str]]:
    return {"nodes": sorted(answers.of), "missing": sorted(answers.missing)}
