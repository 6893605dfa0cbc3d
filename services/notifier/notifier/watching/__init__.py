"""Watching the system: queues that nobody works off, dead letters, channels that are down; told once, and their end."""
