"""The JSON Schemas: what comes in and goes out is as they say, and nobody who relies on them is broken by a change."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

import stream.events
from stream.cli import cli
from stream.events import EVENTS, Article, InvalidArticle, decode_article, json_schema
from stream.events.compatibility import incompatible_changes
from stream.events.schema import READ

RECORDED = Path(stream.events.__file__).parent / "schemas"

Schema = dict[str, Any]
Edit = Callable[[Schema], object]


@pytest.mark.parametrize("event", EVENTS)
def test_recorded_schema_holds(event: str) -> None:
    """Whoever relies on a recorded schema still can, and the record is up to date."""
    recorded = orjson.loads((RECORDED / f"{event}.json").read_bytes())
    broken = incompatible_changes(recorded, json_schema(event), read=event in READ)
    assert not broken, "raise its number in VERSIONS of stream/events/schema.py, or take the change back"
    assert recorded == json_schema(event), "run: newsstream schema --write stream/events/schemas"


def test_every_recorded_schema_is_of_an_event() -> None:
    """An event that is not there any more is noticed by its record."""
    assert {file.stem for file in RECORDED.iterdir()} == set(EVENTS)


@pytest.mark.parametrize("event", EVENTS)
def test_everything_is_described(event: str) -> None:
    """Every class says what it is, and who counts offsets says in code points."""
    for definition in json_schema(event)["$defs"].values():
        assert definition["description"]
        assert "\n " not in definition["description"]
        if "start" in definition["properties"]:
            assert "code point" in definition["description"]


def _changed(event: str, edit: Edit) -> list[str]:
    """Return what the check finds when an event's schema is edited."""
    current = copy.deepcopy(json_schema(event))
    edit(current["$defs"])
    return incompatible_changes(json_schema(event), current, read=event in READ)


def _rename(properties: Schema, name: str, other: str) -> None:
    properties[other] = properties.pop(name)


def _rename_definition(definitions: Schema, name: str, member: str, other: str) -> None:
    reference = definitions[name]["properties"][member]
    _rename(definitions, reference["$ref"].removeprefix("#/$defs/"), other)
    reference["$ref"] = f"#/$defs/{other}"


BREAKING: list[tuple[str, Edit, list[str]]] = [
    # of what is written: members, types, values, limits, at any depth
    ("entity", lambda d: d["EntityEvent"]["properties"].pop("uri"), ["$.uri: is gone"]),
    ("quote", lambda d: _rename(d["Cue"]["properties"], "lemma", "base"), ["$.cue.lemma: is gone"]),
    (
        "enriched",
        lambda d: _rename(d["Mention"]["properties"], "start", "begin"),
        ["$.entities[].mentions[].start: is gone"],
    ),
    ("enriched", lambda d: d["Enriched"]["properties"].pop("skipped"), ["$.skipped: is gone"]),
    (
        "entity",
        lambda d: d["EntityEvent"]["required"].remove("mentions"),
        ["$.mentions: may be missing now"],
    ),
    (
        "enriched",
        lambda d: d["PublishedArticle"]["required"].remove("id"),
        ["$.article.id: may be missing now"],
    ),
    (
        "entity",
        lambda d: d["EntityEvent"]["properties"]["id"].update(type="integer"),
        ["$.id: integer may stand here now"],
    ),
    (
        "entity",
        lambda d: d["Mention"]["properties"]["start"].update(type="number"),
        ["$.mentions[].start: number may stand here now"],
    ),
    (
        "quote",
        lambda d: d["QuoteEvent"]["properties"].update(
            text={"anyOf": [{"type": "string"}, {"type": "null"}]}
        ),
        ["$.text: null may stand here now"],
    ),
    (
        "quote",
        lambda d: d["QuoteEvent"]["properties"].update(sentence={"type": "string"}),
        ["$.sentence: string may stand here now"],
    ),
    (
        "entity",
        lambda d: d["EntityEvent"]["properties"]["geo"]["anyOf"].append({"type": "string"}),
        ["$.geo: string may stand here now"],
    ),
    (
        "entity",
        lambda d: d["EntityEvent"]["properties"]["type"]["enum"].append("EVT"),
        ['$.type: "EVT" is a new value'],
    ),
    (
        "entity",
        lambda d: d["EntityEvent"]["properties"].update(type={"type": "string"}),
        ["$.type: any value may stand here now"],
    ),
    (
        "withdrawn",
        lambda d: d["Withdrawn"]["properties"]["withdrawn"].update(enum=[False]),
        ["$.withdrawn: false is a new value"],
    ),
    (
        "entity",
        lambda d: d["Mention"]["properties"]["confidence"].update(maximum=100),
        ["$.mentions[].confidence: maximum was 1 and is 100"],
    ),
    (
        "entity",
        lambda d: d["Mention"]["properties"]["end"].pop("minimum"),
        ["$.mentions[].end: minimum was 0 and is none"],
    ),
    (
        "enriched",
        lambda d: d["PublishedArticle"]["properties"]["published"].pop("pattern"),
        ["$.article.published: pattern was"],
    ),
    (
        "enriched",
        lambda d: d["Enriched"]["properties"].update(entities={"$ref": "#/$defs/Entity"}),
        ["$.entities: object may stand here now"],
    ),
    (
        "enriched",
        lambda d: d["Enriched"]["properties"]["quotes"].update(items={"$ref": "#/$defs/Entity"}),
        ["$.quotes[].kind: is gone", "$.quotes[].sentence: is gone"],
    ),
    # of what is read: members, types, values, limits
    ("article", lambda d: d["Article"]["properties"].pop("source"), ["$.source: is gone"]),
    ("article", lambda d: d["Article"]["required"].append("id"), ["$.id: is required now"]),
    (
        "article",
        lambda d: d["Article"]["properties"].update(uri={"type": "string"}),
        ["$.uri: null is not accepted any more"],
    ),
    (
        "article",
        lambda d: d["Article"]["properties"].update(body={"type": "object"}),
        ["$.body: string is not accepted any more"],
    ),
    (
        "article",
        lambda d: d["Article"]["properties"]["headline"].update(minLength=1),
        ["$.headline: minLength was none and is 1"],
    ),
    (
        "article",
        lambda d: d["Article"]["properties"]["id"]["anyOf"][0].update(maxLength=64),
        ["$.id: maxLength was 2048 and is 64"],
    ),
    (
        "article",
        lambda d: d["Article"]["properties"]["id"]["anyOf"][0].update(pattern="^[a-z]+$"),
        ["$.id: pattern was none and is"],
    ),
    (
        "article",
        lambda d: d["Article"].update(additionalProperties=False),
        ["$: members that are not described are not accepted any more"],
    ),
    (
        "article",
        lambda d: d["Article"]["properties"].update(language={"enum": ["ar", None]}),
        ["$.language: only some values are accepted now"],
    ),
    (
        "ninjs",
        lambda d: d["NinjsItem"]["properties"]["pubStatus"]["enum"].remove("usable"),
        ['$.pubStatus: "usable" is not accepted any more'],
    ),
    ("ninjs", lambda d: d["NinjsItem"]["anyOf"].pop(), ["$: anyOf has changed"]),
    (
        "ninjs",
        lambda d: d["NinjsContent"]["required"].append("role"),
        ["$.headlines[].role: is required now"],
    ),
]
HARMLESS: list[tuple[str, Edit]] = [
    ("entity", lambda d: d["EntityEvent"]["properties"].update(wikidata={"type": "string"})),
    ("entity", lambda d: d["Mention"]["properties"].update(sentence={"type": "integer"})),
    ("quote", lambda d: d["QuoteEvent"]["required"].reverse()),
    ("quote", lambda d: d["Cue"].update(description="In other words.", title="Introduction")),
    ("quote", lambda d: d["QuoteEvent"]["properties"]["cue"]["anyOf"].pop()),
    ("quote", lambda d: d["QuoteEvent"]["properties"]["kind"]["enum"].remove("mixed")),
    ("entity", lambda d: d["Mention"]["properties"]["confidence"].update(minimum=0.5)),
    ("entity", lambda d: d["EntityEvent"]["properties"]["salience"].update(type="integer")),
    ("entity", lambda d: d["EntityEvent"]["properties"]["id"].update(pattern="^[a-z:]+$", maxLength=64)),
    ("enriched", lambda d: d["Enriched"]["required"].append("skipped")),
    ("enriched", lambda d: _rename_definition(d, "Enriched", "annotator", "Program")),
    ("article", lambda d: d["Article"]["properties"].update(byline={"type": "string"})),
    ("article", lambda d: d["Article"]["required"].remove("headline")),
    ("article", lambda d: d["Article"]["properties"]["id"]["anyOf"][0].update(maxLength=4096)),
    ("article", lambda d: d["Article"]["properties"]["id"]["anyOf"][0].pop("minLength")),
    ("article", lambda d: d["Article"]["properties"].update(body={})),
    ("ninjs", lambda d: d["NinjsItem"]["properties"]["pubStatus"]["enum"].append("embargoed")),
    ("ninjs", lambda d: d["NinjsItem"].pop("not")),
]


@pytest.mark.parametrize(("event", "edit", "found"), BREAKING, ids=[found[0] for _, _, found in BREAKING])
def test_breaking_changes_are_found(event: str, edit: Edit, found: list[str]) -> None:
    """A change that breaks readers or writers is found, and the message names the place and what is wrong."""
    changes = _changed(event, edit)
    assert all(any(change.startswith(wanted) for change in changes) for wanted in found), changes


@pytest.mark.parametrize(("event", "edit"), HARMLESS)
def test_harmless_changes_pass(event: str, edit: Edit) -> None:
    """A change that breaks nobody passes."""
    before = json_schema(event)
    after = copy.deepcopy(before)
    edit(after["$defs"])
    assert after != before or "reverse" in str(edit)
    assert _changed(event, edit) == []


def test_direction_matters() -> None:
    """What is harmless in an event that is written breaks one that is read, and the other way round."""
    wide: Schema = {"type": "object", "properties": {"x": {"enum": ["a", "b"]}}}
    narrow: Schema = {"type": "object", "properties": {"x": {"enum": ["a"]}}, "required": ["x"]}
    assert incompatible_changes(wide, narrow, read=False) == []
    assert incompatible_changes(narrow, wide, read=True) == []
    assert incompatible_changes(narrow, wide, read=False) == [
        '$.x: "b" is a new value',
        "$.x: may be missing now",
    ]
    assert incompatible_changes(wide, narrow, read=True) == [
        '$.x: "b" is not accepted any more',
        "$.x: is required now",
    ]


def test_another_number_is_another_contract() -> None:
    """Once an event's number is raised, the former schema is no longer held against it."""
    former = json_schema("entity")
    current = copy.deepcopy(former) | {"$id": "urn:newsstream:schema:entity:2"}
    del current["$defs"]["EntityEvent"]["properties"]["uri"]
    assert incompatible_changes(former, current, read=False) == []


SCALARS: list[Any] = [
    {},
    True,
    False,
    {"type": "null"},
    {"type": "boolean"},
    {"type": "integer"},
    {"type": "number"},
    {"type": "number", "minimum": 0},
    {"type": "integer", "minimum": 1, "maximum": 1},
    {"type": "string"},
    {"type": "string", "minLength": 1},
    {"type": "string", "pattern": "^a"},
    {"type": ["string", "null"]},
    {"anyOf": [{"type": "string", "maxLength": 1}, {"type": "integer", "maximum": 0}]},
    {"enum": ["", "ab"]},
    {"enum": ["ab"]},
    {"const": "ab"},
    {"enum": [1, None, True]},
]
SCHEMAS: list[Any] = [
    *SCALARS,
    *({"type": "array", "items": schema} for schema in SCALARS),
    *({"type": "object", "properties": {"x": schema}} for schema in SCALARS),
    *({"type": "object", "properties": {"x": schema}, "required": ["x"]} for schema in SCALARS),
    {"type": "array"},
    {"type": "array", "minItems": 1},
    {"type": "object"},
    {"type": "object", "required": ["y"]},
    {"type": "object", "additionalProperties": False},
    {"type": "object", "properties": {"x": {}, "y": {}}, "additionalProperties": False},
    {"type": "object", "properties": {"x": {}}, "additionalProperties": {"type": "string"}},
    {"type": "object", "not": {"required": ["x"]}},
    {"anyOf": [{"type": "object", "required": ["x"]}, {"type": "array", "items": {"type": "string"}}]},
]
ATOMS = [None, True, False, -1, 0, 1, 2, 0.5, "", "a", "ab", "b"]
VALUES = [
    *ATOMS,
    [],
    {},
    *([atom] for atom in ATOMS),
    *({name: atom} for name in "xyz" for atom in ATOMS),
    *({"x": atom, "y": 1} for atom in ATOMS),
]


def test_nothing_slips_through() -> None:
    """Of all pairs: where the check finds nothing, what is valid by the current schema was valid by the former one."""
    valid = [
        {
            number
            for number, value in enumerate(VALUES)
            if jsonschema.Draft202012Validator(schema).is_valid(value)
        }
        for schema in SCHEMAS
    ]
    passed = 0
    for former, by_former in zip(SCHEMAS, valid, strict=True):
        for current, by_current in zip(SCHEMAS, valid, strict=True):
            whole = ({"properties": {"v": schema}} for schema in (former, current))
            if not incompatible_changes(*whole, read=False):
                passed += 1
                assert by_current <= by_former, (former, current)
    assert passed > 3 * len(SCHEMAS)  # not only of each schema with itself


def test_definitions_that_contain_themselves() -> None:
    """A schema of a tree is compared to its end."""
    tree: Schema = {
        "$ref": "#/$defs/Node",
        "$defs": {
            "Node": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "below": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                },
            }
        },
    }
    other = copy.deepcopy(tree)
    other["$defs"]["Node"]["properties"]["name"] = {"type": "integer"}
    assert incompatible_changes(tree, tree, read=False) == []
    assert incompatible_changes(tree, other, read=False) == ["$.name: integer may stand here now"]


def _schema_command(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["schema", *map(str, arguments)])


def test_recorded_schemas_of_ones_own(tmp_path: Path) -> None:
    """A consumer records the schemas with one command, and asks a later version with another whether they hold."""
    assert _schema_command("--write", tmp_path).exit_code == 0
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        file.name: file.read_bytes() for file in RECORDED.iterdir()
    }
    assert _schema_command("--check", tmp_path).exit_code == 0


def test_what_would_break_is_neither_passed_nor_recorded(tmp_path: Path) -> None:
    """Against a record that does not hold, both options end with exit code 1 and a line that names the place."""
    recorded = json_schema("quote")
    recorded["$defs"]["QuoteEvent"]["properties"]["tone"] = {"type": "string"}
    file = tmp_path / "quote.json"
    file.write_bytes(orjson.dumps(recorded))
    for option in ("--check", "--write"):
        done = _schema_command("quote", option, tmp_path)
        assert (done.exit_code, done.stderr) == (1, f"newsstream: {file}: $.tone: is gone\n")
    assert orjson.loads(file.read_bytes()) == recorded


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"$id": "urn:newsstream:schema:quote:1", "$ref": "#/$defs/X"}']
)
def test_a_record_that_is_no_schema(tmp_path: Path, content: bytes) -> None:
    """A file that holds no schema ends the command with a line that names it."""
    (tmp_path / "quote.json").write_bytes(content)
    done = _schema_command("quote", "--check", tmp_path)
    assert done.exit_code == 1
    assert "quote.json: no JSON Schema of an event" in done.stderr


VALUE = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=4)
    | st.lists(st.text(max_size=2), max_size=2)
)
TIME = st.sampled_from(
    [
        "2026-01-02T03:04:05Z",
        "2026-01-02 03:04:05.6+03:00",
        "٢٠٢٦-01-02T03:04:05Z",
        "2026-01-02T03:04:05Z\n",
        "2026",
    ]
)
NATIVE = st.fixed_dictionaries(
    {"headline": st.text(max_size=8) | VALUE, "body": st.text(max_size=8)},
    optional={
        "id": st.text(max_size=4) | VALUE,
        "language": VALUE,
        "uri": VALUE,
        "published": TIME | VALUE,
        "desk": VALUE,
    },
)


@given(NATIVE)
@example({"headline": "", "body": "", "id": None})
@example({"headline": "", "body": "", "published": "٢٠٢٦-01-02T03:04:05Z"})
@example({"headline": "", "body": "", "published": "2026-01-02T03:04:05Z\n"})
def test_native_articles_are_accepted_as_the_schema_says(members: Schema) -> None:
    """An object with a body is an article exactly where the schema says so."""
    try:
        accepted = isinstance(decode_article(orjson.dumps(members)), Article)
    except InvalidArticle:
        accepted = False
    assert jsonschema.Draft202012Validator(json_schema("article")).is_valid(members) == accepted


CONTENT = st.lists(
    st.fixed_dictionaries(
        {"value": st.text(max_size=6)},
        optional={
            "role": st.sampled_from(["main", None]),
            "contentType": st.sampled_from(["text/html", "text/plain"]),
        },
    )
    | VALUE,
    max_size=2,
)
NINJS = st.fixed_dictionaries(
    {"uri": st.text(max_size=4) | VALUE},
    optional={
        "pubStatus": st.sampled_from(["usable", "withheld", "canceled", "lost"]),
        "versionCreated": TIME | VALUE,
        "firstcreated": TIME,
        "headlines": CONTENT,
        "headline": VALUE,
        "bodies": CONTENT,
        "body_text": VALUE,
        "body_html": VALUE,
        "infoSources": st.lists(st.fixed_dictionaries({}, optional={"name": VALUE}), max_size=2),
        "by": VALUE,
    },
)


@given(NINJS)
def test_ninjs_items_of_the_schema_are_accepted(members: Schema) -> None:
    """Every item that is valid by the schema is read, as an article or its withdrawal."""
    if jsonschema.Draft202012Validator(json_schema("ninjs")).is_valid(members):
        assert decode_article(orjson.dumps(members))
