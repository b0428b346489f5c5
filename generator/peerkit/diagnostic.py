"""What is wrong, where, and what to do about it: the one error type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is. `check` exits 1 on both; `build` stops on errors only, unless `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A place in a file: path as reached from the working folder, line and column from 1, in code points."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True, slots=True)
class Diagnostic:
    """One finding: where, which rule, what is wrong (with the value), how bad, and what to do."""

    at: Span
    rule: str
    message: str
    severity: Severity = Severity.ERROR
    help: str = ""

    def __str__(self) -> str:
        advice = f"; {self.help}" if self.help else ""
        return f"{self.at}: {self.severity.value}[{self.rule}] {self.message}{advice}"


class Refusal(Exception):
    """The machine or the command line stands in the way (exit code 2): one line that says what, and how to mend it."""
