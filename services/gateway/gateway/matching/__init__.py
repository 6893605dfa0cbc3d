"""Topic patterns: what they match, and which of them contain one another."""

from gateway.matching.containment import contains
from gateway.matching.patterns import MalformedPatternError, parse_pattern
from gateway.matching.trie import TopicTrie

__all__ = ["MalformedPatternError", "TopicTrie", "contains", "parse_pattern"]
