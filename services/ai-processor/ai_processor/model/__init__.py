"""A second opinion on the fields by a language model. Off unless a provider is set; nothing depends on it."""
