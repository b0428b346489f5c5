"""A group with a word of its own in every text of the format, found by walking the models: a new key is covered at once."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from peerkit.model.base import Audience, Model, Person, Reference, audience_of, in_file
from peerkit.model.charter import Charter
from peerkit.model.experience import Experience
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import About, Audiences
from peerkit.model.issue import Issue
from peerkit.model.meeting import Agenda
from peerkit.model.members import Members
from peerkit.model.minutes import Record
from peerkit.model.poll import Poll

SECTIONS = {name: Audience.of(f.default) for name, f in Audiences.model_fields.items()}
REFERS = {"issues": "theissue", "experiences": "theexperience", "polls": "thepoll"}
# keys whose text is a code of its own kind
FIXED: dict[tuple[str, str], Any] = {
    ("Meets", "rule"): "FREQ=MONTHLY;BYDAY=2TH", ("Signature", "text"): "0123456789ab", ("About", "exclusive"): ["organisation"],
    ("Record", "done"): [], ("Record", "dropped"): [], ("PreRead", "for_"): "everyone", ("PreRead", "file"): "canaryfile.pdf",
    ("Agenda", "rule_in_focus"): "canaryrule", ("GroundRule", "id"): "canaryrule", ("Item", "protocol"): "experience-share",
    ("Terms", "role_months"): {"facilitator": 12}, ("Facilitation", "roles"): ["facilitator"], ("About", "audiences"): {},
    ("About", "language"): "en", ("Member", "language"): "en", ("Poll", "options"): [], ("Poll", "kind"): "choice",
    ("Attendance", "late_counts"): 0.5, ("Seats", "min"): 1, ("Seats", "max"): 10, ("Seats", "limit"): 12, ("Member", "public"): False, ("Facilitation", "mode"): "rotating",
    ("About", "status"): "active", ("Meets", "until"): "2027-12-31", ("Meets", "from_"): "2026-01-01", ("Member", "left"): "2027-12-31",
    ("Agenda", "status"): "planned", ("Experience", "expires"): "2027-12-31", ("Poll", "closes"): "2027-01-01",
}  # fmt: skip


@dataclass
class Planter:
    """Writes values with canaries in them, and remembers who may see each."""

    canaries: dict[str, Audience] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def word(self, audience: Audience, place: str) -> str:
        """A word that stands nowhere else."""
        number = len(self.canaries)
        word = "Kanarek" + "".join(chr(ord("a") + int(d)) for d in f"{number:03}") + "ix"
        self.canaries[word], self.places[word] = audience, place
        return word

    def mapping(self, model: type[Model], floor: Audience) -> dict[str, Any]:
        """A value for every key of a model."""
        out = {}
        for name, info in model.model_fields.items():
            if in_file(info):
                out[info.alias or name] = self.key(model, name, info, max(floor, _audience(info)))
        return out

    def key(self, model: type[Model], name: str, info: FieldInfo, audience: Audience) -> Any:
        """A value for one key."""
        if (model.__name__, name) in FIXED:
            return FIXED[model.__name__, name]
        annotation = info.annotation
        return self.value(annotation, list(info.metadata), audience, f"{model.__name__}.{name}")

    def value(self, kind: Any, marks: list[Any], audience: Audience, place: str) -> Any:
        """A value of a type."""
        for mark in marks:
            if isinstance(mark, Person):
                return "kanarekid"
            if isinstance(mark, Reference):
                return REFERS[mark.to]
        origin, args = get_origin(kind), get_args(kind)
        if hasattr(kind, "__metadata__"):
            return self.value(args[0], [*marks, *kind.__metadata__], audience, place)
        if origin is Literal:
            return args[0]
        if origin is Union or str(origin) == "<class 'types.UnionType'>":
            return self.value(next(a for a in args if a is not type(None)), marks, audience, place)
        if origin is tuple:
            return [self.value(args[0], [], audience, place)]
        if origin is dict:
            return {self.value(args[0], [], audience, place): self.value(args[1], [], audience, place)}
        if isinstance(kind, type) and issubclass(kind, Model):
            return self.mapping(kind, audience)
        return self.scalar(kind, marks, audience, place)

    def scalar(self, kind: Any, marks: list[Any], audience: Audience, place: str) -> Any:
        """A date, a number, or a text with a canary."""
        checks = [getattr(getattr(m, "func", None), "__name__", "") for m in marks]
        lower = any("a-z0-9" in str(getattr(m, "pattern", "") or getattr(m, "metadata", "")) for m in marks)
        if "_zone" in checks:
            return "Europe/Berlin"
        simple = {datetime.date: "2026-06-01", datetime.time: "17:30", int: 3, float: 3, bool: False}
        if kind in simple:
            return simple[kind]
        word = self.word(audience, place)
        return word.lower() if lower or "_slug" in checks else word

    def body(self, audience: Audience, place: str) -> str:
        """Prose with a canary in every few words, so that any copied run holds one."""
        return " ".join(f"before {self.word(audience, place)} and after" for _ in range(5))


def _audience(info: FieldInfo) -> Audience:
    name = audience_of(info)
    return SECTIONS.get(name) or (PUBLIC if name in SECTIONS else Audience.of(name))  # type: ignore[arg-type]


PUBLIC = Audience.PUBLIC


def group() -> tuple[dict[str, bytes], Planter]:
    """The files of a group's folder, and what was planted in them."""
    plant = Planter()
    members, inside = Audience.MEMBERS, Audience.FACILITATORS
    home = "meetings/2026-11-12"
    roster = plant.mapping(Members, PUBLIC)
    minutes = plant.mapping(Record, members)
    agenda = plant.mapping(Agenda, members)
    agenda["instead_of"] = "2026-11-20"
    files = {
        "group.yml": _yaml(plant.mapping(About, PUBLIC)),
        "members.yml": _yaml(roster),
        "charter.md": _markdown(plant.mapping(Charter, PUBLIC), plant.body(PUBLIC, "charter.md")),
        "ground-rules.md": _markdown(plant.mapping(GroundRules, PUBLIC), plant.body(PUBLIC, "ground-rules.md")),
        f"{home}/agenda.md": _markdown(agenda, plant.body(members, "agenda.md")),
        f"{home}/facilitator.md": plant.body(inside, "facilitator.md").encode(),
        f"{home}/minutes.md": _markdown(minutes, plant.body(members, "minutes.md")),
        f"{home}/canaryfile.pdf": b"%PDF-1.4 " + plant.word(members, "attachment").encode(),
        f"{home}/unnamed.pdf": b"%PDF-1.4 " + plant.word(inside, "unnamed attachment").encode(),
        "issues/theissue.md": _markdown(plant.mapping(Issue, members), plant.body(members, "issue")),
        "experiences/theexperience.md": _markdown(plant.mapping(Experience, members), plant.body(members, "experience")),
        "polls/thepoll.yml": _yaml(plant.mapping(Poll, members)),
    }
    return files, plant


def past(plant: Planter) -> tuple[dict[str, bytes], dict[str, str]]:
    """Earlier texts of the charter and the ground rules, and what git knows of who committed them, which nobody may read."""
    charter, rules = plant.mapping(Charter, PUBLIC), plant.mapping(GroundRules, PUBLIC)
    charter["version"] = rules["version"] = 1
    files = {
        "charter.md": _markdown(charter, plant.body(PUBLIC, "charter.md (1)")),
        "ground-rules.md": _markdown(rules, plant.body(PUBLIC, "ground-rules.md (1)")),
    }
    return files, {what: f"Kanarekgit{what}ix" for what in ("author", "email", "message", "branch")}


def _yaml(value: Any) -> bytes:
    return _flow(value).encode() + b"\n"


def _flow(value: Any) -> str:
    """YAML in flow style: texts quoted, numbers and booleans plain."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value)


def _markdown(front: dict[str, Any], body: str) -> bytes:
    return f"---\n{_flow(front)}\n---\n{body}\n".encode()
