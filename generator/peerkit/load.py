"""A group's files to a `Group`, with all that is wrong with them; never raises on what a person wrote.

A value that is wrong is reported and left out, so that one mistake hides neither the rest of its file nor the other mistakes.
"""

from __future__ import annotations

import datetime
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from peerkit.builtin import templates
from peerkit.diagnostic import Diagnostic, Span
from peerkit.model.base import Model, in_file
from peerkit.model.charter import Charter
from peerkit.model.experience import Experience
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import About, Group
from peerkit.model.issue import Issue
from peerkit.model.meeting import Agenda, Meeting
from peerkit.model.members import Members
from peerkit.model.minutes import Record
from peerkit.model.network import Network
from peerkit.model.poll import Poll
from peerkit.model.protocol import Protocol
from peerkit.source import File, Files
from peerkit.text import MAX_TEXT_BYTES, Document, KeyPath, Malformed, decode, nearest, read_markdown, read_yaml

M = TypeVar("M", bound=Model)
Found = list[Diagnostic]

ATTACHMENTS = (".pdf", ".png", ".jpg", ".svg", ".md")
_KNOWN = ("group.yml", "charter.md", "ground-rules.md", "members.yml")
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_FOLDER = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:-{_SLUG})?")
_NOUN = re.compile(rf"(issues|experiences)/({_SLUG})\.md|(polls)/({_SLUG})\.yml")


def load_network(files: Files, root: str) -> tuple[Network, list[Diagnostic]]:
    """network.yml, or the defaults; the `defaults` for groups are checked here, once for all groups."""
    found: Found = []
    for name, file in files.items():
        path = f"{root}/{name}"
        if file.problem:
            found.append(Diagnostic(Span(path), "syntax", file.problem, help="replace it by a file"))
        elif name != "network.yml":
            help = nearest(name, ["network.yml"]) or "move it into a group's folder, or delete it"
            found.append(Diagnostic(Span(path), "schema", f"'{name}' is no file of a network", help=help))
    document = _document("network.yml", files, root, found)
    network = _validate(Network, document, found)[0] if document else None
    if document is None or network is None:
        return Network(), sorted(found)
    defaults = document.value.get("defaults") if isinstance(document.value, dict) else None
    if isinstance(defaults, dict):
        network = network.model_copy(update={"defaults": _defaults(document, found)})
    return network, sorted(found)


def _defaults(document: Document, found: Found) -> dict[str, Any]:
    """The defaults as written, less what is wrong with them."""
    raw: dict[str, Any] = _copy(document.value["defaults"])
    if "name" in raw:
        found.append(
            Diagnostic(
                document.at_key("defaults", "name"), "schema", "defaults.name: a name is each group's own", help="delete it"
            )
        )
        del raw["name"]
    inner = Document(document.path, {**raw, "name": "-"}, _below("defaults", document.values), _below("defaults", document.keys))
    _validate(About, inner, found, prefix="defaults.", pruned=raw)
    return raw


def _below(key: str, places: Mapping[KeyPath, tuple[int, int]]) -> dict[KeyPath, tuple[int, int]]:
    return {path[1:]: place for path, place in places.items() if path and path[0] == key}


def load(slug: str, files: Files, root: str, network: Network) -> tuple[Group | None, list[Diagnostic]]:
    """The group in the folder `slug`, or None where it has no usable group.yml; and all that is wrong, sorted."""
    found: Found = []
    if not re.fullmatch(_SLUG, slug) or len(slug) > 64:
        help = "rename the folder: a-z, 0-9 and single hyphens, 64 characters at most"
        return None, [Diagnostic(Span(f"{root}/{slug}/group.yml"), "schema", f"'{slug}' is not a slug", help=help)]
    folder = f"{root}/{slug}"
    documents: dict[str, Document] = {}
    _check_names(files, folder, found)
    about = _about(files, folder, network, documents, found)
    get = _Reader(files, folder, documents, found)
    members = get.noun("members.yml", Members) or Members()
    group = Group(
        slug=slug,
        about=about or About(name=slug),
        members=_unique(members.members, documents.get("members.yml"), found),
        charter=get.noun("charter.md", Charter),
        ground_rules=get.noun("ground-rules.md", GroundRules),
        meetings=tuple(sorted(_meetings(files, folder, get, found), key=lambda m: (m.date, m.slug))),
        issues=tuple(get.nouns("issues", Issue)),
        experiences=tuple(get.nouns("experiences", Experience)),
        polls=tuple(get.nouns("polls", Poll)),
        attachments={path: file for path, file in files.items() if _attachment(path) and not file.problem},
        documents=documents,
        folder=folder,
    )
    found += _cross_checked(group)
    return (group if about else None), sorted(set(found))


def _about(files: Files, folder: str, network: Network, documents: dict[str, Document], found: Found) -> About | None:
    if "group.yml" not in files:
        help = f"a group needs a file with at least its name; write 'name: {folder.rpartition('/')[2]}'"
        found.append(Diagnostic(Span(f"{folder}/group.yml"), "schema", "there is no group.yml", help=help))
        return None
    document = _document("group.yml", files, folder, found)
    if document is None:
        return None
    documents["group.yml"] = document
    if isinstance(document.value, dict):
        document = replace(document, value=_merge(network.defaults, document.value))
    about, _ = _validate(About, document, found)
    return about.model_copy(update={"language": about.language or network.language}) if about else None


def _merge(default: Any, own: Any) -> Any:
    if isinstance(default, dict) and isinstance(own, dict):
        return {**default, **{k: _merge(default.get(k), v) for k, v in own.items()}}
    return default if own is None else own


class _Reader:
    """Reads the nouns of one group, keeping each file's positions and what is wrong."""

    def __init__(self, files: Files, folder: str, documents: dict[str, Document], found: Found) -> None:
        self.files, self.folder, self.documents, self.found = files, folder, documents, found

    def noun(self, path: str, model: type[M], **more: Any) -> M | None:
        """The noun in one file, or None."""
        document = _document(path, self.files, self.folder, self.found)
        if document is None:
            return None
        noun, self.documents[path] = _validate(model, document, self.found)
        if noun is None:
            return None
        if "body" in model.model_fields:
            more["body"] = document.body
        return noun.model_copy(update=more) if more else noun

    def nouns(self, kind: str, model: type[M]) -> Iterator[M]:
        """The nouns of a folder, by file name."""
        for path in self.files:
            match = _NOUN.fullmatch(path)
            if match and kind in (match[1], match[3]) and (noun := self.noun(path, model, slug=match[2] or match[4])):
                yield noun


def _meetings(files: Files, folder: str, get: _Reader, found: Found) -> Iterator[Meeting]:
    for name in sorted({path.split("/")[1] for path in files if path.startswith("meetings/") and path.count("/") >= 2}):
        home = f"meetings/{name}"
        date = _meeting_date(name)
        if date is None:
            help = "rename it to the meeting's date, such as 2026-12-10, or 2026-12-10-retreat for a second on that day"
            found.append(
                Diagnostic(Span(f"{folder}/{home}/agenda.md"), "schema", f"'{name}' is not a meeting's folder", help=help)
            )
            continue
        agenda = get.noun(f"{home}/agenda.md", Agenda)
        if agenda is None and f"{home}/agenda.md" not in files:
            message = "there is no agenda.md; a meeting's folder needs one, and it may be empty"
            found.append(Diagnostic(Span(f"{folder}/{home}/agenda.md"), "schema", message))
        notes = get.noun(f"{home}/facilitator.md", _Notes)
        yield Meeting(name, date, agenda or Agenda(), get.noun(f"{home}/minutes.md", Record), notes.body if notes else None)


class _Notes(Model):
    body: str = ""


def _meeting_date(name: str) -> datetime.date | None:
    if not _FOLDER.fullmatch(name) or len(name) > 64:
        return None
    try:
        return datetime.date.fromisoformat(name[:10])
    except ValueError:
        return None


def load_protocols(*sources: tuple[str, Files]) -> tuple[dict[str, Protocol], list[Diagnostic]]:
    """Protocols by id from (folder as shown, its files); a later folder's file wins over an earlier one's."""
    found: Found = []
    protocols: dict[str, Protocol] = {}
    for shown, files in sources:
        for name in files:
            id = name.removesuffix(".yml")
            if not name.endswith(".yml") or not re.fullmatch(_SLUG, id):
                found.append(
                    Diagnostic(Span(f"{shown}/{name}"), "schema", f"'{name}' is no protocol's file", help="name it <id>.yml")
                )
                continue
            document = _document(name, files, shown, found)
            if document and (protocol := _validate(Protocol, document, found)[0]):
                protocols[id] = protocol.model_copy(update={"id": id})
    return dict(sorted(protocols.items())), sorted(found)


def builtin_protocols() -> tuple[str, Files]:
    """The protocols that come with peerkit, as a source for `load_protocols`."""
    folder = templates() / "protocols"
    return "templates/protocols", {p.name: File(p.stat().st_size, p.read_bytes) for p in sorted(folder.glob("*.yml"))}


# --- files -----------------------------------------------------------------------------------------------------------


def _document(path: str, files: Files, folder: str, found: Found) -> Document | None:
    file = files.get(path)
    if file is None or file.problem:
        return None
    shown = f"{folder}/{path}"
    if file.size > MAX_TEXT_BYTES:
        found.append(
            Diagnostic(Span(shown), "syntax", f"the file has {file.size:,} bytes", help=f"keep it under {MAX_TEXT_BYTES:,}")
        )
        return None
    try:
        text = decode(file.read(), shown)
        document = (read_yaml if path.endswith(".yml") else read_markdown)(text, shown)
    except Malformed as error:
        found.append(error.diagnostic)
        return None
    except OSError as error:
        found.append(Diagnostic(Span(shown), "syntax", f"cannot be read: {error.strerror}", help="check its permissions"))
        return None
    found += document.problems
    return document


def _attachment(path: str) -> bool:
    return (
        path.startswith("meetings/")
        and path.count("/") == 2
        and not path.endswith(("/agenda.md", "/minutes.md", "/facilitator.md"))
    )


def _expected(path: str) -> bool:
    if path in _KNOWN or _NOUN.fullmatch(path):
        return True
    parts = path.split("/")
    return len(parts) == 3 and parts[0] == "meetings" and parts[2].endswith((*ATTACHMENTS, *(e.upper() for e in ATTACHMENTS)))


def _check_names(files: Files, folder: str, found: Found) -> None:
    seen: dict[str, str] = {}
    for path, file in files.items():
        span = Span(f"{folder}/{path}")
        if file.problem:
            found.append(Diagnostic(span, "syntax", file.problem, help="replace it by a file in the group's folder"))
        if other := seen.get(path.casefold()):
            message = f"'{path}' and '{other}' differ only by case; some systems take them for one file"
            found.append(Diagnostic(span, "schema", message, help="rename one of the two"))
        seen.setdefault(path.casefold(), path)
        if not _expected(path):
            found.append(Diagnostic(span, "schema", f"'{path}' is no file of a group", help=_stray_help(path)))


def _stray_help(path: str) -> str:
    folder, _, name = path.rpartition("/")
    known = [*_KNOWN, "issues", "experiences", "polls", "meetings", "agenda.md", "minutes.md", "facilitator.md"]
    if path.count("/") == 1 and folder in ("issues", "experiences", "polls"):
        suffix = "yml" if folder == "polls" else "md"
        return f"name it <slug>.{suffix}: a-z, 0-9 and single hyphens"
    if folder.startswith("meetings"):
        return f"attachments end in {', '.join(ATTACHMENTS)} and stand in the meeting's own folder"
    return (
        nearest(path.split("/")[0], known) or nearest(name, known) or "delete it, or begin its name with a dot to have it ignored"
    )


def _unique(members: tuple[Any, ...], document: Document | None, found: Found) -> tuple[Any, ...]:
    kept: dict[str, Any] = {}
    for index, member in enumerate(members):
        if member.id in kept:
            at = document.at("members", index) if document else Span("members.yml")
            found.append(
                Diagnostic(
                    at, "schema", f"members.{index}.id: '{member.id}' is another member's id", help="ids are unique in a group"
                )
            )
        kept.setdefault(member.id, member)
    return tuple(kept.values())


# --- values ----------------------------------------------------------------------------------------------------------


def _validate(
    model: type[M], document: Document, found: Found, prefix: str = "", pruned: dict[str, Any] | None = None
) -> tuple[M | None, Document]:
    """The model and its document, less what is wrong (which is reported). No model where nothing is left."""
    value = document.value if document.value not in (None, "") else {}
    if not isinstance(value, dict):
        found.append(Diagnostic(document.at(), "schema", "is not a mapping of keys and values", help="write 'key: value' lines"))
        return None, document
    for _attempt in range(20):
        try:
            return model.model_validate(value), document
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=True)
        for detail in details:
            # what came from the network's defaults was reported there
            if prefix or _in_document(document, detail):
                found.append(_schema(model, document, detail, prefix))
        value = _copy(value)
        for detail in sorted(details, key=lambda d: [(str(type(s)), s) for s in d["loc"]], reverse=True):
            gone = _prune(value, detail["loc"], detail["type"])
            if pruned is not None:
                _prune(pruned, detail["loc"], detail["type"])
            if gone and isinstance(gone[-1], int):
                document = replace(document, values=_shifted(document.values, gone), keys=_shifted(document.keys, gone))
        if "name" in model.model_fields and "name" not in value:
            return None, document
    return None, document


def _in_document(document: Document, detail: ErrorDetails) -> bool:
    loc = tuple(step for step in detail["loc"] if step != "[key]")
    return detail["type"] == "missing" or loc in document.values or loc[:1] in document.keys or len(loc) < 2


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _copy(v) for k, v in value.items()}
    return [_copy(v) for v in value] if isinstance(value, list) else value


def _prune(value: Any, loc: tuple[int | str, ...], kind: str) -> KeyPath:
    """Drops what stands at `loc`, or, where a key is missing, what lacks it; and says what was dropped."""
    path = [step for step in (loc[:-1] if kind == "missing" else loc) if step != "[key]"]
    parents: list[Any] = [value]
    for step in path:
        here = parents[-1]
        if (isinstance(here, dict) and step in here) or (isinstance(here, list) and isinstance(step, int) and step < len(here)):
            parents.append(here[step])
        else:
            break
    if len(parents) == 1:
        if kind != "missing":
            value.clear()
        return ()
    del parents[-2][path[len(parents) - 2]]
    return tuple(path[: len(parents) - 1])


def _shifted(places: Mapping[KeyPath, tuple[int, int]], gone: KeyPath) -> dict[KeyPath, tuple[int, int]]:
    """Places of values after the list entry at `gone` was dropped: later entries move up by one."""
    depth, index = len(gone) - 1, gone[-1]
    out: dict[KeyPath, tuple[int, int]] = {}
    for path, place in places.items():
        step = path[depth] if len(path) > depth and path[:depth] == gone[:-1] else None
        if isinstance(step, int) and isinstance(index, int):
            if step == index:
                continue
            if step > index:
                path = (*path[:depth], step - 1, *path[depth + 1 :])
        out[path] = place
    return out


def _schema(model: type[Model], document: Document, detail: ErrorDetails, prefix: str) -> Diagnostic:
    kind, value, loc = detail["type"], detail["input"], detail["loc"]
    path = tuple(p for p in loc if p != "[key]")
    name = prefix + ".".join(str(p) for p in path)
    if kind == "extra_forbidden":
        at, known = document.at_key(*path), _keys(model, path[:-1])
        help = nearest(str(path[-1]), known) or f"the keys here are {', '.join(known)}"
        return Diagnostic(at, "schema", f"{name}: unknown key", help=help)
    if kind == "missing":
        return Diagnostic(document.at(*path[:-1]), "schema", f"{name}: the key is required", help=f"add '{path[-1]}:'")
    message, help = _words(kind, value, detail)
    at = document.at_key(*path) if "[key]" in loc else document.at(*path)
    return Diagnostic(at, "schema", f"{name}: {message}" if name else message, help=help)


def _words(kind: str, value: Any, detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and what to do, for each kind of error that pydantic finds."""
    context = detail.get("ctx", {})
    shown = f"'{value[:40]}'" if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else "this"
    if kind == "peerkit":
        message, _, help = detail["msg"].partition("; ")
        return message, help
    if kind == "literal_error":
        expected = str(context.get("expected", ""))
        words = re.findall(r"'([^']*)'", expected)
        return f"{shown} is not known here", " ".join(filter(None, [nearest(str(value), words), "one of " + ", ".join(words)]))
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"{shown} stands where a mapping belongs", "write 'key: value' lines below it"
    if kind in ("tuple_type", "list_type"):
        return f"{shown} stands where a list belongs", "begin each entry with '- '"
    if kind == "string_type":
        return (
            ("an entry is empty", "fill it in or delete it")
            if value is None
            else ("a text is expected here", "quote it or write one line")
        )
    if kind in ("greater_than_equal", "greater_than"):
        return f"{shown} is too small", f"write {context.get('ge', context.get('gt'))} or more"
    if kind in ("less_than_equal", "less_than"):
        return f"{shown} is too large", f"write {context.get('le', context.get('lt'))} or less"
    return f"{shown}: {detail['msg']}", ""


def _keys(model: Any, path: tuple[Any, ...]) -> list[str]:
    """The keys that the mapping at `path` of a model may have, as written in files."""
    for step in path:
        if not _is_model(model):
            return []
        field = (
            next((f for n, f in model.model_fields.items() if (f.alias or n) == step), None) if isinstance(step, str) else None
        )
        if field is not None:
            model = _model_in(field.annotation)
    if not _is_model(model):
        return []
    return [f.alias or n for n, f in model.model_fields.items() if in_file(f)]


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Model)


def _model_in(annotation: Any) -> Any:
    """The model inside an annotation: optional, annotated, a tuple's or a mapping's."""
    if _is_model(annotation):
        return annotation
    if get_origin(annotation) in (Annotated, Union, types.UnionType, tuple, dict):
        return next((m for m in map(_model_in, get_args(annotation)) if m), None)
    return None


# --- across files ----------------------------------------------------------------------------------------------------


def _cross_checked(group: Group) -> Iterator[Diagnostic]:
    yield from _duplicate_ids(group)
    yield from _unknown_actions(group)
    for poll in group.polls:
        for who, answer in poll.answers.items():
            at = group.at(poll.file, "answers", who)
            if poll.kind == "choice" and poll.options and answer not in poll.options:
                help = nearest(answer, poll.options) or f"one of {', '.join(poll.options)}"
                yield Diagnostic(at, "schema", f"answers.{who}: '{answer[:40]}' is no option of this poll", help=help)
            if poll.kind == "number" and not re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", answer):
                yield Diagnostic(
                    at, "schema", f"answers.{who}: '{answer[:40]}' is not a number", help="this poll asks for numbers"
                )


def _duplicate_ids(group: Group) -> Iterator[Diagnostic]:
    lists: list[tuple[str, str, list[str | None]]] = []
    if group.ground_rules:
        lists.append(("ground-rules.md", "rules", [r.id for r in group.ground_rules.rules]))
    for meeting in group.meetings:
        if meeting.minutes:
            lists.append((meeting.minutes_file, "actions", [a.id for a in meeting.minutes.actions]))
            lists.append((meeting.minutes_file, "decisions", [d.id for d in meeting.minutes.decisions]))
    for file, name, ids in lists:
        for index, id in enumerate(ids):
            if id is not None and id in ids[:index]:
                yield Diagnostic(
                    group.at(file, name, index),
                    "schema",
                    f"{name}.{index}.id: '{id}' stands twice",
                    help="ids are unique in a file",
                )


def _unknown_actions(group: Group) -> Iterator[Diagnostic]:
    known: list[str] = []
    for meeting in group.meetings:
        if meeting.minutes is None:
            continue
        for name in ("done", "dropped"):
            for index, ref in enumerate(getattr(meeting.minutes, name)):
                if ref not in known:
                    help = nearest(ref, known) or "actions of earlier meetings are written <meeting folder>/<action id>"
                    at = group.at(meeting.minutes_file, name, index)
                    yield Diagnostic(at, "schema", f"{name}.{index}: '{ref[:80]}' is no action of an earlier meeting", help=help)
        known += [f"{meeting.slug}/{action.id}" for action in meeting.minutes.actions if action.id]
