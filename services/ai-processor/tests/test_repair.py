"""Misread identifiers: put right where their check digits prove it, and never otherwise."""

from __future__ import annotations

import pytest
from ai_processor.values.identifiers import iban_is_valid, normal_uit, uit_is_valid, vat_id_is_valid
from ai_processor.values.repair import LEAST_DIGITS, read_iban, read_uit, read_vat_id
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.ro import cui

UIT_ALPHABET = "0123456789ACDEFHJKLMNPQRTUVWXY"
LOOKS_LIKE = {"0": "OQD", "1": "IL|", "5": "S", "8": "B", "2": "Z", "6": "G"}

cuis = st.integers(100, 999_999_999).map(lambda number: f"{number}{cui.calc_check_digit(str(number))}")
uits = st.text(UIT_ALPHABET, min_size=14, max_size=14).map(lambda code: f"{code}{sum(map(ord, code)) % 100:02}")


def _ibans(account: str) -> str:
    rearranged = "".join(str(int(char, 36)) for char in f"AAAA{account}RO00")
    return f"RO{98 - int(rearranged) % 97:02}AAAA{account}"


ibans = st.text("0123456789", min_size=16, max_size=16).map(_ibans)


def misread(text: str, picks: list[int]) -> str:
    """Some digits replaced by letters that look like them."""
    chars = list(text)
    for pick in picks:
        place = pick % len(chars)
        if alike := LOOKS_LIKE.get(chars[place]):
            chars[place] = alike[pick % len(alike)]
    return "".join(chars)


picks = st.lists(st.integers(0, 10_000), max_size=3)


@given(cuis, picks)
def test_a_vat_id_with_letters_for_digits_is_put_right(number: str, at: list[int]) -> None:
    digits = misread(number, at)
    assume(sum(map(str.isdigit, digits)) >= LEAST_DIGITS * len(digits))
    # A bar may be a rule of a table, too: what stands beside it and passes is never touched.
    assume(digits == number or not any(vat_id_is_valid(f"RO{part}") for part in digits.split("|")))
    printed = f"RO{digits}"
    found = read_vat_id(f"CIF: {printed}", bare=True)
    assert found is not None
    assert found.value == f"RO{number}"
    assert found.valid is True
    assert found.repaired == (printed != f"RO{number}")


@given(ibans, picks)
def test_an_account_with_letters_for_digits_is_put_right(iban: str, at: list[int]) -> None:
    printed = iban[:8] + misread(iban[8:], at)
    # An account may have letters: one misreading in a hundred passes as it stands.
    assume(printed == iban or not iban_is_valid(printed.replace("|", "1")))
    found = read_iban(printed)
    assert found is not None
    assert found.value == iban
    assert found.repaired == (printed != iban)


@given(uits, picks)
def test_a_uit_code_is_put_right_by_its_alphabet(code: str, at: list[int]) -> None:
    printed = misread(code, at).replace("Q", "O").replace("D", "O").replace("L", "I").replace("|", "I")
    # An alphabet without B, G, I, O, S and Z has one reading for each of these, and Q, D and L are its own letters.
    if normal_uit(printed) != code:
        return
    found = read_uit(printed)
    assert found is None or (found.value == code and found.valid is True)


@given(st.text("RO0123456789IOSBZGL|DEAT ", max_size=40))
def test_whatever_was_repaired_passes_its_check(text: str) -> None:
    for found, valid in (
        (read_vat_id(text, bare=True), vat_id_is_valid),
        (read_iban(text), iban_is_valid),
        (read_uit(text), uit_is_valid),
    ):
        if found is not None and found.repaired:
            assert valid(found.value)


@given(cuis, ibans, uits)
def test_what_passes_is_never_changed(number: str, iban: str, uit: str) -> None:
    vat_id, account = read_vat_id(f"RO{number}", bare=True), read_iban(iban)
    assert vat_id is not None
    assert (vat_id.value, vat_id.repaired) == (f"RO{number}", False)
    assert account is not None
    assert (account.value, account.repaired) == (iban, False)
    code = read_uit(uit)
    assert code is None or (code.value, code.repaired) == (uit, False)


def test_a_wrong_digit_is_not_made_up_for() -> None:
    """One digit is never changed into another: any of them could be the wrong one."""
    found = read_vat_id("RO18547291", bare=True)
    assert found is not None
    assert (found.value, found.valid, found.repaired) == ("RO18547291", False, False)
    account = read_iban("RO48AAAA1B31007593840000")
    assert account is not None
    assert (account.valid, account.repaired) == (False, False)


@pytest.mark.parametrize("text", ["Str. BOLILOR 12", "SOLID SOLO", "B/L 12", "loc. OBIZ", ""])
def test_words_are_no_identifiers(text: str) -> None:
    assert read_vat_id(text, bare=True) is None
    assert read_iban(text) is None
    assert read_uit(text) is None


def test_the_research_example_of_a_misread_uit_code() -> None:
    found = read_uit("3VOPOLOPOT3JUW46")
    assert found is not None
    assert found.value == "3V0P0L0P0T3JUW46"
    assert (found.valid, found.repaired) == (True, True)
