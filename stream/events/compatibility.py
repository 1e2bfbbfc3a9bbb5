"""Whether a changed JSON Schema still holds for those who rely on the former one, and at which place it does not.

An event that newsstream writes must stay valid by the former schema, and keep every member that it described: what
may come out may become less, never more. Of an event that it reads, everything that was valid must stay so: what may
come in may become more, never less. New members are welcome in both: readers of JSON pass over what they do not know.
So a value that is added to an `enum` of a written event is an incompatible change; a plain string (as the kind of
speech act is) leaves room for more.

Judged are the keywords that our schemas use. Of any other keyword, and of `pattern`, only what is the same or taken
away counts as wider.
"""

from collections.abc import Iterator
from typing import Any, Final

import orjson

Schema = dict[str, Any]

_NO_MATTER: Final = frozenset(
    ("$schema", "$id", "$comment", "$defs", "title", "description", "default", "examples", "deprecated")
)
_LEAST: Final = frozenset(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"))
_MOST: Final = frozenset(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"))
_STRUCTURE: Final = frozenset(("$ref", "type", "enum", "const", "properties", "required", "items"))
_JSON_TYPE: Final[dict[type, str]] = {
    str: "string",
    float: "number",
    int: "integer",
    bool: "boolean",
    dict: "object",
    list: "array",
    type(None): "null",
}


def incompatible_changes(former: Schema, current: Schema, *, read: bool) -> list[str]:
    """Return what breaks with a change of schema, each as a JSON path and what is wrong there.

    Args:
        former: The schema that others rely on.
        current: The schema as it is now. One with another `$id` is another contract, so nothing is compared.
        read: Whether newsstream reads the event (others write it); otherwise it is the other way round.
    """
    if former.get("$id") != current.get("$id"):
        return []
    found = _Comparison(former, current, read=read).misfits("$")
    return list(dict.fromkeys(found))


class _Comparison:
    """Looks for what is valid by the narrow schema and not by the wide one."""

    def __init__(self, former: Schema, current: Schema, *, read: bool) -> None:
        self._read = read
        self._narrow, self._wide = (former, current) if read else (current, former)
        self._under_way: set[tuple[int, int]] = set()

    def misfits(self, path: str) -> list[str]:
        return self._schemas(self._narrow, self._wide, path)

    def _schemas(self, narrow: Any, wide: Any, path: str) -> list[str]:
        options = list(_options(wide, self._wide))
        return [
            misfit for part in _options(narrow, self._narrow) for misfit in self._best(part, options, path)
        ]

    def _best(self, narrow: Schema, options: list[Schema], path: str) -> list[str]:
        """Return the misfits with the option that comes nearest, none where one fits."""
        fitting = [option for option in options if not _types(narrow) - _types(option)]
        if not fitting:
            new = ", ".join(sorted(_types(narrow) - set().union(*map(_types, options)))) or "another type"
            return [f"{path}: {new} {'is not accepted any more' if self._read else 'may stand here now'}"]
        return min((self._nodes(narrow, option, path) for option in fitting), key=len)

    def _nodes(self, narrow: Schema, wide: Schema, path: str) -> list[str]:
        pair = (id(narrow), id(wide))
        if pair in self._under_way:  # a definition that contains itself
            return []
        self._under_way.add(pair)
        found = [
            *self._values(narrow, wide, path),
            *self._members(narrow, wide, path),
            *self._limits(narrow, wide, path),
        ]
        self._under_way.remove(pair)
        return found

    def _values(self, narrow: Schema, wide: Schema, path: str) -> Iterator[str]:
        allowed = _enumerated(wide)
        if allowed is None:
            return
        possible = _enumerated(narrow)
        if possible is None:
            yield f"{path}: " + (
                "only some values are accepted now" if self._read else "any value may stand here now"
            )
            return
        for value in sorted(possible - allowed):
            yield f"{path}: {value} " + ("is not accepted any more" if self._read else "is a new value")

    def _members(self, narrow: Schema, wide: Schema, path: str) -> Iterator[str]:
        former, current = (narrow, wide) if self._read else (wide, narrow)
        described = current.get("properties", {})
        for name, schema in former.get("properties", {}).items():
            place = f"{path}.{name}"
            if name not in described:
                yield f"{place}: is gone"
            elif self._read:
                yield from self._schemas(schema, described[name], place)
            else:
                yield from self._schemas(described[name], schema, place)
        gone = former.get("properties", {}).keys() - described.keys()
        for name in sorted(set(wide.get("required", ())) - set(narrow.get("required", ())) - gone):
            yield f"{path}.{name}: " + ("is required now" if self._read else "may be missing now")
        if wide.get("additionalProperties", True) is False:
            if narrow.get("additionalProperties", True) is not False:
                yield f"{path}: " + (
                    "members that are not described are not accepted any more"
                    if self._read
                    else "members that are not described may stand here now"
                )
            for name in sorted(
                narrow.get("properties", {}).keys() - wide.get("properties", {}).keys() - gone
            ):
                yield f"{path}.{name}: is new, where there were no other members"
        if "items" in wide:
            yield from self._schemas(narrow.get("items", True), wide["items"], f"{path}[]")

    def _limits(self, narrow: Schema, wide: Schema, path: str) -> Iterator[str]:
        for keyword, limit in wide.items():
            if keyword in _NO_MATTER or keyword in _STRUCTURE:
                continue
            if keyword == "additionalProperties" and isinstance(limit, bool):
                continue
            own = narrow.get(keyword)
            if own == limit or (
                own is not None
                and ((keyword in _LEAST and own >= limit) or (keyword in _MOST and own <= limit))
            ):
                continue
            was, now = (own, limit) if self._read else (limit, own)
            if isinstance(limit, list | dict):
                yield f"{path}: {keyword} has changed"
            else:
                yield f"{path}: {keyword} was {_shown(was)} and is {_shown(now)}"


def _options(schema: Any, root: Schema) -> Iterator[Schema]:
    """Give the schemas one of which must hold: those of an `anyOf`, those of several types, or just the one."""
    if isinstance(schema, bool):
        schema = {} if schema else {"not": {}}
    if "$ref" in schema:
        yield from _options(_resolved(schema["$ref"], root), root)
    elif schema.keys() - _NO_MATTER == {"anyOf"}:
        for option in schema["anyOf"]:
            yield from _options(option, root)
    elif isinstance(schema.get("type"), list):
        for type_ in schema["type"]:
            yield from _options({**schema, "type": type_}, root)
    else:
        yield schema


def _resolved(reference: str, root: Schema) -> Any:
    found: Any = root
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def _types(schema: Schema) -> set[str]:
    """Return the JSON types that a schema allows; a number may be an integer."""
    values = schema["enum"] if "enum" in schema else [schema["const"]] if "const" in schema else None
    if values is not None:
        types = {_JSON_TYPE[type(value)] for value in values}
    else:
        types = {schema["type"]} if "type" in schema else set(_JSON_TYPE.values())
    return types | {"integer"} if "number" in types else types


def _enumerated(schema: Schema) -> set[str] | None:
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return None if values is None else {_shown(value) for value in values}


def _shown(value: Any) -> str:
    return "none" if value is None else orjson.dumps(value).decode()
