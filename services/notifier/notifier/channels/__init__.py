"""Ways to reach a person: on the screen, by e-mail, by webhook."""
