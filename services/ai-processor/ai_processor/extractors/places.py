"""Firms, streets, postcodes, towns and countries out of free lines of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ai_processor.extractors.cells import Span
from ai_processor.extractors.evidence import Finding, finding
from ai_processor.extractors.lexicon import LEGAL
from ai_processor.values.contacts import find_emails, find_phones
from ai_processor.values.countries import country_of, is_county, is_romanian_town
from ai_processor.values.dates import find_dates, find_windows
from ai_processor.values.text import fold

_POSTCODE = (
    r"(?:(?P<cc>[A-Z]{1,2}|SLO|SRB|BIH|FIN|EST)[ –-]{1,3})?"
    r"(?P<code>\d{6}|\d{5}|\d{4}(?:\s?[A-Z]{2}(?![A-Za-z]))?|\d{2}-\d{3}|\d{3}\s\d{2}"
    r"|[A-Z]{1,2}\d[0-9A-Z]?\s\d[A-Z]{2})"
)
_POSTCODE_FIRST = re.compile(rf"^{_POSTCODE}(?![\w.]|\s?\d)\s*[,-]?\s*(?P<city>\D*)$")
_POSTCODE_LAST = re.compile(
    rf"^(?P<city>[^\d,]{{2,}}?)[\s,-]+(?:cod(?:\s+po[sș]tal)?\.?:?\s*|CP:?\s*)?{_POSTCODE}$", re.IGNORECASE
)
_STREET_WORD = re.compile(
    # Romanian
    r"\b(?:str(?:ada)?\b\.?|sos(?:eaua)?\b\.?|bd\b\.?|b-?dul\b\.?|blvd\b\.?|bulevardul|calea|aleea|al\.|piata|p-?ta\b"
    r"|splaiul|intrarea|drumul|prelungirea|dj\s?\d|dn\s?\d|de\s?\d|km\.?\s?\d|nr\.?\s?\d|zona\s+ind|parc(?:ul)?\s+ind"
    r"|platforma|(?:hala|depozit|unit)\s+(?:nr\b|\d|[a-z]\b)"
    # Italian and French, English, German, Polish, Hungarian; industrial estates
    r"|via\b|viale\b|rue\b|calle\b|carrer\b|avenida\b|poligono\b|parc\s+d\W|zone\s+ind\w*|al\.\s|ipari\s+park|logisztikai"
    r"|avenue\b|ave\b|road\b|rd\b\.?|street\b|st\.\s|lane\b|drive\b|way\b"
    r"|weg\b|platz\b|allee\b|ring\b|ul\.|ulica\b|utca\b|ut\b|u\.\s?\d|korut\b"
    r"|tarla|lot\b|industrial\s+(?:park|zone|area))"
    # German and Dutch write the word at the end of the name
    r"|(?:strasse|str\.|straat|weg|platz|allee|gasse|ring|damm|laan)\b"
)
_SAINT = re.compile(r"^\W*st\.\s")
"""St. Pölten is a town, "Main St. " a street."""
_ENDS_IN_NUMBER = re.compile(r"^[^\d,]{3,}\s\d{1,4}(?:\s?[-/]\s?\d{1,4})?\s?[a-zA-Z]?$")
_HOUSE_NUMBER = re.compile(r"^\d{1,3}\s?[a-zA-Z]?\.?$")
_COUNTY = re.compile(r"^(?:jud(?:etul|\.)?|county)\s*\.?:?\s*(?P<name>[a-z][^\d,]*)?$")
_TOWN_WORD = re.compile(
    r"^(?:loc(?:alitatea|\.)?|com(?:una|\.)|sat(?:ul)?|oras(?:ul)?|mun(?:icipiul|\.)?|city|town)\s*\.?:?\s+"
)
_SECTOR = re.compile(r"^sect(?:or(?:ul)?|\.)?\s*\d$")
_SEPARATORS = re.compile(r"\s*[,;|]\s*|\s+[–—-]\s+|\s+/\s+")
_FILLER = re.compile(
    r"\W*(?:interval(?:ul)?(?: orar)?|ora|orele|intre|de la|la|data|tel|telefon|contact|mobil|h|program|uhr|time|date"
    r"|si|din)?\W*"
)
"""Words that are left over when dates, times and contacts are taken out of a line."""
_POSTCODE_LABEL = re.compile(r"^(?:cod(?:ul)?\s+postal|c\.?p\.?|zip|plz)\s*[:.]?\s*")


@dataclass(slots=True)
class Place:
    """What the lines said. Keys: company, street, postcode, city, county, country, phone, date, timeFrom, timeTo."""

    found: dict[str, Finding]

    def put(self, name: str, value: str | None, span: Span, link: float, *reasons: str) -> None:
        """Note a part, unless there is one already."""
        if value and name not in self.found:
            self.found[name] = finding(value, span, link, *(reasons or ("position",)))


def read_place(lines: list[Span], *, link: float = 0.85, company: bool = True) -> dict[str, Finding]:
    """Read the lines of an address block, from top to bottom.

    Args:
        link: how surely the lines belong to the place.
        company: whether the first line may be a firm's name.
    """
    place = Place({})
    unknown: list[tuple[int, Span]] = []
    for number, line in enumerate(lines):
        pieces = (piece for part in _take_times(line, place, link) for piece in _pieces(part))
        unknown += [(number, piece) for piece in pieces if not _classify(piece, place, link)]
    _settle(unknown, place, link, company=company)
    _infer_country(place, link)
    return place.found


def _take_times(line: Span, place: Place, link: float) -> list[Span]:
    """Take dates, times and contacts out of a line; what is left comes back in pieces."""
    taken: list[tuple[int, int]] = []
    dates = find_dates(line.text)
    for found in dates[:1]:
        place.put("date", found.value.isoformat(), line.part(found.start, found.end), link, "date")
    taken += [(found.start, found.end) for found in dates]
    windows = find_windows(line.text)
    if windows and (dates or len(line.text) < 40):
        window = windows[0]
        span = line.part(window.start, window.end)
        place.put("timeFrom", window.since.isoformat() if window.since else None, span, link, "time")
        place.put("timeTo", window.until.isoformat() if window.until else None, span, link, "time")
        taken += [(found.start, found.end) for found in windows]
    for start, end in (*find_phones(line.text), *find_emails(line.text)):
        if not any(a <= start < b for a, b in taken):
            taken.append((start, end))
            if "@" not in line.text[start:end]:
                place.put("phone", line.text[start:end], line.part(start, end), link, "phone")
    if not taken:
        return [line]
    pieces, position = [], 0
    for start, end in sorted(taken):
        pieces.append(line.part(position, max(position, start)))
        position = max(position, end)
    pieces.append(line.part(position, len(line.text)))
    return [piece for piece in pieces if len(re.sub(r"[\W\d_]", "", piece.text)) > 2 and not _is_filler(piece.text)]


def _is_filler(text: str) -> bool:
    return _FILLER.fullmatch(fold(text)) is not None


def _pieces(line: Span) -> Iterator[Span]:
    """What commas and the like separate; the pieces of one street are joined again as they are recognised."""
    position = 0
    for match in _SEPARATORS.finditer(line.text):
        yield line.part(position, match.start())
        position = match.end()
    yield line.part(position, len(line.text))


def _classify(piece: Span, place: Place, link: float) -> bool:
    text, folded = piece.text, fold(piece.text)
    if not text:
        return True
    if legal := LEGAL.search(folded):
        if "company" in place.found or legal.start() < 2:
            return _classify_start(piece, place, link)
        street = _STREET_WORD.search(folded, legal.end())
        end = legal.end() if street else len(text)
        place.put("company", _tidy(piece.part(0, end).text), piece.part(0, end), max(link, 0.9), "legal_form")
        if street:
            _classify(piece.part(legal.end(), len(text)), place, link)
        return True
    return _classify_start(piece, place, link)


def _classify_start(piece: Span, place: Place, link: float) -> bool:
    if label := _POSTCODE_LABEL.match(fold(piece.text)):
        return _take_postcode(piece.part(label.end(), len(piece.text)), place, link)
    return any(take(piece, place, link) for take in _TAKERS)


def _take_country(piece: Span, place: Place, link: float) -> bool:
    country = country_of(piece.text)
    place.put("country", country, piece, max(link, 0.9), "country_name")
    return country is not None


def _take_county(piece: Span, place: Place, link: float) -> bool:
    county = _COUNTY.match(fold(piece.text))
    if county and county["name"]:  # a scan may have lost the name behind the word
        span = piece.part(county.start("name"), county.end("name"))
        place.put("county", span.text, span, max(link, 0.9), "county")
    return county is not None


def _is_sector(piece: Span, _place: Place, _link: float) -> bool:
    """Bucharest's sectors are no field of an address: recognised, so that they pass for nothing else."""
    return _SECTOR.match(fold(piece.text)) is not None


def _take_postcode(piece: Span, place: Place, link: float) -> bool:
    match = _POSTCODE_FIRST.match(piece.text) or _POSTCODE_LAST.match(piece.text)
    if match is None or "postcode" in place.found:
        return False
    if _STREET_WORD.search(_SAINT.sub("", fold(match["city"] or ""))):
        return False
    code = piece.part(match.start("code"), match.end("code"))
    if len(re.sub(r"\D", "", code.text)) == 4 and not match["cc"] and not match["city"]:
        return False
    place.put("postcode", code.text, code, max(link, 0.9), "postcode")
    if match["cc"] and (country := country_of(match["cc"], letters=True)):
        place.put("country", country, piece.part(match.start("cc"), match.end("cc")), max(link, 0.9), "postcode_prefix")
    city = piece.part(match.start("city"), match.end("city"))
    if city.text:
        _city(city, place, link)
    return True


def _take_street(piece: Span, place: Place, link: float) -> bool:
    held = place.found.get("street")
    number = held is not None and held.span.segment is piece.segment and _HOUSE_NUMBER.match(piece.text)
    if not (number or _STREET_WORD.search(fold(piece.text)) or _ENDS_IN_NUMBER.match(piece.text)):
        return False
    if held is None:
        place.put("street", piece.text, piece, link, "street")
    elif held.span.segment is piece.segment:
        _lengthen_street(place, held, piece)
    return True


def _take_town(piece: Span, place: Place, link: float) -> bool:
    town = _TOWN_WORD.match(fold(piece.text))
    if town:
        span = piece.part(town.end(), len(piece.text))
        place.put("city", span.text, span, link, "town_word")
    return town is not None


_TAKERS = (_take_country, _take_county, _is_sector, _take_postcode, _take_street, _take_town)
"""What a piece of an address may be, tried in this order: each notes what it finds and says whether that was it."""


def _lengthen_street(place: Place, street: Finding, piece: Span) -> None:
    """ "Str. Fabricii, hala 2": one street in two pieces of a line."""
    whole = Span(piece.segment, street.span.start, piece.end)
    place.found["street"] = finding(whole.text, whole, street.link, "street")


def _city(city: Span, place: Place, link: float) -> None:
    """The town beside a postcode; a country in brackets or as the last word belongs not to it."""
    if bracket := re.search(r"\s*\(([^)]*)\)\s*$", city.text):
        inside = city.part(bracket.start(1), bracket.end(1))
        if country := country_of(inside.text):
            place.put("country", country, inside, link, "country_name")
        elif is_county(inside.text):
            place.put("county", inside.text, inside, link, "county")
        city = city.part(0, bracket.start())
    head, _, last = city.text.rpartition(" ")
    if head and (country := country_of(last)) and (len(last) > 3 or last.isupper()):
        start = len(city.text) - len(last)
        place.put("country", country, city.part(start, len(city.text)), link, "country_name")
        city = city.part(0, start)
    if jud := re.search(r"\s+jud(?:etul|\.)?\s*(\w.*)$", fold(city.text)):
        span = city.part(jud.start(1), jud.end(1))
        place.put("county", span.text, span, link, "county")
        city = city.part(0, jud.start())
    if town := _TOWN_WORD.match(fold(city.text)):
        city = city.part(town.end(), len(city.text))
    place.put("city", city.text, city, max(link, 0.9), "postcode_city")


def _settle(unknown: list[tuple[int, Span]], place: Place, link: float, *, company: bool) -> None:
    """What has no mark of its own: the first line is the firm, what follows the street is the town."""
    for number, piece in unknown:
        letters = len(re.sub(r"[\W\d_]", "", piece.text))
        if letters < 3 or len(piece.text) > 70:
            continue
        only_one = number == 0 and len(unknown) == 1 and not place.found.keys() & {"street", "postcode", "city"}
        if company and number == 0 and "company" not in place.found and not only_one and not is_county(piece.text):
            place.put("company", _tidy(piece.text), piece, link * 0.85, "first_line")
        elif _continues_street(piece, place):
            _lengthen_street(place, place.found["street"], piece)
        elif is_county(piece.text) and "city" in place.found:
            place.put("county", piece.text, piece, link * 0.9, "county")
        elif len(piece.text.split()) <= 4 and not any(char.isdigit() for char in piece.text):
            place.put("city", piece.text, piece, link * 0.85, "remainder")


def _continues_street(piece: Span, place: Place) -> bool:
    """ "Unit 5, Ashford Business Park": what follows the street on its line, where the town is known already."""
    street, city = place.found.get("street"), place.found.get("city")
    if street is None or city is None or street.span.segment is not piece.segment:
        return False
    return 0 < piece.start - street.span.end <= 3 and city.span.segment is not piece.segment


def _infer_country(place: Place, link: float) -> None:
    if "country" in place.found:
        return
    county, postcode, city = (place.found.get(name) for name in ("county", "postcode", "city"))
    if county and is_county(str(county.value)):
        place.put("country", "RO", county.span, link * 0.95, "inferred_from_county")
    elif city and is_romanian_town(str(city.value)):
        place.put("country", "RO", city.span, link * 0.95, "inferred_from_town")
    elif postcode and re.fullmatch(r"\d{6}", str(postcode.value)):
        place.put("country", "RO", postcode.span, link * 0.88, "inferred_from_postcode")


def _tidy(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip(" ,;:-")
