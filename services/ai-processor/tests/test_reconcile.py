"""Several passes over one page: what is believed, and what counts as agreed."""

from __future__ import annotations

from ai_processor.layout import Rect
from ai_processor.ocr.recogniser import Recognised
from ai_processor.ocr.reconcile import reconcile
from hypothesis import given
from hypothesis import strategies as st


def word(text: str, left: float = 0, confidence: float = 0.9, *, width: float = 60, top: float = 0) -> Recognised:
    """A word on a line."""
    return Recognised(text, Rect(left, top, left + width, top + 20), confidence)


def read(ron: list[Recognised], eng: list[Recognised], **more: list[Recognised]) -> list[tuple[str, bool]]:
    """The words believed, from left to right, and whether they are agreed."""
    words = reconcile({"ron": ron, "eng": eng, **more})
    return [(each.text, each.agreed) for each in sorted(words, key=lambda each: each.rect.x0)]


def test_romanian_letters_are_kept_where_the_passes_agree_but_for_them() -> None:
    assert read([word("Încărcare")], [word("Incarcare", confidence=0.97)]) == [("Încărcare", True)]


def test_cedillas_become_what_romanian_is_written_with() -> None:
    assert read([word("Braşov")], [word("Brasov")]) == [("Brașov", True)]


def test_what_only_english_reads_is_taken_from_it() -> None:
    assert read([word("officeQfirma.ro", confidence=0.8)], [word("office@firma.ro", confidence=0.8)]) == [
        ("office@firma.ro", False)
    ]


def test_german_letters_are_taken_from_the_pass_that_has_them() -> None:
    found = read([word("Munchen")], [word("Munchen")], deu=[word("München")])
    assert found == [("München", True)]


def test_where_passes_differ_the_surer_is_believed_and_nothing_agreed() -> None:
    assert read([word("1O5", confidence=0.4)], [word("105", confidence=0.9)]) == [("105", False)]


def test_a_word_cut_in_two_by_one_pass_is_one_place() -> None:
    halves = [word("2", 0, 0.95, width=10), word("500,00", 14, 0.95, width=46)]
    assert read([word("2500,00", confidence=0.7)], halves) == [("2", True), ("500,00", True)]


def test_what_one_pass_alone_saw_is_kept_unless_it_is_a_speck() -> None:
    assert read([word("1.", 0)], [word("pallets", 100)]) == [("1.", False), ("pallets", False)]
    assert read([word("~'", 0, 0.1)], []) == []


def test_borders_of_tables_are_no_words() -> None:
    assert read([word("|", 0), word("|24.000", 100)], [word("24.000", 100)]) == [("24.000", True)]


def test_words_of_other_lines_are_other_places() -> None:
    assert len(read([word("a"), word("b", top=30)], [word("a"), word("c", top=30)])) == 2


words = st.builds(
    word,
    st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=8),
    st.floats(0, 500),
    st.floats(0, 1),
    width=st.floats(5, 80),
    top=st.sampled_from([0.0, 30.0, 60.0]),
)


@given(st.lists(words, max_size=12), st.lists(words, max_size=12))
def test_nothing_is_made_up(ron: list[Recognised], eng: list[Recognised]) -> None:
    """Every word believed stands where a pass saw one, and no more words than the passes saw."""
    places = {each.rect for each in (*ron, *eng)}
    found = reconcile({"ron": ron, "eng": eng})
    assert all(each.rect in places for each in found)
    assert len(found) <= len(ron) + len(eng)
    assert all(0 <= each.confidence <= 1 for each in found)


def test_nothing_is_nothing() -> None:
    assert read([], []) == []
