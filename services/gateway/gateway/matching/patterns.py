"""AMQP topic patterns: words separated by dots, ``*`` for exactly one word, ``#`` for any number of words."""

from __future__ import annotations

import re

ONE = "*"
ANY = "#"
PATTERN_LIMIT = 200
"""Characters of a pattern."""
WORDS_LIMIT = 8
ANY_LIMIT = 2
"""``#`` in one pattern: each further one multiplies the states that the broker keeps while it routes."""

_LITERAL = re.compile(r"[A-Za-z0-9_-]{1,64}")


class MalformedPatternError(ValueError):
    """The text is not a topic pattern; the message says why."""


def parse_pattern(pattern: str) -> tuple[str, ...]:
    """The words of ``pattern``.

    Raises:
        MalformedPatternError: it is empty or too long, or a word mixes a wildcard with letters.
    """
    if len(pattern) > PATTERN_LIMIT:
        raise MalformedPatternError(f"a binding has at most {PATTERN_LIMIT} characters")
    words = tuple(pattern.split("."))
    if len(words) > WORDS_LIMIT:
        raise MalformedPatternError(f"a binding has at most {WORDS_LIMIT} words")
    for word in words:
        if word not in (ONE, ANY) and not _LITERAL.fullmatch(word):
            raise MalformedPatternError("a word of a binding is *, # or 1 to 64 of A-Z a-z 0-9 _ -")
    if words.count(ANY) > ANY_LIMIT:
        raise MalformedPatternError(f"a binding has at most {ANY_LIMIT} times #")
    return words
