"""Every rule's docstring is its page, and its two examples are its test.

An example's files lie over the small healthy group in `rules_base/`, which breaks no rule on 2026-11-23. A block titled
`charter.md (absent)` takes a file away, `../other/group.yml` belongs to a second group, `DIGEST` in a charter stands for the
digest of its own text, and a sentence "Today is 2026-12-01." sets the day.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from peerkit import rules
from peerkit.diagnostic import Diagnostic
from peerkit.facts.summary import summary
from peerkit.load import load
from peerkit.model.charter import Charter
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.model.protocol import Protocol
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.source import of_bytes
from peerkit.text import read_markdown

BASE = Path(__file__).parent / "rules_base"
BLOCK = re.compile(r'^```\w* title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
TODAY = re.compile(r"Today is (\d{4}-\d{2}-\d{2})")


def section(page: str, title: str) -> str:
    """The text below a `## ` heading of a rule's page."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(title, "")


@functools.cache
def base() -> Mapping[str, str]:
    return {p.relative_to(BASE).as_posix(): p.read_text("utf-8") for p in sorted(BASE.rglob("*")) if p.is_file()}


@functools.cache
def protocols() -> Mapping[str, Protocol]:
    return load_protocols(builtin_protocols())[0]


def signed(path: str, text: str) -> str:
    if path == "charter.md" and "DIGEST" in text:
        return text.replace("DIGEST", Charter(body=read_markdown(text, path).body).digest)
    return text


def groups(example: str) -> list[Group]:
    """The example's group, and any other group that it names; all load without a complaint."""
    folders: dict[str, dict[str, str]] = {"harbour": dict(base())}
    for title, text in BLOCK.findall(example):
        path, absent, _ = title.partition(" (absent)")
        slug, path = path.split("/", 2)[1:] if path.startswith("../") else ("harbour", path)
        files = folders.setdefault(slug, {})
        if absent:
            del files[path]
        else:
            files[path] = text
    out = []
    for slug, files in folders.items():
        held = of_bytes({path: signed(path, text).encode() for path, text in sorted(files.items())})
        group, found = load(slug, held, "groups", Network())
        assert group is not None and not found, "\n".join(map(str, found))
        out.append(group)
    return out


def check(example: str) -> list[Diagnostic]:
    """What the rules find in the example's group, and across it and the other groups that it names."""
    day = TODAY.search(example)
    today = datetime.date.fromisoformat(day[1]) if day else datetime.date(2026, 11, 23)
    context = Context(today, protocols=protocols())
    all_groups = groups(example)
    found = list(rules.check(all_groups[0], context, rules.builtin()))
    return found + list(rules.check_network([summary(g, context) for g in all_groups], context, rules.builtin()))


def test_the_base_group_breaks_no_rule() -> None:
    assert not check("")


def test_a_group_of_one_key_breaks_no_rule() -> None:
    group, found = load("one", of_bytes({"group.yml": b"name: One\n"}), "groups", Network())
    assert group is not None and not found
    assert not list(rules.check(group, Context(datetime.date(2026, 11, 23), protocols=protocols()), rules.builtin()))


@pytest.mark.parametrize("name", rules.builtin())
def test_a_rule_fires_alone_on_its_first_example(name: str) -> None:
    example = section(rules.builtin()[name].page, "Fires")
    assert BLOCK.search(example) or TODAY.search(example), "the page needs '## Fires' with an example"
    found = check(example)
    assert {d.rule for d in found} == {name}, "\n".join(map(str, found))
    assert all(d.message and d.help for d in found), "a finding says what is wrong and what to do"


@pytest.mark.parametrize("name", rules.builtin())
def test_nothing_fires_on_a_rules_second_example(name: str) -> None:
    example = section(rules.builtin()[name].page, "Silent")
    assert BLOCK.search(example) or TODAY.search(example), "the page needs '## Silent' with an example"
    found = check(example)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("name", rules.builtin())
def test_a_rules_page_begins_with_a_sentence(name: str) -> None:
    assert re.match(r"[^\n]+\.\n\n\S", rules.builtin()[name].page)
