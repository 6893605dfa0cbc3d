"""HTML as text: blocks as lines, the cells of a table's row beside one another, nothing that is not shown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

CELL_GAP = "    "
"""Between two cells of a row: as wide as the gap by which a page's columns are told apart."""
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_HIDDEN = frozenset(["head", "script", "style", "template", "title"])
_CELLS = frozenset(["td", "th"])


def html_to_text(html: str) -> str:
    """The text that a reader of the mail sees, line by line."""
    reader = _TextOfHtml()
    reader.feed(html)
    reader.close()
    return reader.text()


class _TextOfHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._hidden = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _CELLS:
            self._cells += 1
            if self._lines[-1].strip():
                self._lines[-1] += CELL_GAP
        elif tag in _BLOCKS:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _CELLS:
            self._cells = max(0, self._cells - 1)
        elif tag in _BLOCKS:
            self._break(tag)

    def _break(self, tag: str) -> None:
        # Paragraphs within a cell stay in its row, or label and value would part.
        if self._cells and tag not in {"tr", "table"}:
            self._lines[-1] += " "
        elif self._lines[-1].strip():
            if tag == "tr":
                self._cells = 0
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._lines[-1] += re.sub(r"[ \t\r\n\xa0]+", " ", data)

    def text(self) -> str:
        """All lines that say something."""
        cells = ([re.sub(r" +", " ", cell).strip() for cell in line.split(CELL_GAP)] for line in self._lines)
        return "\n".join(CELL_GAP.join(cell for cell in line if cell) for line in cells if any(line))
