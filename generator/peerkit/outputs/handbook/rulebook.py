"""What `peerkit check` looks at: a page of all rules, and for each chapter those that it explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from peerkit.outputs import Artifact
from peerkit.rules import Rule

PATH = "handbook/rules.md"


def page(rules: Mapping[str, Rule], chapters: Mapping[str, str], facilitators: bool) -> Artifact:
    """`handbook/rules.md`: every rule with its settings and the chapter that explains it; `chapters` are titles by file name.

    How a network has set its rules is the facilitators' to know; others read how they come.
    """
    lines = ["# What peerkit checks", "", *_intro(facilitators)]
    for name, rule in rules.items():
        lines += [f"## {name}", "", *_rule(rule, chapters), ""]
    return Artifact(PATH, "\n".join(lines).encode())


def _intro(facilitators: bool) -> Iterator[str]:
    yield "`peerkit check` reads a group's files and says what is missing or does not add up. It knows these rules of good practice. Each"
    yield "names the chapter that explains it. An organiser sets how strict a rule is, and what it measures by, in `network.yml`."
    yield ""
    if facilitators:
        yield "What stands here is how this network has set them."
        yield ""


def _rule(rule: Rule, chapters: Mapping[str, str]) -> Iterator[str]:
    first, _, rest = rule.page.partition("\n")
    severity = rule.severity.value if rule.severity else "off"
    yield f"**{first.strip()}** ({severity})"
    yield ""
    yield re.split("^## ", rest, flags=re.MULTILINE)[0].strip()
    for key, field in type(rule.given).model_fields.items():
        value = getattr(rule.given, key)
        yield ""
        yield f"- `{key}`: {field.description}" + (f" Here {value:g}." if isinstance(value, (int, float)) else "")
    if rule.chapter in chapters:
        yield ""
        yield f"Explained in [{chapters[rule.chapter]}]({rule.chapter}.md)."


def of_chapter(slug: str, rules: Mapping[str, Rule]) -> str:
    """Markdown for the end of a chapter: the rules that it explains, or nothing."""
    explained = {name: rule for name, rule in rules.items() if rule.chapter == slug}
    if not explained:
        return ""
    lines = ["## What peerkit checks", "", "`peerkit check` tells the facilitator, and an organiser can set how strictly:", ""]
    for name, rule in explained.items():
        first = rule.page.partition("\n")[0].strip()
        lines.append(f"- [{name}](rules.md#{name}): {first}")
    return "\n".join(lines) + "\n"
