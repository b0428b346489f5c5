"""What is wrong, where, and what to do about it: the one error type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


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
        return f"{one_line(self.path)}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True, slots=True)
class Diagnostic:
    """One finding: where, which rule, what is wrong (with the value), how bad, and what to do."""

    at: Span
    rule: str
    message: str
    severity: Severity = Severity.ERROR
    help: str = ""

    def __post_init__(self) -> None:
        # they quote what a person wrote
        object.__setattr__(self, "message", one_line(self.message))
        object.__setattr__(self, "help", one_line(self.help))

    def __str__(self) -> str:
        advice = f"; {self.help}" if self.help else ""
        return f"{self.at}: {self.severity.value}[{self.rule}] {self.message}{advice}"


def one_line(text: str) -> str:
    """The text with line ends and what else would not print or could steer a terminal written as escapes."""
    return _UNPRINTABLE.sub(lambda m: repr(m[0])[1:-1], text)


class Refusal(Exception):
    """The machine or the command line stands in the way (exit code 2): one line that says what, and how to mend it."""
