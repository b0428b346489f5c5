"""The engine: one staged site in, one built site out, alone or inside a portal."""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from msgspec.structs import replace

from peerkit import archive, engine
from peerkit.diagnostic import Refusal
from peerkit.engine import Staged

ROOT = "https://peers.example/net/"
THEME = str(Path(__file__).parent.parent / "templates" / "theme")
EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    {"toc": {"permalink": True}},
    "pymdownx.details",
    "pymdownx.superfences",
    {"pymdownx.highlight": {"anchor_linenums": True}},
    {"pymdownx.tabbed": {"alternate_style": True}},
    {"pymdownx.tasklist": {"custom_checkbox": True}},
]
HOME = b"""\
# Harbour

See the [last meeting](meetings/2026-12-10.md#agenda) and the [rules].

- [x] done
- [ ] open

[rules]: rules.md
*[PNG]: peer networking group
"""
MEETING = b"""\
---
title: The meeting of December
---
# Meeting

## Agenda

A PNG of [ours](../index.md)[^1], with a [memo](2026-12-10/memo.pdf).

[^1]: A note.

=== "One"

    ```python
    print("hello")
    ```

!!! note
    Mind the gap.
"""
RULES = b"# Rules\n\n## Agenda\n\nWhat [is said][rules] here stays here.[^1]\n\n[^1]: Also this.\n"
FILES = {
    "index.md": HOME,
    "rules.md": RULES,
    "meetings/2026-12-10.md": MEETING,
    "meetings/2026-12-10/memo.pdf": b"%PDF-1.7",
    "meetings/index.md": b"# Meetings\n\nAll of them.\n",
    "meetings/2026-11-12.md": b'# November\n\n<div id="here"><p>One line.</p></div>\n',
    "issues/index.md": b"# Issues\n\n[One](budget.md#why)\n",
    "issues/budget.md": b"# Budget\n\n## Why { #why }\n\n[There](../meetings/2026-11-12.md#here)\n",
    "issues/budget/more.md": b"# More\n",
    "assets/own.txt": b"ours",
    "blog.md": b"# A page named as one of the theme's templates\n",
}


def site(slug: str = "harbour", language: str = "en", **extra: Any) -> Staged:
    """Stage a group's site."""
    config = {
        "site_name": slug.title(),
        "site_url": f"{ROOT}groups/{slug}/",
        "theme": {
            "name": "material",
            "custom_dir": THEME,
            "font": False,
            "language": language,
            "features": ["navigation.top", "navigation.footer"],
            "palette": [{"scheme": "default"}, {"scheme": "slate"}],
        },
        "plugins": ["search"],
        "markdown_extensions": EXTENSIONS,
        "nav": [
            {"Home": "index.md"},
            {"Rules": "rules.md"},
            {"Meetings": ["meetings/index.md", {"2026": ["meetings/2026-12-10.md", "meetings/2026-11-12.md"]}]},
            {"Issues": ["issues/index.md", "issues/budget.md", "issues/budget/more.md"]},
            {"Elsewhere": "https://www.w3.org/"},
        ],
        "extra": {"peerkit": {"portal": "../../", "portal_name": "The network", **extra}},
    }
    return Staged(config, FILES, "../../")


def portal() -> Staged:
    """Stage the site around the groups."""
    theme = site().config["theme"]
    config = {"site_name": "Net", "site_url": ROOT, "theme": theme, "plugins": ["search"]}
    return Staged(config, {"index.md": b"# The network\n"})


def make(staged: Staged, folder: Path, **more: Any) -> list[str]:
    """Build a site into a folder; return the warnings."""
    files, warnings = engine.built(staged, **more)
    shutil.rmtree(folder, ignore_errors=True)
    archive.write(files, folder)
    return warnings


def tree(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Links(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for key, value in attrs if key in ("href", "src") and value]


def settings(page: str) -> dict[str, Any]:
    """Return what Material's script reads from a page."""
    found = re.search(r'<script id="__config" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    result: dict[str, Any] = json.loads(found[1])
    return result


def python(*arguments: str, **kwargs: Any) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **kwargs)


@pytest.fixture
def parent() -> Iterator[list[str]]:
    """What a surrounding `mkdocs build` would print."""
    printed: list[str] = []

    class Print(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            printed.append(record.getMessage())

    logger, handler = logging.getLogger("mkdocs"), Print()
    logger.addHandler(handler)
    yield printed
    assert handler in logger.handlers
    logger.removeHandler(handler)


def test_importing_the_engine_imports_no_mkdocs() -> None:
    run = python("-c", "import peerkit.engine, sys; print({'mkdocs', 'markdown', 'material'} & set(sys.modules))")
    assert run.stdout.strip() == "set()", run.stderr


@pytest.mark.parametrize("directories", [True, False])
@pytest.mark.parametrize("feature", ["navigation.prune", "navigation.sections", "navigation.tabs", "navigation.indexes"])
def test_a_shared_site_equals_an_ordinary_one_but_for_the_asset_path(tmp_path: Path, directories: bool, feature: str) -> None:
    staged = site(audience_label="Members only", noindex=True)
    theme = {**staged.config["theme"], "features": ["navigation.footer", feature]}
    staged = replace(staged, config={**staged.config, "theme": theme, "use_directory_urls": directories})
    make(site("other"), tmp_path / "other")  # something to be left over
    assert make(staged, tmp_path / "shared") == make(replace(staged, shared=None), tmp_path / "plain")
    shared, plain = tree(tmp_path / "shared"), tree(tmp_path / "plain")
    own = {"assets/own.txt"}
    assert {path for path in plain if not path.startswith("assets/")} | own == {*shared, "404.html"}
    for path, content in shared.items():
        if path.endswith(".html"):
            up, here = "../" * (path.count("/") + 2), "../" * path.count("/")
            assert f"{up}assets/".encode() in content
            content = re.sub(rb'(["=])%sassets/' % re.escape(up.encode()), rb"\1%sassets/" % here.encode(), content)
        assert content == plain[path], path


def test_every_reference_resolves_in_the_portal_with_its_groups(tmp_path: Path) -> None:
    make(portal(), tmp_path)
    for slug in ("harbour", "lantern"):
        make(site(slug), tmp_path / "groups" / slug)
    known = set(tree(tmp_path))
    for path in sorted(path for path in known if path.endswith(".html")):
        page = (tmp_path / path).read_text("utf-8")
        at = urljoin(ROOT, path)
        for link in [*Links(page).found, settings(page)["search"]]:
            target = urlsplit(urljoin(at, link))
            if target.geturl().startswith(ROOT):
                file = unquote(target.path).removeprefix("/net/")
                file = file + "index.html" if file.endswith("/") or not file else file
                assert file in known, (path, link)
            else:
                assert target.netloc in ("squidfunk.github.io", "www.w3.org"), (path, link)


def test_a_groups_own_files_win_over_the_portals_of_the_same_name(tmp_path: Path) -> None:
    config = {**site().config, "use_directory_urls": False, "nav": None}
    make(Staged(config, FILES | {"assets/images/favicon.png": b"ours"}, "../../"), tmp_path)
    links = Links((tmp_path / "index.html").read_text("utf-8")).found
    assert {"blog.html", "assets/images/favicon.png"} <= set(links)
    assert "../../assets/stylesheets/peerkit.css" in links


def test_search_takes_the_portals_worker_and_the_groups_own_index(tmp_path: Path) -> None:
    make(portal(), tmp_path)
    make(site(), tmp_path / "groups" / "harbour")
    for page in ("", "rules/", "meetings/2026-12-10/"):
        at = f"{ROOT}groups/harbour/{page}"
        found = settings((tmp_path / "groups" / "harbour" / page / "index.html").read_text("utf-8"))
        assert urljoin(at, found["search"]).startswith(ROOT + "assets/javascripts/workers/search.")
        index = urljoin(urljoin(at, found["base"] + "/"), "search/search_index.json")
        assert index == ROOT + "groups/harbour/search/search_index.json"
    assert b"Mind the gap" in (tmp_path / "groups/harbour/search/search_index.json").read_bytes()
    assert b"Mind the gap" not in (tmp_path / "search/search_index.json").read_bytes()


@pytest.mark.parametrize("shared", [None, "../../"])
def test_the_same_input_gives_the_same_bytes_at_any_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: str | None
) -> None:
    staged = replace(site(), shared=shared)
    for name, instant in (("one", "1000000000"), ("two", "2000000000")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", instant)
        make(staged, tmp_path / name)
    one = tree(tmp_path / "one")
    assert one == tree(tmp_path / "two")
    assert b"<loc>" in one["sitemap.xml"] and b"lastmod" not in one["sitemap.xml"]


@pytest.mark.parametrize("shared", [None, "../../"])
def test_warnings_come_back_and_are_not_printed(tmp_path: Path, parent: list[str], shared: str | None) -> None:
    staged = Staged(site().config, FILES | {"rules.md": b"# Rules\n\n[gone](gone.md)\n"}, shared)
    (warning,) = make(staged, tmp_path / "site")
    assert "'rules.md' contains a link 'gone.md'" in warning and "\n" not in warning
    with pytest.raises(Refusal, match=r"strict and mkdocs warns \(1 of 1\): .*gone\.md"):
        make(staged, tmp_path / "site", strict=True)
    assert parent == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"theme": {"name": "nosuch"}}, "Config value 'theme': Unrecognised theme name: 'nosuch'"),
        ({"plugins": ["nosuch"]}, "Config value 'plugins': The \"nosuch\" plugin is not installed"),
        ({"site_name": None}, "Config value 'site_name': Required configuration not provided"),
    ],
)
def test_what_the_engine_cannot_build_is_refused_in_one_line(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(Refusal) as refused:
        make(Staged({**site().config, **change}, FILES), tmp_path / "site")
    assert message in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("shared", [None, "../../"])
def test_a_page_at_fault_is_named(tmp_path: Path, shared: str | None) -> None:
    with pytest.raises(Refusal, match=r"rules\.md"):
        make(Staged(site().config, FILES | {"rules.md": b"# \xff\n"}, shared), tmp_path / "site")


def test_a_template_at_fault_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "main.html").write_text("{% extends 'base.html' %}{% block %}")
    config = {**site().config, "theme": {"name": "material", "custom_dir": str(tmp_path / "theme")}}
    with pytest.raises(Refusal):
        make(Staged(config, FILES, "../../"), tmp_path / "site")


def test_engines_that_cannot_be_had_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="no engine 'hugo'; use one of: mkdocs, properdocs"):
        make(site(), tmp_path, engine="hugo")
    make(portal(), tmp_path / "site")
    with pytest.raises(Refusal, match="this process runs mkdocs, which cannot be mixed with properdocs"):
        make(site(), tmp_path, engine="properdocs")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match=r"properdocs is not installed; run: pip install peerkit\[properdocs\]"):
        make(site(), tmp_path, engine="properdocs")


def test_properdocs_makes_the_same_site_but_for_the_generator_tag(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, 'tests'); import test_engine as t; from pathlib import Path; out = Path(sys.argv[1]);"
        "t.make(t.portal(), out, engine='properdocs');"
        "t.make(t.site(), out / 'groups/harbour', engine='properdocs')"
    )
    run = python("-c", script, str(tmp_path / "properdocs"), cwd=Path(__file__).parent.parent)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    make(portal(), tmp_path / "mkdocs")
    make(site(), tmp_path / "mkdocs" / "groups" / "harbour")
    tag = re.compile(rb'<meta name="generator"[^>]*>')
    one, two = ({path: tag.sub(b"", content) for path, content in tree(tmp_path / name).items()} for name in engine.ENGINES)
    assert one == two


@pytest.mark.parametrize("features", [["navigation.top", "navigation.footer"], ["navigation.tabs", "navigation.tabs.sticky"]])
def test_a_written_site_needs_no_peerkit_and_builds_to_the_same(tmp_path: Path, features: list[str]) -> None:
    from pymdownx.emoji import to_svg  # type: ignore[import-untyped]

    config = {**site().config, "theme": {**site().config["theme"], "features": features}}
    config |= {"markdown_extensions": [*EXTENSIONS, {"pymdownx.emoji": {"emoji_generator": to_svg}}]}
    staged = Staged(config, FILES)
    archive.write(engine.written(staged), tmp_path / "staged")
    assert "custom_dir: theme\n" in (tmp_path / "staged" / "mkdocs.yml").read_text()
    assert config["theme"]["custom_dir"] == THEME
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "NO_MKDOCS_2_WARNING": "1"}
    run = python("-m", "mkdocs", "build", "-q", "--strict", cwd=tmp_path / "staged", env=environment)
    assert run.returncode == 0, run.stderr
    make(staged, tmp_path / "built")
    written, built = tree(tmp_path / "staged" / "site"), tree(tmp_path / "built")
    for sitemap in ("sitemap.xml", "sitemap.xml.gz"):
        del written[sitemap], built[sitemap]
    assert written == built


def test_groups_built_inside_a_running_mkdocs_build_leave_it_as_it_was(tmp_path: Path, parent: list[str]) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config.base import load_config

    archive.write(engine.written(portal()), tmp_path)
    config: Any = load_config(str(tmp_path / "mkdocs.yml"), strict=True)
    heard: list[str] = []

    class Plugin:
        def on_config(self, config: Any) -> None:
            engine.steady(config, engine.Pages())

        def on_post_build(self, config: Any) -> None:
            for slug in ("harbour", "lantern"):
                staged = replace(site(slug), files=FILES | {"rules.md": b"[gone](gone.md)"})
                heard.extend(make(staged, Path(config.site_dir) / "groups" / slug))

        on_post_build.mkdocs_priority = 100  # type: ignore[attr-defined]  # before search writes the portal's index

    config.plugins["test"] = Plugin()
    build(config)
    files = tree(tmp_path / "site")
    assert len(heard) == 2 and not [line for line in parent if "gone.md" in line]
    assert b"Mind the gap" in files["groups/lantern/search/search_index.json"]
    assert b"The network" in files["search/search_index.json"] and b"Mind" not in files["search/search_index.json"]
    assert b"lastmod" not in files["sitemap.xml"]


def test_groups_of_two_languages_do_not_mix(tmp_path: Path) -> None:
    for slug, language in (("harbour", "en"), ("hafen", "de"), ("lantern", "en")):
        make(site(slug, language), tmp_path / slug)
        index = json.loads((tmp_path / slug / "search" / "search_index.json").read_bytes())
        assert index["config"]["lang"] == [language]
        assert f'<html lang="{language}"' in (tmp_path / slug / "index.html").read_text("utf-8")


def test_a_template_edited_between_builds_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "theme").mkdir()
    config = {**site().config, "theme": {"name": "material", "custom_dir": str(tmp_path / "theme")}}
    for words in ("Before", "After"):
        page = f"{{% extends 'base.html' %}}{{% block footer %}}{words}{{% endblock %}}"
        (tmp_path / "theme" / "main.html").write_text(page)
        engine.forget()
        make(Staged(config, FILES, "../../"), tmp_path / "site")
        assert words in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_partial_templates_of_ones_own_may_ask_anything_of_a_page(tmp_path: Path) -> None:
    partials = tmp_path / "theme" / "partials"
    partials.mkdir(parents=True)
    (partials / "logo.html").write_text("[of {{ page.url }}]")
    (partials / "copyright.html").write_text('{% import "partials/tongue.html" as tongue %}[{{ tongue.word() }}]')
    (partials / "tongue.html").write_text('{% import "partials/language.html" as words %}{% macro word() %}ours{% endmacro %}')
    config = {**site().config, "theme": {"name": "material", "custom_dir": str(tmp_path / "theme")}}
    engine.forget()
    made, _ = engine.built(Staged(config, FILES, "../../"))
    for path in ("index.html", "rules/index.html", "blog/index.html"):
        assert {*re.findall(r"\[of (.*?)\]", made[path].decode())} == {path.removesuffix("index.html")}


def test_the_theme_says_who_may_read_and_leads_back(tmp_path: Path) -> None:
    make(site(audience_label="Members & guests <only>", noindex=True), tmp_path)
    for path in ("index.html", "meetings/2026-12-10/index.html"):
        page = (tmp_path / path).read_text("utf-8")
        assert "Members &amp; guests &lt;only&gt;" in page
        assert '<meta name="robots" content="noindex, nofollow">' in page
        back = [link for link in Links(page).found if urljoin(f"{ROOT}groups/harbour/{path}", link) == ROOT]
        assert back, path
        assert posixpath.normpath(back[0]) == posixpath.normpath("../../" + "../" * path.count("/"))


def test_the_theme_adds_nothing_that_is_not_asked_for(tmp_path: Path) -> None:
    make(portal(), tmp_path)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "robots" not in page and "pk-" not in page and "md-banner" not in page
    assert (tmp_path / "assets/stylesheets/peerkit.css").is_file()
