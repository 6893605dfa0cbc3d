"""E-mails: their own text as pages of words, and their attachments as documents of their own."""
