"""Sending what was queued: one worker per channel, each with its own pace, so that none holds up another."""
