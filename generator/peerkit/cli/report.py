"""How findings are printed: for people, for editors, and for the services that annotate pull requests."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import click

from peerkit import __version__
from peerkit.diagnostic import Diagnostic
from peerkit.survey import Survey


def reporter(form: str, survey: Survey) -> Report:
    """The report in one of the formats concise, full, json, github and sarif."""
    kinds: dict[str, type[Report]] = {"full": Full, "json": Json, "github": GitHub, "sarif": Sarif}
    return kinds.get(form, Report)(survey)


class Report:
    """Concise: a line each as they are found, and a last line that counts."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.count = 0
        self.severities: Counter[str] = Counter()

    def add(self, found: list[Diagnostic]) -> None:
        """Take in what was found in one group."""
        self.count += len(found)
        self.severities.update(d.severity.value for d in found)
        for diagnostic in found:
            self.one(diagnostic)

    def one(self, diagnostic: Diagnostic) -> None:
        """Print one finding."""
        click.echo(str(diagnostic))

    def end(self, groups: int) -> str:
        """What comes last."""
        many = f"{groups} {'group' if groups == 1 else 'groups'}"
        if not self.count:
            return (
                f"{many} checked, nothing found\n"
                if groups
                else f"no groups in '{self.survey.source.root}'; see 'peerkit new group'\n"
            )
        counts = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in sorted(self.severities.items()))
        return f"{many} checked: {counts}\n"


class Full(Report):
    """With the line of the file, a pointer below it, and what to do."""

    def one(self, diagnostic: Diagnostic) -> None:
        click.echo(f"{diagnostic.severity.value}[{diagnostic.rule}] {diagnostic.message}")
        click.echo(f"  --> {diagnostic.at}")
        line = self._line(diagnostic)
        if line.strip():
            before = line[: diagnostic.at.column - 1]
            click.echo(f"   | {line}\n   | {''.join(c if c == chr(9) else ' ' for c in before)}^")
        if diagnostic.help:
            click.echo(f"  help: {diagnostic.help}")
        click.echo()

    def _line(self, diagnostic: Diagnostic) -> str:
        from peerkit.text import Malformed, decode

        path = diagnostic.at.path.removeprefix(f"{self.survey.source.root}/")
        slug, _, name = path.partition("/")
        files = self.survey.source.group(slug) if name else self.survey.source.network()
        file = files.get(name or slug)
        if file is None or file.problem or file.size > 2_000_000:
            return ""
        try:
            return decode(file.read(), path).split("\n")[diagnostic.at.line - 1][:200]
        except (Malformed, IndexError, OSError):
            return ""


class Json(Report):
    """One JSON object: findings and counts."""

    def __init__(self, survey: Survey) -> None:
        super().__init__(survey)
        self.rows: list[dict[str, Any]] = []

    def one(self, diagnostic: Diagnostic) -> None:
        at = diagnostic.at
        self.rows.append({
            "path": at.path, "line": at.line, "column": at.column, "severity": diagnostic.severity.value, "rule": diagnostic.rule,
            "message": diagnostic.message, "help": diagnostic.help,
        })  # fmt: skip

    def end(self, groups: int) -> str:
        return json.dumps({"groups": groups, "findings": self.rows}, ensure_ascii=False, indent=2) + "\n"


class GitHub(Report):
    """Workflow commands, which GitHub shows as annotations."""

    def one(self, diagnostic: Diagnostic) -> None:
        at, text = diagnostic.at, f"{diagnostic.message}; {diagnostic.help}" if diagnostic.help else diagnostic.message
        place = f"file={_escaped(at.path, ',:')},line={at.line},col={at.column},title={diagnostic.rule}"
        click.echo(f"::{diagnostic.severity.value} {place}::{_escaped(text)}")


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


class Sarif(Json):
    """SARIF 2.1.0, for code scanning."""

    def end(self, groups: int) -> str:
        rules = sorted({row["rule"] for row in self.rows})
        pages = {name: rule.page.split("\n")[0] for name, rule in self.survey.rules.items()}
        driver = {
            "name": "peerkit",
            "version": __version__,
            "rules": [
                {"id": rule, "shortDescription": {"text": pages.get(rule, f"{rule} of the group files")}} for rule in rules
            ],
        }
        run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(row) for row in self.rows]}
        schema = "https://json.schemastore.org/sarif-2.1.0.json"
        return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(row: dict[str, Any]) -> dict[str, Any]:
    from urllib.parse import quote

    region = {"startLine": row["line"], "startColumn": row["column"]}
    place = {"artifactLocation": {"uri": quote(row["path"])}, "region": region}
    text = f"{row['message']}; {row['help']}" if row["help"] else row["message"]
    return {
        "ruleId": row["rule"],
        "level": row["severity"],
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
