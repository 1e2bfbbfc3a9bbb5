"""Places: countries by ISO code, cities by GeoNames id, ambiguous ones by the article or not at all."""

import pytest

from stream.annotate.document import Document, Place
from stream.annotate.entities.linking import link_entities
from stream.annotate.entities.places import canonical_name, country_of, resolve_places
from tests.annotate.entities.marked import read_marked


def located(marked: str) -> dict[str, Place | None]:
    """Return the places of a marked text by name."""
    document = read_marked(marked)
    link_entities(document)
    resolve_places(document)
    return {entity.name: entity.place for entity in document.entities}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("سوريا", "SY"), ("سورية", "SY"), ("الولايات المتحدة", "US"), ("أميركا", "US"), ("امريكا", "US"),
        ("بريطانيا", "GB"), ("المملكة المتحدة", "GB"), ("السعودية", "SA"), ("المملكة العربية السعودية", "SA"),
        ("الإمارات", "AE"), ("مصر", "EG"), ("كوريا الجنوبية", "KR"), ("روسيا", "RU"), ("فلسطين", "PS"),
        ("ساحل العاج", "CI"), ("جمهورية التشيك", "CZ"), ("مملكة البحرين", "BH"), ("عُمان", "OM"),
    ],
)  # fmt: skip
def test_countries_by_all_their_names(name: str, code: str) -> None:
    """Every name that news give a country leads to its ISO 3166-1 alpha-2 code."""
    assert country_of(name) == code
    place = located(f"زار الوفد [LOC {name}] أمس.").popitem()[1]
    assert place is not None
    assert place.country == code


def test_a_city_has_its_geonames_id_and_point() -> None:
    """A city with one bearer of its name is found with id, country and point."""
    assert located("أقيم في [LOC حلب] مهرجان.")["حلب"] == Place("SY", 170063, 36.20124, 37.16117)


def test_the_article_tells_which_tripolis() -> None:
    """A name of two cities means the one in the country that the article names."""
    lebanese = located("في [LOC طرابلس] شمال [LOC لبنان] سوق.")["طرابلس"]
    libyan = located("في [LOC طرابلس] عاصمة [LOC ليبيا] سوق.")["طرابلس"]
    assert lebanese is not None
    assert libyan is not None
    assert (lebanese.country, libyan.country) == ("LB", "LY")


def test_unknown_and_undecided_places_stay_unresolved() -> None:
    """What the gazetteer lacks is left open, and nothing but places is looked up."""
    found = located("[LOC وادي القرموط] قرب [ORG حلب] و[PER دمشق] هنا.")
    assert set(found.values()) == {None}


def test_generic_words_and_epithets_do_not_hide_a_city() -> None:
    """مكة المكرمة is مكة."""
    plain, honoured = located("في [LOC مكة] أمس.")["مكة"], located("في [LOC مكة المكرمة] أمس.")["مكة المكرمة"]
    assert plain == honoured
    assert plain is not None
    assert plain.country == "SA"


def test_canonical_names_are_of_countries_only() -> None:
    """Cities and unknown words have no canonical name."""
    assert canonical_name("سورية") == canonical_name("الجمهورية العربية السورية")
    assert canonical_name("حلب") is None
    assert canonical_name("قرموط") is None


def test_an_article_without_places_is_left_alone() -> None:
    """No entity, no error."""
    document = Document.read("", "")
    resolve_places(document)
    assert document.entities == []
