"""How many events go out together, and which one is to blame when the broker's connection breaks under them.

Most of what a broker dislikes it answers with a refusal of that one message. But a message that is larger than it
allows, or whose queue cannot confirm, takes the whole channel with it, and everything behind it would wait for ever.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = 500
BREAKS_BEFORE_ALONE = 2
"""Windows in a row that broke without one confirm, before events go out one at a time."""
BREAKS_BEFORE_BLAME = 3
"""Times that one event broke its channel alone, before it is put off. A broker that flaps does no harm: the event only
goes out later."""
GROWTH = 8


@dataclass(slots=True)
class Pace:
    """The size of the next window. Nothing is counted while the broker cannot be reached at all."""

    size: int = WINDOW
    _breaks: int = 0

    def confirmed(self) -> None:
        """The whole window was confirmed: the next may be larger."""
        self.size = min(WINDOW, self.size * GROWTH)
        self._breaks = 0

    def broke(self, *, confirmed: int, alone: bool) -> bool:
        """The channel broke, or confirms did not come. Returns whether the one event that was sent is to blame.

        Args:
            confirmed: events of the window that were confirmed all the same.
            alone: whether the window was a single event.
        """
        self._breaks = 0 if confirmed else self._breaks + 1
        if alone and self._breaks >= BREAKS_BEFORE_BLAME:
            self._breaks = 0
            return True
        if not alone and self._breaks >= BREAKS_BEFORE_ALONE:
            self.size = 1
            self._breaks = 0
        return False
