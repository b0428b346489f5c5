"""The schemas agree with the loader: what loads is valid, what is wrong is refused, and every key is explained."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from peerkit.builtin import starter_groups, templates
from peerkit.load import load
from peerkit.model.base import Model, in_file, zone_problem
from peerkit.model.network import Network
from peerkit.schema import FILES, schemas
from peerkit.source import of_bytes

SCHEMAS = {name: json.loads(text) for name, text in schemas().items()}
PLACES = {
    "network.yml": "network", "*/group.yml": "group", "*/members.yml": "members", "*/charter.md": "charter",
    "*/ground-rules.md": "ground-rules",
    "*/meetings/*/agenda.md": "agenda", "*/meetings/*/minutes.md": "minutes", "*/issues/*.md": "issue",
    "*/experiences/*.md": "experience",
    "*/polls/*.yml": "poll",
}  # fmt: skip


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as an editor reads it."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.0123456789")),
]:
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), first)
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


def core(text: str) -> Any:
    value = yaml.load(text, Core)
    return json.loads(json.dumps(value))


def head(path: Path) -> str:
    text = path.read_text("utf-8")
    return text if path.suffix == ".yml" else text.split("---\n", 2)[1] if text.startswith("---\n") else ""


def errors(name: str, text: str) -> list[str]:
    validator = Draft202012Validator(SCHEMAS[f"{name}.json"], format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(core(text))]


def models(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "", schema
    yield from schema.get("$defs", {}).items()
    for name in ("defaults", "rules") if schema["title"] == "network.yml" else ():
        yield name, schema["properties"][name]
    if schema["title"] == "network.yml":
        yield from schema["properties"]["rules"]["properties"].items()


def test_each_schema_is_a_schema_and_the_same_each_time() -> None:
    assert list(SCHEMAS) == sorted(FILES) and schemas() == schemas()
    for name, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"] == f"schema/v1/{name}"
        assert schema["title"] and schema["description"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_explained_has_an_audience_and_nothing_else_is_allowed(name: str) -> None:
    for where, schema in models(SCHEMAS[name]):
        assert schema["additionalProperties"] is False, where
        assert schema["description"], where
        for key, value in schema["properties"].items():
            if where != "rules":
                assert value["description"] and value["x-audience"], f"{where}.{key}"


@pytest.mark.parametrize("name", FILES)
def test_the_keys_are_those_of_the_model(name: str) -> None:
    model: type[Model] = FILES[name][0]
    keys = {f.alias or n for n, f in model.model_fields.items() if in_file(f)}
    assert set(SCHEMAS[name]["properties"]) == keys
    assert "body" not in keys and "slug" not in keys


@pytest.mark.parametrize("place", PLACES)
def test_the_example_network_is_valid(place: str) -> None:
    files = sorted(starter_groups().glob(place))
    assert files
    assert {p.as_posix(): e for p in files if (e := errors(PLACES[place], head(p)))} == {}


def test_protocols_and_starters_are_valid() -> None:
    files = [(p, "protocol") for p in sorted((templates() / "protocols").glob("*.yml"))]
    files += [(p, "skeleton") for p in sorted((templates() / "skeletons").glob("*.yml"))]
    files += [(templates() / "texts" / f"{n}.md", n) for n in ("agenda", "charter", "ground-rules")]
    files += [(templates() / "init/group/members.yml", "members"), (templates() / "init/network/groups/network.yml", "network")]
    assert {p.as_posix(): e for p, name in files if (e := errors(name, head(p)))} == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("group", "summary: no name"),
        ("group", "name: ''"),
        ("group", "{name: A, meet: {}}"),
        ("group", "{name: A, kind: profesional}"),
        ("group", "{name: A, founded: 2026-13-01}"),
        ("group", "{name: A, founded: 1.12.2026}"),
        ("group", "{name: A, seats: {min: '6'}}"),
        ("group", "{name: A, seats: {min: 0}}"),
        ("group", "{name: A, meets: {start: '25:00'}}"),
        ("group", "{name: A, meets: {timezone: UTC+8}}"),
        ("group", "{name: A, exclusive: [shoe size]}"),
        ("group", "{name: A, focus: IT}"),
        ("network", "defaults: {name: A}"),
        ("network", "defaults: {colour: red}"),
        ("network", "rules: {agenda-overrun: {severity: error}}"),
        ("network", "rules: {agenda-overruns: {severity: bad}}"),
        ("members", "members: [{id: a}]"),
        ("members", "members: [{id: Amara Osei, name: Amara}]"),
        ("members", "members: [{id: a, name: A, public: 'true'}]"),
        ("charter", "version: 0"),
        ("charter", "ratified: [{member: a, text: xyz}]"),
        ("ground-rules", "rules: [{rule: no id}]"),
        ("agenda", "body: text"),
        ("agenda", "minutes: 1.3"),
        ("agenda", "minutes: 0"),
        ("agenda", "items: [{title: A, kind: party}]"),
        ("agenda", "pre_reads: [{file: a.pdf, for: nobody}]"),
        ("agenda", "roles: {The boss: amara}"),
        ("minutes", "done: [a2]"),
        ("minutes", "value: {amara: 6}"),
        ("issue", "slug: x"),
        ("experience", "again: maybe"),
        ("poll", "kind: both"),
        ("protocol", "{name: A, steps: []}"),
    ],
)
def test_what_is_wrong_is_refused(name: str, text: str) -> None:
    assert errors(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("agenda", ""),
        ("agenda", "{place: , roles: , items: , status: , start: }"),
        ("group", "{name: 2023, level: true, label: 4.5, founded: 2024-09-01, meets: {start: 18:30}}"),
        ("members", "members: [{id: 2023, name: NO, role: 010, phone: +49123, public: true}]"),
        ("members", "members: [{id: 1e5, name: true}]"),
        ("charter", "ratified: [{member: a, text: 4e1234567890}]"),
        ("experience", "{again: no, ask_me: false}"),
        ("poll", "{kind: number, answers: {amara: 12, bo: 4.5}}"),
        ("network", "{defaults: {meets: {start: 18:30}}, rules: {agenda-overruns: {severity: off}}}"),
    ],
)
def test_what_the_format_allows_is_valid_however_it_looks(name: str, text: str) -> None:
    assert errors(name, text) == []
    place = {"group": "group.yml", "members": "members.yml", "charter": "charter.md"}.get(name)
    if place:
        front = f"---\n{text}\n---\n" if place.endswith(".md") else text
        _, wrong = load("g", of_bytes({"group.yml": b"name: G", place: front.encode()}), "groups", Network())
        assert wrong == []


def test_every_zone_that_loads_is_valid() -> None:
    pattern = re.compile(SCHEMAS["group.json"]["$defs"]["Meets"]["properties"]["timezone"]["pattern"])
    assert [z for z in zoneinfo.available_timezones() if not zone_problem(z) and not pattern.search(z)] == []


def run(cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "peerkit", *args], cwd=cwd, capture_output=True, text=True, check=False)


def test_the_command_writes_every_schema(tmp_path: Path) -> None:
    done = run(tmp_path, "schema", "schema/v1")
    assert (done.returncode, done.stderr) == (0, "")
    assert {p.name: p.read_text("utf-8") for p in (tmp_path / "schema/v1").iterdir()} == schemas()
    (tmp_path / "file").write_text("")
    refused = run(tmp_path, "schema", "file")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_the_published_schemas_are_current(bless: bool) -> None:
    folder = Path(__file__).parent.parent / "schema" / "v1"
    for name, text in schemas().items():
        if bless:
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        assert (folder / name).read_text(encoding="utf-8") == text, "run 'pytest --bless tests/test_schema.py'"
