"""How a network's mkdocs.yml dresses its sites: what it leaves open, and what is wrong with what it says."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from peerkit import contrast
from peerkit.builtin import templates
from peerkit.diagnostic import Diagnostic, Severity, Span

FAVICON = "assets/images/peerkit.svg"
_LOGO = "peerkit/circle"
_LEAST = 4.5  # WCAG 2.2 AA, text of ordinary size
_PAIRS = (
    ("the header's text", "--md-primary-bg-color", "--md-primary-fg-color", "primary"),
    ("text", "--md-default-fg-color", "--md-default-bg-color", "scheme"),
    ("links", "--md-typeset-a-color", "--md-default-bg-color", "primary"),
    ("links under the pointer", "--md-accent-fg-color", "--md-default-bg-color", "accent"),
)  # what, in which colour, on which, and the key of the palette that sets it
_BOX = re.compile(r'<input type="checkbox" disabled[^>]*>')
_FACE = re.compile(r"@font-face\s*\{[^}]*font-family\s*:\s*[\"']?([^;\"'}]+)", re.I)


def dressed(theme: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a theme as written, with peerkit's for those that are not: no fonts from elsewhere, its mark."""
    out = {"font": False, "favicon": FAVICON, **theme}
    icon = out.get("icon")
    out["icon"] = {"logo": _LOGO, **(icon if isinstance(icon, dict) else {})}
    return out


def named_boxes(html: str) -> str:
    """The boxes of task lists with a name for those who hear the page."""
    return _BOX.sub(lambda m: f'{m[0][:6]} aria-label="{"done" if "checked" in m[0] else "not done"}"{m[0][6:]}', html)


def problems(project_file: Path, shown_as: str, config: Mapping[str, Any] | None = None) -> list[Diagnostic]:
    """What in mkdocs.yml makes pages call other servers, or makes them hard to read; of its settings as they are read, or as given."""
    at = _Places(shown_as, _read(project_file))
    read = config if config is not None else at.values()
    named = read.get("theme")
    theme = named if isinstance(named, dict) else {}
    docs = docs_of(project_file, read)
    sheets = [_read(docs / str(path)) for path in _listed(read.get("extra_css"))]
    return sorted([*_calls(theme, read, at), *_fonts(theme, sheets, at), *_colours(theme, sheets, at)])


def docs_of(project_file: Path, config: Mapping[str, Any] | None = None) -> Path:
    """The folder of the portal's own pages, as mkdocs.yml says, or these settings of it."""
    read = config if config is not None else _Places(project_file.name, _read(project_file)).values()
    return project_file.parent / str(read.get("docs_dir") or "docs")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _calls(theme: Mapping[str, Any], config: Mapping[str, Any], at: _Places) -> Iterator[Diagnostic]:
    """Files that every page would fetch from another server."""
    given: list[tuple[tuple[Any, ...], Any]] = [(("theme", name), theme.get(name)) for name in ("logo", "favicon")]
    for name in ("extra_css", "extra_javascript"):
        for n, entry in enumerate(_listed(config.get(name))):
            given.append(((name, n), entry.get("path") if isinstance(entry, dict) else entry))
    for path, value in given:
        if re.match(r"(https?:)?//", str(value or "")):
            what = ".".join(str(part) for part in path[:2] if isinstance(part, str))
            yield at.found(
                path, f"{what}: '{value}' would tell that server who reads", Severity.ERROR, "put a copy into docs, and name that"
            )
    extra = config.get("extra")
    if isinstance(extra, dict) and extra.get("analytics"):
        text = "extra.analytics would tell another server who reads"
        yield at.found(("extra", "analytics"), text, Severity.ERROR, "take it out; count on the server that holds the site")


def _fonts(theme: Mapping[str, Any], sheets: Sequence[str], at: _Places) -> Iterator[Diagnostic]:
    """Families that nobody brings along: Material would get them from Google, these pages do not."""
    brought = {name.strip().casefold() for sheet in sheets for name in _FACE.findall(sheet)}
    font = theme.get("font")
    for key, family in font.items() if isinstance(font, dict) else ():
        if str(family).strip().casefold() not in brought:
            text = f"theme.font.{key}: no file of extra_css brings '{family}' along, and pages fetch no fonts from other servers"
            hint = "add its files and an @font-face rule in a file of extra_css, or write 'font: false'"
            yield at.found(("theme", "font", key), text, Severity.WARNING, hint)


def _colours(theme: Mapping[str, Any], sheets: Sequence[str], at: _Places) -> Iterator[Diagnostic]:
    """Pairs of colours that are hard to tell apart."""
    palette = theme.get("palette") or {}
    if not palette and not sheets:
        return  # nobody chose any; the usual ones are far enough apart
    entries = palette if isinstance(palette, list) else [palette]
    found = contrast.rules([*_builtin_sheets(), *sheets])
    for n, entry in enumerate(e for e in entries if isinstance(e, dict)):
        chosen = {key: str(entry.get(key) or usual).replace(" ", "-") for key, usual in _USUAL.items()}
        values = contrast.values(found, {f"data-md-color-{key}": value for key, value in chosen.items()})
        where: tuple[Any, ...] = ("theme", "palette", n) if isinstance(palette, list) else ("theme", "palette")
        for what, front, back, key in _PAIRS:
            yield from _pair(what, values.get(front, ""), values.get(back, ""), chosen, at, (*where, key))


_USUAL = {"scheme": "default", "primary": "indigo", "accent": "indigo"}


def _pair(
    what: str, front: str, back: str, chosen: Mapping[str, str], at: _Places, path: tuple[Any, ...]
) -> Iterator[Diagnostic]:
    under = contrast.colour(back)
    over = contrast.colour(front, under) if under else None
    if over and under and (ratio := contrast.ratio(over, under)) < _LEAST:
        text = f"palette '{chosen['scheme']}': {what}, {_hex(over)} on {_hex(under)}, has a contrast of {ratio:.1f} to 1"
        yield at.found(
            path, text, Severity.WARNING, f"text needs {_LEAST} to 1; choose colours that are further apart in lightness"
        )


def _hex(colour: contrast.Colour) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in colour)


def _builtin_sheets() -> list[str]:
    """Material's style sheets and peerkit's, as far as they choose colours."""
    spec = importlib.util.find_spec("material")
    folder = Path(spec.origin or "").parent / "templates/assets/stylesheets" if spec else Path()
    material = [_read(path) for name in ("main", "palette") for path in sorted(folder.glob(f"{name}.*.min.css"))]
    return [*material, _read(templates() / "theme/assets/stylesheets/peerkit.css")]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


class _Places:
    """Where the values of mkdocs.yml stand; of one that it inherits from elsewhere, its beginning."""

    def __init__(self, shown_as: str, text: str) -> None:
        import yaml

        self.path = shown_as
        try:
            self.root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError:
            self.root = None

    def values(self) -> dict[str, Any]:
        """The settings as written, whatever their tags ask for; empty where there are none."""
        read = _plain(self.root)
        return read if isinstance(read, dict) else {}

    def found(self, path: Sequence[Any], message: str, severity: Severity, help: str) -> Diagnostic:
        """A diagnostic at the value of that path, or at the nearest around it."""
        node, mark = self.root, None
        for part in path:
            node = self._below(node, part)
            if node is None:
                break
            mark = node.start_mark
        at = Span(self.path, mark.line + 1, mark.column + 1) if mark else Span(self.path)
        return Diagnostic(at, "appearance", message, severity, help)

    @staticmethod
    def _below(node: Any, part: Any) -> Any:
        import yaml

        if isinstance(node, yaml.MappingNode):
            return next((value for key, value in node.value if key.value == part), None)
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            return node.value[part]
        return None


def _plain(node: Any, depth: int = 0) -> Any:
    """A node of YAML as a value: text, list or mapping. What `!ENV` and the like ask for is not done."""
    import yaml

    if depth > 20:
        return None
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value, depth + 1) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(entry, depth + 1) for entry in node.value]
    return node.value if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null" else None


_NOT_READ = re.compile(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/|(\n)\s*""", re.DOTALL)


def lean(sheet: str) -> str:
    """A style sheet without comments, indents and empty lines, for readers' browsers; a quarter of its transfer are words for us."""
    return _NOT_READ.sub(lambda found: found[1] or found[2] or "", sheet)
