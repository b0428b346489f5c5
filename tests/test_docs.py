"""What is written twice is checked once: the pages of docs/kit/ against the models, the commands and the rules.

Between `<!-- generated: NAME -->` and `<!-- end -->` a page holds what the code says; `pytest --bless` writes it anew.
"""

from __future__ import annotations

import re
import shlex
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import click
import pytest
import yaml

import peerkit
from peerkit import rules
from peerkit.cli import COMMANDS
from peerkit.cli import peerkit as program
from peerkit.load import load, load_network
from peerkit.model import base
from peerkit.model.base import Model, Person, Reference, audience_of, in_file
from peerkit.model.charter import Charter
from peerkit.model.experience import Experience
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import About, Audiences
from peerkit.model.issue import Issue
from peerkit.model.meeting import Agenda
from peerkit.model.members import Members
from peerkit.model.minutes import Record
from peerkit.model.network import Network
from peerkit.model.poll import Poll
from peerkit.model.protocol import Protocol
from peerkit.model.skeleton import Skeleton
from peerkit.protocols import builtin_protocols, load_protocols, load_skeletons
from peerkit.source import of_bytes

ROOT = Path(__file__).parents[1]
KIT = ROOT / "docs" / "kit"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^<!-- generated: (.+?) -->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)
FILES: dict[str, type[Model]] = {
    "network.yml": Network, "group.yml": About, "members.yml": Members, "charter.md": Charter, "ground-rules.md": GroundRules,
    "agenda.md": Agenda, "minutes.md": Record, "issues": Issue, "experiences": Experience, "polls": Poll, "protocols": Protocol,
    "skeletons": Skeleton,
}  # fmt: skip


# ----------------------------------------------------------------------------------------------- what the code says: keys


def _names() -> dict[Any, str]:
    """What a type of the models is called, by the function that reads it."""
    words = {
        base.Slug: "slug", base.Date: "date", base.Time: "time", base.Zone: "time zone", base.Whole: "whole number",
        base.Decimal: "number", base.Minutes: "number", base.Boolean: "`true` or `false`",
    }  # fmt: skip
    named = {kind.__metadata__[0].func: word for kind, word in words.items()}
    return named | {base.Minutes.__metadata__[1].func: "minutes"}


def kind_of(annotation: Any) -> str:
    """A type of the models as a person would call it."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(args[0], args[1:])
    if origin is Literal:
        return ", ".join(f"`{a.removeprefix('@')}`" for a in args)
    if origin is tuple:
        return f"list of: {kind_of(args[0])}"
    if origin is dict:
        return f"mapping of {kind_of(args[0])} to {kind_of(args[1])}" if args[1] is not Any else "mapping"
    if args:
        return " or ".join(kind_of(a) for a in args if a is not type(None))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return "mapping"
    return {str: "text", Any: "any", types.NoneType: ""}.get(annotation, "mapping")


def _annotated(inner: Any, marks: tuple[Any, ...]) -> str:
    if any(isinstance(mark, Person) for mark in marks):
        return "member id"
    if to := next((mark.to for mark in marks if isinstance(mark, Reference)), None):
        return f"file's name in `{to}/`"
    names = _names()
    word = next((names[f] for m in reversed(marks) if (f := getattr(m, "func", None)) in names), None) or kind_of(inner)
    limits = [limit for mark in marks for limit in (getattr(mark, "metadata", None) or [mark])]
    signs = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    found = [(sign, getattr(limit, name, None)) for limit in limits for name, sign in signs.items()]
    return ", ".join([word, *(f"{sign} {value}" for sign, value in found if value is not None)])


def keys(model: type[Model], prefix: str = "") -> Iterator[tuple[str, str, str, str, str]]:
    """Of each key that a person may write: its path, value, default, meaning and audience."""
    for name, field in model.model_fields.items():
        if not in_file(field):
            continue
        annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        path, inner = prefix + (field.alias or name), _inner(annotation)
        many = get_origin(field.annotation) is tuple and inner is not None
        value = "list of mappings" if many else kind_of(annotation)
        yield path, value, _default(field), field.description or "", _audience(audience_of(field))
        if inner is not None:
            yield from keys(inner, f"{path}[]." if many else f"{path}.")


def _inner(annotation: Any) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)


def _default(field: Any) -> str:
    value = "**required**" if field.is_required() else field.default
    if value is None or value == "" or value == () or value == {} or isinstance(value, Model):
        return ""
    if isinstance(value, str):
        return value if value.startswith("*") else f"`{value}`"
    if isinstance(value, tuple):
        return ", ".join(f"`{each.removeprefix('@')}`" for each in value)
    return _written(value)


def _written(value: Any) -> str:
    """A value as it stands in YAML."""
    if value is None:
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else format(value, '' if isinstance(value, str) else 'g')}`"


def _audience(name: str) -> str:
    fields = Audiences.model_fields
    return f"{fields[name].default} (`audiences.{name}`)" if name in fields else name


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    cells = [head, ("---",) * len(head), *[tuple(cell.replace("|", "\\|").replace("<", "&lt;") for cell in row) for row in rows]]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def files_blocks() -> dict[str, str]:
    head = ("Key", "Value", "Default", "Meaning", "Audience")
    return {name: table(head, [(f"`{path}`", *rest) for path, *rest in keys(model)]) for name, model in FILES.items()}


# ------------------------------------------------------------------------------------------- what the code says: commands


def commands(command: click.Command | None = None, words: str = "peerkit") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    command = command or program
    if not isinstance(command, click.Group):
        yield words, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from commands(below, f"{words} {name}")


def commands_blocks() -> dict[str, str]:
    return {words: _command(words, command) for words, command in commands()}


def _command(words: str, command: click.Command) -> str:
    arguments = [p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option)]
    usage = " ".join([words, *(["[OPTIONS]"] if options else []), *arguments])
    text = "\n\n".join(" ".join(part.split()) for part in (command.help or "").replace("\b", "").split("\n\n"))
    out = f"```text\n{usage}\n```\n\n{text}\n"
    rows = [(_spelled(option), option.help or "", _usual(option)) for option in options]
    return f"{out}\n{table(('Option', 'Meaning', 'Default'), rows)}" if rows else out


def _spelled(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        value = "\\|".join(map(str, option.type.choices))
    else:
        value = option.metavar or str(option.type.name).replace("path", "PATH").upper()
    names = ", ".join(f"`{name}`" for name in option.opts)
    return names if option.is_flag else names + f" `{value}`".replace("\\|", "` `")


def _usual(option: click.Option) -> str:
    shown = option.default not in (None, "") and not callable(option.default) and not option.is_flag and not option.multiple
    return f"`{option.default}`" if shown and type(option.default).__name__ != "Sentinel" else ""


def plugin_block() -> str:
    """The plugin's options that a person sets in mkdocs.yml; the others are `peerkit build`'s own."""
    from peerkit.plugin import PeerkitConfig

    own = {"progress", "inside"}
    rows = [(f"`{name}`", _written(option.default)) for name, option in PeerkitConfig._schema if name not in own]
    return table(("Option", "Default"), rows)


# ----------------------------------------------------------------------------------- what the code says: rules and modules


def rules_blocks() -> dict[str, str]:
    parts = []
    for name, rule in rules.builtin().items():
        first, _, rest = rule.page.partition("\n")
        severity = rule.severity.value if rule.severity else "off"
        text = re.split("^## ", rest, flags=re.MULTILINE)[0].strip()
        parts.append(f"## {name}\n\n**{first.strip()}** By default: {severity}.\n\n{text}\n")
        rows = [(path, value, default, text) for path, value, default, text, _ in keys(type(rule.given))]
        if rows:
            parts.append(table(("Parameter", "Value", "Default", "Meaning"), [(f"`{p}`", *more) for p, *more in rows]))
    return {"rules": "\n".join(parts)}


def architecture_blocks() -> dict[str, str]:
    package, rows = Path(peerkit.__file__).parent, []
    for path in sorted(package.iterdir()):
        file = path / "__init__.py" if path.is_dir() else path
        if file.suffix == ".py" and file.exists() and path.name != "__init__.py":
            found = re.match(r'"""(.+?)(?:"""|\n\n)', file.read_text("utf-8"), re.DOTALL)
            assert found, f"{file} opens with no docstring"
            rows.append((f"`{path.name}{'/' if path.is_dir() else ''}`", " ".join(found[1].split())))
    return {"modules": table(("Module", "What it is"), rows)}


GENERATED: dict[str, Callable[[], dict[str, str]]] = {
    "files": files_blocks,
    "commands": lambda: {**commands_blocks(), "plugin": plugin_block()},
    "rules": rules_blocks,
    "architecture": architecture_blocks,
}


@pytest.mark.parametrize("name", GENERATED)
def test_what_a_page_says_of_the_code_is_what_the_code_says(name: str, bless: bool) -> None:
    page, wanted = KIT / f"{name}.md", GENERATED[name]()
    text = page.read_text("utf-8")
    if bless:
        new = BLOCK.sub(lambda m: f"<!-- generated: {m[1]} -->\n\n{wanted.get(m[1], '')}\n<!-- end -->", text)
        page.write_text(new, "utf-8")
        text = new
    said = {title: block.strip() for title, block in BLOCK.findall(text)}
    assert sorted(said) == sorted(wanted), "add or take away a section with its two marks"
    for title, block in wanted.items():
        assert said[title] == block.strip(), f"{title} is out of date; run pytest --bless"


# ------------------------------------------------------------------------------------------------- prose against the code


def test_every_command_has_a_line_in_the_list_of_commands() -> None:
    assert {words.split()[1] for words, _ in commands()} == set(COMMANDS)


def _calls(text: str) -> Iterator[list[str]]:
    """The calls of peerkit in a page's code, as words."""
    fences = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`(peerkit [^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    for call in [*spans, *re.split(r"\n|&&", "\n".join(fences))]:
        if found := re.search(r"(?:^|/)peerkit ([a-z].*)$", call.split("#")[0].strip()):
            yield found[1].split()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_commands_in_prose_exist_with_their_options(page: Path) -> None:
    known = {words: {name for p in command.params for name in p.opts} for words, command in commands()}
    for words in _calls(page.read_text("utf-8")):
        call = " ".join(["peerkit", *words])
        name = next((each for each in known if f"{call} ".startswith(f"{each} ")), "")
        options = {word.split("=")[0] for word in words if word.startswith("--")} - {"--help"}
        assert name or any(each.startswith(f"{call} ") for each in known), f"no command: {call}"
        assert options <= known.get(name, set()), call


def test_the_example_in_the_reference_loads_without_a_finding() -> None:
    text = (KIT / "files.md").read_text("utf-8")
    blocks = re.findall(r'^```yaml title="groups/(.+?)"\n(.*?)^```$', text, re.MULTILINE | re.DOTALL)
    files = {path: text.encode() for path, text in blocks}
    network, found = load_network(of_bytes({"network.yml": files.pop("network.yml")}), "groups")
    inner = {path.removeprefix("gardeners/"): text for path, text in files.items()}
    group, more = load("gardeners", of_bytes(inner), "groups", network)
    assert group is not None and len(blocks) >= 9
    assert [str(d) for d in [*found, *more]] == []


def test_the_protocol_in_the_reference_loads_without_a_finding() -> None:
    text = (KIT / "files.md").read_text("utf-8")
    blocks = re.findall(r'^```yaml title="templates/protocols/(.+?)"\n(.*?)^```$', text, re.MULTILINE | re.DOTALL)
    own = of_bytes({path: block.encode() for path, block in blocks})
    protocols, found = load_protocols(builtin_protocols(), ("templates/protocols", own))
    assert blocks and found == [] and {path.removesuffix(".yml") for path, _ in blocks} <= set(protocols)


def test_the_skeleton_in_the_reference_loads_without_a_finding() -> None:
    text = (KIT / "files.md").read_text("utf-8")
    blocks = re.findall(r'^```yaml title="templates/skeletons/(.+?)"\n(.*?)^```$', text, re.MULTILINE | re.DOTALL)
    own = of_bytes({path: block.encode() for path, block in blocks})
    skeletons, found = load_skeletons(load_protocols(builtin_protocols())[0], ("templates/skeletons", own))
    assert len(skeletons) == len(blocks) == 1 and found == []


# ---------------------------------------------------------------------------------------------------- README, links, words


def shell_lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_the_readme_opens_with_the_two_commands_that_ci_runs() -> None:
    first, second = shell_lines()[:2]
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert first.endswith("/peerkit build") and second.endswith("/pytest")
    for command in (first, second):
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install "), "each works on its own"
        assert sum(line.endswith("/" + command.rpartition("/")[2]) for line in shell_lines()) == 1, ".ci/run finds it by its end"
        assert f"readme_line '{command.rpartition('/')[2]}'" in script


def test_the_readme_installs_an_extra_that_exists() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for line in shell_lines():
        for word in shlex.split(line):
            for extra in re.findall(r"^\.\[(\w+)\]$", word):
                assert re.search(rf"^{extra} = \[", text.partition("[project.optional-dependencies]")[2], re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as MkDocs makes them."""
    from markdown.extensions.toc import slugify

    titles = re.findall(r"^#+ (.+?)\s*$", re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S), re.MULTILINE)
    return {slugify(re.sub(r"[`*]", "", title), "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^ *```.*?^ *```$|`[^`\n]+`", "", page.read_text("utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(<?([^)\s>]+)>?[^)]*\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        if to == ROOT / "docs" / "groups" / "index.md":
            continue  # the directory, which the plugin generates
        assert to.exists(), f"{target}: no such file"
        assert not anchor or anchor in _anchors(to), f"{target}: no such heading"


def test_the_navigation_names_every_page_of_the_kit_and_has_the_handbook() -> None:
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    named = set(re.findall(r"[\w/-]+\.md", nav)) - {"groups/index.md"}
    pages = {p.relative_to(ROOT / "docs").as_posix() for p in PAGES if p.is_relative_to(ROOT / "docs")}
    assert named == {page for page in pages if not page.startswith("handbook/")}
    assert "  - Handbook: handbook/\n" in nav


def test_the_docs_name_no_member_of_the_example_network() -> None:
    """What stands in docs/ may stand anywhere, so a name there would blind the scan for it."""
    for roster in ROOT.glob("groups/*/members.yml"):
        for member in yaml.safe_load(roster.read_text("utf-8"))["members"]:
            for page in (ROOT / "docs").rglob("*.md"):
                assert member["name"] not in page.read_text("utf-8"), page


def test_no_page_knows_a_machine_or_a_package_registry() -> None:
    told = re.compile(r"(?<![\w.])/(work|tmp|home|root|Users)/|pypi\.org|python" + "hosted|127\\.0\\.0\\.1:(?!8000)")
    for page in [*PAGES, ROOT / ".ci" / "run", ROOT / "pyproject.toml", ROOT / "mkdocs.yml"]:
        assert not told.search(page.read_text("utf-8")), page
