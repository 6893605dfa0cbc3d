"""The AI processor: reads documents into fields with confidence."""
