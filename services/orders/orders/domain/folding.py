"""How text is looked for: without regard to case and diacritics, as people type."""

from __future__ import annotations

import unicodedata

INDEXED_LENGTH = 3
"""Characters from which on the trigram index finds text anywhere in a word."""


def folded(text: str) -> str:
    """``text`` as it is looked for: „Întreprinderea Ș” is ``intreprinderea s``.

    The same as the migration that folds what was there: ``lower(normalize(…, NFKD))`` without combining marks.
    """
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f")
