"""What is taken for Arabic."""

import pytest

from stream.annotate.language import is_arabic

ARABIC = "افتتح رئيس البلدية صباح اليوم المعرض السنوي للكتاب في المدينة القديمة بحضور عدد من الكتاب."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ARABIC, True),
        (ARABIC + " Windows 11 Pro", True),
        ("فاز گوركان چليك بالجائزة الأولى في المهرجان الذي أقيم في المدينة أمس بحضور جمهور كبير", True),
        ("The mayor opened the annual book fair this morning.", False),
        ("The mayor, رئيس البلدية, opened the annual book fair this morning.", False),
        ("رئیس جمهور گفت که دولت برنامه‌های تازه‌ای برای پشتیبانی از کشاورزان دارد و این کار را می‌کند", False),
        ("وزیر اعظم نے کہا ہے کہ حکومت کسانوں کی مدد کے لیے نئے منصوبے لائے گی", False),
        ("سەرۆکی حکومەت ڕایگەیاند کە پڕۆژەی نوێ بۆ جووتیاران دەست پێ دەکات", False),
        ("12345 … !!!", False),
        ("", False),
    ],
)
def test_by_its_letters(text: str, expected: bool) -> None:
    """Arabic with some foreign names or letters is Arabic; Persian, Urdu, Kurdish and English are not."""
    assert is_arabic(text) is expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [(None, True), ("ar", True), ("ar-SA", True), ("AR_eg", True), ("fa", False), ("en", False)],
)
def test_declared_language(declared: str | None, expected: bool) -> None:
    """Another declared language is believed, whatever the letters."""
    assert is_arabic(ARABIC, declared) is expected


def test_declared_arabic_is_checked() -> None:
    """Arabic that is only declared is not Arabic."""
    assert not is_arabic("The mayor opened the fair.", "ar")
