"""An organiser's mkdocs.yml, as far as peerkit reads it itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click
import yaml

from peerkit.diagnostic import Refusal
from peerkit.engine.chosen import chosen
from peerkit.engine.heard import one_line


def project_config(project_file: Path, engine: str = "mkdocs") -> dict[str, Any]:
    """The organiser's mkdocs.yml as a mapping, with what it inherits. Raises Refusal."""
    module = chosen(engine)
    if not project_file.is_file():
        raise Refusal(f"there is no '{project_file}'; start a network with 'peerkit init DIR', or name the file with --config")
    try:
        with project_file.open("rb") as stream:
            loaded = module("utils.yaml").yaml_load(stream)
    except (yaml.YAMLError, click.ClickException, OSError) as error:
        raise Refusal(f"'{project_file}' cannot be read: {one_line(str(error))}") from None
    if not isinstance(loaded, dict):
        raise Refusal(f"'{project_file}' is not a mapping of keys and values; write at least 'site_name: …'")
    return {**loaded, **_shaped(loaded, project_file)}


def _shaped(config: Mapping[str, Any], project_file: Path) -> dict[str, Any]:
    """The settings that peerkit reads itself, in one shape: plugins as a list of one-key mappings. Raises Refusal."""
    plugins, extra, theme = config.get("plugins") or [], config.get("extra") or {}, config.get("theme") or "material"
    entries = [{name: own} for name, own in plugins.items()] if isinstance(plugins, dict) else plugins
    listed = isinstance(entries, list) and all(isinstance(e, str) or (isinstance(e, dict) and len(e) == 1) for e in entries)
    named = [e if isinstance(e, dict) else {e: {}} for e in entries] if listed else []
    if not listed or not all(isinstance(own or {}, dict) for entry in named for own in entry.values()):
        raise Refusal(f"'{project_file}': plugins is not a list of names with options; write 'plugins: [search, peerkit]'")
    if not isinstance(extra, dict):
        raise Refusal(f"'{project_file}': extra is not a mapping; write 'key: value' lines below it")
    if not isinstance(theme, (str, dict)):
        raise Refusal(f"'{project_file}': theme is neither a name nor a mapping; write 'theme: {{name: material}}'")
    return {"plugins": named, "extra": extra, "theme": theme}


def options(config: Mapping[str, Any]) -> dict[str, Any]:
    """What mkdocs.yml sets of the plugin's options."""
    return next((dict(entry["peerkit"] or {}) for entry in config["plugins"] if "peerkit" in entry), {})


def with_options(config: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The project's plugins with peerkit's options overridden; as a mapping, since MkDocs empties a list's entries."""
    plugins = {name: own or {} for entry in config["plugins"] for name, own in entry.items()}
    if "peerkit" not in plugins:
        raise Refusal("mkdocs.yml does not name the plugin; write 'plugins: [search, peerkit]'")
    return {**plugins, "peerkit": {**plugins["peerkit"], **options}}


# what is known to read nothing but the pages, the configuration and the theme
_PLUGINS = {"peerkit", "search", "material/search", "tags", "material/tags", "meta", "material/meta"}
_READERS = ("pymdownx.snippets", "pymdownx.b64", "pymdownx.pathconverter")
_FOLDERS = {"custom_icons"}  # of pymdownx.emoji
_PACKAGES = ("markdown", "material", "pymdownx")  # whose functions a setting may name: they change with their version
_EXTENSIONS = """
abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em md_in_html meta nl2br sane_lists
smarty tables toc wikilinks
"""


def foreseeable(config: Mapping[str, Any]) -> bool:
    """Whether a project's site depends on nothing but its configuration, docs and theme, and on what is installed."""
    plugins = {name for entry in config["plugins"] for name in entry}
    named = config.get("markdown_extensions") or []
    entries = [named] if isinstance(named, dict) else [e if isinstance(e, dict) else {e: None} for e in named]
    extensions = {name: own for entry in entries for name, own in entry.items()}
    return plugins <= _PLUGINS and not config.get("hooks") and tame(extensions, extensions) and _plain(config)


def tame(extensions: Iterable[Any], settings: Any) -> bool:
    """Whether Markdown extensions make of a page what they would make of it alone, from its text and their settings."""
    known = {name for short in _EXTENSIONS.split() for name in (short, f"markdown.extensions.{short}")}
    named = all(name in known or (str(name).startswith("pymdownx.") and name not in _READERS) for name in extensions)
    return named and _plain(settings)


def _plain(value: Any) -> bool:
    """Whether a setting says all by itself: it names no code but that of the packages we know, and no folder to be read."""
    if isinstance(value, Mapping):
        return not (value.keys() & _FOLDERS) and all(_plain(each) for each in value.values())
    if isinstance(value, (list, tuple)):
        return all(_plain(each) for each in value)
    if isinstance(value, partial):
        return _plain([value.func, value.args, value.keywords])
    if callable(value):
        return str(getattr(value, "__module__", "")).partition(".")[0] in _PACKAGES
    return value is None or isinstance(value, (str, int, float, date))
