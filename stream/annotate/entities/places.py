"""Where places are: countries by ISO 3166-1 code, cities and states by GeoNames id, all offline.

The gazetteer (`stream.train.places` builds it) is read once, when the first article is annotated. A name that
several places bear is resolved by the countries that the article names, else by population when one of them is
far larger than the rest; otherwise it stays unresolved.
"""

import gzip
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from stream.annotate.document import Document, Place
from stream.annotate.text import fold

_FAR_LARGER: Final = 4
"""How many times more people the largest place of a name must have than the next, to be meant without context."""

_GENERIC: Final = (
    "مدينه ",
    "ولايه ",
    "منطقه ",
    "محافظه ",
    "جمهوريه ",
    "دوله ",
    "مملكه ",
    "بلده ",
    "امارة ",
    "العاصمه ",
)
_EPITHETS: Final = (" المكرمه", " المنوره", " المقدسه", " المقدس", " الشقيقه")


class Spot(NamedTuple):
    """A line of the gazetteer: kind (C country, R continent or state, P city), where it is, and how many live there."""

    kind: str
    country: str
    population: int
    place: Place


def resolve_places(document: Document) -> None:
    """Fill `place` of the document's LOC entities where the gazetteer knows one of that name."""
    candidates = []
    named: dict[str, int] = {}
    for entity in document.entities:
        spots = spots_of(entity.name) if entity.type == "LOC" else ()
        if spots:
            candidates.append((entity, spots))
            if spots[0].kind == "C" or len(spots) == 1:
                country = spots[0].country
                named[country] = named.get(country, 0) + len(entity.mentions)
    for entity, spots in candidates:
        spot = _choose(spots, named)
        if spot is not None:
            entity.place = spot.place


def _choose(spots: tuple[Spot, ...], named: dict[str, int]) -> Spot | None:
    first = spots[0]
    if len(spots) == 1 or first.kind == "C":
        return first
    local = [spot for spot in spots if spot.country in named]
    if local:
        most = max(named[spot.country] for spot in local)
        local = [spot for spot in local if named[spot.country] == most]
        spots = tuple(local)
        first = spots[0]
    if len(spots) == 1 or first.kind == "R" or first.population >= _FAR_LARGER * spots[1].population:
        return first
    return None


def canonical_name(name: str) -> str | None:
    """Return the name by which the gazetteer lists a country first, or None if it is no country's name."""
    spots = spots_of(name)
    return _country_names().get(spots[0].place.geonames) if spots and spots[0].kind == "C" else None


def country_of(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country by any of its folded names, else None."""
    spots = spots_of(name)
    return spots[0].country if spots and spots[0].kind == "C" else None


def place_lines() -> dict[str, list[str]]:
    """Return the places of the gazetteer by their folded names, each a line that `Spot` tells."""
    return _lines()


@cache
def country_names() -> frozenset[str]:
    """Return the folded names of all countries, variants included."""
    return frozenset(name for name, lines in _lines().items() if lines[0][0] == "C")


_SPOTS: Final[dict[str, tuple[Spot, ...]]] = {}
_SPOTS_LIMIT: Final = 20_000


def spots_of(name: str) -> tuple[Spot, ...]:
    """Return the places of a name, countries first, then by population; none if the name is not known."""
    known = _SPOTS.get(name)
    if known is None:
        if len(_SPOTS) >= _SPOTS_LIMIT:
            _SPOTS.clear()
        known = _SPOTS[name] = tuple(map(_parse, _find(fold(name))))
    return known


def _find(folded: str) -> list[str]:
    lines = _lines()
    name = " ".join(folded.split())
    found = lines.get(name)
    if found is None:
        for head in _GENERIC:
            if name.startswith(head):
                found = lines.get(name.removeprefix(head))
        for epithet in _EPITHETS:
            if name.endswith(epithet):
                found = found or lines.get(name.removesuffix(epithet))
    return found or []


def _parse(line: str) -> Spot:
    kind, country, geonames, latitude, longitude, population = line.split("\t")
    place = Place(country or None, int(geonames), float(latitude), float(longitude))
    return Spot(kind, country, int(population), place)


@cache
def _lines() -> dict[str, list[str]]:
    packed = files("stream.annotate").joinpath("model/places.tsv.gz").read_bytes()
    names: dict[str, list[str]] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        name, _, rest = line.partition("\t")
        names.setdefault(name, []).append(rest)
    return names


@cache
def _country_names() -> dict[int | None, str]:
    names: dict[int | None, str] = {}
    for name in sorted(country_names(), key=lambda name: (len(name), name)):
        names.setdefault(_parse(_find(name)[0]).place.geonames, name)
    return names
