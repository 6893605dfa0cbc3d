"""Who has an order open, and who edits which field: members across tabs and nodes."""
