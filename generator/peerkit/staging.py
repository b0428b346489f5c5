"""A group's site, ready to build: its pages, its navigation, and what it takes over from the portal's configuration."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from msgspec import Struct, field

from peerkit import engine
from peerkit.appearance import dressed
from peerkit.diagnostic import Diagnostic, Refusal
from peerkit.engine import Staged
from peerkit.model.base import FACILITATORS, PUBLIC, Audience
from peerkit.model.group import Group
from peerkit.outputs.titles import shown
from peerkit.survey import Survey

LABELS = {
    "members": "For members only. Confidential: do not pass on. This site must not stand on an open host.",
    "facilitators": "For facilitators only. Strictly confidential: do not pass on. This site must not stand on an open host.",
}
# pages that come from a file of another name
_SOURCES = {"index.md": "group.yml", "members.md": "members.yml"}

# what of the portal's mkdocs.yml the groups' sites take over; nothing else of it reaches them
TAKEN_OVER = (
    "site_name", "site_url", "theme", "plugins", "extra", "extra_css", "copyright", "repo_url", "edit_uri", "docs_dir"
)  # fmt: skip


class Staging(Struct, frozen=True):
    """How the groups of one network become sites for one audience."""

    survey: Survey
    config: Mapping[str, Any]  # the portal's mkdocs.yml, or what of it is taken over
    warnings: list[str] = field(default_factory=list)

    @property
    def audience(self) -> Audience:
        return self.survey.context.audience

    def staged(self, group: Group, theme: Path, shared: bool = True) -> Staged:
        """A projected group's site, ready to build."""
        from peerkit.outputs.site import site  # a build that makes no group needs none of the pages' code

        with own_templates():
            files, nav = site(group, self.survey.context)
            files |= self._packets(group)
        return Staged(self._group_config(group, nav, theme), files, "../../" if shared else None, self._edit(group.slug, files))

    def _packets(self, group: Group) -> dict[str, bytes]:
        """The PDFs of the meetings ahead; what does not print as it was written is a warning."""
        if not self.survey.context.packets:
            return {}
        from peerkit.outputs import packet

        def found(finding: Diagnostic) -> None:
            self.warnings.append(f"{group.slug}{finding.at.path}: {finding.message}; {finding.help}")

        return {a.path: a.content for a in packet.artifacts(group, self.survey.context, found)}

    def _edit(self, slug: str, files: Mapping[str, bytes]) -> dict[str, str]:
        """Where the source of each page may be edited; only facilitators may see it, since it holds every file."""
        repository, uri = str(self.config.get("repo_url") or ""), str(self.config.get("edit_uri") or "")
        if self.audience < FACILITATORS or not uri or not (repository or "://" in uri):
            return {}
        docs = str(self.config.get("docs_dir", "docs")).strip("/")
        base = urljoin(repository.rstrip("/") + "/", uri.rstrip("/").removesuffix(docs).rstrip("/") + "/")
        source = {path: _SOURCES.get(path, path.replace("/index.md", "/agenda.md")) for path in files if path.endswith(".md")}
        known = self.survey.source.group(slug)
        return {page: f"{base}{self.survey.plan.groups.name}/{slug}/{file}" for page, file in source.items() if file in known}

    def _group_config(self, group: Group, nav: list[Any], theme: Path) -> dict[str, Any]:
        url = str(self.config.get("site_url") or "").rstrip("/")
        taken = {
            k: v for k, v in (self.config.get("extra") or {}).items() if k not in ("analytics", "alternate", "version", "consent")
        }
        return {
            # themes put both into HTML as they are
            "site_name": shown(group.about.name),
            **({"site_description": shown(group.about.summary)} if group.about.summary else {}),
            **({"site_url": f"{url}/groups/{group.slug}/"} if url else {}),
            "theme": _group_theme(self.config.get("theme"), group.about.language, theme),
            "nav": nav,
            "plugins": [_search(self.config.get("plugins"))],
            "markdown_extensions": list(GROUP_EXTENSIONS),
            "extra": {
                **taken,
                "homepage": "../../",
                "peerkit": {**extra(self.audience, self.config), "label": group.about.label},
            },
            "extra_css": [_from_portal(path) for path in self.config.get("extra_css") or ()],
            **({"copyright": self.config["copyright"]} if self.config.get("copyright") else {}),
            "validation": {
                "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "ignore", "unrecognized_links": "ignore"}
            },
        }


def extra(audience: Audience, portal: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`extra.peerkit` of a site's configuration, which the theme's blocks read; a group's leads back to its portal."""
    out: dict[str, Any] = {}
    if audience is not PUBLIC:
        out = {"audience_label": LABELS[audience.word], "noindex": True}
    if portal is not None:
        out |= {"portal": "../../", "portal_name": str(portal.get("site_name", "")) or "All groups"}
    return out


def own_address(config: Mapping[str, Any]) -> str:
    """The address of the whole site, whose files its pages may ask for; empty where it is not known."""
    return f"{str(config['site_url']).rstrip('/')}/" if config.get("site_url") else ""


# what the generated pages use: a short list, since it is most of the cost of a page
GROUP_EXTENSIONS: tuple[Any, ...] = (
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    {"toc": {"permalink": True}},
    "pymdownx.details",
)


def _group_theme(portal: Any, language: str, folder: Path) -> dict[str, Any]:
    theme = dict(portal) if isinstance(portal, dict) else {"name": portal or "material"}
    for name in ("logo", "favicon"):
        if theme.get(name):
            theme[name] = _from_portal(str(theme[name]))
    features = theme["features"] if isinstance(theme.get("features"), list) else []
    if not {"navigation.expand", "navigation.prune"} & {*map(str, features)}:
        # else each page of a group that has met for ten years lists all its meetings
        theme["features"] = [*features, "navigation.prune"]
    return {**dressed(theme), "custom_dir": str(folder), "language": engine.theme_language(language)}


def _from_portal(path: Any) -> str:
    text = str(path)
    return text if "://" in text or text.startswith("/") else f"../../{text}"


def _search(plugins: Any) -> Any:
    for plugin in plugins or ():
        if isinstance(plugin, dict) and "search" in plugin:
            return plugin
    return "search"


@contextlib.contextmanager
def own_templates() -> Iterator[None]:
    """A template that fails is a person's: one line. The built-in ones are tested with everything a group may hold."""
    import jinja2

    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        raise Refusal(f"{error.filename or error.name}:{error.lineno}: {error.message}; mend the template") from error
    except (jinja2.TemplateError, UnicodeDecodeError, ArithmeticError) as error:
        raise Refusal(f"a template in templates/pages fails: {error}; mend it, or delete it to use the built-in one") from error
