"""JSON Schema 2020-12 of every YAML file and front matter, for editors and other programs; made from the models.

An editor reads YAML 1.2 by the scalar's look, where the format goes by the key: to it `role: 2023` is a number, and `again: no` a
string. So a text key takes any scalar here, and dates and times are strings. What depends on other files (does the member
exist?) is `peerkit check`'s to say.
"""

from __future__ import annotations

import datetime
import inspect
import json
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from peerkit.model.base import Date, MemberId, Model, Name, Time, Zone, audience_of, in_file
from peerkit.model.charter import Charter, Signature
from peerkit.model.experience import Experience
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import About, Meets
from peerkit.model.issue import Issue
from peerkit.model.meeting import Agenda, PreRead
from peerkit.model.members import COMPARABLE, Members
from peerkit.model.minutes import ActionRef, Record
from peerkit.model.network import Network
from peerkit.model.poll import Poll
from peerkit.model.protocol import Protocol
from peerkit.model.skeleton import Skeleton
from peerkit.rules import builtin

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schema/v1"
FILES: dict[str, tuple[type[Model], str, str]] = {
    "agenda.json": (Agenda, "meetings/<date>/agenda.md", "Front matter: a meeting's agenda."),
    "charter.json": (Charter, "charter.md", "Front matter: what the group agreed to be."),
    "experience.json": (Experience, "experiences/<slug>.md", "Front matter: who has lived through what."),
    "ground-rules.json": (GroundRules, "ground-rules.md", "Front matter: how the members treat each other."),
    "group.json": (About, "group.yml", "What the group is; only its name is required."),
    "issue.json": (Issue, "issues/<slug>.md", "Front matter: what a member brings."),
    "members.json": (Members, "members.yml", "The roster; every other file names a person by id."),
    "minutes.json": (Record, "meetings/<date>/minutes.md", "Front matter: the record of a meeting."),
    "network.json": (Network, "network.yml", "The organiser's network, and defaults for every group."),
    "poll.json": (Poll, "polls/<slug>.yml", "What the peers do."),
    "protocol.json": (Protocol, "protocols/<id>.yml", "A timed way to work."),
    "skeleton.json": (Skeleton, "skeletons/<id>.yml", "What stands around the body of a meeting of a certain length."),
}
AUDIENCES = "x-audience: who may read it: public, members, facilitators, or whom group.yml's `audiences` names for that section"


def schemas() -> dict[str, str]:
    """File name to JSON text, sorted; the same for the same models."""
    made = {name: _document(name, *about) for name, about in sorted(FILES.items())}
    return {name: json.dumps(s, indent=2, sort_keys=True, ensure_ascii=False) + "\n" for name, s in made.items()}


def _document(name: str, model: type[Model], title: str, description: str) -> Json:
    maker = _Maker()
    schema = maker.mapping(model)
    if model is Network:
        schema["properties"]["defaults"] |= _defaults(maker)
        schema["properties"]["rules"] |= _rules(maker)
    top = {"$schema": DIALECT, "$id": f"{FOLDER}/{name}", "$comment": AUDIENCES, "title": title, "description": description}
    if "required" not in schema:
        schema["type"] = ["object", "null"]  # an empty file
    return {**schema, **top, **({"$defs": maker.defs} if maker.defs else {})}


def _defaults(maker: _Maker) -> Json:
    """Any key of group.yml but the name."""
    schema = maker.mapping(About)
    del schema["required"], schema["properties"]["name"]
    return {**schema, "type": ["object", "null"]}


def _rules(maker: _Maker) -> Json:
    """Every rule by name, with its severity and its own parameters."""
    properties = {}
    for name, rule in builtin().items():
        schema = maker.mapping(type(rule.given))
        severity = {
            "enum": ["error", "warning", "off"],
            "description": "How bad a finding of this rule is.",
            "x-audience": "facilitators",
        }
        if rule.severity:
            severity["default"] = rule.severity.value
        schema["properties"] = {**schema["properties"], "severity": severity}
        properties[name] = {**schema, "description": rule.page.split("\n", 1)[0]}
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}


# --- values ----------------------------------------------------------------------------------------------------------

TEXT: Json = {"type": ["string", "number", "boolean"]}
_SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


def _validators(annotation: Any) -> set[str]:
    """The names of the functions that check a value of this type."""
    return {_validator(m) for m in get_args(annotation)[1:]} - {""}


def _validator(mark: Any) -> str:
    return f"{mark.func.__module__}.{mark.func.__name__}" if isinstance(mark, (AfterValidator, BeforeValidator)) else ""


def _only(annotation: Any) -> str:
    (name,) = _validators(annotation)
    return name


def _of_field(model: type[Model], name: str) -> str:
    """The function that checks a text field by more than its type."""
    field = model.model_fields[name]
    for each in (*field.metadata, *(m for a in (field.annotation, *get_args(field.annotation)) for m in get_args(a)[1:])):
        if _validator(each):
            return _validator(each)
    raise AssertionError(f"{model.__name__}.{name} is checked by nothing")


# what each checking function lets through, as far as a schema can say it
CHECKED: dict[str, Json] = {
    _only(MemberId): {**TEXT, "pattern": _SLUG, "maxLength": 64},
    _only(Date): {"type": "string", "format": "date", "pattern": "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"},
    _only(Time): {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    _only(Zone): {"type": "string", "pattern": "^[A-Za-z_-]+(/[A-Za-z0-9_+-]+)*$"},
    _only(Name): {**TEXT, "pattern": r"\S"},
    _only(ActionRef): {"type": "string", "pattern": "^[^/]+/[^/]+$"},
    _of_field(Signature, "text"): {**TEXT, "pattern": "^[0-9a-f]{12}$"},
    _of_field(Meets, "rule"): {"type": "string", "pattern": "[Ff][Rr][Ee][Qq]="},
}
# keys whose file form is not their type's
FORMS: dict[tuple[type[BaseModel], str], Json] = {
    (About, "exclusive"): {
        "type": "array",
        "items": {"anyOf": [{"enum": list(COMPARABLE)}, {"type": "array", "items": {"enum": list(COMPARABLE)}}]},
    },
    (PreRead, "for_"): {
        "anyOf": [{"enum": ["everyone", "guests", "facilitator"]}, {"type": "array", "items": CHECKED[_only(MemberId)]}],
        "default": "everyone",
    },
}
_HALVES = {"multipleOf": 0.5, "maximum": 10_080}
_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


class _Maker:
    """Makes schemas of models, keeping each nested one once in `defs`."""

    def __init__(self) -> None:
        self.defs: dict[str, Json] = {}

    def mapping(self, model: type[Model]) -> Json:
        """A model's keys as a person writes them; nothing else is allowed."""
        fields = {name: field for name, field in model.model_fields.items() if in_file(field)}
        properties = {field.alias or name: self.key(model, name, field) for name, field in fields.items()}
        required = sorted(field.alias or name for name, field in fields.items() if field.is_required())
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**schema, "required": required} if required else schema

    def key(self, model: type[Model], name: str, field: FieldInfo) -> Json:
        """One key: its value's schema, what it means, and who may read it."""
        form = FORMS.get((model, name)) or self.value(field.annotation, field.metadata)
        about: Json = {"description": field.description or "", "x-audience": audience_of(field)}
        default = field.default
        if default not in (PydanticUndefined, None, "", (), {}) and not isinstance(default, BaseModel):
            about["default"] = list(default) if isinstance(default, tuple) else default
        return {**about, **(form if field.is_required() else _or_nothing(form))}

    def value(self, annotation: Any, marks: Any = ()) -> Json:
        """The schema of a value of this type."""
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.value(args[0], [*args[1:], *marks])
        if origin in (Union, types.UnionType):
            (inner,) = (a for a in args if a is not type(None))
            return self.value(inner, marks)
        if origin is Literal:
            return {"enum": list(args)}
        if origin is tuple:
            return {"type": "array", "items": self.value(args[0]), **_bounds(marks)}
        if origin is dict:
            return {"type": "object", "propertyNames": _name(self.value(args[0])), "additionalProperties": self.value(args[1])}
        if isinstance(annotation, type) and issubclass(annotation, Model):
            return self.nested(annotation)
        return _scalar(annotation, marks)

    def nested(self, model: type[Model]) -> Json:
        if model.__name__ not in self.defs:
            self.defs[model.__name__] = {}
            about = {"title": model.__name__, "description": (inspect.getdoc(model) or "").split("\n", 1)[0]}
            self.defs[model.__name__] = {**about, **self.mapping(model)}
        return {"$ref": f"#/$defs/{model.__name__}"}


def _or_nothing(form: Json) -> Json:
    """A key without a value is an absent key."""
    if "$ref" in form:
        return {"anyOf": [form, {"type": "null"}]}
    if "anyOf" in form:
        return {**form, "anyOf": [*form["anyOf"], {"type": "null"}]}
    if "enum" in form:
        return {**form, "enum": [*form["enum"], None]}
    if "type" in form:
        kinds = form["type"] if isinstance(form["type"], list) else [form["type"]]
        return {**form, "type": [*kinds, "null"]}
    return form


def _name(form: Json) -> Json:
    """A key's name is always a string."""
    return {k: v for k, v in form.items() if k != "type"}


def _scalar(kind: Any, marks: Any) -> Json:
    checks = [_validator(mark) for mark in marks]
    form = next((CHECKED[check] for check in checks if check in CHECKED), None)
    if form is not None:
        return dict(form)
    if any(check.endswith("._half_minutes") for check in checks):
        return {"type": "number", "exclusiveMinimum": 0, **_HALVES}
    base: dict[Any, Json] = {int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"}, str: TEXT}
    if kind in (datetime.date, datetime.time):
        raise AssertionError(f"{kind.__name__} without the format's own check")
    return {**base.get(kind, {}), **_bounds(marks)}


def _bounds(marks: Any) -> Json:
    """Least and most, from annotated-types' marks, bare or within a Field."""
    out: Json = {}
    for mark in marks:
        for each in mark.metadata if isinstance(mark, FieldInfo) else [mark]:
            out |= {word: getattr(each, name) for name, word in _BOUNDS.items() if getattr(each, name, None) is not None}
            if getattr(each, "min_length", None):
                out["minItems"] = each.min_length
    return out
