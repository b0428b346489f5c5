"""The Jinja environment: a person's own templates win one at a time, and every value is escaped unless it is `Safe`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import SandboxedEnvironment

from peerkit.builtin import templates
from peerkit.compiled import Compiled
from peerkit.render.inline import Safe, inline
from peerkit.render.words import words

# these build strings in ways that escape for HTML and not for Markdown
_UNSAFE = ("format", "urlize", "xmlattr", "replace", "wordwrap", "forceescape", "truncate", "center", "indent", "striptags")


# values that a template holds are escaped as it is compiled
_compiled = Compiled((templates(),), tuple(sorted(Path(__file__).parent.glob("*.py"))))


class _Careful(CodeGenerator):
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.fail("'~' escapes for HTML only; write {{ a }}{{ b }}", node.lineno)


class _Environment(SandboxedEnvironment):
    code_generator_class = _Careful

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Jinja's own answer; it depends on the type alone, and templates ask for the same few thousands of times."""
        kind = (type(obj), attr)
        if (known := self._answers.get(kind)) is None:
            known = self._answers[kind] = bool(super().is_safe_attribute(obj, attr, value))
        return known

    @functools.cached_property
    def _answers(self) -> dict[tuple[type, str], bool]:
        return {}


def render(folders: tuple[Path, ...], name: str, values: Mapping[str, Any]) -> str:
    """The template `name` with these values; one line end at the end."""
    return tidy(_template(folders, name).render(values))


def tidy(page: str) -> str:
    """One empty line between blocks, none between the entries of a list: templates need not count theirs."""
    page = re.sub(r"\n(?:[ ]*\n)+", "\n\n", re.sub(r"(?<!\n)\n(?=#{1,6} )", "\n\n", page))
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", page).strip("\n") + "\n"


@functools.lru_cache(maxsize=256)
def _template(folders: tuple[Path, ...], name: str) -> Template:
    return environment(folders).get_template(f"{name}.md.j2")


@functools.lru_cache(maxsize=8)
def environment(folders: tuple[Path, ...]) -> SandboxedEnvironment:
    """Templates from the folders in turn (or their `pages/`), then the built-in ones."""
    own = [part for folder in folders for part in (folder / "pages", folder)]
    made = _Environment(
        loader=ChoiceLoader([FileSystemLoader(str(part)) for part in (*own, templates() / "pages")]),
        autoescape=True, finalize=inline, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False, keep_trailing_newline=False, extensions=["jinja2.ext.do"], bytecode_cache=_compiled,
    )  # fmt: skip
    for name in _UNSAFE:
        made.filters.pop(name, None)
    made.filters.update(escape=inline, e=inline, join=joined)
    return made


def forget() -> None:
    """Read templates and words anew; for `serve`."""
    words.cache_clear()
    environment.cache_clear()
    _template.cache_clear()


def joined(values: Iterable[Any], between: str = "") -> Safe:
    """The values, each escaped, with `between` as it is."""
    return Safe(str(between).join(str(inline(v)) for v in values))
