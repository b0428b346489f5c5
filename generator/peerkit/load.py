"""A group's files to a `Group`, with all that is wrong with them; never raises on what a person wrote."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from msgspec.structs import replace
from pydantic import Field

from peerkit.consistency import contradictions
from peerkit.diagnostic import Diagnostic, Span
from peerkit.model.base import YEARS, Model
from peerkit.model.charter import Charter
from peerkit.model.experience import Experience
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import About, Group
from peerkit.model.issue import Issue
from peerkit.model.meeting import Agenda, Meeting
from peerkit.model.members import Member, Members
from peerkit.model.minutes import Record
from peerkit.model.network import Network
from peerkit.model.poll import Poll
from peerkit.source import Files
from peerkit.text import MAX_TEXT_BYTES, Document, KeyPath, Malformed, decode, nearest, read_markdown, read_yaml
from peerkit.validate import less, validate

M = TypeVar("M", bound=Model)
Found = list[Diagnostic]

ATTACHMENTS = (".pdf", ".png", ".jpg", ".svg", ".md")
_KNOWN = ("group.yml", "charter.md", "ground-rules.md", "members.yml")
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_FOLDER = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:-{_SLUG})?")
_NOUN = re.compile(rf"(issues|experiences)/({_SLUG})\.md|(polls)/({_SLUG})\.yml")


def load_network(files: Files, root: str) -> tuple[Network, list[Diagnostic]]:
    """network.yml, or the defaults; the `defaults` for groups are checked here, once for all groups."""
    network, _, found = read_network(files, root)
    return network, found


def read_network(files: Files, root: str) -> tuple[Network, Document, list[Diagnostic]]:
    """The same with network.yml as written, for those who check parts of it that `load` does not know."""
    found: Found = []
    for name, file in files.items():
        path = f"{root}/{name}"
        if file.problem:
            found.append(Diagnostic(Span(path), "syntax", file.problem, help="replace it by a file"))
        elif name != "network.yml":
            help = nearest(name, ["network.yml"]) or "move it into a group's folder, or delete it"
            found.append(Diagnostic(Span(path), "schema", f"'{name}' is no file of a network", help=help))
    document = read("network.yml", files, root, found)
    network = validate(Network, document, found)[0] if document else None
    if document is None or network is None:
        return Network(), document or Document(f"{root}/network.yml"), sorted(set(found))
    defaults = document.value.get("defaults") if isinstance(document.value, dict) else None
    if isinstance(defaults, dict):
        network = network.model_copy(update={"defaults": _defaults(document, found)})
    return network, document, sorted(set(found))


def _defaults(document: Document, found: Found) -> dict[str, Any]:
    """The defaults as written, less what is wrong with them."""
    raw: dict[str, Any] = dict(document.value["defaults"])
    if "name" in raw:
        found.append(
            Diagnostic(
                document.at_key("defaults", "name"), "schema", "defaults.name: a name is each group's own", help="delete it"
            )
        )
        del raw["name"]
    inner = replace(document.part("defaults"), value={**raw, "name": "-"})
    value: dict[str, Any] = validate(About, inner, found, prefix="defaults.")[1].value
    return {key: part for key, part in value.items() if key != "name"}


def load(slug: str, files: Files, root: str, network: Network) -> tuple[Group | None, list[Diagnostic]]:
    """The group in the folder `slug`, or None where it has no usable group.yml; and all that is wrong, sorted."""
    found: Found = []
    folder = f"{root}/{slug}"
    if not is_slug(slug):
        help = "rename the folder: a-z, 0-9 and single hyphens, 64 characters at most"
        found.append(Diagnostic(Span(f"{folder}/group.yml"), "schema", f"'{slug}' is not a slug", help=help))
    documents: dict[str, Document] = {}
    _check_names(files, folder, found)
    about = _about(files, folder, network, documents, found)
    get = _Reader(files, folder, documents, found)
    members = get.noun("members.yml", Members) or Members()
    group = Group(
        slug=slug,
        about=about or About(name=slug),
        members=_unique(members.members, documents, found),
        charter=get.noun("charter.md", Charter),
        ground_rules=get.noun("ground-rules.md", GroundRules),
        meetings=tuple(sorted(_meetings(files, folder, get, found), key=lambda m: (m.date, m.slug))),
        issues=tuple(get.nouns("issues", Issue)),
        experiences=tuple(get.nouns("experiences", Experience)),
        polls=tuple(get.nouns("polls", Poll)),
        attachments={path: file for path, file in files.items() if _is_attachment(path) and not file.problem},
        documents=documents,
        folder=folder,
    )
    found += contradictions(group, {d.at.path for d in found})
    return (group if about and is_slug(slug) else None), sorted(set(found))


def is_slug(text: str) -> bool:
    return len(text) <= 64 and re.fullmatch(_SLUG, text) is not None


def _about(files: Files, folder: str, network: Network, documents: dict[str, Document], found: Found) -> About | None:
    if "group.yml" not in files:
        help = f"a group needs a file with at least its name; write 'name: {folder.rpartition('/')[2]}'"
        found.append(Diagnostic(Span(f"{folder}/group.yml"), "schema", "there is no group.yml", help=help))
        return None
    document = read("group.yml", files, folder, found)
    if document is None:
        return None
    documents["group.yml"] = document
    if isinstance(document.value, dict):
        document = replace(document, value=_merge(network.defaults, document.value))
    about, documents["group.yml"] = validate(About, document, found)
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
        document = read(path, self.files, self.folder, self.found)
        if document is None:
            if path in self.files:  # there, though it cannot be read: no rule may call it absent
                self.documents[path] = Document(f"{self.folder}/{path}")
            return None
        noun, self.documents[path] = validate(model, document, self.found)
        if noun is None:
            return None
        if "body" in model.model_fields:
            more["body"] = document.body
        return noun.model_copy(update=more) if more else noun

    def nouns(self, kind: str, model: type[M]) -> Iterator[M]:
        """The nouns of a folder, by file name."""
        for path in self.files:
            match = _NOUN.fullmatch(path)
            if (
                match
                and kind in (match[1], match[3])
                and _expected(path)
                and (noun := self.noun(path, model, slug=match[2] or match[4]))
            ):
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
    body: str = Field("", json_schema_extra={"in_file": False})


def _meeting_date(name: str) -> datetime.date | None:
    if not _FOLDER.fullmatch(name) or len(name) > 64:
        return None
    try:
        date = datetime.date.fromisoformat(name[:10])
    except ValueError:
        return None
    return date if date.year in YEARS else None


def read(path: str, files: Files, folder: str, found: Found) -> Document | None:
    """A file's text, parsed; None, with what is wrong in `found`, where it cannot be."""
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


def _is_attachment(path: str) -> bool:
    return (
        path.startswith("meetings/") and _expected(path) and not path.endswith(("/agenda.md", "/minutes.md", "/facilitator.md"))
    )


def _expected(path: str) -> bool:
    if path in _KNOWN:
        return True
    if match := _NOUN.fullmatch(path):
        return is_slug(match[2] or match[4])
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


def _unique(members: tuple[Member, ...], documents: dict[str, Document], found: Found) -> tuple[Member, ...]:
    kept: dict[str, Member] = {}
    twice: set[KeyPath] = set()
    for index, member in enumerate(members):
        if member.id in kept:
            twice.add(("members", index))
            at = documents["members.yml"].at("members", index)
            message = f"members.{index}.id: '{member.id}' is another member's id"
            found.append(Diagnostic(at, "schema", message, help="ids are unique in a group"))
        kept.setdefault(member.id, member)
    if twice:
        documents["members.yml"] = less(documents["members.yml"], twice)
    return tuple(kept.values())
