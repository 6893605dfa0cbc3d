"""Whether every routing key that one pattern matches is matched by another.

Exact, not a comparison of prefixes: both patterns are read as automata over words, and a key is sought that
the first accepts and the second does not. Words that neither pattern names behave alike, so one stands for
all of them.
"""

from __future__ import annotations

from functools import lru_cache

from gateway.matching.patterns import ANY, ONE

_OTHER = ""
"""A word that no pattern names."""


@lru_cache(maxsize=8192)
def contains(granted: str, requested: str) -> bool:
    """Whether ``granted`` matches every routing key that ``requested`` matches."""
    if granted == requested:
        return True
    outer, inner = tuple(granted.split(".")), tuple(requested.split("."))
    # Most questions are settled by the literal words that both begin with.
    for at, (expected, word) in enumerate(zip(outer, inner, strict=False)):
        if expected == ANY and at == len(outer) - 1:
            return True
        if {expected, word} & {ONE, ANY}:
            break
        if expected != word:
            return False
    return _includes(outer, inner)


def _includes(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    """Search for a key that ``inner`` accepts and ``outer`` does not."""
    alphabet = ({*outer, *inner} - {ONE, ANY}) | {_OTHER}
    start = (_close(inner, frozenset({0})), _close(outer, frozenset({0})))
    seen, waiting = {start}, [start]
    while waiting:
        inside, outside = waiting.pop()
        if len(inner) in inside and len(outer) not in outside:
            return False
        for word in alphabet:
            follower = (_step(inner, inside, word), _step(outer, outside, word))
            if follower[0] and follower not in seen:
                seen.add(follower)
                waiting.append(follower)
    return True


def _close(words: tuple[str, ...], states: frozenset[int]) -> frozenset[int]:
    """``states`` and those that can be reached without reading a word: ``#`` may stand for none."""
    reached = set(states)
    for state in sorted(states):
        at = state
        while at < len(words) and words[at] == ANY:
            at += 1
            reached.add(at)
    return frozenset(reached)


def _step(words: tuple[str, ...], states: frozenset[int], word: str) -> frozenset[int]:
    """The states after reading ``word``."""
    reached = set()
    for state in states:
        if state == len(words):
            continue
        expected = words[state]
        if expected == ANY:
            reached.add(state)
        elif expected in (ONE, word):
            reached.add(state + 1)
    return _close(words, frozenset(reached))
