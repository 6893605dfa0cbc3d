"""What a token may read. Deny by default.

Patterns are relative to the token's organisation; another organisation cannot even be named. ``document.#``
is what services say to one another and is in nobody's grants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from freightwire.events.audience import PARTNER_KEYS

from gateway.matching import MalformedPatternError, contains, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from freightwire.auth import Identity

_ONE_ORDER = re.compile(r"order\.([A-Za-z0-9_-]+)\.#")
EVERYBODY = "all"
"""The organisation whose ``system.#`` events are meant for every organisation."""
ME = "me"

OWN = ("user.me.#", "system.#")
DESK = ("order.#", "batch.#")
PARTNERS = MappingProxyType({role: tuple(f"order.*.{key}" for key in keys) for role, keys in PARTNER_KEYS.items()})
"""What carriers and customers may read of an order: rights on fields are rights on keys (docs/decisions/0010)."""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """What a role may read.

    ``always`` needs nothing more. ``desk`` is narrowed by the token's ``bindings`` claim where there is one;
    ``if_named`` is read only as far as that claim names it.
    """

    always: tuple[str, ...] = OWN
    desk: tuple[str, ...] = ()
    if_named: tuple[str, ...] = ()


ROLE_GRANTS: Mapping[str, RoleGrant] = MappingProxyType(
    {
        "admin": RoleGrant(desk=DESK),
        "lead": RoleGrant(desk=DESK),
        "dispatcher": RoleGrant(desk=DESK),
        "accountant": RoleGrant(desk=DESK),
        "viewer": RoleGrant(desk=DESK),
        **{role: RoleGrant(always=(), if_named=(*patterns, *OWN)) for role, patterns in PARTNERS.items()},
    }
)
"""Role → what it may read. A role that is not here may read nothing."""


class ForbiddenBindingError(Exception):
    """The token does not grant everything that the binding asks for."""

    def __init__(self, binding: str) -> None:
        super().__init__(f"{binding} is not granted")
        self.binding = binding


class Grants:
    """The absolute patterns that one identity may read."""

    def __init__(self, identity: Identity) -> None:
        self._org = identity.org
        self._user = identity.user
        self._partner_roles = sorted(identity.roles & PARTNERS.keys())
        roles = [ROLE_GRANTS[role] for role in identity.roles if role in ROLE_GRANTS]
        claim = identity.bindings
        always = [pattern for role in roles for pattern in role.always]
        if claim is None:
            always += [pattern for role in roles for pattern in role.desk]
        self._always = self._absolutes(always)
        self._narrowed = self._absolutes(
            pattern for role in roles for pattern in (*role.if_named, *(() if claim is None else role.desk))
        )
        self._claimed = self._absolutes(pattern for pattern in claim or () if _is_pattern(pattern))

    def resolve(self, binding: str) -> tuple[str, ...]:
        """The absolute patterns of a client's binding.

        A binding to all of one order (``order.7.#``) is narrowed to what the role may read of it.

        Raises:
            MalformedPatternError: it is not a pattern.
            ForbiddenBindingError: some of what it matches is not granted.
        """
        parse_pattern(binding)
        for patterns in (self._absolute(binding), self._parts_of_one_order(binding)):
            if patterns and all(self.allows(pattern) for pattern in patterns):
                return patterns
        raise ForbiddenBindingError(binding)

    def every_form(self, binding: str) -> tuple[str, ...]:
        """All absolute patterns that a client's binding can have been resolved to, granted or not.

        Raises:
            MalformedPatternError: it is not a pattern.
        """
        parse_pattern(binding)
        return (*self._absolute(binding), *self._parts_of_one_order(binding))

    def allows(self, pattern: str) -> bool:
        """Whether everything that the absolute ``pattern`` matches may be read; a routing key is a pattern
        too.
        """
        if _within(pattern, self._always):
            return True
        return _within(pattern, self._narrowed) and _within(pattern, self._claimed)

    def _parts_of_one_order(self, binding: str) -> tuple[str, ...]:
        """What a partner's role may read of the order that ``binding`` is all of; nothing for other bindings."""
        match = _ONE_ORDER.fullmatch(binding)
        if match is None:
            return ()
        return self._absolutes(
            pattern.replace("*", match[1], 1) for role in self._partner_roles for pattern in PARTNERS[role]
        )

    def _absolutes(self, bindings: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(pattern for binding in bindings for pattern in self._absolute(binding)))

    def _absolute(self, binding: str) -> tuple[str, ...]:
        words = binding.split(".")
        if words[:2] == ["user", ME]:
            words[1] = self._user
        relative = ".".join(words)
        if words[0] == "system":
            return f"{self._org}.{relative}", f"{EVERYBODY}.{relative}"
        return (f"{self._org}.{relative}",)


def _within(pattern: str, granted: tuple[str, ...]) -> bool:
    return any(contains(grant, pattern) for grant in granted)


def _is_pattern(text: str) -> bool:
    try:
        parse_pattern(text)
    except MalformedPatternError:
        return False
    return True
