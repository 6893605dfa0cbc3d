"""E-mail: letters in two languages, sent over SMTP."""
