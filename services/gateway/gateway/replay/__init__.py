"""Resuming: the history stream, the ring in front of it, and the merge with what is live."""
