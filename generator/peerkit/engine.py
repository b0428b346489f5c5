"""Builds one staged site with MkDocs or ProperDocs; with `plugin.py` the only module that imports either.

An ordinary build is what `mkdocs build` would make of the same files. A shared one is a group's site inside a portal:
its pages refer to the portal's theme files, and what does not change between groups (compiled templates, the Markdown
instance) is kept for the next one. All of that fast path hangs on the class `_Shared`.
"""

from __future__ import annotations

import copy
import importlib
import importlib.util
import io
import json
import logging
import os
import posixpath
import re
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from types import FunctionType
from typing import Any

import click
import jinja2
import yaml

from peerkit.builtin import templates
from peerkit.compiled import Compiled
from peerkit.diagnostic import Refusal
from peerkit.fingerprint import fingerprint

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's end-of-life note, printed when it is imported

ENGINES = ("mkdocs", "properdocs")
_UNDATED = "1970-01-01"  # the day of a page that has none of its own; left out of the sitemap
_LASTMOD = re.compile(rf"\s*<lastmod>{_UNDATED}</lastmod>")


@dataclass(frozen=True)
class Staged:
    """A site ready to build: `config` is mkdocs.yml whole but for `docs_dir` and `site_dir`, `files` what docs holds.

    `shared` is the relative URL from this site's root to the root of the site that carries the theme's files, or None. `edit`
    says where a page's source may be edited, by the page's file.
    """

    config: Mapping[str, Any]
    files: Mapping[str, bytes]
    shared: str | None = None
    edit: Mapping[str, str] = field(default_factory=dict)


def build(
    staged: Staged, site_dir: Path, *, engine: str = "mkdocs", strict: bool = False, pages: Pages | None = None
) -> list[str]:
    """Build the site into `site_dir` and return the engine's warnings, a line each; with `strict`, refuse any.

    `pages` saves the conversion of pages of a shared site that it knows, and is told of the others.
    """
    module = _engine(engine)
    strict = strict or bool(staged.config.get("strict"))
    with tempfile.TemporaryDirectory(prefix="peerkit-") as folder, _listening() as heard, _own_plugins(module):
        try:
            _run(staged, Path(folder), site_dir, module, pages or Pages(), heard)
        except Exception as error:
            if not heard.errors and not isinstance(error, (click.ClickException, jinja2.TemplateError, OSError)):
                raise  # the engine names the page or setting at fault when it knows one; this is a bug
            raise Refusal(_one_line(*(heard.errors or [str(error)]))) from error
    if strict and heard.warnings:
        raise Refusal(f"the build is strict and {engine} warns (1 of {len(heard.warnings)}): {heard.warnings[0]}")
    return heard.warnings


def build_portal(
    project_file: Path, site_dir: Path, options: Mapping[str, Any], *, engine: str = "mkdocs", strict: bool = False
) -> list[str]:
    """Build the organiser's own project with the peerkit plugin set to `options`; return the engine's warnings."""
    module = _engine(engine)
    with _listening() as heard, _own_plugins(module):
        try:
            plugins = _with_options(project_config(project_file, engine), options)
            config = _portal_config(module, project_file, site_dir=str(site_dir.absolute()), plugins=plugins, strict=False)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                module("commands.build").build(config)
            finally:
                config.plugins.on_shutdown()
        except (click.ClickException, SystemExit) as error:
            raise Refusal(_one_line(*(heard.errors or [str(error)]))) from error
    if strict and heard.warnings:
        raise Refusal(f"the build is strict and warns (1 of {len(heard.warnings)}): {heard.warnings[0]}")
    return heard.warnings


def live(
    root: Path, build: Callable[[], None], watched: Iterable[Path], address: str, mount: str, ready: Callable[[str], None]
) -> None:
    """Serve a folder until interrupted; when a watched file changes, call `build`, and have browsers reload what they show.

    `mount` is the path of the site's address; `ready` is told the whole of it.
    """
    host, _, port = address.rpartition(":")
    if not port.isdigit() or not host:
        raise Refusal(f"'{address}' is no HOST:PORT; write one such as 127.0.0.1:8000")
    server = _engine("mkdocs")("livereload").LiveReloadServer(build, host.strip("[]"), int(port), str(root), mount_path=mount)
    server.error_handler = lambda code: (
        (root / "404.html").read_bytes() if code == 404 and (root / "404.html").is_file() else None
    )
    for path in watched:
        if path.exists():
            server.watch(str(path))
    try:
        ready(server.url)
        server.serve()
    except OSError as error:
        raise Refusal(f"cannot listen at '{address}': {error.strerror}; name another HOST:PORT with --address") from error
    finally:
        server.shutdown()


def project_config(project_file: Path, engine: str = "mkdocs") -> dict[str, Any]:
    """The organiser's mkdocs.yml as a mapping, with what it inherits. Raises Refusal."""
    module = _engine(engine)
    if not project_file.is_file():
        raise Refusal(f"there is no '{project_file}'; start a network with 'peerkit init DIR', or name the file with --config")
    try:
        with project_file.open("rb") as stream:
            loaded = module("utils.yaml").yaml_load(stream)
    except (yaml.YAMLError, click.ClickException, OSError) as error:
        raise Refusal(f"'{project_file}' cannot be read: {_one_line(str(error))}") from None
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


def _with_options(config: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The project's plugins with peerkit's options overridden; as a mapping, since MkDocs empties a list's entries."""
    plugins = {name: own or {} for entry in config["plugins"] for name, own in entry.items()}
    if "peerkit" not in plugins:
        raise Refusal("mkdocs.yml does not name the plugin; write 'plugins: [search, peerkit]'")
    return {**plugins, "peerkit": {**plugins["peerkit"], **options}}


def _portal_config(module: Callable[[str], Any], project_file: Path, **more: Any) -> Any:
    return module("config.base").load_config(config_file=str(project_file), **more)


# what is known to read nothing but the pages, the configuration and the theme
_PLUGINS = {"peerkit", "search", "material/search", "tags", "material/tags", "meta", "material/meta"}
_READERS = ("pymdownx.snippets", "pymdownx.b64", "pymdownx.pathconverter")
_EXTENSIONS = """
abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em md_in_html meta nl2br sane_lists
smarty tables toc wikilinks
"""


def foreseeable(config: Mapping[str, Any]) -> bool:
    """Whether a project's site depends on nothing but its configuration, docs and theme, and on what is installed."""
    plugins = {name for entry in config["plugins"] for name in entry}
    named = config.get("markdown_extensions") or []
    extensions = [name for entry in named for name in (entry if isinstance(entry, dict) else [entry])]
    known = {name for short in _EXTENSIONS.split() for name in (short, f"markdown.extensions.{short}")}
    tame = all(name in known or (name.startswith("pymdownx.") and name not in _READERS) for name in extensions)
    return plugins <= _PLUGINS and not config.get("hooks") and tame


def theme_language(language: str) -> str:
    """The language of Material's own labels that is nearest to a BCP 47 tag; English where it has none."""
    spec = importlib.util.find_spec("material")
    folder = Path(spec.origin or "").parent / "templates" / "partials" / "languages" if spec else Path()
    known = {path.stem.lower(): path.stem for path in folder.glob("*.html")}
    parts = language.replace("_", "-").lower().split("-")
    found = ("-".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((known[tag] for tag in found if tag in known), "en")


def write(staged: Staged, folder: Path) -> None:
    """Write the site as an ordinary project, `mkdocs.yml`, `docs/` and `theme/`, that needs no peerkit to build."""
    config = copy.deepcopy(dict(staged.config))
    theme = config.get("theme")
    if isinstance(theme, dict) and theme.get("custom_dir"):
        shutil.copytree(theme["custom_dir"], folder / "theme", dirs_exist_ok=True)
        theme["custom_dir"] = "theme"
    _write_docs(staged.files, folder / "docs")
    text = yaml.dump(config, Dumper=_ConfigDumper, sort_keys=False, allow_unicode=True, width=100)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8", newline="\n")


def steady(config: Any) -> None:
    """Make a build that MkDocs itself has started the same at any time; the plugin calls it in `on_config`."""
    forget()
    config.plugins["peerkit/steady"] = _Steady()


def forget() -> None:
    """Drop what is kept between shared builds, since a template may have been edited (`mkdocs serve`)."""
    _environments.clear()
    _markdowns.clear()
    _carried.cache_clear()


def running() -> str | None:
    """Name the engine that this process has loaded; one process cannot hold both."""
    if "properdocs.replacement" in sys.modules:
        return "properdocs"
    return "mkdocs" if "mkdocs.config" in sys.modules else None


# ------------------------------------------------------------------------------------------------------------ the build


def _engine(name: str) -> Callable[[str], Any]:
    """Return what imports a module of the engine, or refuse an engine that is unknown, missing or the second here."""
    if name not in ENGINES:
        raise Refusal(f"there is no engine {name!r}; use one of: {', '.join(ENGINES)}")
    if importlib.util.find_spec(name) is None:
        package = "peerkit[properdocs]" if name == "properdocs" else "peerkit"
        raise Refusal(f"{name} is not installed; run: pip install {package}")
    if running() not in (None, name):
        raise Refusal(f"this process runs {running()}, which cannot be mixed with {name}; start a new one")
    if name == "properdocs":
        importlib.import_module("properdocs.replacement")  # plugins and themes say `import mkdocs`
    return lambda module: importlib.import_module(f"{name}.{module}")


def _run(staged: Staged, folder: Path, site_dir: Path, module: Callable[[str], Any], pages: Pages, heard: _Heard) -> None:
    """Load the configuration, hang our hooks into it and build; what goes wrong is the engine's own exception."""
    docs = folder / "docs"
    docs.mkdir()
    config = _config(staged, docs, site_dir, module)
    config.plugins["peerkit/steady"] = _Steady()
    if staged.shared is None or config.theme.name != "material":
        _write_docs(staged.files, docs)
    else:
        _Shared(staged.shared, staged, module, pages, heard).join(config)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        module("commands.build").build(config)
    finally:
        config.plugins.on_shutdown()


def _config(staged: Staged, docs: Path, site_dir: Path, module: Callable[[str], Any]) -> Any:
    """Validate the configuration as the engine would from a file beside `docs`; `strict` is ours to keep."""
    options = {**copy.deepcopy(dict(staged.config)), "docs_dir": str(docs), "site_dir": str(site_dir.absolute())}
    options["strict"] = False
    path = str(docs.parent / "mkdocs.yml")
    return module("config.base").load_config(io.BytesIO(b"{}"), config_file_path=path, **options)


def _write_docs(files: Mapping[str, bytes], docs: Path) -> None:
    """Write each file under `docs`."""
    docs.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target = docs / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


class _ConfigDumper(yaml.SafeDumper):
    """Writes functions, as some Markdown extensions want them, by their name."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value that occurs twice twice."""
        return True


def _by_name(dumper: yaml.SafeDumper, value: FunctionType) -> yaml.ScalarNode:
    """Represent a function as `!!python/name:module.function`."""
    return dumper.represent_scalar(f"tag:yaml.org,2002:python/name:{value.__module__}.{value.__qualname__}", "")


_ConfigDumper.add_representer(FunctionType, _by_name)


# ------------------------------------------------------------------------------------------- what the engine has to say


class _Heard(logging.Handler):
    """Keeps warnings, and among them errors, one line each."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        line = _one_line(record.getMessage())
        self.warnings.append(line)
        if record.levelno >= logging.ERROR:
            self.errors.append(line)


@contextmanager
def _listening() -> Iterator[_Heard]:
    """Hear the engine's loggers in place of whoever does (an `mkdocs build` around us), and give them back."""
    heard = _Heard()
    loggers = [logging.getLogger(name) for name in ENGINES]
    before = [(each, each.handlers, each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.handlers, each.propagate = [heard], False
        each.setLevel(logging.WARNING)
    try:
        yield heard
    finally:
        for each, handlers, level, propagate in before:
            each.handlers, each.propagate = handlers, propagate
            each.setLevel(level)


@contextmanager
def _own_plugins(module: Callable[[str], Any]) -> Iterator[None]:
    """Give the build plugins of its own.

    MkDocs keeps a plugin that has `on_startup` for the whole process, Material's search among them: a group's pages
    would end in the search index of the portal that is being built around it.
    """
    defaults = module("config.defaults")
    option = (defaults.MkDocsConfig if hasattr(defaults, "MkDocsConfig") else defaults.ProperDocsConfig).plugins
    kept, option.plugin_cache = option.plugin_cache, {}
    try:
        yield
    finally:
        option.plugin_cache = kept


def _one_line(*messages: str) -> str:
    """Join messages, with single blanks between their words."""
    return " ".join(" ".join(messages).split())


# ----------------------------------------------------------------------------------------------- same input, same bytes


class _Steady:
    """The hooks that keep the clock out of a site, as a plugin."""

    config: Mapping[str, Any] = {}

    def on_env(self, env: jinja2.Environment, **_: Any) -> None:
        """Keep compiled templates for the groups' sites that follow."""
        env.bytecode_cache = _code

    def on_pre_page(self, page: Any, **_: Any) -> None:
        """Take today's date off the page; a plugin that knows a real one sets it later."""
        page.update_date = _UNDATED

    def on_post_template(self, output: str, *, template_name: str, **_: Any) -> str:
        """Leave undated pages undated in the sitemap."""
        return _LASTMOD.sub("", output) if template_name == "sitemap.xml" else output


def _themes() -> Iterator[Path]:
    """The folders of templates that come with installed packages."""
    yield templates().resolve()
    for package in ("material", *ENGINES):
        if spec := importlib.util.find_spec(package):
            yield from map(Path, spec.submodule_search_locations or ())


_code = Compiled(tuple(_themes()), (Path(__file__),))


# -------------------------------------------------------------------------------------------------------- the fast path

_environments: dict[str, jinja2.Environment] = {}
_markdowns: dict[str, Any] = {}


class _Shared:
    """The hooks of a site inside another, as a plugin: files from memory, theme files from there, warm templates."""

    config: Mapping[str, Any] = {}

    def __init__(self, root: str, staged: Staged, module: Callable[[str], Any], pages: Pages, heard: _Heard) -> None:
        self.root = root
        self.pages, self.heard = pages, heard
        self.files = staged.files
        self.edit = staged.edit
        self.module = module

    def join(self, config: Any) -> None:
        """Hook into the site's configuration."""
        config.plugins["peerkit/shared"] = self
        config.theme.get_env = partial(_environment, config.theme, config.theme.get_env)

    def on_files(self, files: Any, *, config: Any) -> None:
        """Add the site's files, in the order in which MkDocs would find them."""
        structure = self.module("structure.files")
        made = [structure.File.generated(config, path, content=content) for path, content in self.files.items()]
        for file in sorted(made, key=structure.file_sort_key):
            files.append(file)
        # what else than its text a page's HTML depends on: where its links lead
        targets = sorted((file.src_uri, file.dest_uri) for file in files)
        self.around = fingerprint([targets, config.markdown_extensions, config.mdx_configs, config.use_directory_urls])

    def on_pre_page(self, page: Any, **_: Any) -> None:
        """Have the page rendered by the Markdown instance of this process, and link its source."""
        page.render = partial(self._render, page)
        page.edit_url = self.edit.get(page.file.src_uri)

    def _render(self, page: Any, config: Any, files: Any) -> None:
        """Render a page, or take it as it was rendered before from the same text among the same files."""
        key = fingerprint([page.markdown, page.file.src_uri, self.around])
        if (known := self.pages.known.get(key)) is None:
            before = len(self.heard.warnings)
            _render(page, self.module("structure.pages"), config, files)
            if len(self.heard.warnings) == before:  # else they would have to be said again
                self.pages.made[key] = _rendered(page)
        else:
            self.pages.made[key] = known
            _as_rendered(page, known, self.module("structure.pages"), files)

    def on_env(self, env: jinja2.Environment, *, config: Any, **_: Any) -> None:
        """Let theme files be those of the site around this one."""
        ordinary = self.module("utils.templates").url_filter
        dirs = tuple(config.theme.dirs)

        @jinja2.pass_context
        def url(context: jinja2.runtime.Context, value: str) -> str:
            path = str(value)
            if path in self.files or not _carried(dirs, path):
                return str(ordinary(context, value))
            return posixpath.normpath(posixpath.join(context["base_url"], self.root, path))

        env.filters["url"] = url


class _Unlisted(jinja2.FileSystemLoader):
    """Loads templates, but lists none: the theme's 14,500 files are not for this site to copy."""

    def list_templates(self) -> list[str]:
        """List nothing."""
        return []


def _environment(theme: Any, make: Callable[[], jinja2.Environment]) -> jinja2.Environment:
    """Return the Jinja environment of all sites with this theme in these settings.

    The settings count since Jinja keeps what a template without context has once evaluated: translations, for one.
    """
    key = repr((theme.dirs, sorted(theme.items())))
    if key not in _environments:
        env = make()
        env.loader = _Unlisted(theme.dirs)
        env.bytecode_cache = _code
        _environments[key] = env
    return _environments[key]


@lru_cache(maxsize=4096)
def _carried(dirs: tuple[str, ...], path: str) -> bool:
    """Tell whether the path is one of the theme's own files that MkDocs copies (templates are not)."""
    return not path.endswith((".html", "/")) and any(Path(folder, path).is_file() for folder in dirs)


def _markdown(config: Any) -> Any:
    """Return the Markdown instance for the configuration's extensions, as new."""
    key = repr((config.markdown_extensions, config.mdx_configs))
    if key not in _markdowns:
        import markdown

        extensions, settings = config.markdown_extensions, config.mdx_configs or {}
        _markdowns[key] = markdown.Markdown(extensions=extensions, extension_configs=settings)
    return _markdowns[key].reset()


def _render(page: Any, pages: Any, config: Any, files: Any) -> None:
    """Do what `Page.render` of MkDocs 1.6 does, with a Markdown instance that is made once and not for each page."""
    md = _markdown(config)
    raw = pages._RawHTMLPreprocessor()
    anchors = pages._ExtractAnchorsTreeprocessor(page.file, files, config)
    links = pages._RelativePathTreeprocessor(page.file, files, config)
    title = pages._ExtractTitleTreeprocessor()
    for step in (raw, anchors, links, title):
        step._register(md)
    page.content = md.convert(page.markdown)
    page.toc_tokens = getattr(md, "toc_tokens", [])
    page.toc = pages.get_toc(page.toc_tokens)
    page._title_from_render = title.title
    page.present_anchor_ids = anchors.present_anchor_ids | raw.present_anchor_ids
    page.links_to_anchors = links.links_to_anchors


class Pages:
    """Pages' HTML by what it was made from, of one site: what an earlier build left, and what this one leaves."""

    def __init__(self, packed: bytes = b"") -> None:
        """Begin with what `packed` gave, or with nothing."""
        self.known: Mapping[str, Any] = json.loads(zlib.decompress(packed)) if packed else {}
        self.made: dict[str, Any] = {}

    def packed(self) -> bytes:
        """The pages of this build, as bytes."""
        return zlib.compress(json.dumps(self.made, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _rendered(page: Any) -> list[Any]:
    """All that rendering left on the page."""
    links = {file.src_uri: anchors for file, anchors in page.links_to_anchors.items()}
    return [page.content, page.toc_tokens, page._title_from_render, sorted(page.present_anchor_ids), links]


def _as_rendered(page: Any, known: list[Any], pages: Any, files: Any) -> None:
    """Leave on the page what rendering left before."""
    page.content, tokens, page._title_from_render, anchors, links = known
    page.toc = pages.get_toc(tokens)
    page.present_anchor_ids = set(anchors)
    page.links_to_anchors = {files.src_uris[uri]: found for uri, found in links.items()}
