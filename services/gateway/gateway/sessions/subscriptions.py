"""What one session is subscribed to, known to the router and the binding planner alike."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gateway import metrics
from gateway.grants import ForbiddenBindingError
from gateway.matching import MalformedPatternError
from gateway.protocol.codes import CommandError, ErrorCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gateway.bindings import BindingPlanner
    from gateway.grants import Grants
    from gateway.router import Receiver, Router


class Subscriptions:
    """Bindings as the client names them, and the absolute patterns behind them."""

    def __init__(
        self,
        receiver: Receiver,
        router: Router,
        planner: BindingPlanner,
        changed: Callable[[], None],
        *,
        limit: int,
    ) -> None:
        """``changed`` is called when the planner has something to think about."""
        self._receiver = receiver
        self._router = router
        self._planner = planner
        self._changed = changed
        self._limit = limit
        self._bindings: dict[str, tuple[str, ...]] = {}
        self._patterns: Counter[str] = Counter()

    @property
    def bindings(self) -> tuple[str, ...]:
        """As the client named them."""
        return tuple(self._bindings)

    def resolve(self, bindings: Iterable[str], grants: Grants) -> dict[str, tuple[str, ...]]:
        """The absolute patterns of ``bindings``, all or none.

        Raises:
            CommandError: one is no pattern, or not granted, or they would be too many.
        """
        resolved = resolve_all(bindings, grants)
        if len(self._bindings.keys() | resolved.keys()) > self._limit:
            raise CommandError(
                ErrorCode.LIMIT,
                f"at most {self._limit} bindings per session (FREIGHTWIRE_GATEWAY_BINDINGS_PER_SESSION)",
            )
        return resolved

    def add(self, resolved: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Subscribe, and say which bindings are new; events may come at once."""
        new = tuple(binding for binding in resolved if binding not in self._bindings)
        for binding in new:
            self._bindings[binding] = resolved[binding]
            for pattern in resolved[binding]:
                self._patterns[pattern] += 1
                if self._patterns[pattern] == 1:
                    self._router.add(pattern, self._receiver)
                    self._planner.acquire((pattern,))
        metrics.subscriptions.inc(len(new))
        self._changed()
        return new

    def remove(self, bindings: Iterable[str]) -> None:
        """Unsubscribe; bindings that are not there are passed over."""
        for binding in bindings:
            patterns = self._bindings.pop(binding, None)
            if patterns is None:
                continue
            metrics.subscriptions.dec()
            for pattern in patterns:
                self._patterns[pattern] -= 1
                if not self._patterns[pattern]:
                    del self._patterns[pattern]
                    self._router.remove(pattern, self._receiver)
                    self._planner.release((pattern,))
        self._changed()

    def no_longer_granted(self, grants: Grants) -> tuple[str, ...]:
        """The bindings that ``grants`` do not allow."""
        return tuple(
            binding
            for binding, patterns in self._bindings.items()
            if not all(grants.allows(pattern) for pattern in patterns)
        )


def resolve_all(bindings: Iterable[str], grants: Grants) -> dict[str, tuple[str, ...]]:
    """The absolute patterns of ``bindings``, all or none.

    Raises:
        CommandError: one is no pattern, or not granted.
    """
    resolved: dict[str, tuple[str, ...]] = {}
    for binding in bindings:
        try:
            resolved[binding] = grants.resolve(binding)
        except MalformedPatternError as error:
            raise CommandError(ErrorCode.BAD_REQUEST, str(error)) from error
        except ForbiddenBindingError as error:
            raise CommandError(ErrorCode.FORBIDDEN, str(error)) from error
    return resolved
