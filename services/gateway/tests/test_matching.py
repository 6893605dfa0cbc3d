"""Topic patterns: matching and containment, against brute force."""

from __future__ import annotations

from itertools import product

import pytest
from gateway.matching import MalformedPatternError, TopicTrie, contains, parse_pattern
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = ("a", "b")
PATTERN = st.lists(st.sampled_from([*WORDS, "*", "#"]), min_size=1, max_size=4).map(".".join)
KEY = st.lists(st.sampled_from([*WORDS, "c"]), min_size=1, max_size=6).map(".".join)


def matches(pattern: list[str], key: list[str]) -> bool:
    """The definition of AMQP's topic matching, as short as it can be written."""
    if not pattern:
        return not key
    if pattern[0] == "#":
        return matches(pattern[1:], key) or (bool(key) and matches(pattern, key[1:]))
    return bool(key) and pattern[0] in ("*", key[0]) and matches(pattern[1:], key[1:])


@given(patterns=st.lists(PATTERN, max_size=8), key=KEY)
def test_trie_matches_as_defined(patterns: list[str], key: str) -> None:
    """The trie finds exactly the subscribers whose pattern matches by definition, each once."""
    trie: TopicTrie[str] = TopicTrie()
    for pattern in patterns:
        trie.add(pattern, pattern)
    expected = {pattern for pattern in patterns if matches(pattern.split("."), key.split("."))}
    found = trie.match(key)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert trie.match(key) == found


@given(
    steps=st.lists(st.tuples(st.booleans(), PATTERN, st.integers(0, 2)), max_size=30),
    keys=st.lists(KEY, min_size=1, max_size=5),
)
def test_trie_follows_changes(steps: list[tuple[bool, str, int]], keys: list[str]) -> None:
    """After any additions and removals the trie answers as a plain set of pairs would.

    It never answers from a stale cache, and is empty once everything is removed.
    """
    trie: TopicTrie[int] = TopicTrie(cache_limit=2)
    pairs: set[tuple[str, int]] = set()
    for is_addition, pattern, subscriber in steps:
        if is_addition:
            trie.add(pattern, subscriber)
            pairs.add((pattern, subscriber))
        else:
            trie.remove(pattern, subscriber)
            pairs.discard((pattern, subscriber))
        for key in keys:
            expected = {one for held, one in pairs if matches(held.split("."), key.split("."))}
            assert set(trie.match(key)) == expected
    for pattern, subscriber in pairs:
        trie.remove(pattern, subscriber)
    assert trie.is_empty


def test_subscriber_with_overlapping_patterns_is_found_once() -> None:
    """Several matching patterns of one subscriber make one delivery."""
    trie: TopicTrie[str] = TopicTrie()
    for pattern in ("alpha.order.#", "alpha.order.42.*", "#"):
        trie.add(pattern, "ana")
    assert trie.match("alpha.order.42.created") == ("ana",)


ALL_KEYS = [list(key) for size in range(7) for key in product((*WORDS, "c"), repeat=size)]


@settings(max_examples=300)
@given(granted=PATTERN, requested=PATTERN)
def test_containment_is_inclusion_of_languages(granted: str, requested: str) -> None:
    """One pattern contains another exactly if it matches every key of up to six words that the other matches.

    For patterns of four words, no counterexample is longer.
    """
    brute = all(matches(granted.split("."), key) for key in ALL_KEYS if matches(requested.split("."), key))
    assert contains(granted, requested) is brute


@pytest.mark.parametrize(
    ("granted", "requested", "expected"),
    [
        ("a.order.#", "a.order.42.#", True),
        ("a.order.#", "a.order", True),
        ("a.order.#", "a.orders.x", False),
        ("a.order.42", "a.order.4", False),
        ("a.*.#", "a.#", False),
        ("a.#", "a.*.#", True),
        ("#.*", "*.#", True),
        ("a.order.*.x", "a.order.#", False),
        ("a.user.me.#", "a.user.*.x", False),
    ],
)
def test_containment_examples(granted: str, requested: str, expected: bool) -> None:
    """Containment is decided by what patterns match, never by their letters."""
    assert contains(granted, requested) is expected


@pytest.mark.parametrize(
    "text", ["", ".", "a..b", "a*", "*#", "a b", "é", "a.b.", "x" * 65, "#.#.#", ".".join("a" * 9)]
)
def test_malformed_patterns(text: str) -> None:
    """What is no pattern is refused."""
    with pytest.raises(MalformedPatternError):
        parse_pattern(text)
