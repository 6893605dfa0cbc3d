"""What administrators see and do: the sessions of their organisation, on all nodes."""
