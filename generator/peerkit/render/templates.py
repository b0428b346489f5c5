"""The Jinja environment: a person's own templates win one at a time, and every value is escaped unless it is `Safe`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing

from peerkit.builtin import templates
from peerkit.compiled import Compiled
from peerkit.render.inline import Safe, inline
from peerkit.render.words import words

# these build strings in ways that escape for HTML and not for Markdown
_UNSAFE = ("format", "urlize", "xmlattr", "replace", "wordwrap", "forceescape", "truncate", "center", "indent", "striptags")


# values that a template holds are escaped as it is compiled
_compiled = Compiled((templates(),), tuple(sorted(Path(__file__).parent.glob("*.py"))))


_METHODS = (MethodType, BuiltinMethodType)
_PLAIN = (FunctionType, functools.partial)


class _Careful(CodeGenerator):
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.fail("'~' escapes for HTML only; write {{ a }}{{ b }}", node.lineno)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        """`inline` alone: what it leaves is `Safe`, which Jinja would escape once more to find that nothing is to be done."""
        self.write("environment.finalize(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(")")


class _Environment(SandboxedEnvironment):
    """Jinja's sandbox, with short ways for what templates do thousands of times; all else goes Jinja's way."""

    code_generator_class = _Careful

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute that was found to be safe for this type is; but a method may be `str.format`, and that is Jinja's concern."""
        if self._answers.get((type(obj), attribute)):
            value = getattr(obj, attribute, missing)
            if value is not missing and not isinstance(value, _METHODS):
                return value
        return super().getattr(obj, attribute)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """A function that nobody has marked, as Jinja lets marks forbid a call or ask for the context, is simply called."""
        kind = type(__obj)
        function = __obj.__func__ if kind is MethodType else __obj
        if kind is not Macro and (type(function) not in _PLAIN or function.__dict__):
            return super().call(__context, __obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return __obj(__context.eval_ctx, *args, **kwargs) if kind is Macro else __obj(*args, **kwargs)

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


def stretches(folders: tuple[Path, ...], name: str, values: Mapping[str, Any]) -> Iterator[str]:
    """The same, a stretch at a time, for a page that grows with the network and need not be in memory as text as a whole."""
    held, size = list[str](), 0
    for piece in _template(folders, name).generate(values):
        # where a line of HTML follows another line, nothing of what `tidy` looks for goes from the one to the other
        if size > _STRETCH and piece.startswith("<") and _LINE_END.search("".join(held[-3:])):
            yield tidy("".join(held))
            held, size = [], 0
        held.append(piece)
        size += len(piece)
    yield tidy("".join(held))


_STRETCH = 50_000  # characters
_LINE_END = re.compile(r"\S[^\n]*\n\Z")
_GAP = re.compile(r"\n(?:(?:[ ]*\n)+|(?=#{1,6} ))")


def tidy(page: str) -> str:
    """One empty line between blocks, none between the entries of a list: templates need not count theirs."""
    entries = _GAP.sub("\n\n", page).split("\n\n- ")
    whole = entries[0]
    for entry in entries[1:]:
        whole += f"\n- {entry}" if whole.startswith("- ", whole.rfind("\n") + 1) else f"\n\n- {entry}"
    return whole.strip("\n") + "\n"


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
