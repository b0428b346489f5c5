"""Protocols and skeletons of meetings: those that come with peerkit, and a network's own."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from peerkit.builtin import templates as builtin_templates
from peerkit.consistency import protocol_contradictions, skeleton_contradictions
from peerkit.diagnostic import Diagnostic, Refusal, Span
from peerkit.load import Found, M, is_slug, read
from peerkit.model.protocol import Protocol
from peerkit.model.skeleton import Skeleton
from peerkit.source import File, Files, Folder
from peerkit.text import Document
from peerkit.validate import validate

Sources = Sequence[tuple[str, Files]]  # folders as shown, with their files


def load_protocols(*sources: tuple[str, Files]) -> tuple[dict[str, Protocol], list[Diagnostic]]:
    """Protocols by id from (folder as shown, its files); a later folder's file wins over an earlier one's."""
    found: Found = []
    known: dict[str, tuple[Protocol, str]] = {}
    for shown, files in sources:
        for id, protocol, document in list(_shelf(Protocol, "protocol", shown, files, found)):
            found += protocol_contradictions(id, protocol, document, known)
            known[id] = protocol.model_copy(update={"id": id}), f"{shown}/{id}.yml"
    return {id: protocol for id, (protocol, _) in sorted(known.items())}, sorted(set(found))


def load_skeletons(protocols: Collection[str], *sources: tuple[str, Files]) -> tuple[dict[str, Skeleton], list[Diagnostic]]:
    """Skeletons of meetings by id, like protocols; they may name those `protocols`."""
    found: Found = []
    known: dict[str, Skeleton] = {}
    for shown, files in sources:
        for id, skeleton, document in _shelf(Skeleton, "skeleton", shown, files, found):
            found += skeleton_contradictions(id, skeleton, document, protocols)
            known[id] = skeleton.model_copy(update={"id": id})
    return dict(sorted(known.items())), sorted(set(found))


def _shelf(model: type[M], what: str, shown: str, files: Files, found: Found) -> Iterator[tuple[str, M, Document]]:
    """The nouns of a folder with one file each, by the files' names."""
    for name, file in files.items():
        id, dot, suffix = name.rpartition(".")
        if file.problem:
            found.append(Diagnostic(Span(f"{shown}/{name}"), "syntax", file.problem, help="replace it by a file"))
        elif not dot or suffix != "yml" or not is_slug(id):
            found.append(_misnamed(what, shown, name))
        elif document := read(name, files, shown, found):
            noun, document = validate(model, document, found)
            if noun:
                yield id, noun, document


def _misnamed(what: str, shown: str, name: str) -> Diagnostic:
    id = name.rpartition(".")[0].casefold()
    help = f"name it {id if is_slug(id) else '<id>'}.yml: a-z, 0-9 and single hyphens, 64 characters at most"
    return Diagnostic(Span(f"{shown}/{name}"), "schema", f"'{name}' is no {what}'s file", help=help)


def protocols_for(*folders: Path) -> tuple[Mapping[str, Protocol], list[Diagnostic]]:
    """The protocols of a network whose own stand in these folders of templates, and what is wrong with those. Raises Refusal."""
    own = [source for folder in folders for source in own_protocols(folder)]
    return load_protocols(builtin_protocols(), *own) if own else (BUILT_IN, [])


class _BuiltIn(Mapping[str, Protocol]):
    """The protocols that come with peerkit, each read when it is asked for: a group uses few, and nothing is wrong with them."""

    def __getitem__(self, id: str) -> Protocol:
        if id not in self:
            raise KeyError(id)
        return _builtin_protocol(id)

    def __contains__(self, id: object) -> bool:
        return f"{id}.yml" in builtin_protocols()[1]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(name.removesuffix(".yml") for name in builtin_protocols()[1]))

    def __len__(self) -> int:
        return len(builtin_protocols()[1])


BUILT_IN = _BuiltIn()


@functools.cache
def _builtin_protocol(id: str) -> Protocol:
    shown, files = builtin_protocols()
    known, wrong = load_protocols((shown, {f"{id}.yml": files[f"{id}.yml"]}))
    if wrong:
        raise Refusal(str(wrong[0]))  # of whoever edits the kit itself
    return known[id]


def builtin_protocols() -> tuple[str, Files]:
    """The protocols that come with peerkit, as a source for `load_protocols`."""
    return _builtin("protocols")


def builtin_skeletons() -> tuple[str, Files]:
    """The skeletons that come with peerkit, as a source for `load_skeletons`."""
    return _builtin("skeletons")


@functools.cache
def _builtin(kind: str) -> tuple[str, Files]:
    folder = builtin_templates() / kind
    return f"templates/{kind}", {p.name: File(p.stat().st_size, p.read_bytes) for p in sorted(folder.glob("*.yml"))}


def own_protocols(templates: Path) -> Sources:
    """A network's own protocols, as a source for `load_protocols`; none where its templates are the built-in ones. Raises Refusal."""
    return _own(templates, "protocols")


def own_skeletons(templates: Path) -> Sources:
    """A network's own skeletons, as a source for `load_skeletons`. Raises Refusal."""
    return _own(templates, "skeletons")


def _own(templates: Path, kind: str) -> Sources:
    folder = templates / kind
    if not folder.is_dir() or folder.resolve() == (builtin_templates() / kind).resolve():
        return []
    files = Folder(folder).network()
    return [
        (
            folder.as_posix(),
            {name: dataclasses.replace(f, problem=f.problem.replace("the groups' folder", "it")) for name, f in files.items()},
        )
    ]
