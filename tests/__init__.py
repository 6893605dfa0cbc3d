"""Tests of the whole system, over its processes and their public interfaces."""
