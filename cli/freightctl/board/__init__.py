"""The board on this machine: its build, and a small server that gives page and interfaces one address."""
