"""XML from outside, read within bounds into a plain tree.

The parser is the standard library's expat with our own handlers. It refuses every document type declaration, and with
it all entities, internal and external (docs/decisions/0018-xml-without-dtd.md); depth and number of elements are
bounded while it reads. Nothing is ever fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ai_processor.failures import Failure, UnreadableError

DEPTH_LIMIT = 64
ELEMENTS_LIMIT = 200_000
"""An invoice of ten thousand lines has about as many."""
_SEPARATOR = "}"


@dataclass(slots=True)
class Node:
    """An element: its local name and namespace, its attributes by local name, its own text, and what it holds."""

    name: str
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, with blanks as single spaces."""
        return " ".join("".join(self.pieces).split())

    def all(self, place: str) -> Iterator[Node]:
        """The elements at a place below this one, in the order of the file.

        Args:
            place: local names joined by slashes. A condition in brackets may follow the name:
                ``PartyTaxScheme[TaxScheme/ID=VAT]/CompanyID``, ``ID[@schemeID=VA]``.
        """
        step, _, rest = _split(place)
        name, _, condition = step.partition("[")
        for child in self.children:
            if child.name == name and child.fits(condition.rstrip("]")):
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, place: str) -> Node | None:
        """The first element there that has a text; None where there is none."""
        return next((node for node in self.all(place) if node.text), None)

    def fits(self, condition: str) -> bool:
        """Whether ``path=value`` or ``@attribute=value`` holds; so does no condition at all."""
        if not condition:
            return True
        left, _, right = condition.partition("=")
        if left.startswith("@"):
            return self.attributes.get(left[1:]) == right
        return any(node.text == right for node in self.all(left))


def _split(place: str) -> tuple[str, str, str]:
    """The first step, and what follows it; a slash within brackets separates no steps."""
    depth = 0
    for index, letter in enumerate(place):
        depth += (letter == "[") - (letter == "]")
        if letter == "/" and depth == 0:
            return place[:index], "/", place[index + 1 :]
    return place, "", ""


def parse_xml(data: bytes) -> Node:
    """The root element of an XML file.

    Raises:
        UnreadableError: not well-formed, with a document type declaration, or nested or long beyond the bounds.
    """
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        # All at once: fed in pieces, expat begins a long token anew with each piece.
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # LookupError, ValueError: an encoding unknown here
        raise UnreadableError(Failure.XML_DAMAGED, str(error)[:120]) from error
    if builder.root is None:
        raise UnreadableError(Failure.XML_DAMAGED, "no element")
    return builder.root


class _Builder:
    """Makes nodes of what the parser reports."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._elements = 0

    def refuse_doctype(self, name: str, system_id: str | None, public_id: str | None, has_subset: bool) -> None:
        raise UnreadableError(Failure.XML_FORBIDDEN, "DOCTYPE")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) >= DEPTH_LIMIT:
            raise UnreadableError(Failure.XML_TOO_COMPLEX, f"> {DEPTH_LIMIT}")
        if self._elements > ELEMENTS_LIMIT:
            raise UnreadableError(Failure.XML_TOO_COMPLEX, f"> {ELEMENTS_LIMIT}")
        namespace, _, local = name.rpartition(_SEPARATOR)
        node = Node(local, namespace, {key.rpartition(_SEPARATOR)[2]: value for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        self._open[-1].pieces.append(text)
